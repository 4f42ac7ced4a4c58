package host

// Flags of an entry in suffixTable, in the upper half of the byte that ends
// its label: no byte of a label is as large.
const (
	flagShared    = 7      // how many bytes of this label the next one begins with; they are left out there
	flagRule      = 1 << 3 // the name is a rule of the list
	flagICANN     = 1 << 4 // the rule stands in the ICANN section
	flagException = 1 << 5 // the rule is an exception ("!" in the list)
	flagChildren  = 1 << 6 // half the offset of the list of sub-names follows, two bytes
	flagEnd       = 1 << 7 // always there
)

// suffixStart returns where the public suffix begins in a normalised name. It
// is 0 when the name is a public suffix itself.
//
// The table is a tree of names, read from the last label to the first. A list
// of names is: a byte n; for long lists the offsets, counted from the first
// entry, of n entries whose labels are whole; the entries in the order of their
// labels; a zero. An entry is a label without the bytes that it shares with
// the one before, the flags, and with flagChildren half the offset of the list
// of its sub-names. The label "*" is a wildcard and comes first.
func suffixStart(name string) (start int, icann bool) {
	start = -1
	end := len(name)
	for list := suffixRoot; ; {
		dot := lastIndexByte(name[:end], '.')
		flags, children, wildcard := findSuffix(list, name[dot+1:end])
		if flags&flagException != 0 {
			return end + 1, flags&flagICANN != 0
		}
		if flags&flagRule == 0 {
			flags = wildcard
		}
		if flags&flagRule != 0 {
			start, icann = dot+1, flags&flagICANN != 0
		}
		if children < 0 || dot < 0 {
			break
		}
		list, end = children, dot
	}
	if start < 0 {
		// No rule matches: the last label is the suffix.
		start = lastIndexByte(name, '.') + 1
	}
	return start, icann
}

// findSuffix looks a label up in the list at offset list. It returns the
// entry's flags (0 when there is none), the offset of its sub-names (or -1),
// and the flags of the list's wildcard (or 0).
func findSuffix(list int, label string) (flags byte, children int, wildcard byte) {
	blocks := int(suffixTable[list])
	index := list + 1
	first := index + 2*blocks
	if suffixTable[first] == '*' {
		wildcard = suffixTable[first+1]
	}
	at := first
	for lo, hi := 0, blocks; lo < hi; {
		mid := int(uint(lo+hi) / 2)
		block := first + int(suffixTable[index+2*mid])<<8 + int(suffixTable[index+2*mid+1])
		if i := common(block, label); i < len(label) && (suffixTable[block+i] < label[i] || suffixTable[block+i] >= flagEnd) || i == len(label) && suffixTable[block+i] >= flagEnd {
			at, lo = block, mid+1
		} else {
			hi = mid
		}
	}
	// same is how many bytes the label and the entry before have the same.
	for same, shared := 0, 0; suffixTable[at] != 0 && shared >= same; {
		if shared == same {
			i := common(at, label[same:])
			at += i
			same += i
			next := suffixTable[at]
			switch {
			case next < flagEnd && (same == len(label) || next > label[same]):
				return 0, -1, wildcard // the entry comes after the label
			case next >= flagEnd && same == len(label):
				children = -1
				if next&flagChildren != 0 {
					children = int(suffixTable[at+1])<<9 | int(suffixTable[at+2])<<1
				}
				return next, children, wildcard
			}
		}
		for suffixTable[at] < flagEnd {
			at++
		}
		if shared = int(suffixTable[at] & flagShared); shared == flagShared {
			same = min(same, shared) // it may share more than is left out
		}
		if suffixTable[at]&flagChildren != 0 {
			at += 2
		}
		at++
	}
	return 0, -1, wildcard
}

// common returns how many bytes of label the entry at an offset begins with.
// The flags that end the entry's label are never equal to a byte of label.
func common(at int, label string) int {
	i := 0
	for i < len(label) && suffixTable[at+i] == label[i] {
		i++
	}
	return i
}
