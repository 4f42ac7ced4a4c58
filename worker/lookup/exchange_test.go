//go:build !js

package lookup

import (
	"context"
	"net/url"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
)

// One request to a host that nobody configured: to public hosts only, over https
// only where the certificate verifies, and no more than wanted.
func TestExchange(t *testing.T) {
	t.Parallel()
	s, d := visiting(t, lab.Options{})
	for _, c := range []struct {
		url   string
		most  int64
		want  string // the body, or the error
		fails bool
	}{
		{"https://fine.tls.example.net/x?y=1", 64, "A host of the lab.\n", false},
		{"http://fine.tls.example.net/", 64, "A host of the lab.\n", false},
		{"http://fine.tls.example.net:80/", 19, "A host of the lab.\n", false},
		{"https://fine.tls.example.net/", 18, errBody.Error(), true},
		{"https://fine.tls.example.net/", 0, "", false},
		{"https://banner.http.example.net/", 64, "A host of the lab.\n", false},
		{"https://away.http.example.net/", 64, "See https://forms.example.org/\n", false}, // not followed
		{"https://expired.tls.example.net/", 64, "the host's certificate was not accepted: " + reasonExpired, true},
		{"https://unknown.tls.example.net/", 64, "the host's certificate was not accepted: " + reasonUnknown, true},
		{"https://other.tls.example.net/", 64, "the host's certificate was not accepted: " + reasonOther, true},
		{"https://timeout.http.example.net/", 64, errLate.Error(), true},
		{"https://slow.http.example.net/", 64, errLate.Error(), true},
		{"https://hang.tls.example.net/", 64, errLate.Error(), true},
		{"https://truncated.http.example.net/", 64, errCutHTTP.Error(), true},
		{"https://malformed.http.example.net/", 64, errNotHTTP.Error(), true},
		{"https://huge.http.example.net/", 64, errHeader.Error(), true},
		{"https://refused.tls.example.net/", 64, errAway.Error(), true},
		{"https://private.example.org/", 64, "10.0.0.5 is not a public address (private) and was not contacted", true},
		{"https://nobody.example.net/", 64, errAddresses.Error(), true},
		{"ftp://fine.tls.example.net/", 64, errScheme.Error(), true},
		{"https://fine.tls.example.net:8443/", 64, errURLPort.Error(), true},
		{"https://me@fine.tls.example.net/", 64, errUser.Error(), true},
		{"https://127.0.0.1/", 64, "The address is not public (loopback): it is not looked up.", true},
		{"https:fine.tls.example.net", 64, errURL.Error(), true},
	} {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		s.Deadline = patience(c.want, u.Hostname())
		q, end := s.query(context.Background(), Query{Host: "example.org"})
		type answer struct{ body, method string }
		got, err := within(context.Background(), s, func(ctx context.Context) (answer, error) {
			host, port, err := target(u)
			if err != nil {
				return answer{}, err
			}
			res, body, err := q.exchange(ctx, host, port, u, "GET", "text/plain", c.most)
			if err != nil {
				return answer{}, err
			}
			return answer{string(body), res.Request.Method}, nil
		})
		end()
		said := got.body
		if err != nil {
			said = err.Error()
		}
		if said != c.want || (err != nil) != c.fails || len(q.open) > 0 {
			t.Errorf("%s: got %q, %v; want %q; %d places taken", c.url, said, err, c.want, len(q.open))
		}
	}
	if d.dialled() == "" {
		t.Error("nobody was contacted")
	}
}
