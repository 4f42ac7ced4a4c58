package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/rules/host"
)

// entity is one of the package's entities; a domain may begin with "*.".
type entity struct {
	Name     string   `json:"name"`
	Company  string   `json:"company"`
	Category string   `json:"category"`
	Domains  []string `json:"domains"`
}

type operator struct {
	id, name, owner, role string
	domains               []string
}

// roleOf is our word for each of the package's categories.
var roleOf = map[string]string{
	"ad": "advertising", "analytics": "analytics", "tag-manager": "analytics", "social": "platform", "video": "content",
	"content": "content", "hosting": "hosting", "cdn": "hosting", "customer-success": "support", "marketing": "marketing",
	"consent-provider": "consent management", "utility": "web service", "other": "web service",
}

// shared are domains under which other people have their sites, beside those that
// the Public Suffix List names: what is there is not the domain's owner's.
var shared = []string{"googleusercontent.com", "storage.googleapis.com", "windows.net", "amazonaws.com", "akamaihd.net", "rackcdn.com",
	"wordpress.com", "blogger.com", "hatena.ne.jp", "tumblr.com", "mgr.consensu.org"}

// counts are of the domains that were left out.
type counts struct{ bad, shared, twice int }

// convert takes the entities over in their order. An entity of which no domain is
// left is left out.
func convert(all []entity) (list []operator, left counts) {
	ids, taken := map[string]int{}, map[string]bool{}
	for _, e := range all {
		o := operator{id: slug(e.Name), name: e.Name, role: roleOf[e.Category]}
		if o.role == "" {
			o.role = "web service"
		}
		if e.Company != e.Name {
			o.owner = e.Company
		}
		for _, d := range e.Domains {
			d = strings.ToLower(strings.TrimPrefix(d, "*."))
			site, ok := host.Registrable(d)
			n, err := host.Normalise(d)
			switch {
			case err != nil || n != d || !strings.Contains(d, ".") || numeric(d):
				left.bad++
			case !ok || site == "" || slices.ContainsFunc(shared, func(s string) bool { return d == s }):
				left.shared++
			case taken[d]:
				left.twice++
			default:
				taken[d] = true
				o.domains = append(o.domains, d)
			}
		}
		if len(o.domains) == 0 {
			continue
		}
		slices.Sort(o.domains)
		if ids[o.id]++; ids[o.id] > 1 {
			o.id = fmt.Sprint(o.id, "-", ids[o.id])
		}
		list = append(list, o)
	}
	return list, left
}

func numeric(s string) bool { return strings.Trim(s, "0123456789.") == "" }

// slug is a name in small letters and digits, with hyphens for all else.
func slug(name string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, name)
	if out = strings.Join(strings.Fields(out), "-"); out == "" {
		return "operator"
	}
	return out
}
