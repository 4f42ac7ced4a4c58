//go:build unix

package main

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lookup"
)

const everything = "?include=dns,hosting,registration,certificate,http,mail"

// nativeIn serves the worker natively, in a lab in a state.
func nativeIn(t *testing.T, state string) (*lab.Lab, string) {
	t.Helper()
	l, err := lab.Start(lab.Options{State: state})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s, err := understand(flagName, inLab(l))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.handler(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return l, server.URL
}

// dossierJSON is a dossier's JSON.
func dossierJSON(t *testing.T, url string) []byte {
	t.Helper()
	status, body := get(t, url)
	if status != 200 {
		t.Fatalf("%s: %d %s", url, status, body)
	}
	return []byte(body)
}

// Everything that was looked up by hand in January 2007, in one answer.
func TestScenarioFacts(t *testing.T) {
	_, url := nativeIn(t, lab.StateB)
	var d lookup.Dossier
	if err := json.Unmarshal(dossierJSON(t, url+"/v1/hosts/mi5.h0st.biz"+everything), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Sections()) != 6 {
		t.Fatalf("%d sections", len(d.Sections()))
	}
	for _, s := range d.Sections() {
		if s.Common.Error != "" || s.Common.Source == "" || s.Common.AsOf != "2007-01-12T15:00:00Z" || s.Common.TTL == 0 {
			t.Errorf("%s: %+v", s.Name, *s.Common)
		}
	}
	list := func(s []string) string { return strings.Join(s, " ") }
	a := d.Hosting.Addresses
	if len(a) != 1 {
		t.Fatalf("addresses: %+v", a)
	}
	for _, c := range []struct{ what, got, want string }{
		{"address", list(d.DNS.Addresses), "195.68.228.53"},
		{"reverse name", a[0].Reverse, "merry-3.mailtrack.com"},
		{"network", a[0].ASName, "Easynet"},
		{"hosting country", a[0].Country + " " + a[0].Confidence, "GB agreed"},
		{"domain", d.Registration.Domain, "h0st.biz"},
		{"registered", d.Registration.Created[:10], "2003-07-10"},
		{"changed", d.Registration.Changed[:10], "2006-05-08"},
		{"expires", d.Registration.Expires[:10], "2008-07-09"},
		{"registrar", d.Registration.Registrar, "Dotster"},
		{"registrant", d.Registration.Organisation + ", " + d.Registration.Country, "Mailtrack, US"},
		{"contacts", list(d.Registration.Countries), "GB US"},
		{"name servers", list(d.Registration.NameServers), "arwen.mailtrack.com cirdan.mailtrack.com elrond.mailtrack.com"},
		{"name servers, by DNS", list(d.DNS.NameServers), "arwen.mailtrack.com cirdan.mailtrack.com elrond.mailtrack.com"},
		{"certificate", list(d.Certificate.Names) + ", " + d.Certificate.Organisation, "*.h0st.biz, Mailtrack Ltd"},
		{"issued by", d.Certificate.Issuer, "DigiCert"},
		{"valid from", d.Certificate.NotBefore, "2007-01-11T00:00:00Z"},
		{"server", d.HTTP.Server, "Apache/1.3.28 (Linux/SuSE) mod_ssl/2.8.15 OpenSSL/0.9.7b PHP/4.3.3"},
		{"powered by", d.HTTP.PoweredBy, "PHP/4.3.3"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if !d.Certificate.Wildcard || a[0].ASN != 4589 || len(d.Registration.Inconsistencies) == 0 {
		t.Errorf("wildcard %v, AS%d, contradictions %q", d.Certificate.Wildcard, a[0].ASN, d.Registration.Inconsistencies)
	}
}

// What a person is told about the form in each state, with the worker's dossiers,
// home in the United Kingdom, and the memory of the state before.
func TestScenarioReports(t *testing.T) {
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	in := inspect.New(b)
	var seen *inspect.Seen
	for _, c := range []struct {
		state, page, target string
		want, not           []string
	}{
		{lab.StateA, "http://www.mi5.gov.uk/output/Page575.html", "http://pmv2.co.uk/bin/listctrl",
			[]string{"transport/cleartext", "party/third-party", "transfer/restricted"}, []string{"target/changed"}},
		{lab.StateB, "https://www.mi5.gov.uk/output/Page575.html", "https://mi5.h0st.biz/xdata.html",
			[]string{"host/look-alike", "party/third-party", "target/changed", "registration/inconsistent", "certificate/recent", "software/outdated"},
			[]string{"transport/cleartext", "transfer/restricted", "transfer/unknown"}},
		{lab.StateC, "https://www.mi5.gov.uk/output/Page575.html", "https://lists.mi5.gov.uk/subscribe",
			[]string{"target/changed"}, []string{"party/third-party", "host/look-alike", "transport/cleartext"}},
	} {
		l, url := nativeIn(t, c.state)
		host := strings.Split(c.target, "/")[2]
		q := &inspect.Request{Home: "GB", Now: l.Now().Unix(), Asked: "done", Seen: seen}
		q.Page.URL, q.Target.URL, q.Target.Method = c.page, c.target, "post"
		for _, name := range []string{"forename", "surname", "email"} {
			q.Fields = append(q.Fields, form.Field{Name: name, Control: "input", Type: "text", Filled: true})
		}
		q.Dossier = new(inspect.Dossier)
		if err := json.Unmarshal(dossierJSON(t, url+"/v1/hosts/"+host+everything), q.Dossier); err != nil {
			t.Fatal(err)
		}
		var r struct {
			Findings []struct{ Rule, Why string }
			Memory   *struct {
				Host, Site, Country, Scheme string
				At                          int64
			}
		}
		if err := json.Unmarshal(in.Report(q), &r); err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, f := range r.Findings {
			rules = append(rules, f.Rule)
			t.Logf("state %s: %s: %s", c.state, f.Rule, f.Why)
		}
		for _, want := range c.want {
			if !slices.Contains(rules, want) {
				t.Errorf("state %s: got %q, want %s among them", c.state, rules, want)
			}
		}
		for _, not := range c.not {
			if slices.Contains(rules, not) {
				t.Errorf("state %s: got %q, want no %s", c.state, rules, not)
			}
		}
		if r.Memory != nil {
			seen = &inspect.Seen{Host: r.Memory.Host, Site: r.Memory.Site, Country: r.Memory.Country, Scheme: r.Memory.Scheme, At: r.Memory.At}
		}
	}
}
