package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
)

var (
	idPattern  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$`)
	dayPattern = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)
	statuses   = []string{"draft", "testing", "stable", "retired"}
)

// Lint returns what the entries lack to be published: an id that is one, a why,
// dated evidence, hits and misses, one of them a near miss.
func (s *Set) Lint() Errors {
	var l linter
	for _, e := range s.behaviour {
		r := e.it
		l.common(e.file, r.ID, r.Why, r.Evidence)
		l.tests(e.file, r.Hit, r.Miss)
		if !slices.Contains(statuses, r.Status) {
			l.fail(e.file, "status: %q; expected one of %s", r.Status, strings.Join(statuses, ", "))
		}
		if len(r.Cases) == 0 {
			l.fail(e.file, "cases: expected at least one")
		}
		for i, c := range r.Cases {
			if c.Title == "" || c.Says == "" || c.Instead == "" {
				l.fail(e.file, "case %d: expected title, says and instead", i+1)
			}
			if len(c.Title) > 40 {
				l.fail(e.file, "case %d: title: longer than 40 bytes", i+1)
			}
			if c.Says != "" && !strings.HasSuffix(strings.TrimSpace(c.Says), ".") {
				l.fail(e.file, "case %d: says: expected a whole sentence", i+1)
			}
		}
		l.verdicts(e.file, r.Cases, r.Hit)
	}
	for _, e := range s.exempt {
		l.common(e.file, e.it.ID, e.it.Why, e.it.Evidence)
		l.tests(e.file, e.it.Hit, e.it.Miss)
	}
	for _, e := range s.operators {
		o := e.it
		l.common(e.file, o.ID, o.Why, o.Evidence)
		l.verified(e.file, o.Verified)
		l.texts(e.file, o.Hit, o.Miss)
		if !slices.Contains(roles, o.Role) {
			l.fail(e.file, "role: %q; expected one of %s", o.Role, strings.Join(roles, ", "))
		}
		if o.Name == "" || len(o.Domains) == 0 {
			l.fail(e.file, "expected a name and at least one domain")
		}
	}
	for _, e := range s.names {
		l.common(e.file, e.it.ID, e.it.Why, e.it.Evidence)
		l.verified(e.file, e.it.Verified)
		l.texts(e.file, e.it.Hit, e.it.Miss)
	}
	for _, e := range s.laws {
		l.common(e.file, e.it.ID, e.it.Why, e.it.Evidence)
		l.texts(e.file, e.it.Hit, e.it.Miss)
		if e.it.Law == "" || len(e.it.Home) == 0 {
			l.fail(e.file, "expected the law's name and at least one home")
		}
		for _, a := range e.it.Adequate {
			if _, ok := bundle.ParseTime(a.Since); !ok && !dayPattern.MatchString(a.Since) && a.Since != "" {
				l.fail(e.file, "adequate: %s: since: %q; expected a day, a month or a year", a.Country, a.Since)
			}
			if a.Source == "" || a.Partial && a.Recipients == "" {
				l.fail(e.file, "adequate: %s: expected a source and, when partial, the recipients", a.Country)
			}
		}
	}
	if len(s.countries.Countries) == 0 {
		l.fail("jurisdictions/countries.yaml", "expected the countries")
	}
	return l.errs
}

type linter struct{ errs Errors }

func (l *linter) fail(file, format string, args ...any) {
	l.errs = append(l.errs, &Error{File: file, What: fmt.Sprintf(format, args...)})
}

func (l *linter) common(file, id, why string, ev []evidence) {
	if !idPattern.MatchString(id) {
		l.fail(file, "id: %q; expected small letters, digits and hyphens, at most one slash", id)
	}
	if strings.TrimSpace(why) == "" {
		l.fail(file, "why: expected a sentence")
	}
	if len(ev) == 0 {
		l.fail(file, "evidence: expected at least one source with its date")
	}
	for _, x := range ev {
		if x.Source == "" || !dayPattern.MatchString(x.Date) {
			l.fail(file, "evidence: source %q, date %q; expected both, the date as 2026-11-22, 2026-11 or 2026", x.Source, x.Date)
		}
	}
}

func (l *linter) verified(file, v string) {
	if _, ok := bundle.ParseTime(v); !ok && v != "no" {
		l.fail(file, "verified: %q; expected no, or the day on which somebody opened the source", v)
	}
}

func (l *linter) tests(file string, hit, miss []example) {
	near := slices.ContainsFunc(miss, func(x example) bool { return x.Near })
	if len(hit) == 0 || len(miss) == 0 || !near {
		l.fail(file, "expected at least one hit and one miss, and among the misses a near one")
	}
	for _, x := range append(slices.Clone(hit), miss...) {
		if x.Name == "" {
			l.fail(file, "a hit or a miss without a name")
		}
	}
}

func (l *linter) texts(file string, hit, miss []string) {
	if len(hit) == 0 || len(miss) == 0 {
		l.fail(file, "expected at least one hit and one miss")
	}
}

// verdicts: every verdict that a rule can give is shown by a hit.
func (l *linter) verdicts(file string, cases []ruleCase, hit []example) {
	if len(cases) < 2 {
		return
	}
	for _, c := range cases {
		if !slices.ContainsFunc(hit, func(x example) bool { return x.Verdict == c.Verdict || x.Verdict == "" && sameVerdict(cases) }) {
			l.fail(file, "no hit has the verdict %s of one of the cases", c.Verdict)
		}
	}
}

func sameVerdict(cases []ruleCase) bool {
	return !slices.ContainsFunc(cases, func(c ruleCase) bool { return c.Verdict != cases[0].Verdict })
}
