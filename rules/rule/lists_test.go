package rule_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/rule"
)

const listHead = "kind: operators\nid: list\ngenerated: own 1\nlicence: own\nauthor: own\ncreated: 2026-01-01\nverified: \"no\"\nwhy: Because.\nevidence:\n  - {source: own, date: 2026-01-01}\noperators:\n"

const ownOperator = "kind: operator\nid: acme\nname: Acme\nrole: payment\njurisdiction: US\ndomains: [acme.example]\nauthor: own\ncreated: 2026-01-01\nverified: 2026-01-01\nwhy: Because.\nevidence:\n  - {source: own, date: 2026-01-01}\nhit: [acme.example]\nmiss: [other.example]\n"

func with(files ...string) fstest.MapFS {
	fsys := small()
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

// TestLists: what has a file of its own wins over a list, by its domains and by
// what is under them; what yields a domain of its own belongs to the same owner.
func TestLists(t *testing.T) {
	s, err := rule.Load(with("operators/acme.yaml", ownOperator, "operators/list.yaml", listHead+
		"  - {id: acme-cdn, name: ACME CDN, role: hosting, domains: [acme.example]}\n"+
		"  - {id: acme-api, name: ACME API, role: web service, domains: [acme.example, api-acme.example, pay.acme.example]}\n"+
		"  - {id: other, name: Other, owner: Others, role: analytics, domains: [other.example, xacme.example]}\n"+
		"  - {id: more, name: Others, role: analytics, domains: [more.example]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if errs := s.Lint(); len(errs) > 0 {
		t.Errorf("lint:\n%v", errs)
	}
	data, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	op := func(host string) *bundle.Operator {
		o, _ := b.Operator(host)
		return &o
	}
	for host, want := range map[string]string{"acme.example": "acme", "pay.acme.example": "acme", "x.pay.acme.example": "acme",
		"api-acme.example": "acme-api", "other.example": "other", "xacme.example": "other", "none.example": ""} {
		if got := op(host).ID; got != want {
			t.Errorf("%s: got %q, want %q", host, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"acme.example", "api-acme.example", true}, {"acme.example", "acme.example", true},
		{"other.example", "more.example", true}, {"other.example", "xacme.example", true},
		{"acme.example", "other.example", false}, {"api-acme.example", "more.example", false},
	} {
		if got := op(c.a).SameOwner(op(c.b)); got != c.want {
			t.Errorf("%s and %s have one owner: got %v, want %v", c.a, c.b, got, c.want)
		}
		if got := op(c.b).SameOwner(op(c.a)); got != c.want {
			t.Errorf("%s and %s have one owner: got %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

// TestSharedHosts: on the hosts of one who hosts other people's sites, two sites
// have no owner in common.
func TestSharedHosts(t *testing.T) {
	host := bundle.Operator{Index: 1, Name: "Host", Role: bundle.Hosting}
	if host.SameOwner(&host) {
		t.Error("got one owner, want two")
	}
}

// TestListFaults: each fault of a list, and of what an operator says, is told.
func TestListFaults(t *testing.T) {
	const good = "  - {id: x, name: X, role: analytics, domains: [x.example]}\n"
	for _, c := range []struct{ file, text, want string }{
		{"operators/list.yaml", listHead + good + "  - {id: y, name: Y, role: analytics, domains: [x.example]}\n", `operators/list.yaml:13:49: domains: "x.example" is also in operators/list.yaml`},
		{"operators/list.yaml", listHead + "  - {id: x, name: X, role: dancing, domains: [x.example]}\n", `role: "dancing"; expected one of`},
		{"operators/list.yaml", listHead + "  - {id: X, name: X, role: analytics, domains: [x.example]}\n", `id: "X"; expected small letters`},
		{"operators/list.yaml", listHead + "  - {id: x, role: analytics, domains: [x.example]}\n", "expected a name and at least one domain"},
		{"operators/list.yaml", listHead + "  - {id: x, name: X, role: analytics, domains: [X.example]}\n", `"X.example" is not a host name`},
		{"operators/list.yaml", listHead + "  - {id: x, name: X, role: analytics, jurisdiction: ZZ, domains: [x.example]}\n", `jurisdiction: "ZZ" is not a country's code`},
		{"operators/list.yaml", listHead + "  - {id: x, name: X, colour: red, role: analytics, domains: [x.example]}\n", `unknown field "colour"`},
		{"operators/list.yaml", listHead, "expected what the list was generated of, its licence, and operators"},
		{"operators/list.yaml", strings.Replace(listHead, "licence: own\n", "", 1) + good, "its licence, and operators"},
		{"operators/list.yaml", strings.Replace(listHead, `"no"`, "2026-01-01", 1) + good, "nobody has opened the source of each"},
		{"names/list.yaml", listHead + good, "an entry of kind operators stands in folder operators"},
		{"operators/acme.yaml", strings.Replace(ownOperator, "domains:", "certified: [us]\ndomains:", 1), `certified: "us"; expected each of eu, uk, ch`},
		{"operators/acme.yaml", strings.Replace(ownOperator, "domains:", "certified: [eu, eu]\ndomains:", 1), `certified: "eu"; expected each of`},
		{"operators/acme.yaml", strings.Replace(strings.Replace(ownOperator, "domains:", "certified: [eu]\ndomains:", 1), "verified: 2026-01-01", `verified: "no"`, 1), "expected jurisdiction US and the day"},
		{"operators/acme.yaml", strings.Replace(strings.Replace(ownOperator, "domains:", "certified: [eu]\ndomains:", 1), "jurisdiction: US", "jurisdiction: GB", 1), "expected jurisdiction US and the day"},
	} {
		if got := faults(with(c.file, c.text)); !strings.Contains(got, c.want) {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
	if got := faults(with("operators/acme.yaml", ownOperator, "operators/acme2.yaml", strings.ReplaceAll(ownOperator, "acme.example", "acme2.example"))); !strings.Contains(got, `id: "acme" is also in operators/acme.yaml`) {
		t.Errorf("got %s", got)
	}
	if got := faults(with("operators/acme.yaml", ownOperator)); got != "" {
		t.Errorf("got %s, want none", got)
	}
}

// faults is everything that is wrong with a folder.
func faults(fsys fstest.MapFS) string {
	s, err := rule.Load(fsys)
	if err == nil {
		if _, err = s.Compile(); err == nil {
			return s.Lint().Error()
		}
	}
	return err.Error()
}

// TestListDiff: of a list each operator is compared by itself.
func TestListDiff(t *testing.T) {
	load := func(list string) *rule.Set {
		s, err := rule.Load(with("operators/list.yaml", listHead+list))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	got := rule.Diff(load("  - {id: x, name: X, role: analytics, domains: [x.example]}\n  - {id: y, name: Y, role: analytics, domains: [y.example]}\n"),
		load("  - {id: x, name: X, role: payment, domains: [x.example]}\n  - {id: z, name: Z, role: analytics, domains: [z.example]}\n"))
	want := []rule.Difference{{Kind: "listed operator", ID: "x", What: "changed", Fields: []string{"role"}}, {Kind: "listed operator", ID: "y", What: "removed"}, {Kind: "listed operator", ID: "z", What: "added"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
