package bundle

// checker walks everything once and keeps the first fault.
type checker struct {
	b   *Bundle
	err error
}

func (c *checker) fail(p int, what string) {
	if c.err == nil {
		c.err = &Error{p, what}
	}
}

// span checks that offset and length at p lie within the file.
func (c *checker) span(p int, what string) (at, n int) {
	at, n = int(c.b.u32(p)), int(c.b.u32(p+4))
	if at > len(c.b.data) || n > len(c.b.data)-at {
		c.fail(p, what+" lies behind the end of the file")
		return 0, 0
	}
	return at, n
}

func (c *checker) text(p int) string {
	at, n := c.span(p, "a text")
	return c.b.data[at : at+n]
}

func (c *checker) sections() {
	b := c.b
	if b.count[rulesSection] > maxRules {
		c.fail(b.at[rulesSection], "more than "+itoa(maxRules)+" rules")
		return
	}
	for i := range b.count[rulesSection] {
		p := b.entry(rulesSection, i)
		c.text(p)
		if b.data[p+8] >= byte(NumSources) || b.data[p+9] >= byte(NumConfidences) {
			c.fail(p+8, "a rule with an unknown source or confidence")
		}
		c.within(p+12, int(b.u32(p+12)), int(b.u16(p+10)), casesSection)
	}
	for i := range b.count[casesSection] {
		p := b.entry(casesSection, i)
		c.verdict(p)
		c.code(p + 4)
		c.template(p + 12)
		c.template(p + 20)
	}
	for i := range b.count[exemptSection] {
		p := b.entry(exemptSection, i)
		c.text(p)
		c.verdict(p + 16)
		c.code(p + 20)
	}
	for i := range b.count[roleSection] {
		c.text(b.entry(roleSection, i))
	}
	c.sorted(markedSection, func(p int) string { return c.text(p) }, func(p int) {
		if int(b.u32(p+8)) >= b.count[markSection] {
			c.fail(p+8, "a domain with a mark that is not there")
		}
	})
	for i := range b.count[markSection] {
		p := b.entry(markSection, i)
		for t := range 4 {
			c.text(p + 8*t)
		}
		if v := Verdict(b.data[p+32]); v != Notice && v != Warn {
			c.fail(p+32, "a mark that is neither notice nor warn")
		}
	}
	if !b.openOperators(b.at[operatorSection], b.count[operatorSection]) {
		c.fail(b.at[operatorSection], "the tables of section operators do not fit in it")
		return
	}
	c.sorted(nameSection, func(p int) string { return c.text(p) + "\x00" + c.text(p+8) }, nil)
	land := func(p int) string { return b.data[p : p+2] }
	c.sorted(landSection, land, func(p int) { c.text(p + 4) })
	for i := range b.count[lawSection] {
		p := b.entry(lawSection, i)
		c.text(p)
		c.text(p + 8)
		first, n := int(b.u32(p+16)), int(b.u32(p+20))
		if c.within(p+16, first, n, viewSection); c.err != nil {
			return
		}
		for j := first; j < first+n; j++ {
			q := b.entry(viewSection, j)
			c.text(q + 4)
			c.text(q + 12)
			if b.data[q+2] > byte(Partial) {
				c.fail(q+2, "an unknown standing")
			}
			if j > first && land(b.entry(viewSection, j-1)) >= land(q) {
				c.fail(q, "the countries of a law are not sorted")
			}
		}
	}
}

func (c *checker) verdict(p int) {
	if c.b.data[p] >= byte(NumVerdicts) {
		c.fail(p, "an unknown verdict")
	}
}

func (c *checker) within(p, first, n int, s section) {
	if first > c.b.count[s] || n > c.b.count[s]-first {
		c.fail(p, "points behind the end of section "+sectionName[s])
	}
}

func (c *checker) sorted(s section, key func(p int) string, each func(p int)) {
	last := ""
	for i := range c.b.count[s] {
		p := c.b.entry(s, i)
		k := key(p)
		if i > 0 && k <= last {
			c.fail(p, "section "+sectionName[s]+" is not sorted")
			return
		}
		last = k
		if each != nil {
			each(p)
		}
	}
}

func (c *checker) template(p int) {
	at, n := c.span(p, "a template")
	for end := at + n; at < end; {
		kind, left := c.b.data[at], end-at
		switch {
		case kind == WordsPart && left >= wordsSize:
			c.text(at + 1)
			at += wordsSize
		case (kind == FactPart || kind == SentencePart) && left >= otherSize && c.b.data[at+1] < byte(NumFacts),
			kind == SlotPart && left >= otherSize && c.b.data[at+1] < byte(NumSlots):
			at += otherSize
		default:
			c.fail(at, "a damaged template")
			return
		}
	}
}

func (c *checker) code(p int) {
	at, n := c.span(p, "a condition")
	if n < flagsSize || !c.flags(at) {
		c.fail(at, "a condition without its flags")
		return
	}
	for q := at + flagsSize; q < at+n; {
		if q = c.node(q, at+n, 0); q == 0 {
			return
		}
	}
}

// node checks the node at p, which must end at or before end, and returns where
// it ends; 0 after a fault.
func (c *checker) node(p, end, depth int) int {
	if depth > maxDepth || p+3 > end {
		c.fail(p, "a damaged condition")
		return 0
	}
	op, body := Op(c.b.data[p]), p+3
	stop := body + int(c.b.u16(p+1))
	if stop > end {
		c.fail(p, "a condition ends behind its rule")
		return 0
	}
	ok := false
	switch n := stop - body; op {
	case OpAll, OpAny, OpNot:
		nodes := 0
		for q := body; q < stop; nodes++ {
			if q = c.node(q, stop, depth+1); q == 0 {
				return 0
			}
		}
		ok = op != OpNot || nodes == 1
	case OpFlags:
		ok = n == flagsSize && c.flags(body)
	case OpBelow, OpLeast:
		ok = n == 9 && c.fact(body, Number, Date)
	case OpHas:
		ok = n == 9 && c.fact(body, KindSet)
	case OpIs:
		ok = n >= 2 && n == 2+8*int(c.b.data[body+1]) && c.fact(body, Text, Country)
		for q := body + 2; ok && q < stop; q += 8 {
			c.text(q)
		}
	case OpOlder:
		ok = n >= 2 && n == 2+16*int(c.b.data[body+1]) && c.fact(body, Banner)
		for q := body + 2; ok && q < stop; q += 8 {
			c.text(q)
		}
	}
	if !ok {
		c.fail(p, "a damaged condition")
		return 0
	}
	return stop
}

// flags: yes and no of yes-or-no facts, known and not known of any.
func (c *checker) flags(p int) bool {
	isBool := uint64(0)
	for f := range NumFacts {
		if f.Type() == Bool {
			isBool |= 1 << f
		}
	}
	return (c.b.u64(p)|c.b.u64(p+8))&^isBool == 0 && (c.b.u64(p+16)|c.b.u64(p+24))>>NumFacts == 0
}

func (c *checker) fact(p int, types ...Type) bool {
	if c.b.data[p] >= byte(NumFacts) {
		return false
	}
	for _, t := range types {
		if Fact(c.b.data[p]).Type() == t {
			return true
		}
	}
	return false
}
