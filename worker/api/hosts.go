package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/formtrace/formtrace/worker/lookup"
)

// hosts answers with a dossier: from the cache, or looked up.
func (h *Handler) hosts(w http.ResponseWriter, r *http.Request, escaped string) {
	name, p := hostName(escaped)
	if p != nil {
		p.write(w, r)
		return
	}
	sections, p := include(r.URL.RawQuery)
	if p != nil {
		p.write(w, r)
		return
	}
	key := name + "?include=" + strings.Join(sections, ",")
	if h.Cache != nil {
		if e, ok := h.Cache.Get(r.Context(), key); ok {
			w.Header().Set("Age", strconv.Itoa(int(e.Age/time.Second)))
			dossier(w, r, e)
			return
		}
	}
	d := h.Lookup.Dossier(r.Context(), lookup.Query{Host: name, Sections: sections})
	body, err := d.JSON()
	if err != nil {
		panic(err) // strings and numbers only: cannot be
	}
	e := Entry{Body: body, Keep: d.Keep()}
	// What was broken off because the asker went away is no answer for the next.
	if h.Cache != nil && r.Context().Err() == nil {
		h.Cache.Put(r.Context(), key, e)
	}
	dossier(w, r, e)
}

// dossier sends a dossier. Shared caches between the worker and the person are
// not to keep what one person asked for.
func dossier(w http.ResponseWriter, r *http.Request, e Entry) {
	w.Header().Set("Cache-Control", fmt.Sprintf("private, max-age=%d", e.Keep/time.Second))
	send(w, r, http.StatusOK, "application/json", e.Body)
}

// include reads the query: one parameter, include, or none.
func include(query string) ([]string, *problem) {
	const title = "The query is not understood"
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, bad("query-malformed", title, "The query cannot be decoded: expected include=dns,hosting or nothing.")
	}
	for name := range values {
		if name != "include" {
			return nil, bad("query-unknown", title, "The query has a parameter that is not known: expected include or nothing.")
		}
	}
	if len(values["include"]) > 1 {
		return nil, bad("query-repeated", title, "include is there more than once: expected one list, separated by commas.")
	}
	sections, err := lookup.ParseInclude(values.Get("include"))
	if err != nil {
		return nil, bad("include-unknown", "No such section", lookup.Sentence(err.Error()))
	}
	return sections, nil
}
