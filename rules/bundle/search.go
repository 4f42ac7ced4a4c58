package bundle

// Operator is who receives data at a host.
type Operator struct {
	Index        int
	ID           string
	Name         string
	Role         string // what they do: "e-mail marketing", "payment", …
	Jurisdiction string // ISO 3166-1 alpha-2; "" when not known
	Verified     bool   // somebody opened the source and saw it
	Owner        string // whose it is, where that is another name; else ""
	Domain       string // by which the host was found: its own name, or one above it
	// Certified under the Data Privacy Framework of the EU and the United States,
	// and under its UK Extension.
	CertifiedEU, CertifiedUK bool
}

// Certified reports whether the operator is one of the recipients in the United
// States that the law of home covers: for the United Kingdom with the UK Extension.
func (o *Operator) Certified(home string) bool {
	if home == "GB" {
		return o.CertifiedUK
	}
	return o.CertifiedEU
}

// SameOwner reports whether two operators are one, or belong to one owner. What
// stands with a host of other people's sites has no owner in common.
func (o *Operator) SameOwner(other *Operator) bool {
	if o.Role == Hosting || other.Role == Hosting {
		return false
	}
	return o.Index == other.Index || o.owner() == other.owner()
}

func (o *Operator) owner() string {
	if o.Owner != "" {
		return o.Owner
	}
	return o.Name
}

// Hosting is the role of an operator on whose hosts other people have their sites.
const Hosting = "hosting"

// Operator finds who runs a host: by the host itself, then by each name above
// it down to two labels, so that a more exact entry wins.
func (b *Bundle) Operator(host string) (op Operator, ok bool) {
	for name := host; ; {
		dot := indexByte(name, '.')
		if dot < 0 {
			return Operator{}, false
		}
		if op, ok := b.operatorAt(name); ok {
			op.Domain = name
			return op, true
		}
		name = name[dot+1:]
	}
}

// Dangerous is the role of an operator whose hosts nobody should send to: what
// is known to collect what it has no right to.
const Dangerous = "dangerous"

// Marked calls yield with each domain of the operators that are Dangerous, in
// order. What is under such a domain counts as well, but for what a more exact
// entry gives to another operator.
func (b *Bundle) Marked(yield func(domain string)) {
	var e entry
	for i := range b.ops.marks {
		if number := int(b.u32(b.ops.marked + 4*i)); number < b.ops.entries && b.seek(number, &e) {
			yield(string(e.bytes[:e.size]))
		}
	}
}

// Near returns the nth protected name that is stored under a key: the keys of a
// name are host.Keys of its label. It is made to be handed to
// host.LookAlike.
func (b *Bundle) Near(key string, n int) (name string, ok bool) {
	i, ok := b.find(nameSection, b.names, key)
	if i += n; !ok || i >= b.count[nameSection] {
		return "", false
	}
	p := b.entry(nameSection, i)
	if b.text(p) != key {
		return "", false
	}
	return b.text(p + 8), true
}

// Land returns the name of a country and whether "the" stands before it; an
// empty name where the code is not one.
func (b *Bundle) Land(code string) (name string, the bool) {
	if i, ok := b.findCode(b.at[landSection], landSize, b.count[landSection], code); ok {
		p := b.entry(landSection, i)
		return b.text(p + 4), b.data[p+2]&1 != 0
	}
	return "", false
}

// View is how the law of a home sees another country.
type View struct {
	Law        string // "UK GDPR"
	Standing   Standing
	Recipients string // for Partial: which recipients are covered
	Source     string
}

// View returns how the law of home sees country; ok is false where the bundle
// has no law for home.
func (b *Bundle) View(home, country string) (v View, ok bool) {
	for i := range b.count[lawSection] {
		p := b.entry(lawSection, i)
		if !b.isHome(p, home) {
			continue
		}
		v.Law = b.text(p + 8)
		first, n := int(b.u32(p+16)), int(b.u32(p+20))
		if j, ok := b.findCode(b.entry(viewSection, first), viewSize, n, country); ok {
			q := b.entry(viewSection, first+j)
			v.Standing, v.Recipients, v.Source = Standing(b.data[q+2]), b.text(q+4), b.text(q+12)
		}
		return v, true
	}
	return View{}, false
}

// isHome: a law's homes are the codes of its id text, written together.
func (b *Bundle) isHome(p int, home string) bool {
	homes := b.text(p)
	for i := 0; len(home) == 2 && i+2 <= len(homes); i += 2 {
		if homes[i:i+2] == home {
			return true
		}
	}
	return false
}

// find returns the first entry of a section sorted by the text at its start, of
// whose texts x are the shapes; ok is false where there is none.
func (b *Bundle) find(s section, x *shapes, key string) (i int, ok bool) {
	if !x.has(key) {
		return 0, false
	}
	at, size := b.at[s], sectionSize[s]
	lo, hi := 0, b.count[s]
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if b.text(at+mid*size) < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < b.count[s] && b.text(at+lo*size) == key
}

// shapes is a set of texts' shapes (length, first, middle and last byte), made
// when the bundle is opened: most look-ups are of names that are not there, and
// end with it. A shape that is there tells nothing.
type shapes [64]uint64

func (b *Bundle) shapesOf(s section) *shapes {
	x := &shapes{}
	for i := range b.count[s] {
		x.add(b.text(b.entry(s, i)))
	}
	return x
}

func shape(s string) uint {
	n := len(s)
	return uint(n)*0x11 ^ uint(s[0]) ^ uint(s[n>>1])<<3 ^ uint(s[n-1])<<5
}

func (x *shapes) has(s string) bool {
	if s == "" {
		return false
	}
	h := shape(s)
	return x[h>>6%64]>>(h%64)&1 != 0
}

func (x *shapes) add(s string) {
	if s != "" {
		h := shape(s)
		x[h>>6%64] |= 1 << (h % 64)
	}
}

// findCode returns the entry of n that has a code of two letters at its start,
// by which they are sorted.
func (b *Bundle) findCode(at, size, n int, code string) (int, bool) {
	if len(code) != 2 {
		return 0, false
	}
	want := codeNumber(code)
	lo, hi := 0, n
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if codeNumber(b.data[at+mid*size:]) < want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < n && codeNumber(b.data[at+lo*size:]) == want
}

// codeNumber is a code of two letters as a number that sorts as the code does.
func codeNumber(code string) int { return int(code[0])<<8 | int(code[1]) }

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}
