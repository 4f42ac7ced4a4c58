package lookup

import (
	"context"
	"fmt"
	"testing"
)

func TestParseDMARC(t *testing.T) {
	for _, c := range []struct{ record, want string }{
		{"v=DMARC1; p=reject", "reject reject"},
		{"v=DMARC1; p=reject; sp=none", "reject none"},
		{"v=DMARC1;p=Quarantine;", "quarantine quarantine"},
		{"v = DMARC1 ; P = none ; rua=mailto:a@example.org", "none none"},
		{"v=DMARC1; rua=mailto:a@example.org", "none none"},
		{"v=DMARC1; p=forbid; rua=mailto:a@example.org", "none none"},
		{"v=DMARC1; p=reject; p=none", "reject reject"},
		{"v=DMARC1; p=forbid", "no record"},
		{"v=DMARC1", "no record"},
		{"v=DMARC2; p=reject", "no record"},
		{"p=reject; v=DMARC1", "no record"},
		{"v=dmarc1; p=reject", "no record"},
		{"", "no record"},
	} {
		d, ok := parseDMARC(c.record)
		got := d.own + " " + d.sub
		if !ok {
			got = "no record"
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.record, got, c.want)
		}
	}
}

// The policy that holds is the domain's own, else its organisational domain's.
func TestDMARC(t *testing.T) {
	s := service(t, resolver(`
_dmarc.example.org.     60 IN TXT "v=DMARC1; p=reject; sp=quarantine"
_dmarc.own.example.org. 60 IN TXT "v=DMARC1; p=none"
_dmarc.two.example.org. 60 IN TXT "v=DMARC1; p=none"
_dmarc.two.example.org. 60 IN TXT "v=DMARC1; p=reject"
`))
	for _, c := range []struct{ domain, want string }{
		{"example.org", "reject"},
		{"own.example.org", "none"},
		{"below.example.org", "quarantine"},
		{"far.below.example.org", "quarantine"},
		{"two.example.org", "quarantine"},
		{"example.com", ""},
	} {
		q, end := s.query(context.Background(), Query{Host: c.domain})
		p := attempt("dmarc", func(p *part) {
			if got := q.dmarc(c.domain, p); got != c.want {
				t.Errorf("%s: got %q, want %q", c.domain, got, c.want)
			}
		})
		end()
		if p.err != nil {
			t.Errorf("%s: %v", c.domain, p.err)
		}
	}
}

// Whatever stands there: no panic, and a policy that is known or none.
func FuzzDMARC(f *testing.F) {
	for _, record := range []string{"v=DMARC1; p=reject; sp=none; pct=50", "v=DMARC1;;=;p", "v = DMARC1 ; rua=x", ""} {
		f.Add(record)
	}
	known := map[string]bool{"none": true, "quarantine": true, "reject": true}
	f.Fuzz(func(t *testing.T, record string) {
		if d, ok := parseDMARC(record); ok != (known[d.own] && known[d.sub]) {
			t.Errorf("%q: %s", record, fmt.Sprint(d, ok))
		}
	})
}
