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
			if len(b.text(p+8*t)) > most {
				return "it says more than a mark may"
			}
		}
	}
	return ""
}

// markTexts is how long a third party's texts may be, in bytes: id, title, says,
// instead.
var markTexts = [4]int{100, 40, 400, 400}

// under reports whether a domain is one of some, or under one.
func under(domain string, some []string) bool {
	for _, s := range some {
		if n := len(domain) - len(s); domain == s || n > 0 && domain[n-1] == '.' && domain[n:] == s {
			return true
		}
	}
	return false
}
