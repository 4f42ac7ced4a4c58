package rule

import (
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
)

// template gathers the parts of a bundle's template; words that follow each
// other become one.
type template struct {
	c    *compiler
	d    *document
	path string // of the text, for errors
	out  []byte
	json []byte // words not yet put out
}

// finding compiles a case to the template of its whole finding.
func (c *compiler) finding(d *document, at, id string, sure bundle.Confidence, k *ruleCase) []byte {
	t := &template{c: c, d: d}
	t.words(`{"rule":"` + escaped(id) + `","verdict":"`)
	t.part(bundle.SlotPart, byte(bundle.VerdictSlot))
	t.words(`","title":"`)
	t.text(at+".title", k.Title)
	t.words(`","why":"`)
	named := t.text(at+".says", k.Says)
	t.words(`","instead":"`)
	t.text(at+".instead", k.Instead)
	t.words(`","source":"`)
	t.part(bundle.SlotPart, byte(bundle.SourceSlot))
	t.words(`","asOf":"`)
	t.part(bundle.SlotPart, byte(bundle.AsOfSlot))
	t.words(`","confidence":"` + sure.String() + `"`)
	t.part(bundle.SlotPart, byte(bundle.LoweredSlot))
	t.words(`,"parameters":{`)
	t.parameters(named)
	t.words(`}}`)
	return t.end()
}

// headline compiles the text that a case brings for the report's headline.
func (c *compiler) headline(d *document, at, text string) []byte {
	t := &template{c: c, d: d}
	t.text(at+".headline", text)
	return t.end()
}

// words adds what is JSON already.
func (t *template) words(json string) { t.json = append(t.json, json...) }

func (t *template) part(kind, what byte) {
	t.flush()
	t.out = append(t.out, kind, what)
}

func (t *template) flush() {
	if len(t.json) > 0 {
		t.out = t.c.pool.appendText(append(t.out, bundle.WordsPart), string(t.json))
		t.json = t.json[:0]
	}
}

func (t *template) end() []byte {
	t.flush()
	return t.out
}

// text adds "… {fact} …" and returns the facts that it names. Kinds of
// fields at its beginning begin a sentence.
func (t *template) text(path, s string) (named []bundle.Fact) {
	t.path = path
	first := -1 // where the fact at the beginning is in out
	for s = strings.TrimSpace(s); s != ""; {
		words, rest, found := strings.Cut(s, "{")
		t.words(escaped(words))
		if !found {
			break
		}
		name, after, found := strings.Cut(rest, "}")
		if !found {
			t.fail("a { without its }")
			break
		}
		f, ok := bundle.ParseFact(name)
		if !ok {
			t.fail("there is no fact {" + name + "}" + nearest(name))
		}
		t.part(bundle.FactPart, byte(f))
		if words == "" && len(named) == 0 {
			first = len(t.out) - 2
		}
		named = append(named, f)
		s = after
	}
	if first >= 0 && named[0].Type() == bundle.KindSet {
		t.out[first] = bundle.SentencePart
	}
	return named
}

// parameters adds each fact, once, as a member of a JSON object.
func (t *template) parameters(named []bundle.Fact) {
	told := map[bundle.Fact]bool{}
	for _, f := range named {
		if told[f] {
			continue
		}
		if len(told) > 0 {
			t.words(`,`)
		}
		told[f] = true
		t.words(`"` + f.Name() + `":"`)
		t.part(bundle.FactPart, byte(f))
		t.words(`"`)
	}
}

func (t *template) fail(what string) {
	t.c.fault(t.d, t.path, "%s", what)
}

func escaped(s string) string { return string(bundle.AppendEscaped(nil, s)) }
