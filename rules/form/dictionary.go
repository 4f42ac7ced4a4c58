package form

// dictionary finds the entries' words by their hash. The words themselves stay
// in the program's constant strings: a slot only says where, so that filling it
// once at start is all the work, and a look-up copies nothing.
type dictionary struct {
	slots [1 << slotBits]slot
	// lengths holds for each first byte the lengths of the words looked for within
	// a text that begin with it, a bit for each: most runs need no look-up.
	lengths [256]uint64
}

const slotBits = 12

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
		h, start := uint32(use), 0
		for i := 0; i <= len(words); i++ {
			if i < len(words) && words[i] != ' ' {
				h = hash(h, words[i])
				continue
			}
			if use == within {
				d.lengths[words[start]] |= 1 << (i - start)
			}
			at := place(h)
			for d.slots[at].n != 0 {
				at = (at + 1) % uint32(len(d.slots))
			}
			d.slots[at] = slot{uint16(start), uint8(e), uint8(i - start)}
			h, start = uint32(use), i+1
		}
	}
}

// hash takes one more byte into a hash (FNV-1a, 32 bit, begun with the use).
func hash(h uint32, c byte) uint32 { return (h ^ uint32(c)) * 16777619 }

// place is where to begin to look for a hash: its high bits are mixed best.
func place(h uint32) uint32 { return (h * 2654435769) >> (32 - slotBits) }

// find returns the kind of a word whose hash is h, Other where it is none.
func (d *dictionary) find(h uint32, u use, word []byte) Kind {
	for at := place(h); ; at = (at + 1) % uint32(len(d.slots)) {
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

// whole finds a word that was not hashed yet.
func (d *dictionary) whole(u use, word []byte) Kind {
	h := uint32(u)
	for _, c := range word {
		h = hash(h, c)
	}
	return d.find(h, u, word)
}
