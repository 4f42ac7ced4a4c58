package rule

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
)

// Compile loads a folder of rules and compiles it.
func Compile(fsys fs.FS) ([]byte, error) {
	s, err := Load(fsys)
	if err != nil {
		return nil, err
	}
	return s.Compile()
}

// compiler gathers the sections in the order of bundle/layout.go.
type compiler struct {
	s        *Set
	pool     *pool
	errs     Errors
	sections [13][]byte
	counts   [13]int
	rules    map[string]int
}

const (
	rulesAt = iota
	casesAt
	exemptAt
	operatorsAt
	rolesAt
	markedAt
	marksAt
	namesAt
	landsAt
	lawsAt
	viewsAt
	suffixesAt
	phrasesAt
)

// Compile makes the bundle: the same bytes for the same files. Its error is Errors.
func (s *Set) Compile() ([]byte, error) {
	c := &compiler{s: s, pool: newPool(), rules: map[string]int{}}
	header := c.header()
	c.behaviour()
	c.exemptions()
	c.operators()
	c.unverified()
	c.marks()
	c.names()
	c.lands()
	c.laws()
	c.tables()
	if len(c.errs) > 0 {
		return nil, c.errs.orNil()
	}
	at := bundle.PoolAt + len(c.pool.b)
	for i, sec := range c.sections {
		header = binary.LittleEndian.AppendUint32(header, uint32(at))
		header = binary.LittleEndian.AppendUint32(header, uint32(c.counts[i]))
		at += len(sec)
	}
	out := append(header, c.pool.b...)
	for _, sec := range c.sections {
		out = append(out, sec...)
	}
	if _, err := bundle.Open(string(out)); err != nil {
		return nil, fmt.Errorf("the compiled bundle does not open: %w", err)
	}
	return out, nil
}

// fault notes a fault at a path of a file; without the file, that it is missing.
func (c *compiler) fault(d *document, path, format string, args ...any) {
	c.errs = append(c.errs, d.fault(path, format, args...))
}

// code compiles a condition.
func (c *compiler) code(d *document, path string, k *condition) []byte {
	code := (&coder{c.pool}).code(k)
	if len(code) > maxCode {
		c.fault(d, path, "the condition is too long")
		return nil
	}
	return code
}

const maxCode = 60000 // bytes; a node's length is 16 bits

func (c *compiler) put(sec int, entry []byte) {
	c.sections[sec] = append(c.sections[sec], entry...)
	c.counts[sec]++
}

func (c *compiler) header() []byte {
	ch := c.s.channel
	if c.s.channelAt == nil {
		c.s.channelAt = &document{file: "channel.yaml"}
	}
	issued, ok1 := bundle.ParseTime(ch.Issued)
	expires, ok2 := bundle.ParseTime(ch.Expires)
	if !idPattern.MatchString(ch.ID) {
		c.fault(c.s.channelAt, "id", "id: %q; expected small letters, digits and hyphens", ch.ID)
	}
	if ch.Version < 1 {
		c.fault(c.s.channelAt, "version", "version: %d; expected at least 1", ch.Version)
	}
	if !ok1 {
		c.fault(c.s.channelAt, "issued", "issued: %q; expected a day such as 2026-11-22", ch.Issued)
	}
	if !ok2 || ok1 && expires <= issued {
		c.fault(c.s.channelAt, "expires", "expires: %q; expected a day such as 2027-11-22, after issued", ch.Expires)
	}
	le := binary.LittleEndian
	h := []byte("FTRB")
	h = le.AppendUint16(h, bundle.FormatVersion)
	h = le.AppendUint16(h, bundle.FactsVersion)
	h = le.AppendUint64(h, uint64(issued))
	h = le.AppendUint64(h, uint64(expires))
	h = le.AppendUint32(h, uint32(ch.Version))
	h = le.AppendUint32(h, uint32(max(1, ch.Client)))
	h = c.pool.appendText(h, ch.ID)
	return c.pool.appendText(h, c.s.Revision)
}

// active are the rules that judge: all but those that are retired.
func (s *Set) active() (out []entry[behaviour]) {
	for _, e := range s.behaviour {
		if e.it.Status != "retired" {
			out = append(out, e)
		}
	}
	return out
}

func (c *compiler) behaviour() {
	le := binary.LittleEndian
	for _, e := range c.s.active() {
		r := e.it
		from, ok1 := bundle.ParseSource(r.From)
		sure, ok2 := bundle.ParseConfidence(r.Confidence)
		if !ok1 {
			c.fault(e.document, "from", "from: %q; expected one of page, dns, hosting, registration, certificate, http, memory, bundle", r.From)
		}
		if !ok2 {
			c.fault(e.document, "confidence", "confidence: %q; expected one of certain, likely, possible", r.Confidence)
		}
		if _, twice := c.rules[r.ID]; twice || r.ID == "" {
			c.fault(e.document, "id", "id: %q is empty or used twice", r.ID)
		}
		if c.counts[rulesAt] == 64 {
			c.fault(e.document, "", "expected at most 64 rules: an exemption has a bit for each")
		}
		c.rules[r.ID] = c.counts[rulesAt]
		entry := append(c.pool.appendText(nil, r.ID), byte(from), byte(sure))
		entry = le.AppendUint16(entry, uint16(len(r.Cases)))
		c.put(rulesAt, le.AppendUint32(entry, uint32(c.counts[casesAt])))
		for i, k := range r.Cases {
			at := fmt.Sprintf("cases[%d]", i)
			v, ok := bundle.ParseVerdict(k.Verdict)
			if !ok || v == bundle.Clear {
				c.fault(e.document, at+".verdict", "verdict: %q; expected notice, warn or danger", k.Verdict)
			}
			if r.Verified == "no" {
				v = min(v, bundle.Notice)
			}
			entry := c.pool.appendBlob([]byte{byte(v), 0, 0, 0}, c.code(e.document, at, e.conditions[i]))
			entry = c.pool.appendBlob(entry, c.finding(e.document, at, r.ID, sure, &k))
			c.put(casesAt, c.pool.appendBlob(entry, c.headline(e.document, at, k.Headline)))
		}
	}
}

func (c *compiler) exemptions() {
	for _, e := range c.s.exempt {
		x := e.it
		var bits uint64
		for i, id := range x.Rules {
			hit := false
			for rule, i := range c.rules {
				if rule == id || strings.HasSuffix(id, "/*") && strings.HasPrefix(rule, strings.TrimSuffix(id, "*")) {
					bits, hit = bits|1<<i, true
				}
			}
			if !hit {
				c.fault(e.document, fmt.Sprintf("rules[%d]", i), "rules: there is no rule %q", id)
			}
		}
		to, ok := bundle.ParseVerdict(x.Lower)
		if !ok || to > bundle.Notice {
			c.fault(e.document, "lower", "lower: %q; expected clear or notice", x.Lower)
		}
		entry := binary.LittleEndian.AppendUint64(c.pool.appendText(nil, x.ID), bits)
		c.put(exemptAt, c.pool.appendBlob(append(entry, byte(to), 0, 0, 0), c.code(e.document, "when", e.conditions[0])))
	}
}

// names stores every protected name under its skeleton and, for long ones, under
// the skeleton's forms with one character left out.
func (c *compiler) names() {
	type stored struct{ key, name string }
	var all []stored
	for _, e := range c.s.names {
		for i, n := range e.it.Common {
			if !slices.Contains(e.it.Names, n) {
				c.fault(e.document, fmt.Sprintf("common[%d]", i), "common: %q; expected one of the names", n)
			}
		}
		for i, n := range e.it.Names {
			if site, ok := host.Registrable(n); !ok || site != n {
				c.fault(e.document, fmt.Sprintf("names[%d]", i), "names: %q is not a registrable domain (a public suffix and one label)", n)
				continue
			}
			label, _, _ := strings.Cut(n, ".")
			keys := host.Keys(label)
			if slices.Contains(e.it.Common, n) {
				keys = []string{host.CommonKey(label)}
			}
			for _, key := range keys {
				all = append(all, stored{key, n})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].key < all[j].key || all[i].key == all[j].key && all[i].name < all[j].name
	})
	for i, s := range all {
		if i == 0 || s != all[i-1] {
			c.put(namesAt, c.pool.appendText(c.pool.appendText(nil, s.key), s.name))
		}
	}
}

func (c *compiler) lands() {
	the := map[string]bool{}
	for _, code := range c.s.countries.The {
		the[code] = true
	}
	for _, code := range sortedKeys(c.s.countries.Countries) {
		if len(code) != 2 {
			c.fault(c.s.countriesAt, "countries", "%q is not a code of two letters", code)
			continue
		}
		c.put(landsAt, c.pool.appendText([]byte{code[0], code[1], flag(the[code]), 0}, c.s.countries.Countries[code]))
	}
}

func (c *compiler) laws() {
	for _, e := range c.s.laws {
		l := e.it
		views := map[string]adequate{}
		standing := map[string]bundle.Standing{}
		for _, a := range l.Adequate {
			views[a.Country] = a
			standing[a.Country] = bundle.Adequate
			if a.Partial {
				standing[a.Country] = bundle.Partial
			}
		}
		for _, code := range l.Neutral {
			standing[code] = bundle.Neutral
		}
		country := func(code, path string, args ...any) {
			if _, ok := c.s.countries.Countries[code]; !ok {
				c.fault(e.document, fmt.Sprintf(path, args...), "%q is not a country's code", code)
			}
		}
		for i, code := range l.Home {
			country(code, "home[%d]", i)
		}
		for i, code := range l.Neutral {
			country(code, "neutral[%d]", i)
		}
		for i, a := range l.Adequate {
			country(a.Country, "adequate[%d].country", i)
		}
		entry := c.pool.appendText(nil, strings.Join(l.Home, ""))
		entry = c.pool.appendText(entry, l.Law)
		entry = binary.LittleEndian.AppendUint32(entry, uint32(c.counts[viewsAt]))
		c.put(lawsAt, binary.LittleEndian.AppendUint32(entry, uint32(len(standing))))
		for _, code := range sortedKeys(standing) {
			if len(code) == 2 {
				v := []byte{code[0], code[1], byte(standing[code]), 0}
				c.put(viewsAt, c.pool.appendText(c.pool.appendText(v, views[code].Recipients), views[code].Source))
			}
		}
	}
}

// tables adds what programs know of host names and fields, which the browser's
// has from the bundle alone; a channel of marks has no use for it.
func (c *compiler) tables() {
	s := c.s
	if len(s.marks) > 0 && len(s.behaviour)+len(s.exempt)+len(s.operators)+len(s.names)+len(s.laws) == 0 {
		return
	}
	suffixes, phrases := host.PublicSuffixes().Bytes(), form.Phrases()
	c.sections[suffixesAt], c.counts[suffixesAt] = suffixes, len(suffixes)
	c.sections[phrasesAt], c.counts[phrasesAt] = phrases, len(phrases)
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
