package inspect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/inspect"
)

// TestLyingDossier: whatever a worker says of a host, what the page itself shows
// is found as it is without one; and what it says of another host counts for nothing.
func TestLyingDossier(t *testing.T) {
	in := inspect.New(load(t))
	for _, target := range []string{"http://pmv2.co.uk/bin/listctrl", "https://mi5.h0st.biz/xdata.html", "https://www.mi5-gov.uk/subscribe"} {
		alone := parse(t, strings.Replace(stateA, "http://pmv2.co.uk/bin/listctrl", target, 1))
		alone.Dossier = nil
		want := judge(t, in, alone)
		lie := parse(t, strings.Replace(stateA, "http://pmv2.co.uk/bin/listctrl", target, 1))
		name, _, _ := strings.Cut(strings.SplitN(target, "://", 2)[1], "/")
		said := inspect.Section{Source: "a liar", AsOf: "2007-01-09T10:00:00Z"}
		lie.Dossier = &inspect.Dossier{Host: name, AsOf: said.AsOf,
			DNS:          &inspect.DNS{Section: said, Status: "found", Addresses: []string{"127.0.0.1"}, Scope: "private"},
			Hosting:      &inspect.Hosting{Section: said, Addresses: []inspect.Address{{Address: "127.0.0.1", Country: "GB", Confidence: "agreed", Scope: "loopback", ASName: "www.mi5.gov.uk"}}},
			Registration: &inspect.Registration{Section: said, Domain: "mi5.gov.uk", Created: "1996-08-01", Organisation: "www.mi5.gov.uk", Country: "GB"},
			Certificate:  &inspect.Certificate{Section: said, Organisation: "www.mi5.gov.uk", Names: []string{"*.mi5.gov.uk"}, Verified: true, NotBefore: "2000-01-01T00:00:00Z"},
			HTTP:         &inspect.HTTP{Section: said, HSTS: true}}
		lied := judge(t, in, lie)
		n := 0
		for _, rule := range want.rules() {
			// What is about the place is what a dossier is for.
			if strings.Contains(rule, " transfer/") {
				continue
			}
			n++
			if got := lied.rules(); !slices.Contains(got, rule) {
				t.Errorf("%s: got %v, want %s among them, as without the dossier", target, got, rule)
			}
		}
		if n == 0 {
			t.Errorf("%s: nothing is found without a dossier", target)
		}
		lie.Dossier.Host = "elsewhere.example"
		if got := judge(t, in, lie).rules(); !slices.Equal(got, want.rules()) {
			t.Errorf("%s: a dossier about another host: got %v, want %v", target, got, want.rules())
		}
	}
}

// TestPrivateIsNotAskedFor: no worker is asked about a name that is nobody else's
// business, whatever is sent there, nor about the page's own site.
func TestPrivateIsNotAskedFor(t *testing.T) {
	in := inspect.New(load(t))
	for target, want := range map[string]string{
		"https://lists.example.net/in": "lists.example.net", "https://printer/in": "", "https://nas.local/in": "", "https://wiki.internal/in": "", "https://10.1.2.3/in": "",
		"https://[fd00::1]/in": "", "https://127.0.0.1/in": "", "https://duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion/in": "",
		"https://forms.mi5.gov.uk/in": "", "mailto:list@example.net": "", "": "",
	} {
		q := parse(t, strings.Replace(stateA, "http://pmv2.co.uk/bin/listctrl", target, 1))
		q.Dossier, q.Asked = nil, ""
		if got := judge(t, in, q).Ask; got != want {
			t.Errorf("%q: %q would be asked for, want %q", target, got, want)
		}
	}
}
