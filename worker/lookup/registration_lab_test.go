//go:build !js

package lookup

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab"
)

// registryService looks registrations up in a lab.
func registryService(t *testing.T, opts lab.Options) (*Service, *lab.Lab) {
	t.Helper()
	l, err := lab.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Service{
		Resolver:  &Resolver{URL: l.DoH, Client: client},
		Now:       l.Now,
		Client:    client,
		Dialer:    &labDialer{Lab: l},
		Bootstrap: l.RDAP,
		WHOIS:     "whois.iana.org",
		Roots:     l.Roots(),
	}, l
}

func register(s *Service, host string) *Registration {
	return s.Dossier(context.Background(), Query{Host: host, Sections: []string{"registration"}}).Registration
}

// The facts of January 2007, as published.
func TestRegistrationOf2007(t *testing.T) {
	s, l := registryService(t, lab.Options{State: lab.StateB})
	want := &Registration{
		Section:      Section{Source: "WHOIS of whois.neulevel.biz", AsOf: stamp(l.Now()), TTL: 86400},
		Domain:       "h0st.biz",
		Created:      "2003-07-10",
		Changed:      "2006-05-08",
		Expires:      "2008-07-09",
		Registrar:    "Dotster",
		Organisation: "Mailtrack",
		Country:      "US",
		Countries:    []string{"GB", "US"},
		NameServers:  []string{"arwen.mailtrack.com", "cirdan.mailtrack.com", "elrond.mailtrack.com"},
		Status:       []string{},
		Inconsistencies: []string{
			"the registrant's address is in London, its country the United States",
			"the registrant's country is the United States, the technical contact's the United Kingdom",
		},
	}
	for _, turn := range []string{"first", "again, the server remembered"} {
		if got := register(s, "mi5.h0st.biz"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", turn, got, want)
		}
	}
}

// short is a section in one line.
func inShort(g *Registration) string {
	return strings.Join([]string{g.Source, g.Error, g.Domain, dayOf(g.Created), dayOf(g.Expires), g.Registrar, g.Organisation, strings.Join(g.Countries, " "),
		strings.Join(g.NameServers, " "), strings.Join(g.Status, " "), strings.Join(g.Inconsistencies, "; ")}, "|")
}

func TestRegistrationLab(t *testing.T) {
	s, _ := registryService(t, lab.Options{})
	for _, c := range []struct{ host, want string }{
		{"www.example.org", "RDAP of the registry||example.org|1998-03-04|2009-03-03|Example Registrar, Inc.|Example Widgets Ltd|GB IE|a.ns.example b.ns.example|serverTransferProhibited|"},
		{"a.b.example.com", "RDAP of the registry and of the registrar||example.com|1995-08-14|2010-08-13|Example Registrar, Inc.|Example Widgets Ltd|GB|a.ns.example b.ns.example|clientDeleteProhibited clientTransferProhibited|"},
		{"example.net", "RDAP of the registry|what the registry does not say is not known: the registrar's RDAP server answered with HTTP status 404|example.net|2001-02-03|2010-02-03|Example Registrar, Inc.|||a.ns.example|ok|"},
		{"www.example.co.uk", "RDAP of the registry" + hiddenRegistrant + "||example.co.uk|1999-08-09|2007-08-09|Example Registrar Ltd|||ns1.example.net|ok|"},
		{"pmv2.co.uk", "RDAP of the registry||pmv2.co.uk|||||||" + "|"},
		{"thick.example", "WHOIS of whois.registry.example||thick.example|2001-02-03|2008-02-03|Example Registrar, Inc.|Example Widgets Ltd|GB IE|a.ns.example b.ns.example|clientTransferProhibited|"},
		{"www.thin.example", "WHOIS of whois.registry.example and of the registrar||thin.example|2001-02-03|2008-02-03|Example Registrar, Inc.|Example Widgets Ltd|US|a.ns.example||" +
			"the registrant's address is in Paris, its country the United States; it is created on 2001-02-03 by the registry and on 2004-02-03 by the registrar"},
		{"nobody.co.uk", "RDAP of the registry|the registry has no registration of this domain|nobody.co.uk||||||||"},
		{"nobody.example", "WHOIS of whois.registry.example|the registry has no registration of this domain|nobody.example||||||||"},
		{"a.xn--kgbechtv", "WHOIS|the registry has neither RDAP nor WHOIS|a.xn--kgbechtv||||||||"},
		{"a.xn--zckzah", "WHOIS|the WHOIS server whois.iana.org refers to itself|a.xn--zckzah||||||||"},
		{"a.xn--jxalpdlp", "WHOIS of private.example.org|the WHOIS server private.example.org is at an address that is not contacted|a.xn--jxalpdlp||||||||"},
		{"a.xn--hgbk6aj7f53bba", "WHOIS|the WHOIS server whois.iana.org refers to what is no server that is asked: only the ports 43, 80 and 443 are contacted|a.xn--hgbk6aj7f53bba||||||||"},
		{"a.xn--9t4b11yi5a", "RDAP of the registry|the registry's RDAP server could not be reached|a.xn--9t4b11yi5a||||||||"},
		{"a.invalid", "WHOIS of whois.gone.example|the WHOIS server whois.gone.example could not be reached|a.invalid||||||||"},
		{"someone.github.io", "none: nobody was asked|names under github.io are given out by whoever holds it, and no registry lists them|||||||||"},
		{"63.211.10.1", "none: nobody was asked|the host is an address, which is not registered as names are|||||||||"},
		{"co.uk", "none: nobody was asked|the host is not under a domain that somebody registered|||||||||"},
	} {
		if got := inShort(register(s, c.host)); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.host, got, c.want)
		}
	}
}

// Each way in which a registry or a registrar can fail is said, stays within the
// deadline, and leaves the other sections alone.
func TestRegistrationFaults(t *testing.T) {
	const partly = "what the registry does not say is not known: "
	rdap := map[lab.RegistryFault]string{
		lab.RegistryTimeout:       "the registry's RDAP server did not answer in time",
		lab.RegistryRefused:       "the registry's RDAP server could not be reached",
		lab.RegistryTruncated:     "the registry's RDAP server gave an answer that is malformed",
		lab.RegistryMalformed:     "the registry's RDAP server gave an answer that is malformed",
		lab.RegistryLying:         "the registry's RDAP server answered about another domain than the one asked about",
		lab.RegistryHuge:          "the registry's RDAP server answered with more than an answer can have",
		lab.RegistryDrip:          "the registry's RDAP server did not answer in time",
		lab.RegistryNotFound:      "the registry has no registration of this domain",
		lab.RegistryTooMany:       "the registry's RDAP server was asked too often and wants to be left alone for a while",
		lab.RegistryBroken:        "the registry's RDAP server answered with HTTP status 500",
		lab.RegistryLoop:          "the registry's RDAP server redirects too often or in a circle",
		lab.RegistryPrivate:       "the registry's RDAP server is at an address that is not contacted: 10.0.0.5 is not a public address (private) and was not contacted",
		lab.RegistryPrivateName:   "the registry's RDAP server is at an address that is not contacted: 10.0.0.5 is not a public address (private) and was not contacted",
		lab.RegistryCleartext:     "the registry's RDAP server is at an address that is not contacted: only https at a public host, on port 443, is fetched",
		lab.RegistryRegistrarGone: partly + "the registrar's RDAP server could not be reached",
		lab.RegistryRegistrarLies: partly + "the registrar's RDAP server answered about another domain than the one asked about",
	}
	const server = "the WHOIS server whois.registry.example "
	whois := map[lab.RegistryFault]string{
		lab.RegistryTimeout:         server + "did not answer in time",
		lab.RegistryRefused:         server + "gave no answer",
		lab.RegistryTruncated:       "the answer was cut off: what came after is not known",
		lab.RegistryMalformed:       server + "gave an answer that is malformed",
		lab.RegistryLying:           server + "answered about another domain than the one asked about",
		lab.RegistryHuge:            server + "answered with more than an answer can have",
		lab.RegistryDrip:            server + "did not answer in time",
		lab.RegistryNotFound:        "the registry has no registration of this domain",
		lab.RegistryTooMany:         server + "was asked too often and gave no answer",
		lab.RegistryPrivate:         partly + "the WHOIS server 10.0.0.5 is at an address that is not contacted",
		lab.RegistryPrivateName:     partly + "the WHOIS server private.example.org is at an address that is not contacted",
		lab.RegistryCircle:          partly + "the registry refers to a WHOIS server that was asked already",
		lab.RegistryPort:            partly + "the registry refers to a WHOIS server that is not asked: only the ports 43, 80 and 443 are contacted",
		lab.RegistryRegistrarGone:   partly + "the WHOIS server whois.gone.example could not be reached",
		lab.RegistryRegistrarLies:   partly + "the WHOIS server whois.registrar.example answered about another domain than the one asked about",
		lab.RegistryRegistrarSilent: partly + "the WHOIS server whois.registrar.example did not answer in time",
	}
	look := func(f lab.RegistryFault, name string, want map[lab.RegistryFault]string) {
		t.Run(name, func(t *testing.T) {
			sentence, ok := want[f]
			if !ok {
				t.Fatal("no expectation for this fault")
			}
			s, _ := registryService(t, lab.Options{})
			s.Places = places(t)
			s.Deadline = 30 * time.Second
			if strings.HasSuffix(sentence, "in time") { // short only where it is to pass, and for the fault alone
				register(s, "known."+name[strings.LastIndexByte(name, '.')+1:])
				s.Deadline = 1500 * time.Millisecond
			}
			began := time.Now()
			d := s.Dossier(context.Background(), Query{Host: name, Sections: []string{"dns", "registration"}})
			if took := time.Since(began); took > s.Deadline+3*time.Second {
				t.Errorf("took %v", took)
			}
			g := d.Registration
			if g.Error != sentence {
				t.Errorf("got %q, want %q", g.Error, sentence)
			}
			if partial := strings.HasPrefix(sentence, partly); partial != (g.Created != "") {
				t.Errorf("created %q", g.Created)
			}
			if g.TTL < failedTTL || g.TTL > partlyTTL || g.Source == "" || g.Domain != name {
				t.Errorf("section %+v", g.Section)
			}
			if d.DNS.Error != "" {
				t.Errorf("dns: %s", d.DNS.Error)
			}
			if f == lab.RegistryTooMany && strings.HasSuffix(name, ".test") {
				if g.TTL != 120 {
					t.Errorf("kept for %d s, want 120: Retry-After", g.TTL)
				}
				// Nobody is asked again before that, whatever the domain.
				if other := register(s, "another.test"); other.Error != sentence {
					t.Errorf("another domain of that registry: %q", other.Error)
				}
			}
		})
	}
	for _, f := range lab.RDAPFaults {
		look(f, lab.RDAPFaultName(f), rdap)
	}
	for _, f := range lab.WHOISFaults {
		look(f, lab.WHOISFaultName(f), whois)
	}
}

// stateB is the form of 12 January 2007, without its dossier.
const stateB = `{
 "page":{"url":"https://www.mi5.gov.uk/output/Page575.html"},
 "target":{"url":"https://mi5.h0st.biz/xdata.html","method":"post"},
 "fields":[
  {"name":"forename","control":"input","type":"text","label":"Forename","filled":true},
  {"name":"surname","control":"input","type":"text","label":"Surname","filled":true},
  {"name":"email","control":"input","type":"text","label":"E-mail address","filled":true}],
 "home":"GB","now":1168614000,"asked":"done","dossier":`

// The report for the form of state B, with the lab's dossier, has the finding.
func TestRegistrationInReport(t *testing.T) {
	s, _ := registryService(t, lab.Options{State: lab.StateB})
	d := s.Dossier(context.Background(), Query{Host: "mi5.h0st.biz", Sections: []string{"registration"}})
	var request inspect.Request
	if err := json.Unmarshal([]byte(stateB+text(t, d)+"}"), &request); err != nil {
		t.Fatal(err)
	}
	compiled, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(compiled))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Findings []struct{ Rule, Why, Source string }
	}
	if err := json.Unmarshal(inspect.New(b).Report(&request), &report); err != nil {
		t.Fatal(err)
	}
	const want = "The registration of h0st.biz contradicts itself: the registrant's address is in London, its country the United States."
	for _, f := range report.Findings {
		if f.Rule == "registration/inconsistent" {
			if f.Why != want || f.Source != "WHOIS of whois.neulevel.biz" {
				t.Errorf("got %q from %q, want %q", f.Why, f.Source, want)
			}
			return
		}
	}
	t.Errorf("no registration/inconsistent among %+v", report.Findings)
}
