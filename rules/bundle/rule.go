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

// Slot is what the template of a finding leaves open beside the facts.
type Slot uint8

// The slots: the finding's verdict, where its facts come from and of when they
// are, and the exemption that lowered it, if one did.
const (
	VerdictSlot Slot = iota
	SourceSlot
	AsOfSlot
	LoweredSlot
	NumSlots
)

// Slots are the texts for the slots.
type Slots [NumSlots]string

// The kinds of parts that a template has; see the layout. Kinds of fields that
// begin a sentence ("Your e-mail address …") begin with a capital.
const (
	WordsPart = iota
	FactPart
	SentencePart
	SlotPart
	wordsSize = 1 + 8
	otherSize = 1 + 1
)

// AppendFinding appends the finding that case i makes of the facts, as a JSON object.
func (b *Bundle) AppendFinding(dst []byte, i int, v *Facts, slots *Slots) []byte {
	return b.appendTemplate(dst, b.at[casesSection]+i*caseSize+12, v, slots)
}

// AppendHeadline appends what case i says in the report's headline, as it stands
// within a JSON string; nothing where it has none.
func (b *Bundle) AppendHeadline(dst []byte, i int, v *Facts) []byte {
	return b.appendTemplate(dst, b.at[casesSection]+i*caseSize+20, v, nil)
}

// appendTemplate appends the template at p: words as they are, the rest escaped.
func (b *Bundle) appendTemplate(dst []byte, p int, v *Facts, slots *Slots) []byte {
	for parts := b.text(p); parts != ""; {
		kind := parts[0]
		if kind == WordsPart {
			ref := u64(parts[1:])
			dst = AppendText(dst, b.data[uint32(ref):][:ref>>32])
			parts = parts[wordsSize:]
			continue
		}
		start := len(dst)
		if kind == SlotPart {
			dst = appendSlot(dst, Slot(parts[1]), slots)
		} else {
			dst = b.AppendFact(dst, Fact(parts[1]), v)
		}
		if kind == SentencePart && start < len(dst) && dst[start]-'a' < 26 {
			dst[start] -= 'a' - 'A'
		}
		parts = parts[otherSize:]
	}
	return dst
}

func appendSlot(dst []byte, slot Slot, slots *Slots) []byte {
	switch {
	case slots == nil || slot == LoweredSlot && slots[slot] == "":
		return dst
	case slot == LoweredSlot:
		dst = append(dst, `,"loweredBy":"`...)
		return append(AppendEscaped(dst, slots[slot]), '"')
	}
	return AppendEscaped(dst, slots[slot])
}
