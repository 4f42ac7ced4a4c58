package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
)

// Rules are the bundles that a worker serves, one for each channel.
type Rules struct {
	channels []*channel
}

// channel is one bundle, with what is said about it.
type channel struct {
	about About
	data  []byte
	index []byte // the JSON of about
}

// About says which bundle is current; the address is relative to the worker.
type About struct {
	Channel  string `json:"channel"`
	Version  uint32 `json:"version"`
	Revision string `json:"revision"`
	Expires  string `json:"expires"` // RFC 3339, UTC
	Size     int    `json:"size"`
	SHA256   string `json:"sha256"`
	URL      string `json:"url"`
}

// OpenRules checks the bundles and makes them ready to serve.
func OpenRules(bundles ...[]byte) (*Rules, error) {
	if len(bundles) == 0 {
		return nil, fmt.Errorf("no bundle of rules: expected at least one")
	}
	rules := new(Rules)
	for _, data := range bundles {
		b, err := bundle.Open(string(data))
		if err != nil {
			return nil, fmt.Errorf("bundle of rules: %w", err)
		}
		if rules.channel(b.Channel()) != nil {
			return nil, fmt.Errorf("bundle of rules: the channel %q is there twice", b.Channel())
		}
		sum := sha256.Sum256(data)
		c := &channel{data: data, about: About{
			Channel:  b.Channel(),
			Version:  b.Version(),
			Revision: b.Revision(),
			Expires:  time.Unix(b.Expires(), 0).UTC().Format(time.RFC3339),
			Size:     len(data),
			SHA256:   hex.EncodeToString(sum[:]),
			URL:      fmt.Sprintf("/v1/rules/%s/%d-%s.bundle", b.Channel(), b.Version(), b.Revision()),
		}}
		var text bytes.Buffer
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false)
		if err := e.Encode(c.about); err != nil {
			return nil, fmt.Errorf("bundle of rules: %w", err)
		}
		c.index = text.Bytes()
		rules.channels = append(rules.channels, c)
	}
	return rules, nil
}

// About returns what is said about the first channel's bundle.
func (r *Rules) About() About { return r.channels[0].about }

func (r *Rules) channel(name string) *channel {
	for _, c := range r.channels {
		if c.about.Channel == name {
			return c
		}
	}
	return nil
}

// rules serves the rest of a path under /v1/rules/.
func (h *Handler) rules(w http.ResponseWriter, r *http.Request, rest string) {
	rules, err := h.Rules(r.Context())
	if err != nil {
		rulesMissing.write(w, r)
		return
	}
	name, _, _ := strings.Cut(rest, "/")
	c := rules.channel(name)
	switch {
	case c != nil && rest == name:
		c.serveIndex(w, r)
	case c != nil && "/v1/rules/"+rest == c.about.URL:
		h.immutable(w, r, c.about.SHA256, c.data)
	default:
		notFound.write(w, r)
	}
}

var rulesMissing = problem{Type: "rules", Title: "The rules are missing", Status: http.StatusServiceUnavailable,
	Detail: "The bundle of rules that this worker was built with could not be loaded."}

// serveIndex says which bundle is current; to be asked again each time.
func (c *channel) serveIndex(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256(c.index)
	tagged(r, hex.EncodeToString(sum[:16]), "no-cache", "application/json", c.index).write(w)
}

// tagged is the answer with what the client does not have yet.
func tagged(r *http.Request, tag, caching, kind string, body []byte) Answer {
	a := Answer{Status: http.StatusOK, ContentType: kind, CacheControl: caching, ETag: `"` + tag + `"`, Body: body}
	return a.forClient(r.Method, strings.Join(r.Header.Values("If-None-Match"), ","))
}
