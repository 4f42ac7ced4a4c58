package form

// longestPhrase is the length in bytes of the longest entry, at most: a bit of
// dictionary.lengths for each.
const longestPhrase = 63

// notPersonal marks phrases that hold a telling word but ask for nothing
// personal: "file name" is no name. It never leaves this package.
const notPersonal = NumKinds

// A use is where an entry's words are looked for.
type use uint8

const (
	within use = iota // in a name, an id, a label or a placeholder, among other words
	alone             // as the whole of such a text: "user" is a name to log in with, "user agent" is not
	token             // in autocomplete (HTML, "Autofill field name")
)

// entry holds words that tell a kind, as fold writes them: written together, in
// small letters, without accents and without the Arabic article.
type entry struct {
	kind  Kind
	use   use
	words string
}

// Dictionary tells fields' kinds by words, which it finds by a hash. The words
// themselves stay in the text that it was opened from: a slot only says where,
// so that opening is little work, and a look-up copies nothing.
//
// The text is entries, one a line: a byte of kind, from '0' on or '-' for what is
// not personal; a byte of use, from '0' on; and words with a space between.
type Dictionary struct {
	entries []entry
	slots   [1 << slotBits]slot
	// lengths holds the lengths of the words looked for within a text, a bit for
	// each, by their first three bytes: most runs of words need no look-up.
	lengths [1 << lengthBits]uint64
}

const (
	slotBits      = 12
	lengthBits    = 11
	shortestWords = 3 // bytes, of a word looked for within a text
	mostEntries   = 255
	mostPhrases   = 5 << slotBits / 8 // so that a look-up ends after few slots
)

// slot is one word: entries[entry].words[at:][:n]. An empty one has n 0.
type slot struct {
	at       uint16
	entry, n uint8
}

// OpenDictionary takes the words from a text, as [Phrases] writes it. What it
// does not know, a kind of a later version or more than it has room for, it
// leaves out.
func OpenDictionary(text string) *Dictionary {
	d := &Dictionary{}
	n := 0 // words
	for start, i := 0, 0; i <= len(text); i++ {
		if i < len(text) && text[i] != '\n' {
			continue
		}
		line := text[start:i]
		start = i + 1
		if len(line) < 3 || len(line) >= 1<<16 || len(d.entries) == mostEntries {
			continue
		}
		e := entry{Kind(line[0] - '0'), use(line[1] - '0'), line[2:]}
		if line[0] == '-' {
			e.kind = notPersonal
		} else if e.kind >= NumKinds {
			continue
		}
		if e.use <= token {
			d.entries = append(d.entries, e)
			n = d.fill(len(d.entries)-1, n)
		}
	}
	return d
}

// fill puts the words of an entry into the slots, of which at most mostPhrases are used.
func (d *Dictionary) fill(e, n int) int {
	words, use := d.entries[e].words, d.entries[e].use
	for start, i := 0, 0; i <= len(words); i++ {
		if i < len(words) && words[i] != ' ' {
			continue
		}
		word := words[start:i]
		begin := start
		start = i + 1
		if word == "" || len(word) > longestPhrase || use == within && len(word) < shortestWords || n == mostPhrases {
			continue
		}
		if use == within {
			d.lengths[prefix(word)] |= 1 << len(word)
		}
		at := place(word)
		for d.slots[at].n != 0 {
			at = (at + 1) % uint32(len(d.slots))
		}
		d.slots[at] = slot{uint16(begin), uint8(e), uint8(len(word))}
		n++
	}
	return n
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
func (d *Dictionary) find(u use, word []byte) Kind {
	for at := place(word); ; at = (at + 1) % uint32(len(d.slots)) {
		s := d.slots[at]
		if s.n == 0 {
			return Other
		}
		if int(s.n) != len(word) {
			continue
		}
		if e := &d.entries[s.entry]; e.use == u && e.words[s.at:int(s.at)+int(s.n)] == string(word) {
			return e.kind
		}
	}
}
