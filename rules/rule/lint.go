package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
)

var (
	idPattern     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$`)
	authorPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	dayPattern    = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)
	statuses      = []string{"draft", "testing", "stable", "retired"}
)

// Lint returns what the entries lack to be published: an id that is one, a why,
// an author, dated evidence, whether somebody opened it, hits and misses, one of
// them a near miss, and a hit for every alternative of a condition.
func (s *Set) Lint() Errors {
	errs := append(s.lint(), s.coverage()...)
	errs.orNil() // sorts
	return errs
}

// lint is Lint without the alternatives of conditions.
func (s *Set) lint() Errors {
	var l linter
	for _, e := range s.behaviour {
		l.behaviour(e)
	}
	for _, e := range s.exempt {
		l.at(e.document)
		l.about(e.it.ID, &e.it.About)
		l.tests(e.it.Hit, e.it.Miss)
	}
	l.operators(s)
	l.authorities(s)
	for _, e := range s.marks {
		m := e.it
		l.at(e.document)
		l.about(m.ID, &m.About)
		l.texts("", m.Hit, m.Miss)
		if m.Title == "" || m.Says == "" || m.Instead == "" || len(m.Domains) == 0 {
			l.fail("", "expected domains, title, says and instead")
		}
		if len(m.Title) > 40 || len(m.Says) > 400 || len(m.Instead) > 400 {
			l.fail("", "expected a title of at most 40 bytes, says and instead of at most 400")
		}
		for _, text := range []string{m.Title, m.Says, m.Instead} {
			if strings.ContainsAny(text, "<>{}") || !bundle.IsPlain(text) {
				l.fail("", "expected plain text, without any of < > { } and without control characters: %q", text)
			}
		}
	}
	for _, e := range s.names {
		l.at(e.document)
		l.about(e.it.ID, &e.it.About)
		l.texts(e.it.Generated, e.it.Hit, e.it.Miss)
	}
	for _, e := range s.laws {
		l.at(e.document)
		l.about(e.it.ID, &e.it.About)
		l.texts("", e.it.Hit, e.it.Miss)
		if e.it.Law == "" || len(e.it.Home) == 0 {
			l.fail("", "expected the law's name and at least one home")
		}
		for i, a := range e.it.Adequate {
			at := fmt.Sprintf("adequate[%d]", i)
			if a.Since != "" && !dayPattern.MatchString(a.Since) {
				l.fail(at+".since", "since: %q; expected a day, a month or a year", a.Since)
			}
			if a.Source == "" || a.Partial && a.Recipients == "" {
				l.fail(at, "%s: expected a source and, when partial, the recipients", a.Country)
			}
		}
	}
	if len(s.countries.Countries) == 0 {
		l.errs = append(l.errs, &Error{File: "jurisdictions/countries.yaml", What: "expected the countries"})
	}
	return l.errs
}

type linter struct {
	doc  *document
	errs Errors
}

func (l *linter) at(d *document) { l.doc = d }

func (l *linter) fail(path, format string, args ...any) {
	l.errs = append(l.errs, l.doc.fault(path, format, args...))
}

func (l *linter) behaviour(e entry[behaviour]) {
	r := e.it
	l.at(e.document)
	l.about(r.ID, &r.About)
	l.tests(r.Hit, r.Miss)
	for i, x := range r.Hit {
		if v, ok := bundle.ParseVerdict(x.Verdict); !ok || v == bundle.Clear {
			l.fail(fmt.Sprintf("hit[%d]", i), "hit %q: verdict: %q; expected notice, warn or danger", x.Name, x.Verdict)
		}
		if len(r.Cases) > 1 && (x.Case < 1 || x.Case > len(r.Cases)) {
			l.fail(fmt.Sprintf("hit[%d]", i), "hit %q: case: %d; expected which of the %d cases fires", x.Name, x.Case, len(r.Cases))
		}
	}
	if !slices.Contains(statuses, r.Status) {
		l.fail("status", "status: %q; expected one of %s", r.Status, strings.Join(statuses, ", "))
	}
	if r.Status == "stable" && r.Verified == "no" {
		l.fail("verified", "verified: no; expected, for a stable rule, the day on which somebody opened its evidence")
	}
	if len(r.Cases) == 0 {
		l.fail("cases", "cases: expected at least one")
	}
	for i, c := range r.Cases {
		at := fmt.Sprintf("cases[%d]", i)
		if c.Title == "" || len(c.Title) > 40 {
			l.fail(at+".title", "title: expected 1 to 40 bytes, not %d", len(c.Title))
		}
		for _, text := range []struct{ name, s string }{{"says", c.Says}, {"instead", c.Instead}} {
			if !strings.HasSuffix(strings.TrimSpace(text.s), ".") {
				l.fail(at+"."+text.name, "%s: expected a whole sentence, with its full stop", text.name)
			}
		}
	}
	l.translations(&r)
}

var (
	language = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)
	inBraces = regexp.MustCompile(`\{[^}]*\}`)
)

// translations: each has every text that the rule has, naming the same facts.
func (l *linter) translations(r *behaviour) {
	for _, lang := range sortedKeys(r.Translations) {
		t := r.Translations[lang]
		at := "translations." + lang
		if !language.MatchString(lang) {
			l.fail(at, "%q is not a language's code such as de or pt-BR", lang)
		}
		if strings.TrimSpace(t.Why) == "" {
			l.fail(at, "%s: expected why", lang)
		}
		if len(t.Cases) != len(r.Cases) {
			l.fail(at, "%s: %d cases; expected %d, as the rule has", lang, len(t.Cases), len(r.Cases))
			continue
		}
		for i, own := range r.Cases {
			other := t.Cases[i]
			for _, x := range []struct{ name, from, to string }{
				{"title", own.Title, other.Title}, {"says", own.Says, other.Says},
				{"instead", own.Instead, other.Instead}, {"headline", own.Headline, other.Headline},
			} {
				where := fmt.Sprintf("%s.cases[%d].%s", at, i, x.name)
				if (x.from == "") != (x.to == "") {
					l.fail(where, "%s: %s: expected a text exactly where the rule has one", lang, x.name)
				} else if got, want := facts(x.to), facts(x.from); !slices.Equal(got, want) {
					l.fail(where, "%s: %s names %s; expected %s", lang, x.name, strings.Join(got, " "), strings.Join(want, " "))
				}
			}
		}
	}
}

// facts lists the facts that a text names, sorted, each once.
func facts(text string) []string {
	found := inBraces.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func (l *linter) about(id string, a *About) {
	if !idPattern.MatchString(id) {
		l.fail("id", "id: %q; expected small letters, digits and hyphens, at most one slash", id)
	}
	if !authorPattern.MatchString(a.Author) {
		l.fail("author", "author: %q; expected a handle of small letters, digits and hyphens", a.Author)
	}
	for _, d := range []struct{ name, day string }{{"created", a.Created}, {"changed", a.Changed}} {
		if _, ok := bundle.ParseTime(d.day); !ok && (d.day != "" || d.name == "created") {
			l.fail(d.name, "%s: %q; expected a day such as 2026-11-22", d.name, d.day)
		}
	}
	if strings.TrimSpace(a.Why) == "" {
		l.fail("why", "why: expected a sentence")
	}
	if len(a.Evidence) == 0 {
		l.fail("evidence", "evidence: expected at least one source with its date")
	}
	for i, x := range a.Evidence {
		if x.Source == "" || !dayPattern.MatchString(x.Date) {
			l.fail(fmt.Sprintf("evidence[%d]", i), "evidence: source %q, date %q; expected both, the date as 2026-11-22, 2026-11 or 2026", x.Source, x.Date)
		}
	}
	if _, ok := bundle.ParseTime(a.Verified); !ok && a.Verified != "no" {
		l.fail("verified", "verified: %q; expected no, or the day on which somebody opened the source", a.Verified)
	}
}

func (l *linter) tests(hit, miss []example) {
	near := slices.ContainsFunc(miss, func(x example) bool { return x.Near })
	if len(hit) == 0 || len(miss) == 0 || !near {
		l.fail("", "expected at least one hit and one miss, and among the misses a near one")
	}
	for name, list := range map[string][]example{"hit": hit, "miss": miss} {
		for i, x := range list {
			if x.Name == "" {
				l.fail(fmt.Sprintf("%s[%d]", name, i), "a %s without a name", name)
			}
		}
	}
}

func (l *linter) texts(generated string, hit, miss []string) {
	if generated == "" && (len(hit) == 0 || len(miss) == 0) {
		l.fail("", "expected at least one hit and one miss, or what the entry was generated by")
	}
}
