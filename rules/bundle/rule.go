package bundle

// Rules returns how many rules the bundle has.
func (b *Bundle) Rules() int { return b.count[rulesSection] }

// Rule returns the id, the source and the confidence of rule i.
func (b *Bundle) Rule(i int) (id string, from Source, sure Confidence) {
	p := b.entry(rulesSection, i)
	return b.text(p), Source(b.data[p+8]), Confidence(b.data[p+9])
}

// Verdict returns the verdict of case i.
func (b *Bundle) Verdict(i int) Verdict { return Verdict(b.data[b.entry(casesSection, i)]) }

// Part names one of the texts of a case.
type Part uint8

// The texts: a short title, the plain sentence that says why, what to do
// instead, and what it adds to the report's headline.
const (
	Title Part = iota
	Why
	Instead
	Headline
)

// AppendText appends a text of case i with the facts in their places, escaped to
// stand within a JSON string: the bundle holds its own words so already. Kinds
// that begin a text ("your e-mail address …") begin a sentence.
func (b *Bundle) AppendText(dst []byte, i int, part Part, v *Facts) []byte {
	start := len(dst)
	p := b.entry(casesSection, i) + 12 + 8*int(part)
	at := int(b.u32(p))
	for end := at + int(b.u32(p+4)); at < end; {
		if b.data[at] == 0 {
			dst = append(dst, b.text(at+1)...)
			at += 9
			continue
		}
		f := Fact(b.data[at+1])
		dst = b.AppendFact(dst, f, v)
		if f.Type() == KindSet && start < len(dst) && dst[start] >= 'a' && dst[start] <= 'z' {
			dst[start] -= 'a' - 'A'
		}
		at += 2
	}
	return dst
}

// EachFact calls f with every fact that a text of case i names.
func (b *Bundle) EachFact(i int, part Part, f func(Fact)) {
	p := b.entry(casesSection, i) + 12 + 8*int(part)
	at := int(b.u32(p))
	for end := at + int(b.u32(p+4)); at < end; {
		if b.data[at] == 0 {
			at += 9
			continue
		}
		f(Fact(b.data[at+1]))
		at += 2
	}
}
