package bundle

import "unsafe"

// The operators stand sorted by domain in blocks of a few, front-coded, so that a
// million of them are small and are found without any being decoded at Open:
//
//	section  u32 entries, u8 depth, 3 bytes 0, u32 marked,
//	         u32 for each bucket and one more: the block in which its first
//	         domain stands, or would;
//	         u32 for each block: where it begins, from the section's start;
//	         u32 for each marked entry: its number;
//	         then the blocks
//	block    blockSize entries (the last may have fewer)
//	entry    u8 bytes shared with the domain before (0 for a block's first), u8
//	         further bytes, these; varint 0 and an operator, or the number of the
//	         entry that has it, plus 1
//	operator u8 flags (opVerified …), u8 role (of the roles), with opCountry a
//	         country [2]byte, with opID u8 length and an id (else the domain's
//	         first label); with opName u8 length and a name, with opSplit u8 n and
//	         n positions in the label, at which words of the name begin; else the
//	         label is the name; words begin with a capital; with opOwner u8 length
//	         and the owner's name
//
// A bucket is all domains that begin with the same depth characters, as digits to
// the base 37 (letters, digits, and one for everything else), so that few blocks
// are left to search. Nothing here is checked by Open: whatever bytes stand there,
// reading them ends, and finds an operator or none.

// What Operators are written with; package rule does.
const (
	BlockSize = 16 // domains
	Buckets   = 37

	OpVerified = 1 << iota
	OpCountry
	OpID
	OpName
	OpSplit
	OpOwner

	OpCertifiedEU = 1
	OpCertifiedUK = 2
)

const operatorsHead = 12 // bytes of the section before its tables

// Bucket is the digit of a character of a domain. It rises with the character.
func Bucket(c byte) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 11
	case c >= '0' && c <= '9':
		return int(c-'0') + 1
	}
	return 0
}

// operators is where the parts of the section are.
type operators struct {
	at, end        int // of the section
	entries, marks int
	depth          int
	buckets        int // where the tables begin
	blocks         int
	marked         int
	numBlocks      int
}

// openOperators reads the section's head; false where its tables do not fit.
func (b *Bundle) openOperators(at, size int) bool {
	o := &b.ops
	*o = operators{at: at, end: at + size}
	if size < operatorsHead {
		return size == 0
	}
	o.entries, o.depth, o.marks = int(b.u32(at)), int(b.data[at+4]), int(b.u32(at+8))
	if o.depth > 4 || o.entries > size || o.marks > size {
		return false
	}
	n := 1
	for range o.depth {
		n *= Buckets
	}
	o.numBlocks = (o.entries + BlockSize - 1) / BlockSize
	o.buckets = at + operatorsHead
	o.blocks = o.buckets + 4*(n+1)
	o.marked = o.blocks + 4*o.numBlocks
	return o.marked+4*o.marks <= o.end
}

// block returns the bytes from where a block begins; "" where that is damaged.
func (b *Bundle) block(i int) string {
	o := &b.ops
	if i < 0 || i >= o.numBlocks {
		return ""
	}
	p := o.at + int(b.u32(o.blocks+4*i))
	if p < o.at || p >= o.end {
		return ""
	}
	return b.data[p:o.end]
}

// first returns the first domain of a block, which shares nothing.
func (b *Bundle) first(i int) string {
	s := b.block(i)
	if len(s) < 2 || len(s)-2 < int(s[1]) {
		return ""
	}
	return s[2 : 2+int(s[1])]
}

// operatorAt finds the operator of exactly this domain.
func (b *Bundle) operatorAt(domain string) (Operator, bool) {
	o := &b.ops
	if o.entries == 0 {
		return Operator{}, false
	}
	bucket := 0
	for i := range o.depth {
		digit := 0
		if i < len(domain) {
			digit = Bucket(domain[i])
		}
		bucket = bucket*Buckets + digit
	}
	// The last block whose first domain is not behind this one.
	lo, hi := int(b.u32(o.buckets+4*bucket)), int(b.u32(o.buckets+4*bucket+4))+1
	hi = min(hi, o.numBlocks)
	lo = max(0, min(lo, hi))
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if b.first(mid) <= domain {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return b.within(lo-1, domain)
}

// within looks for a domain in a block, where the entries stand: as long as an
// entry shares more with the one before than the domain does, it is before the
// domain as well, and where it shares less, it is behind.
func (b *Bundle) within(block int, domain string) (Operator, bool) {
	var e entry
	rest := b.block(block)
	same := 0 // bytes that the domain and the entry before have the same
	for i := range min(BlockSize, b.ops.entries-block*BlockSize) {
		if len(rest) < 2 || len(rest)-2 < int(rest[1]) {
			break
		}
		shared, further := int(rest[0]), rest[2:2+int(rest[1])]
		if shared < same {
			break
		}
		if shared == same {
			n := 0
			for n < len(further) && same < len(domain) && further[n] == domain[same] {
				n++
				same++
			}
			if n == len(further) && same == len(domain) {
				e.size = copy(e.bytes[:], domain)
				if _, ok := e.take(rest[2+n:]); ok {
					return b.owner(block*BlockSize+i, &e)
				}
				break
			}
			if n < len(further) && (same == len(domain) || further[n] > domain[same]) {
				break
			}
		}
		var ok bool
		if rest, ok = e.take(rest[2+len(further):]); !ok {
			break
		}
	}
	return Operator{}, false
}

// owner is the operator of an entry: its own, or another entry's.
func (b *Bundle) owner(number int, e *entry) (Operator, bool) {
	if e.owner > 0 {
		number = e.owner - 1
		if number >= b.ops.entries || !b.seek(number, e) || e.owner > 0 {
			return Operator{}, false
		}
	}
	return e.operator(b, number), true
}

// seek reads an entry by its number.
func (b *Bundle) seek(number int, e *entry) bool {
	rest := b.block(number / BlockSize)
	e.size = 0
	for range number%BlockSize + 1 {
		if !e.read(&rest) {
			return false
		}
	}
	return true
}

// entry is an entry of a block, taken apart.
type entry struct {
	bytes [255]byte
	size  int
	owner int    // 0: the operator stands here
	raw   string // the operator
}

func (e *entry) domain() string { return view(e.bytes[:e.size]) }

// read takes the next entry off a block; false at its end, or where it is damaged.
func (e *entry) read(rest *string) bool {
	s := *rest
	if len(s) < 2 {
		return false
	}
	shared, n := int(s[0]), int(s[1])
	if shared > e.size || shared+n > len(e.bytes) || len(s) < 2+n {
		return false
	}
	copy(e.bytes[shared:], s[2:2+n])
	e.size = shared + n
	after, ok := e.take(s[2+n:])
	if ok {
		*rest = after
	}
	return ok
}

// take takes whose the entry is, which follows its domain, off a block.
func (e *entry) take(s string) (rest string, ok bool) {
	owner, used := uvarint(s)
	if used == 0 {
		return "", false
	}
	e.owner, s = owner, s[used:]
	if owner == 0 {
		n := operatorSize(s)
		if n == 0 {
			return "", false
		}
		e.raw, s = s[:n], s[n:]
	}
	return s, true
}

// operatorSize is how many bytes an operator takes; 0 where it does not end.
func operatorSize(s string) int {
	if len(s) < 2 {
		return 0
	}
	flags, n := s[0], 2
	if flags&OpCountry != 0 {
		n += 2
	}
	for _, flag := range [...]byte{OpID, OpName, OpSplit, OpOwner} {
		if flags&flag != 0 {
			if n >= len(s) {
				return 0
			}
			n += 1 + int(s[n])
		}
	}
	if n > len(s) {
		return 0
	}
	return n
}

// operator makes an operator of an entry that holds one.
func (e *entry) operator(b *Bundle, number int) Operator {
	s := e.raw
	flags := s[0]
	op := Operator{Index: number, Verified: flags&OpVerified != 0,
		CertifiedEU: flags&OpCertifiedEU != 0, CertifiedUK: flags&OpCertifiedUK != 0}
	if int(s[1]) < b.count[roleSection] {
		op.Role = b.text(b.entry(roleSection, int(s[1])))
	}
	s = s[2:]
	if flags&OpCountry != 0 {
		op.Jurisdiction, s = s[:2], s[2:]
	}
	take := func(flag byte) (t string, ok bool) {
		if flags&flag == 0 {
			return "", false
		}
		n := int(s[0])
		t, s = s[1:1+n], s[1+n:]
		return t, true
	}
	label := e.domain()
	if dot := indexByte(label, '.'); dot >= 0 {
		label = label[:dot]
	}
	id, ok := take(OpID)
	if !ok {
		id = string(append([]byte(nil), label...))
	}
	op.ID = id
	name, named := take(OpName)
	splits, _ := take(OpSplit)
	op.Owner, _ = take(OpOwner)
	if op.Name = name; !named {
		op.Name = string(words(label, splits))
	}
	return op
}

// words writes a label as a name: a capital at its beginning and a space before
// and a capital after each position.
func words(label, splits string) []byte {
	out := make([]byte, 0, len(label)+len(splits))
	next := 0
	for i := 0; i < len(label); i++ {
		c := label[i]
		capital := i == 0
		if next < len(splits) && int(splits[next]) == i {
			out, capital = append(out, ' '), true
			next++
		}
		if capital && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		out = append(out, c)
	}
	return out
}

// uvarint reads a number of seven bits a byte, lowest first; used is 0 where it
// does not end.
func uvarint(s string) (n, used int) {
	for i := 0; i < len(s) && i < 5; i++ {
		n |= int(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

// view is the bytes as a string, for as long as they stay as they are.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
