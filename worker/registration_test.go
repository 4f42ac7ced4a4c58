//go:build unix

package main

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
)

// The registration of January 2007 through the worker itself, whose connections
// to WHOIS and to registrars the lab carries.
func TestRegistration(t *testing.T) {
	l, err := lab.Start(lab.Options{State: lab.StateB})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := understand(flagName, inLab(l))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.handler(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	for _, c := range []struct{ host, want string }{
		{"mi5.h0st.biz", `"registration":{"source":"WHOIS of whois.neulevel.biz","asOf":"2007-01-12T15:00:00Z","ttl":86400,"error":"","domain":"h0st.biz",` +
			`"created":"2003-07-10","changed":"2006-05-08","expires":"2008-07-09","registrar":"Dotster","organisation":"Mailtrack","country":"US","countries":["GB","US"],` +
			`"nameServers":["arwen.mailtrack.com","cirdan.mailtrack.com","elrond.mailtrack.com"],"status":[],` +
			`"inconsistencies":["the registrant's address is in London, its country the United States","the registrant's country is the United States, the technical contact's the United Kingdom"]}`},
		{"www.example.org", `"source":"RDAP of the registry",`},
		{"nobody.co.uk", `"error":"the registry has no registration of this domain"`},
	} {
		got, err := exchange("GET", server.URL+"/v1/hosts/"+c.host+"?include=registration", nil)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(got, "200\n") || !strings.Contains(got, c.want) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.host, got, c.want)
		}
	}
}
