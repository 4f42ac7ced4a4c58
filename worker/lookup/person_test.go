package lookup

import (
	"testing"

	"github.com/miekg/dns"
)

// What a registrant wrote as its organisation, what stands beside it as its name,
// and what is kept of both: nothing that may be a person's name or where one lives.
func TestKeepOrganisation(t *testing.T) {
	for _, c := range []struct{ organisation, name, want string }{
		{"John Smith", "", ""},
		{"John Smith", "John Smith", ""},
		{"John Smith", "Smith, John", ""},
		{"J. Smith", "John Smith", ""},
		{"Smith", "John Smith", ""},
		{"John Smith", "Mr John Quincy Smith", ""},
		{"Jose Garcia", "José García", ""},
		{"Juergen Mueller", "Jürgen Müller", ""},
		{"J\u043ehn Smith", "John Smith", ""}, // a Cyrillic o
		{"Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith", ""},
		{"Иван Петров", "Ivan Petrov", ""},
		{"张三", "", ""},
		{"张三", "Zhang San", ""},
		{"山田太郎", "", ""},
		{"김철수", "REDACTED FOR PRIVACY", ""},
		{"john_smith", "", ""},
		{"john.smith", "", ""},
		{"John Church", "REDACTED FOR PRIVACY", ""},
		{"John Smith", "Domain Administrator", ""},
		{"John Smith", "Hostmaster", ""},
		{"John Smith", "Example Ltd", "Example Ltd"}, // each in the other's place
		{"Example Ltd c/o John Smith", "", "Example Ltd"},
		{"c/o John Smith", "", ""},
		{"Example Ltd, attn: John Smith", "", "Example Ltd"},
		{"Example Ltd (John Smith)", "John Smith", "Example Ltd"},
		{"John Smith, Example Ltd", "John Smith", "Example Ltd"},
		{"Smith (UK) Ltd", "John Smith", "Smith (UK) Ltd"},
		{"Smith, Jones & Co", "John Smith", "Smith, Jones & Co"},
		{"DBA Ltd", "John Smith", "DBA Ltd"},
		{"John Smith t/a Example Co", "", "Example Co"},
		{"Example Ltd t/a Widgets", "", "Example Ltd t/a Widgets"},
		{"Example Ltd, 12 High Street, London", "", "Example Ltd"},
		{"Example Ltd, High Street, London", "", "Example Ltd"},
		{"Example Ltd, London W1A 1AA", "", "Example Ltd"},
		{"Example GmbH Hauptstraße 5", "", ""},
		{"Example Ltd PO Box 12", "", ""},
		{"Example Ltd ０２０５５５０００００", "", ""},
		{"Example Ltd ٠٢٠٥٥٥٠٠٠٠٠", "", ""},
		{"Example Ltd smith＠example.com", "", ""},
		{"Example Ltd smith(at)example.com", "", ""},

		{"Example Widgets", "John Smith", "Example Widgets"},
		{"Smith and Sons", "John Smith", "Smith and Sons"},
		{"John Smith Ltd", "John Smith", "John Smith Ltd"},
		{"Example, Inc.", "Domain Administrator", "Example, Inc."},
		{"Example 24 Ltd", "", "Example 24 Ltd"},
		{"Wall Street Journal Inc", "", "Wall Street Journal Inc"},
		{"Deutsche Bank", "", "Deutsche Bank"},
		{"Church of England", "", "Church of England"},
		{"BBC", "", "BBC"},
		{"Booking.com", "", "Booking.com"},
		{"北京示例有限公司", "", "北京示例有限公司"},
		{"株式会社例", "", "株式会社例"},
	} {
		contact := &contactText{organisation: c.organisation, name: c.name}
		if got := contact.keep(registrant).organisation; got != c.want {
			t.Errorf("%q beside %q: got %q, want %q", c.organisation, c.name, got, c.want)
		}
	}
}

// A registrar's name is not that of who speaks for it, nor that of a person who is one.
func TestKeepRegistrar(t *testing.T) {
	for _, c := range []struct{ name, organisation, kind, want string }{
		{"Example Registrar, Inc.", "", "", "Example Registrar, Inc."},
		{"Example Registrar", "", "", "Example Registrar"},
		{"Example Registrar, Inc.", "Abuse Desk", "", "Example Registrar, Inc."},
		{"", "Example Registrar", "", "Example Registrar"},
		{"John Smith", "Example Registrar, Inc.", "", "Example Registrar, Inc."},
		{"John Smith", "Example Registrar", "individual", "Example Registrar"},
		{"John Smith", "", "individual", ""},
		{"Example Registrar c/o John Smith", "", "", "Example Registrar"},
	} {
		contact := &contactText{name: c.name, organisation: c.organisation, kind: c.kind}
		if got := contact.registrar(); got != c.want {
			t.Errorf("%q of %q: got %q, want %q", c.name, c.organisation, got, c.want)
		}
	}
}

// Whom a CAA record says to write to is not kept, whatever it calls that.
func TestIssuanceOf(t *testing.T) {
	for record, want := range map[string]Issuance{
		`0 issue "ca.example.net"`:                      {false, "issue", "ca.example.net"},
		`128 issuewild ";"`:                             {true, "issuewild", ";"},
		`0 iodef "mailto:smith@example.org"`:            {false, "iodef", ""},
		`0 IODEF "https://example.org/smith"`:           {false, "iodef", ""},
		`0 contactphone "+44 20 5550 0000"`:             {false, "contactphone", ""},
		`0 issue "ca.example.net; account=smith@e.org"`: {false, "issue", ""},
		`0 tbs "smith@example.org"`:                     {false, "tbs", ""},
	} {
		rr, err := dns.NewRR("example.org. CAA " + record)
		if err != nil {
			t.Fatal(err)
		}
		if got := issuanceOf(rr.(*dns.CAA)); got != want {
			t.Errorf("%s: got %v, want %v", record, got, want)
		}
	}
}
