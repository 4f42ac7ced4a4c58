package lookup

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lab"
)

// Whatever a host shows as its certificates: a section without a panic, of
// bounded size and in text that can be sent.
func FuzzCertificate(f *testing.F) {
	for _, c := range made(f) {
		for _, der := range c.Certificate {
			f.Add(der, "a.example.org")
		}
		if len(c.Certificate) > 1 {
			f.Add(slices.Concat(c.Certificate...), "a.example.org")
		}
	}
	f.Add([]byte("garbage"), "63.211.10.1")
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, der []byte, host string) {
		// One certificate, or two where the bytes split at their first half.
		for _, raw := range [][][]byte{{der}, {der, der}, {der[:len(der)/2], der[len(der)/2:]}, split(der)} {
			c := describe(host, raw)
			if c.Names == nil || c.Chain == nil || len(c.Names) > maxNames || len(c.Chain) > maxChain {
				t.Fatalf("%+v", c)
			}
			for _, s := range slices.Concat(c.Names, c.Chain, []string{c.Organisation, c.Issuer, c.Key}) {
				if len(s) > maxText || !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x00") {
					t.Fatalf("%q", s)
				}
			}
			reason := verify(host, parseChain(raw), nil, time.Date(2007, 1, 12, 0, 0, 0, 0, time.UTC))
			if reason == "" {
				t.Fatal("verified without an authority")
			}
			d := Dossier{Certificate: c}
			if _, err := d.JSON(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// split cuts bytes where one DER value ends and the next begins.
func split(b []byte) (out [][]byte) {
	for len(b) > 4 && len(out) < 4 && b[1] == 0x82 {
		n := 4 + int(b[2])<<8 + int(b[3])
		if n > len(b) {
			break
		}
		out, b = append(out, b[:n]), b[n:]
	}
	return append(out, b)
}

// Whatever a redirect says: followed only to a public host, by http or https, at
// port 80 or 443, without a user name; and the request is for what was checked.
func FuzzRedirect(f *testing.F) {
	for _, s := range lab.RedirectTricks {
		f.Add(s)
	}
	for _, s := range []string{"/", "/a?b#c", "../x", "?q", "/?a b", "?x y HTTP/1.1", "/?\u00e9", "//example.org", "https://example.org/%2e%2e", "http://EXAMPLE.org:80", "http://b\u00fccher.example.org/", "http://[2001:4860:4860::8888]:443/", "https://63.211.10.1"} {
		f.Add(s)
	}
	from := &url.URL{Scheme: "https", Host: "example.com", Path: "/"}
	f.Fuzz(func(t *testing.T, location string) {
		to, err := redirect(from, &http.Response{StatusCode: 302, Header: http.Header{"Location": {location}}})
		if err != nil || to == nil {
			return
		}
		host, port, err := target(to)
		if err != nil {
			t.Fatalf("%q: accepted, then %v", location, err)
		}
		if to.Scheme != "http" && to.Scheme != "https" || to.User != nil || to.Fragment != "" || port != 80 && port != 443 {
			t.Fatalf("%q: followed to %s", location, to)
		}
		if again, wrong := ParseHost(host); wrong != nil || again != host {
			t.Fatalf("%q: host %q becomes %q, %v", location, host, again, wrong)
		}
		if addr, err := netip.ParseAddr(host); err == nil && place.Scope(addr) != place.Public {
			t.Fatalf("%q: leads to %s", location, addr)
		}
		var b strings.Builder
		if err := request(to, host, http.MethodHead, "*/*").Write(&b); err != nil {
			return // what cannot be sent is not sent
		}
		head := strings.Split(b.String(), "\r\n")
		if !strings.HasPrefix(head[0], "HEAD /") || strings.Count(head[0], " ") != 2 || strings.ContainsFunc(head[0], func(r rune) bool { return r < ' ' || r > '~' }) || !strings.HasPrefix(head[1], "Host: "+urlHost(host)) || len(head) != 7 {
			t.Fatalf("%q: sent %q", location, head)
		}
	})
}

// Whatever a host answers: no panic, no more than was asked for, and an error
// that is one of those known.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nServer: a\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "220 mail\r\n", "", "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", "HTTP/1.1 99999 X\r\n\r\n", "HTTP/1.1 -1 X\r\n\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		u := &url.URL{Scheme: "http", Host: "example.org", Path: "/"}
		for _, method := range []string{http.MethodHead, http.MethodGet} {
			res, body, err := roundTrip(context.Background(), &said{strings.NewReader(answer)}, request(u, "example.org", method, "*/*"), 16)
			switch {
			case err == nil:
				if len(body) > 16 || res.StatusCode < 200 || res.StatusCode > 999 {
					t.Fatalf("%q: %d, %d bytes", answer, res.StatusCode, len(body))
				}
			case !slices.Contains([]error{errNotHTTP, errCutHTTP, errHeader, errBody}, err):
				t.Fatalf("%q: %v", answer, err)
			}
		}
	})
}
