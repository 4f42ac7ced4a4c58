package bundle

// Mark is what a channel says of a domain, in plain text: it adds a finding, of
// at most warn, and lowers nothing.
type Mark struct {
	ID, Title, Says, Instead string
	Verdict                  Verdict // Notice or Warn
}

// Mark finds what is said of a host, or of the nearest name above it.
func (b *Bundle) Mark(host string) (m Mark, ok bool) {
	for name := host; name != ""; {
		if i, ok := b.find(markedSection, b.marked, name); ok {
			p := b.entry(markSection, int(b.u32(b.entry(markedSection, i)+8)))
			return Mark{b.text(p), b.text(p + 8), b.text(p + 16), b.text(p + 24), Verdict(b.data[p+32])}, true
		}
		dot := indexByte(name, '.')
		if dot < 0 {
			break
		}
		name = name[dot+1:]
	}
	return Mark{}, false
}

// ThirdParty says why a bundle may not come from a third party's channel: it may
// hold marks and nothing else, for domains that are those of the scope or under
// them, in short; an empty scope is every domain. "" when it may.
func (b *Bundle) ThirdParty(scope []string) string {
	for _, s := range [...]section{rulesSection, exemptSection, nameSection, lawSection} {
		if b.count[s] > 0 {
			return "it has " + sectionName[s] + ", which a third party's channel may not bring"
		}
	}
	if b.ops.entries > 0 {
		return "it has operators, which a third party's channel may not bring"
	}
	for i := range b.count[markedSection] {
		domain := b.text(b.entry(markedSection, i))
		if len(scope) > 0 && !under(domain, scope) {
			return "it speaks of " + domain + ", which is outside its channel's scope"
		}
	}
	for i := range b.count[markSection] {
		p := b.entry(markSection, i)
		for t, most := range markTexts {
			switch text := b.text(p + 8*t); {
			case len(text) > most:
				return "it says more than a mark may"
			case !IsPlain(text):
				return "it says something in other than plain text"
			}
		}
	}
	return ""
}

// markTexts is how long a third party's texts may be, in bytes: id, title, says,
// instead.
var markTexts = [4]int{100, 40, 400, 400}

// IsPlain reports whether a text has no control characters, a new line aside, and
// none that turn the direction of what is written after it (Unicode UAX 9, 2.1 to
// 2.4), which would let it look like another.
func IsPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
		if i+3 > len(s) || s[i] != 0xe2 {
			continue
		}
		if last := s[i+2]; s[i+1] == 0x80 && last >= 0xaa && last <= 0xae || s[i+1] == 0x81 && last >= 0xa6 && last <= 0xa9 {
			return false // U+202A to U+202E, U+2066 to U+2069
		}
	}
	return true
}

// under reports whether a domain is one of some, or under one.
func under(domain string, some []string) bool {
	for _, s := range some {
		if n := len(domain) - len(s); domain == s || n > 0 && domain[n-1] == '.' && domain[n:] == s {
			return true
		}
	}
	return false
}
