package evidence_test

import "testing"

// BenchmarkMake makes a document and its three forms.
func BenchmarkMake(b *testing.B) {
	bench := newBench(b)
	q, dossier := of2007(b, "b")
	in := bench.known(b, q, dossier)
	b.ReportAllocs()
	for b.Loop() {
		d, err := bench.know.Make(in)
		if err != nil {
			b.Fatal(err)
		}
		forms(b, d)
	}
}
