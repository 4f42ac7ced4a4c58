package lookup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	ctSource = "the newest certificate for the host in Certificate Transparency logs, as the platform keeps the worker from contacting it"
	ctTTL    = 3600
	maxCT    = 4 << 20 // bytes of a search's answer
	ctTime   = "2006-01-02T15:04:05"
)

var (
	errCTAway  = errors.New("the search of Certificate Transparency logs could not be reached")
	errCTLate  = errors.New("the search of Certificate Transparency logs did not answer in time")
	errCTOther = errors.New("the search of Certificate Transparency logs answered with something else")
	errCTNone  = errors.New("the Certificate Transparency logs have no certificate for the host that is valid now")
)

// ctEntry is one certificate in the JSON of crt.sh.
type ctEntry struct {
	Issuer    string `json:"issuer_name"`
	Names     string `json:"name_value"` // a line each
	NotBefore string `json:"not_before"`
	NotAfter  string `json:"not_after"`
}

// searched makes the section of what the logs of Certificate Transparency (RFC
// 9162) say, for a host that the platform keeps us from contacting: the newest
// certificate that is valid now and names it, which need not be the one it shows.
func (q *query) searched(ctx context.Context) *Certificate {
	out := &Certificate{Section: Section{Source: ctSource, AsOf: q.now, TTL: ctTTL}, Names: []string{}, Chain: []string{}}
	best, err := q.newest(ctx, q.Host)
	if _, parent, ok := strings.Cut(q.Host, "."); ok && err == nil && best == nil && strings.Contains(parent, ".") {
		best, err = q.newest(ctx, "*."+parent)
	}
	if err == nil && best == nil {
		err = errCTNone
	}
	if err != nil {
		out.Error = ErrPlatform.Error() + "; " + err.Error()
		out.TTL = contactTTL
		return out
	}
	for _, name := range best.names() {
		if len(out.Names) < maxNames {
			out.Names = append(out.Names, printable(name))
		}
		out.Wildcard = out.Wildcard || fitsWildcard(name, q.Host)
	}
	out.Issuer = printable(issuerOf(best.Issuer))
	from, to, _ := best.dates()
	out.NotBefore, out.NotAfter = stamp(from), stamp(to)
	return out
}

// newest asks for the certificates with a name and returns the newest that is
// valid now and fits the host, or nil.
func (q *query) newest(ctx context.Context, name string) (*ctEntry, error) {
	u, err := url.Parse(q.CT)
	if err != nil {
		return nil, errCTAway
	}
	query := u.Query()
	query.Set("q", name)
	query.Set("output", "json")
	query.Set("exclude", "expired")
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errCTAway
	}
	req.Header.Set("Accept", "application/json")
	res, err := q.upstream(ctx, req)
	if err != nil {
		return nil, ctFailed(ctx, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, errCTOther
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxCT+1))
	if err != nil {
		return nil, ctFailed(ctx, err)
	}
	var found []ctEntry
	if len(body) > maxCT || json.Unmarshal(body, &found) != nil {
		return nil, errCTOther
	}
	var best *ctEntry
	var since time.Time
	for i := range found {
		from, to, ok := found[i].dates()
		if now := q.Now(); ok && !now.Before(from) && !now.After(to) && found[i].fits(q.Host) && (best == nil || from.After(since)) {
			best, since = &found[i], from
		}
	}
	return best, nil
}

func ctFailed(ctx context.Context, err error) error {
	if ctx.Err() != nil || timedOut(err) {
		return errCTLate
	}
	return errCTAway
}

func (e *ctEntry) names() []string { return strings.Fields(e.Names) }

func (e *ctEntry) fits(host string) bool {
	for _, name := range e.names() {
		if strings.EqualFold(name, host) || fitsWildcard(name, host) {
			return true
		}
	}
	return false
}

func (e *ctEntry) dates() (from, to time.Time, ok bool) {
	from, err := time.Parse(ctTime, e.NotBefore)
	to, err2 := time.Parse(ctTime, e.NotAfter)
	return from, to, err == nil && err2 == nil
}

// issuerOf returns the organisation in a distinguished name as crt.sh writes it
// (C=US, O="Example, Inc.", CN=R3), else its common name.
func issuerOf(name string) string {
	var common string
	for rest := name; rest != ""; {
		var key, value string
		key, rest, _ = strings.Cut(rest, "=")
		if quoted, ok := strings.CutPrefix(rest, `"`); ok {
			value, rest, _ = strings.Cut(quoted, `"`)
			_, rest, _ = strings.Cut(rest, ",")
		} else {
			value, rest, _ = strings.Cut(rest, ",")
		}
		switch strings.TrimSpace(key) {
		case "O":
			return strings.TrimSpace(value)
		case "CN":
			common = strings.TrimSpace(value)
		}
	}
	return common
}
