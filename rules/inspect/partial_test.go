package inspect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/inspect"
)

// An error beside the facts of a registration means that they are not complete:
// what is there counts, what is not there proves nothing.
func TestPartialRegistration(t *testing.T) {
	in := inspect.New(load(t))
	for _, c := range []struct {
		name, error, created string
		recent, nobody       bool
	}{
		{"complete", "", "2006-12-31", true, true},
		{"without the registrant", "the registrar did not answer", "2006-12-31", true, false},
		{"failed", "the registry did not answer", "", false, false},
	} {
		q := parse(t, stateA)
		q.Target.URL, q.Dossier.Host = "https://lists.example.net/", "lists.example.net"
		q.Dossier.Registration = &inspect.Registration{Section: inspect.Section{Error: c.error}, Created: c.created}
		a := judge(t, in, q)
		has := func(rule string) bool {
			return slices.ContainsFunc(a.rules(), func(r string) bool { return strings.HasSuffix(r, " "+rule) })
		}
		if has("registration/recent") != c.recent || has("party/undisclosed-operator") != c.nobody {
			t.Errorf("%s: %v", c.name, a.rules())
		}
		if said := slices.Contains(a.Unknown, "registration: "+c.error); said != (c.error != "") {
			t.Errorf("%s: unknown is %v", c.name, a.Unknown)
		}
	}
}
