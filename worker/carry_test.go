//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lookup"
)

// With -carry, the program as it is finds in the lab what was found in 2007.
func TestCarry(t *testing.T) {
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
	ask := func(host string) (d lookup.Dossier) {
		r := httptest.NewRequest("GET", "http://127.0.0.1/v1/hosts/"+host+"?include=certificate,http", nil)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d %s", host, w.Code, w.Body)
		}
		return d
	}
	d := ask("mi5.h0st.biz")
	if c := d.Certificate; c.Error != "" || !c.Verified || c.Issuer != "DigiCert" || c.Organisation != "Mailtrack Ltd" || c.NotBefore != "2007-01-11T00:00:00Z" {
		t.Errorf("certificate: %+v", c)
	}
	if h := d.HTTP; h.Error != "" || !strings.HasPrefix(h.Server, "Apache/1.3.28 ") || h.PoweredBy != "PHP/4.3.3" {
		t.Errorf("http: %+v", h)
	}
	if d := ask("edge.tls.example.net"); d.Certificate.Issuer != "Example Authority, Inc." || d.HTTP.Error != lookup.ErrPlatform.Error() {
		t.Errorf("edge: %+v %+v", d.Certificate, d.HTTP)
	}
	if d := ask("refused.tls.example.net"); d.Certificate.Error != "the host could not be reached" {
		t.Errorf("refused: %+v", d.Certificate)
	}
}

// What the lab says of a connection, the dialer says too.
func TestCarried(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := carried{directDialer{}, netip.MustParseAddrPort(l.Carry)}
	for to, want := range map[string]error{"63.211.99.20:443": nil, "63.211.99.22:443": errRefused, "63.211.99.21:443": lookup.ErrPlatform} {
		conn, err := d.Dial(context.Background(), netip.MustParseAddrPort(to))
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: got %v, want %v", to, err, want)
		}
		if conn != nil {
			conn.Close()
		}
	}
}
