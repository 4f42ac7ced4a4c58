package api

import (
	"net/netip"
	"net/url"

	"github.com/formtrace/formtrace/worker/lookup"
)

const badQuery = "The query is not understood"

// question reads the host of a path and the query: include and from, each once
// at most.
func question(escaped, query string) (q asked, p *problem) {
	if q.host, p = hostName(escaped); p != nil {
		return q, p
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return q, bad("query-malformed", badQuery, "The query cannot be decoded: expected include=dns,hosting and from=example.org, or less.")
	}
	for name, list := range values {
		switch {
		case name != "include" && name != "from":
			return q, bad("query-unknown", badQuery, "The query has a parameter that is not known: expected include, from or nothing.")
		case len(list) > 1 && name == "include":
			return q, bad("query-repeated", badQuery, "include is there more than once: expected one list, separated by commas.")
		case len(list) > 1:
			return q, bad("query-repeated", badQuery, "from is there more than once: expected one host name.")
		}
	}
	if q.sections, err = lookup.ParseInclude(values.Get("include")); err != nil {
		return q, bad("include-unknown", "No such section", sentence(err.Error()))
	}
	q.from, p = from(values.Get("from"))
	return q, p
}

// from reads the name whose mail may come from the host, by the rules of a host.
func from(value string) (string, *problem) {
	if value == "" {
		return "", nil
	}
	name, p := hostName(url.PathEscape(value))
	if p != nil {
		p.Detail = "Of the parameter from: " + p.Detail
		return "", p
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "", bad("from-address", badQuery, "The parameter from is an address: expected the name of a host, as mail comes from names.")
	}
	return name, nil
}
