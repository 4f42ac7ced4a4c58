package host

import (
	"math/rand/v2"
	"testing"
)

// TestSuffixesDamaged: by whatever bytes a list has, a search ends and finds a
// suffix or none; by the list's own bytes it finds what the program's finds.
func TestSuffixesDamaged(t *testing.T) {
	names := []string{"www.example.co.uk", "a.b.c.kobe.jp", "city.kobe.jp", "someone.github.io", "x.y.compute.amazonaws.com", "com", "a.nosuch"}
	whole := PublicSuffixes().Bytes()
	for _, name := range names {
		got, err1 := OpenSuffixes(string(whole)).Parse(name)
		want, err2 := Parse(name)
		if got != want || err1 != nil || err2 != nil {
			t.Errorf("%s: got %+v, %v, want %+v, %v", name, got, err1, want, err2)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 2000 {
		data := append([]byte(nil), whole...)
		for range 1 + n%200 {
			data[r.IntN(len(data))] = byte(r.UintN(256))
		}
		if n%3 == 0 {
			data = data[:r.IntN(len(data))]
		}
		if n%5 == 0 && len(data) > rootSize {
			data[0], data[1], data[2] = byte(r.UintN(256)), byte(r.UintN(256)), byte(r.UintN(2))
		}
		x := OpenSuffixes(string(data))
		for _, name := range names {
			p, err := x.Parse(name)
			if err != nil || p.Site == "" || p.suffix > len(p.Site) {
				t.Fatalf("%s: got %+v, %v", name, p, err)
			}
		}
	}
}
