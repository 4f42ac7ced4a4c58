package api

import (
	"net/http"
	"strings"
)

// compressed is Accept-Encoding's and Content-Encoding's word for RFC 1952.
const compressed = "gzip"

// immutable sends what never changes under its address: compressed, where the
// client takes that and the platform can. The two are two representations of one
// thing, each with its own entity tag (RFC 9110, 8.8.3.3).
func (h *Handler) immutable(w http.ResponseWriter, r *http.Request, tag string, body []byte) {
	if h.Gzip != nil {
		w.Header().Set("Vary", "Accept-Encoding")
		if takes(strings.Join(r.Header.Values("Accept-Encoding"), ","), compressed) {
			w.Header().Set("Content-Encoding", compressed)
			body = h.Gzip(tag, body)
			tag += "-" + compressed
		}
	}
	a := tagged(r, tag, forever, "application/octet-stream", body)
	if a.Status == http.StatusNotModified {
		w.Header().Del("Content-Encoding")
	}
	a.write(w)
}

// takes reports whether Accept-Encoding allows a coding by its name or by "*"
// (RFC 9110, 12.5.3).
func takes(list, coding string) bool {
	any := false
	for one := range strings.SplitSeq(list, ",") {
		name, weight, _ := strings.Cut(one, ";")
		name = strings.TrimSpace(name)
		_, q, weighed := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
		allowed := !weighed || strings.Trim(q, "0.") != ""
		if strings.EqualFold(name, coding) {
			return allowed
		}
		any = any || name == "*" && allowed
	}
	return any
}
