package form

import "testing"

var english = []Field{
	{Name: "firstName", ID: "first-name", Control: "input", Type: "text", Label: "First name"},
	{Name: "surname", ID: "last-name", Control: "input", Type: "text", Label: "Surname"},
	{Name: "f17", ID: "f17", Control: "input", Type: "text", Label: "National Insurance number", Placeholder: "QQ 12 34 56 C"},
	{Name: "addr1", ID: "ctl00_addr1", Control: "input", Type: "text", Label: "Address line 1"},
	{Name: "notes", ID: "notes", Control: "textarea", Type: "textarea", Label: "Anything else that you would like to tell us"},
}

// BenchmarkEnglishForm recognises a form of five fields, as an English site has it.
func BenchmarkEnglishForm(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for i := range english {
			KindOf(&english[i])
		}
	}
}
