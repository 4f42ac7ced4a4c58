package bundle

// truth is three-valued (Kleene's strong logic): what is not known makes no
// condition hold, and its opposite does not hold either.
type truth uint8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Match is one rule that fired: which rule, and which of its cases.
type Match struct {
	Rule, Case int
}

// Match appends the rules that hold of the facts, each with the first of its
// cases that does, in the bundle's order.
func (b *Bundle) Match(dst []Match, v *Facts) []Match {
	p, at := b.at[rulesSection], b.at[casesSection]
	for i := range b.count[rulesSection] {
		first, n := int(b.u32(p+12)), int(b.u16(p+10))
		for j := first; j < first+n; j++ {
			if code := b.text(at + j*caseSize + 4); v.has(code) && b.restHolds(code, v) {
				dst = append(dst, Match{i, j})
				break
			}
		}
		p += ruleSize
	}
	return dst
}

// Exempt returns the rules whose findings are lowered, as bits, and to which
// verdict: for each rule the first exemption that holds decides.
func (b *Bundle) Exempt(v *Facts, each func(id string, rules uint64, to Verdict)) {
	for i := range b.count[exemptSection] {
		p := b.entry(exemptSection, i)
		if code := b.text(p + 20); v.has(code) && b.restHolds(code, v) {
			each(b.text(p), b.u64(p+8), Verdict(b.data[p+16]))
		}
	}
}

// has reports whether the flags that code begins with hold. Most code is judged
// by them alone, since the compiler gathers there what it can.
func (v *Facts) has(code string) bool {
	flags := code[:flagsSize]
	areYes, areNo, known, notKnown := u64(flags), u64(flags[8:]), u64(flags[16:]), u64(flags[24:])
	return areYes&^v.yes|areNo&^(v.known&^v.yes)|known&^v.known|notKnown&v.known == 0
}

// restHolds reports whether what follows the flags of code holds.
func (b *Bundle) restHolds(code string, v *Facts) bool {
	for code = code[flagsSize:]; code != ""; {
		if b.eval(code, v) != yes {
			return false
		}
		_, _, code = node(code)
	}
	return true
}

// eval judges a node; Open has checked that it is sound.
func (b *Bundle) eval(code string, v *Facts) truth {
	op, body, _ := node(code)
	switch op {
	case OpFlags:
		return v.flags(body)
	case OpAll:
		all := yes
		for body != "" && all != no {
			all = min(all, b.eval(body, v))
			_, _, body = node(body)
		}
		return all
	case OpAny:
		some := no
		for body != "" && some != yes {
			some = max(some, b.eval(body, v))
			_, _, body = node(body)
		}
		return some
	case OpNot:
		return yes - b.eval(body, v)
	}
	f := Fact(body[0])
	if !v.Known(f) {
		return unknown
	}
	switch op {
	case OpBelow:
		return truthOf(v.ints[f] < int64(u64(body[1:])))
	case OpLeast:
		return truthOf(v.ints[f] >= int64(u64(body[1:])))
	case OpHas:
		return truthOf(uint64(v.ints[f])&u64(body[1:]) != 0)
	case OpIs:
		return truthOf(b.isOneOf(body[2:], v.texts[f]))
	}
	return truthOf(b.isOlder(body[2:], v.texts[f]))
}

// node takes the first node of code apart, and tells what follows it.
func node(code string) (op Op, body, rest string) {
	end := nodeHead + int(u16(code[1:]))
	return Op(code[0]), code[nodeHead:end], code[end:]
}

// flags judges the four sets of OpFlags.
func (v *Facts) flags(body string) truth {
	body = body[:flagsSize]
	areYes, areNo, known, notKnown := u64(body), u64(body[8:]), u64(body[16:]), u64(body[24:])
	isNo := v.known &^ v.yes
	switch {
	case areYes&isNo|areNo&v.yes|known&^v.known|notKnown&v.known != 0:
		return no
	case (areYes|areNo)&^v.known != 0:
		return unknown
	}
	return yes
}

// isOneOf reports whether s is one of the texts.
func (b *Bundle) isOneOf(texts, s string) bool {
	for ; len(texts) >= 8; texts = texts[8:] {
		ref := u64(texts)
		if n := int(ref >> 32); n == len(s) && b.data[uint32(ref):][:n] == s {
			return true
		}
	}
	return false
}

// isOlder reports whether a banner names one of the products with a lower version.
func (b *Bundle) isOlder(pairs, banner string) bool {
	for ; len(pairs) >= 16; pairs = pairs[16:] {
		product, version := u64(pairs), u64(pairs[8:])
		if Older(banner, b.data[uint32(product):][:product>>32], b.data[uint32(version):][:version>>32]) {
			return true
		}
	}
	return false
}

// Older reports whether a banner ("Apache/1.3.28 (Linux) PHP/4.3.3") names the
// product, written as in the banner, with a lower version.
func Older(banner, product, version string) bool {
	for i := 0; i+len(product) < len(banner); i++ {
		if i > 0 && banner[i-1] != ' ' || banner[i:i+len(product)] != product || banner[i+len(product)] != '/' {
			continue
		}
		return lessVersion(banner[i+len(product)+1:], version)
	}
	return false
}

// lessVersion compares dotted numbers; it stops at the first byte that is
// neither digit nor dot. A version without any number is not less.
func lessVersion(a, b string) bool {
	if a == "" || a[0] < '0' || a[0] > '9' {
		return false
	}
	for {
		x, ra := number(a)
		y, rb := number(b)
		if x != y {
			return x < y
		}
		if ra == "" || ra[0] != '.' {
			ra = ""
		} else {
			ra = ra[1:]
		}
		if rb == "" || rb[0] != '.' {
			return false
		}
		a, b = ra, rb[1:]
	}
}

func number(s string) (n int, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		if n < 1<<24 {
			n = n*10 + int(s[i]-'0')
		}
		i++
	}
	return n, s[i:]
}
