//go:build unix

package main

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
)

// What crosses to Go of a request is enough to refuse it in workerd as natively:
// under which name it came, whether a page asks, and for which client; what is
// known is not given to those either.
func TestRefusedInWorkerd(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, _ := ours(t, l)
	p.vars["LIMITED"] = "yes" // two look-ups for each client
	r := p.watched().start(t)
	const known = "/v1/hosts/pmv2.co.uk?include=dns"
	client := func(address string) http.Header { return http.Header{"Cf-Connecting-Ip": {address}} }
	for _, c := range []struct {
		host, path string
		header     http.Header
		want       int
	}{
		{"", known, client("63.211.10.1"), 200},
		{"", "/v1/hosts/a.example.org?include=dns", client("63.211.10.1"), 200},
		{"", "/v1/hosts/b.example.org?include=dns", client("63.211.10.1"), 429},
		{"", known, client("63.211.10.1"), 200}, // it is known
		{"", "/v1/hosts/b.example.org?include=dns", client("63.211.10.2"), 200},
		{"localhost", known, nil, 200},
		{"worker.example.org", known, nil, 421},
		{"worker.example.org", "/v1/health", nil, 421},
		{"", known, http.Header{"Origin": {"http://page.example.org"}}, 403},
		{"", known, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"no-cors"}}, 403},
		{"", known, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"}}, 403},
		{"", known, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}, 200},
		{"", known, http.Header{"Origin": {"chrome-extension://abcdefghijklmnopabcdefghijklmnop"}}, 200},
	} {
		req, err := http.NewRequest("GET", "http://"+r.addr+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = c.host
		if c.header != nil {
			req.Header = c.header
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s: got %d, want %d", fmt.Sprint(c.host, " ", c.path, " ", c.header), res.StatusCode, c.want)
		}
	}
}
