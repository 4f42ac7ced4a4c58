package rule_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/rule"
)

func TestCount(t *testing.T) {
	const day = 86400
	begin := int64(1767225600) // 2026-01-01
	s, err := rule.Load(with("operators/acme.yaml", ownOperator,
		"operators/late.yaml", strings.NewReplacer("id: acme", "id: late", "acme.example", "late.example", "created: 2026-01-01", "created: 2026-01-01\nchanged: 2026-06-01", "verified: 2026-01-01", "verified: no").Replace(ownOperator),
		"operators/list.yaml", listHead+"  - {id: x, name: X, role: analytics, domains: [x.example, y.example]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := s.Count(begin + 100*day)
	want := []rule.Count{
		{Kind: "behaviour", Entries: 1, Verified: 1, Things: 1, Year: 1},
		{Kind: "operator", Entries: 3, Verified: 1, Made: 1, Things: 4, Recent: 1, Year: 2, Countries: map[string]int{"US": 2, "": 1}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got := s.Count(begin + 1000*day)[1]; got.Older != 3 {
		t.Errorf("got %+v, want 3 older", got)
	}
}
