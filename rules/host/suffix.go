package host

// Flags of an entry of a list of suffixes, in the upper half of the byte that ends
// its label: no byte of a label is as large.
const (
	flagShared    = 7      // how many bytes of this label the next one begins with; they are left out there
	flagRule      = 1 << 3 // the name is a rule of the list
	flagICANN     = 1 << 4 // the rule stands in the ICANN section
	flagException = 1 << 5 // the rule is an exception ("!" in the list)
	flagChildren  = 1 << 6 // half the offset of the list of sub-names follows, two bytes
	flagEnd       = 1 << 7 // always there
)

// Suffixes is a public suffix list, searched in place. The zero Suffixes is an
// empty list, by which the last label is the suffix.
//
// It is a tree of names, read from the last label to the first. A list of names
// is: a byte n; for long lists the offsets, counted from the first entry, of n
// entries whose labels are whole; the entries in the order of their labels; a
// zero. An entry is a label without the bytes that it shares with the one
// before, the flags, and with flagChildren half the offset of the list of its
// sub-names. The label "*" is a wildcard and comes first. Whatever bytes stand
// there, a search ends, and finds a suffix or none.
type Suffixes struct {
	table string
	root  int // where the list of top-level names begins
}

// rootSize is the number of bytes before the table in a list's bytes: where its
// root is, least significant byte first.
const rootSize = 4

// OpenSuffixes takes a list from the bytes that [Suffixes.Bytes] made.
func OpenSuffixes(data string) Suffixes {
	if len(data) < rootSize {
		return Suffixes{}
	}
	return Suffixes{data[rootSize:], int(data[0]) | int(data[1])<<8 | int(data[2])<<16}
}

// Bytes is the list as a bundle carries it.
func (x Suffixes) Bytes() []byte {
	return append([]byte{byte(x.root), byte(x.root >> 8), byte(x.root >> 16), 0}, x.table...)
}

// PublicSuffixes is the list that is part of this program: see [Revision]. The
// functions of the package use it; the browser's program has its own from the
// bundle, and so must call none of them that asks for a registrable domain.
func PublicSuffixes() Suffixes { return Suffixes{suffixTable, suffixRoot} }

// start returns where the public suffix begins in a normalised name. It is 0
// when the name is a public suffix itself.
func (x Suffixes) start(name string) (start int, icann bool) {
	start = -1
	end := len(name)
	for list := x.root; ; {
		dot := lastIndexByte(name[:end], '.')
		flags, children, wildcard := x.find(list, name[dot+1:end])
		if flags&flagException != 0 && end < len(name) {
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

// find looks a label up in the list at an offset. It returns the entry's flags
// (0 when there is none), the offset of its sub-names (or -1), and the flags of
// the list's wildcard (or 0).
func (x Suffixes) find(list int, label string) (flags byte, children int, wildcard byte) {
	table := x.table
	blocks := int(byteAt(table, list))
	index := list + 1
	first := index + 2*blocks
	if byteAt(table, first) == '*' {
		wildcard = byteAt(table, first+1)
	}
	at := first
	for lo, hi := 0, blocks; lo < hi; {
		mid := int(uint(lo+hi) / 2)
		block := first + int(byteAt(table, index+2*mid))<<8 + int(byteAt(table, index+2*mid+1))
		i, b := 0, byteAt(table, block)
		if label != "" && b == label[0] {
			i = common(table, block, label)
			b = byteAt(table, block+i)
		}
		if i < len(label) && (b < label[i] || b >= flagEnd) || i == len(label) && b >= flagEnd {
			at, lo = block, mid+1
		} else {
			hi = mid
		}
	}
	// same is how many bytes the label and the entry before have the same.
	for same, shared := 0, 0; byteAt(table, at) != 0 && shared >= same; {
		if shared == same {
			i := common(table, at, label[same:])
			at += i
			same += i
			next := byteAt(table, at)
			switch {
			case next < flagEnd && (same == len(label) || next > label[same]):
				return 0, -1, wildcard // the entry comes after the label
			case next >= flagEnd && same == len(label):
				children = -1
				if next&flagChildren != 0 {
					children = int(byteAt(table, at+1))<<9 | int(byteAt(table, at+2))<<1
				}
				return next, children, wildcard
			}
		}
		for at < len(table) && table[at] < flagEnd {
			at++
		}
		flags := byteAt(table, at)
		if shared = int(flags & flagShared); shared == flagShared {
			same = min(same, shared) // it may share more than is left out
		}
		if flags&flagChildren != 0 {
			at += 2
		}
		at++
	}
	return 0, -1, wildcard
}

// byteAt is a byte of a table; 0, which ends a list, where there is none.
func byteAt(table string, at int) byte {
	if uint(at) < uint(len(table)) {
		return table[at]
	}
	return 0
}

// common returns how many bytes of label the entry at an offset begins with.
// The flags that end the entry's label are never equal to a byte of label.
func common(table string, at int, label string) int {
	i := 0
	for i < len(label) && at+i < len(table) && table[at+i] == label[i] {
		i++
	}
	return i
}
