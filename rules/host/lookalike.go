package host

import (
	"unicode/utf8"
	"unsafe"
)

// Likeness tells what a host imitates.
type Likeness struct {
	Imitates string // the registrable domain that is imitated: "host.biz"
	How      string // "digits", "confusables", "edit", "added", "embedded" or "suffix"
	Label    string // the label that imitates, as in the normalised host: "h0st"
}

// LookAlike reports whether a target imitates the registrable domain of the
// page, a protected one, or a word that hosts are named after.
//
// protected answers a skeleton with a protected registrable domain whose label
// has it; it may be nil. near, of which the first is used, answers what is
// stored under a key of [Keys], one name after another: n counts from 0
// until ok is false. Without near, protected names are found by digits and
// characters only.
//
// Told are: digits in the place of letters; characters, or pairs of them, that
// look like others (rn for m, cl for d); for names of six letters or more, one
// letter added, left out, replaced, or swapped with the next; words added to a
// name (paypal-login); a name embedded before another (paypal.com.evil.example);
// and the same label under another suffix.
//
// Quiet are: the same site; a name that is protected itself; numbers before,
// between and after words (mail2, 24shop); another first letter of a name of
// less than eight; the plain spelling of an international name; names that only
// a body that looks at who asks can give (gov, edu); and, against
// the page's own name only, a hyphen, a plural, s for z. Words, and names that are
// stored as common, are compared by digits and characters only.
func LookAlike(target, page string, protected func(skeleton string) (name string, ok bool), near ...func(key string, n int) (name string, ok bool)) (Likeness, bool) {
	name, k, _ := analyse(target)
	t := parsed(name, k)
	name, k, _ = analyse(page)
	own := parsed(name, k)
	s := search{}
	if len(near) > 0 {
		s.near, s.keys = near[0], make([]byte, 0, keysRoom)
	}
	return s.imitated(&t, &own, protected)
}

// Seeker is [LookAlike] for many hosts, parsed, one after another. It keeps its
// room from call to call, so that it does not allocate where nothing is found,
// and must not be used by two goroutines at once.
type Seeker struct {
	s search
}

// NewSeeker returns a Seeker that knows the protected names that near answers;
// near must not keep the key.
func NewSeeker(near func(key string, n int) (name string, ok bool)) *Seeker {
	return &Seeker{search{near: near, keys: make([]byte, 0, keysRoom)}}
}

// Imitated tells whom the target imitates, on the page.
func (s *Seeker) Imitated(target, page *Parsed) (Likeness, bool) {
	return s.s.imitated(target, page, nil)
}

// keysRoom is the room for the keys of a long label.
const keysRoom = maxLabel*maxLabel + 4*maxElements

// search is one target being compared with names.
type search struct {
	label              string
	plain, pairs, name line
	part               line // a part of the label, or another label of the host
	near               func(key string, n int) (name string, ok bool)
	keys               []byte // room for keys
}

func (s *search) imitated(target, page *Parsed, protected func(skeleton string) (name string, ok bool)) (Likeness, bool) {
	if !target.Registrable() || target.Site == page.Site {
		return Likeness{}, false
	}
	label, near := target.label(), s.near
	s.label, s.keys = label, s.keys[:0]
	s.plain.read(label)
	s.pairs.copy(&s.plain)
	s.pairs.pair()

	skeleton := ""
	if protected != nil || near != nil {
		skeleton = s.skeleton()
	}
	known := ""
	if protected != nil {
		known, _ = protected(skeleton)
	}
	elsewhere, stored, common := "", false, "" // a protected name with the same label; whether there are some like it
	if known != "" && s.isKnown(known) {
		elsewhere = known
	} else if near != nil {
		if _, stored = near(skeleton, 0); stored {
			elsewhere = s.same(skeleton, target.Site)
		}
		common, _ = near(s.commonKey(skeleton), 0)
	}
	if elsewhere == target.Site {
		return Likeness{}, false
	}
	if name, part, ok := s.embedded(target, page); ok {
		return Likeness{name, byEmbedded, part}, true
	}
	if page.Registrable() && page.label() == label {
		elsewhere = page.Site
	}
	if elsewhere != "" {
		name := s.isName() || elsewhere != page.Site && isCompound(s.plain.elements())
		return Likeness{elsewhere, bySuffix, label}, name && !target.isVetted(elsewhere)
	}
	if common != "" && s.isKnown(common) {
		return Likeness{}, false
	}
	if page.Registrable() {
		if how, ok := s.againstLabel(page.label(), true); ok {
			return Likeness{page.Site, how, label}, true
		}
	}
	if how, ok := s.against(known); ok {
		return Likeness{known, how, label}, true
	}
	if how, ok := s.against(common); ok {
		return Likeness{common, how, label}, true
	}
	if near != nil {
		if name, how, ok := s.neighbour(skeleton, stored); ok {
			return Likeness{name, how, label}, how != byEdit || !target.isVetted(name)
		}
	}
	if name, how, ok := s.added(page); ok {
		return Likeness{name, how, label}, !target.isVetted(name)
	}
	if imitated, how, ok := wordLike(&s.plain); ok {
		if ascii, problem := toASCII(imitated); problem == "" {
			imitated = ascii
		}
		return Likeness{imitated + "." + target.Site[target.suffix:], how, label}, true
	}
	return Likeness{}, false
}

// skeleton is [Skeleton] of the target's label.
func (s *search) skeleton() string {
	if isSkeleton(s.label) {
		return s.label
	}
	if cap(s.keys) == 0 {
		s.keys = make([]byte, 0, len(s.label)+8)
	}
	s.keys = s.pairs.appendSkeleton(s.keys)
	return unsafe.String(&s.keys[0], len(s.keys)) // a label has a character
}

// commonKey is the key of the common names with a skeleton, behind the keys that
// are in use.
func (s *search) commonKey(skeleton string) string {
	key := append(append(s.keys[len(s.keys):], commonMark), skeleton...)
	return unsafe.String(&key[0], len(key))
}

// isKnown reports whether a protected name is the target's own, or has the
// target's label under another suffix.
func (s *search) isKnown(name string) bool {
	label, _, _ := cut(name, '.')
	return label == s.label
}

// same returns a protected name, of those under a key, that has the target's
// label: the target's own site before others.
func (s *search) same(key, site string) (found string) {
	for n := range maxStored {
		name, ok := s.near(key, n)
		if !ok {
			break
		}
		if found != site && s.isKnown(name) {
			found = name
		}
	}
	return found
}

// maxStored is the number of names under one key that are looked at.
const maxStored = 64

// against tells how the target imitates a protected registrable domain.
func (s *search) against(name string) (how string, ok bool) {
	label, _, _ := cut(name, '.')
	return s.againstLabel(label, false)
}

// againstLabel tells how the target imitates the label of a registrable domain;
// own is for the page's.
func (s *search) againstLabel(label string, own bool) (how string, ok bool) {
	if label == "" || label == s.label {
		return "", false
	}
	s.name.read(label)
	pairs := s.name.hasPair() || s.plain.hasPair()
	if pairs {
		if how, ok = imitates(&s.plain, &s.name, own); ok {
			return how, ok
		}
		s.name.pair()
	}
	return imitates(&s.pairs, &s.name, own)
}

// neighbour looks for protected names that share a key with the target: the
// keys of a target are its skeleton and, for longer ones, every form of it
// with one character left out; of a label with pairs, also those without the
// pairs made one. stored tells whether there is a name under the skeleton itself.
func (s *search) neighbour(skeleton string, stored bool) (name, how string, ok bool) {
	if name, how, ok = s.around(skeleton, stored); ok || !s.plain.hasPair() {
		return name, how, ok
	}
	return s.around(string(s.plain.appendSkeleton(nil)), true)
}

// around is neighbour for one skeleton.
func (s *search) around(skeleton string, stored bool) (name, how string, ok bool) {
	if stored {
		if name, how, ok = s.stored(skeleton); ok {
			return name, how, true
		}
	}
	if countLetters(skeleton) < minEdit {
		return "", "", false
	}
	// The keys stand behind each other, and behind the skeleton if that is there.
	keys := s.keys[len(s.keys):]
	if most := len(skeleton) * len(skeleton); cap(keys) < most {
		keys = make([]byte, 0, most)
	}
	for i, r := range skeleton {
		keys = append(append(keys, skeleton[:i]...), skeleton[i+utf8.RuneLen(r):]...)
	}
	before := rune(-1)
	for _, r := range skeleton {
		length := len(skeleton) - utf8.RuneLen(r)
		if r != before {
			if name, how, ok = s.stored(unsafe.String(&keys[0], length)); ok {
				return name, how, ok
			}
		}
		keys, before = keys[length:], r
	}
	return "", "", false
}

// stored compares the target with every name stored under a key.
func (s *search) stored(key string) (name, how string, ok bool) {
	for n := range maxStored {
		if name, ok = s.near(key, n); !ok {
			break
		}
		if how, ok = s.against(name); ok {
			return name, how, true
		}
	}
	return "", "", false
}
