package form

// dictionary finds the entries' words by a hash. The words themselves stay in
// the program's constant strings: a slot only says where, so that filling it at
// start is little work, and a look-up copies nothing.
type dictionary struct {
	slots [1 << slotBits]slot
	// lengths holds the lengths of the words looked for within a text, a bit for
	// each, by their first three bytes: most runs of words need no look-up.
	lengths [1 << lengthBits]uint64
}

const (
	slotBits      = 12
	lengthBits    = 11
	shortestWords = 3 // bytes, of a word looked for within a text
)

// slot is one word: entries[entry].words[at:][:n]. An empty one has n 0.
type slot struct {
	at       uint16
	entry, n uint8
}

var dict dictionary

func init() { dict.fill() }

func (d *dictionary) fill() {
	for e := range entries {
		words, use := entries[e].words, entries[e].use
		for start, i := 0, 0; i <= len(words); i++ {
			if i < len(words) && words[i] != ' ' {
				continue
			}
			word := words[start:i]
			if use == within {
				d.lengths[prefix(word)] |= 1 << len(word)
			}
			at := place(word)
			for d.slots[at].n != 0 {
				at = (at + 1) % uint32(len(d.slots))
			}
			d.slots[at] = slot{uint16(start), uint8(e), uint8(len(word))}
			start = i + 1
		}
	}
}

// prefix is where in lengths a word of at least three bytes is looked for.
func prefix[T string | []byte](word T) uint32 {
	_ = word[2]
	return (uint32(word[0]) | uint32(word[1])<<8 | uint32(word[2])<<16) * 2654435769 >> (32 - lengthBits)
}

// place is where to begin to look for a word: a hash of its length and of four
// bytes at its beginning, in its middle and at its end.
func place[T string | []byte](word T) uint32 {
	n := len(word)
	h := uint32(n)
	if n < 4 {
		for i := range n {
			h = h<<8 | uint32(word[i])
		}
		return h * 2654435769 >> (32 - slotBits)
	}
	h = (h ^ four(word, 0)) * 2246822519
	h = (h ^ h>>15 ^ four(word, n/2-2)) * 3266489917
	h = (h ^ h>>15 ^ four(word, n-4)) * 2654435769
	return (h ^ h>>15) * 2246822519 >> (32 - slotBits)
}

func four[T string | []byte](word T, at int) uint32 {
	w := word[at : at+4]
	return uint32(w[0]) | uint32(w[1])<<8 | uint32(w[2])<<16 | uint32(w[3])<<24
}

// find returns the kind of a word, Other where it is none.
func (d *dictionary) find(u use, word []byte) Kind {
	for at := place(word); ; at = (at + 1) % uint32(len(d.slots)) {
		s := d.slots[at]
		if s.n == 0 {
			return Other
		}
		if int(s.n) != len(word) {
			continue
		}
		if e := &entries[s.entry]; e.use == u && e.words[s.at:int(s.at)+int(s.n)] == string(word) {
			return e.kind
		}
	}
}
