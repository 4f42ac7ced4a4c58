// Package bundle reads the compiled form of the curated rules: one flat run of
// bytes that is checked once and then searched in place, without being decoded.
// Call Open; then Match for the rules, Operator, Protected, Land and View for
// what the bundle knows. Package rules/rule writes it.
package bundle

// Bundle is an opened bundle. It keeps the bytes that it was opened from.
type Bundle struct {
	data     string
	at       [numSections]int
	count    [numSections]int
	names    *shapes // of the protected names
	marked   *shapes // of the marked domains
	ops      operators
	channel  string
	revision string
	version  uint32
	issued   int64
	expires  int64
}

// Error says what is wrong with a bundle and at which byte.
type Error struct {
	Offset int
	What   string
}

// Newer reports whether the bundle is for another version of its reader: its
// format, its facts or the client that it asks for.
func (e *Error) Newer() bool { return e.Offset == 4 || e.Offset == 6 || e.Offset == 28 }

func (e *Error) Error() string {
	return "bundle: byte " + itoa(int64(e.Offset)) + ": " + e.What
}

// Channel, Version and Revision say which bundle this is; the revision is a
// digest of its sources. Issued and Expires are Unix seconds.
func (b *Bundle) Channel() string { return b.channel }

// Version is the channel's own count, rising.
func (b *Bundle) Version() uint32 { return b.version }

// Client is the first version of the client that understands the bundle.
func (b *Bundle) Client() uint32 { return b.u32(28) }

// Revision is the first 16 hexadecimal digits of the SHA-256 of the sources.
func (b *Bundle) Revision() string { return b.revision }

// Issued is when the bundle's sources were last said to be current, Unix seconds.
func (b *Bundle) Issued() int64 { return b.issued }

// Expires is the time, Unix seconds, after which the bundle is stale.
func (b *Bundle) Expires() int64 { return b.expires }

// Where the header's texts stand.
const channelAt, revisionAt = 32, 40

// Open checks the bundle, so that nothing read from it later can fail; of the
// operators, which may be a million, it checks where they are, and reading them
// finds an operator or none whatever stands there.
func Open(data string) (*Bundle, error) {
	if len(data) > maxSize {
		return nil, &Error{0, "larger than the largest bundle allowed"}
	}
	if len(data) < headerSize+8*int(numSections) {
		return nil, &Error{len(data), "ends within the header"}
	}
	if data[:4] != magic {
		return nil, &Error{0, "does not begin with " + magic + ": not a Formtrace bundle"}
	}
	b := &Bundle{data: data}
	if v := b.u16(4); v != FormatVersion {
		return nil, &Error{4, "format " + itoa(int64(v)) + ", this reader knows " + itoa(FormatVersion)}
	}
	if v := b.u16(6); v > FactsVersion {
		return nil, &Error{6, "asks for facts of version " + itoa(int64(v)) + ", this reader knows " + itoa(FactsVersion)}
	}
	b.issued, b.expires = int64(b.u64(8)), int64(b.u64(16))
	b.version = b.u32(24)
	if v := b.u32(28); v > ClientVersion {
		return nil, &Error{28, "asks for a client of version " + itoa(int64(v)) + ", this one is " + itoa(ClientVersion)}
	}
	c := checker{b: b}
	c.text(channelAt)
	c.text(revisionAt)
	for s := range numSections {
		p := headerSize + 8*int(s)
		at, n := int(b.u32(p)), int(b.u32(p+4))
		if at > len(data) || n > (len(data)-at)/sectionSize[s] {
			return nil, &Error{p, "section " + sectionName[s] + " ends behind the end of the file"}
		}
		b.at[s], b.count[s] = at, n
	}
	c.sections()
	if c.err != nil {
		return nil, c.err
	}
	b.names, b.marked = b.shapesOf(nameSection), b.shapesOf(markedSection)
	b.channel, b.revision = b.text(channelAt), b.text(revisionAt)
	return b, nil
}

// Suffixes is the public suffix list, for host.OpenSuffixes; "" where the bundle
// has none, as a third party's.
func (b *Bundle) Suffixes() string { return b.table(suffixSection) }

// Phrases are the words of field kinds, for form.OpenDictionary; "" where the
// bundle has none.
func (b *Bundle) Phrases() string { return b.table(phraseSection) }

func (b *Bundle) table(s section) string { return b.data[b.at[s]:][:b.count[s]] }

func (b *Bundle) entry(s section, i int) int { return b.at[s] + i*sectionSize[s] }

func (b *Bundle) u16(p int) uint16 { return u16(b.data[p:]) }

func (b *Bundle) u32(p int) uint32 { return u32(b.data[p:]) }

func (b *Bundle) u64(p int) uint64 { return u64(b.data[p:]) }

// text reads the text whose offset and length stand at p.
func (b *Bundle) text(p int) string {
	ref := u64(b.data[p:])
	return b.data[uint32(ref):][:ref>>32]
}

// The numbers at the beginning of s; the compiler makes one load of each.

func u16(s string) uint16 { return uint16(s[1])<<8 | uint16(s[0]) }

func u32(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func u64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func itoa(n int64) string { return string(appendInt(nil, n)) }

func appendInt(dst []byte, n int64) []byte {
	if n < 0 {
		dst = append(dst, '-')
		if n == -1<<63 {
			return append(dst, "9223372036854775808"...)
		}
		n = -n
	}
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(dst, b[i:]...)
		}
	}
}
