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
	for i := range b.count[rulesSection] {
		p := b.entry(rulesSection, i)
		first, n := int(b.u32(p+12)), int(b.u16(p+10))
		for j := first; j < first+n; j++ {
			if b.holds(b.entry(casesSection, j)+4, v) == yes {
				dst = append(dst, Match{i, j})
				break
			}
		}
	}
	return dst
}

// Exempt returns the rules whose findings are lowered, as bits, and to which
// verdict: for each rule the first exemption that holds decides.
func (b *Bundle) Exempt(v *Facts, each func(id string, rules uint64, to Verdict)) {
	for i := range b.count[exemptSection] {
		p := b.entry(exemptSection, i)
		if b.holds(p+20, v) == yes {
			each(b.text(p), b.u64(p+8), Verdict(b.data[p+16]))
		}
	}
}

func (b *Bundle) holds(p int, v *Facts) truth { return b.eval(int(b.u32(p)), v) }

// eval judges the node at p; Open has checked that it is sound.
func (b *Bundle) eval(p int, v *Facts) truth {
	op, body := Op(b.data[p]), p+3
	stop := body + int(b.u16(p+1))
	switch op {
	case OpAll:
		all := yes
		for q := body; q < stop && all != no; q = b.next(q) {
			all = min(all, b.eval(q, v))
		}
		return all
	case OpAny:
		some := no
		for q := body; q < stop && some != yes; q = b.next(q) {
			some = max(some, b.eval(q, v))
		}
		return some
	case OpNot:
		return yes - b.eval(body, v)
	}
	val := &v[b.data[body]]
	if op == OpKnown {
		return truthOf(val.Known == (b.data[body+1] == 1))
	}
	if !val.Known {
		return unknown
	}
	switch op {
	case OpTruth:
		return truthOf(val.Int == int64(b.data[body+1]))
	case OpBelow:
		return truthOf(val.Int < int64(b.u64(body+1)))
	case OpLeast:
		return truthOf(val.Int >= int64(b.u64(body+1)))
	case OpHas:
		return truthOf(uint64(val.Int)&b.u64(body+1) != 0)
	case OpIs:
		for q := body + 2; q < stop; q += 8 {
			if b.text(q) == val.Text {
				return yes
			}
		}
		return no
	}
	for q := body + 2; q < stop; q += 16 { // OpOlder
		if older(val.Text, b.text(q), b.text(q+8)) {
			return yes
		}
	}
	return no
}

func (b *Bundle) next(p int) int { return p + 3 + int(b.u16(p+1)) }

// older reports whether a banner ("Apache/1.3.28 (Linux) PHP/4.3.3") names the
// product, written as in the banner, with a lower version.
func older(banner, product, version string) bool {
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
