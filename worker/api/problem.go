package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// problem is a problem document (RFC 9457). Type is the last part of its URI.
type problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Instance string `json:"instance,omitempty"`

	retry time.Duration // after which to try again; 0 says nothing
}

const (
	problemURI  = "urn:formtrace:problem:"
	maxInstance = 256
)

// write sends the problem. The instance is the path of the request, unless that
// is too long to repeat.
func (p problem) write(w http.ResponseWriter, r *http.Request) {
	p.Type = problemURI + p.Type
	if path := r.URL.EscapedPath(); len(path) <= maxInstance && strings.HasPrefix(path, "/") {
		p.Instance = path
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		http.Error(w, p.Title, p.Status)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, p.Status, "application/problem+json", b.Bytes())
}

// bad is a request that the client has to change.
func bad(kind, title, detail string) *problem {
	return &problem{Type: kind, Title: title, Status: http.StatusBadRequest, Detail: detail}
}

// sentence makes a sentence of an error's text.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
