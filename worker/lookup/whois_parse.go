package lookup

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/formtrace/formtrace/rules/host"
)

// Bounds of a text by WHOIS.
const (
	maxLines       = 3000
	maxLine        = 1000
	maxAddressText = 12 // lines of an address that are looked at
	maxHandles     = 32
	maxDates       = 16
)

var errAskedTooOften = errors.New("was asked too often and gave no answer")

// whoisReader reads the text of a WHOIS server. Every registry has a shape of its
// own; they are made of three things: lines "key: value" or "[key] value" (of the
// domain, or of a contact when the key begins with its role), sections that a
// title opens and the indentation or an empty line ends, and blocks of lines, each
// about one thing, to which the domain's block refers by a handle.
type whoisReader struct {
	record  record
	named   string // the domain that the text is about
	flat    map[role]*contactText
	handles map[string][]role
	section section
	head    string // the first key of the block
	dates   int    // that were read, or tried
}

// section is where a line stands.
type section struct {
	kind    sectionKind
	roles   []role
	contact *contactText
	field   string // what the section is about, of the contact; "" is all of it
	indent  int    // of the title
	whole   bool   // it takes all lines until an empty one
	object  bool   // it is a block, about a contact of its own
	lines   int    // so far
}

type sectionKind uint8

const (
	noSection sectionKind = iota
	contactSection
	registrarSection
	serverSection
	domainSection
	statusSection
	otherSection
)

// parseWHOIS reads the answer about a domain.
func parseWHOIS(text, domain string) (*record, error) {
	w := &whoisReader{flat: map[role]*contactText{}, handles: map[string][]role{}}
	text = asUTF8(text)
	n := 0
	for line := range strings.Lines(text) {
		if n++; n > maxLines {
			break
		}
		if !strings.HasSuffix(line, "\n") {
			w.record.cut = w.unfinished(line)
			break
		}
		w.line(line[:min(len(line), maxLine)])
	}
	w.end()
	for _, r := range roles {
		if c := w.flat[r]; c != nil {
			w.record.add(c.keep(r))
		}
	}
	switch {
	case w.named != "" && w.named != domain:
		return nil, errOtherDomain
	case w.record.created == "" && w.record.registrar == "" && len(w.record.nameServers) == 0 && saysFree(text):
		return nil, errUnregistered
	case w.named == "" && saysLimited(text):
		return nil, errAskedTooOften
	case w.named == "", w.record.bare():
		return nil, errAnswer
	}
	w.record.domain = domain
	return &w.record, nil
}

// unfinished reports whether a last line without an end may be a fact that was
// cut off: whatever it is, it is not read.
func (w *whoisReader) unfinished(line string) bool {
	text := strings.TrimSpace(line)
	if text == "" {
		return false
	}
	key, _, labelled, _ := keyValue(text)
	r, _ := roleKey(key)
	return labelled && (whoisKeys[key] != "" || r != "") || w.section.kind != noSection && w.section.kind != otherSection
}

// asUTF8 is the text with lines that end in "\n". What is not UTF-8 is taken for
// Latin-1: no key is hurt by that, whatever it is.
func asUTF8(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	if !utf8.ValidString(text) {
		var b strings.Builder
		b.Grow(2 * len(text))
		for i := range len(text) {
			b.WriteRune(rune(text[i]))
		}
		text = b.String()
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return text
}

// line reads one line.
func (w *whoisReader) line(line string) {
	text := strings.TrimSpace(line)
	switch {
	case text == "":
		w.end()
		w.head = ""
		return
	case text[0] == '%' || text[0] == '#' || strings.HasPrefix(text, ">>>") || strings.HasPrefix(text, "--"):
		return
	}
	indent := indentOf(line)
	key, value, labelled, bracket := keyValue(text)
	if w.section.kind != noSection && !w.within(indent, labelled, bracket, text) {
		w.end()
	}
	if w.section.kind != noSection {
		w.inSection(key, value, text, labelled)
		return
	}
	if !labelled {
		key = strings.ToLower(text)
	}
	if value == "" {
		if s, ok := title(key); ok || labelled {
			w.open(s, indent, bracket)
			return
		}
	}
	if labelled {
		if w.head == "" {
			w.head = key
			if w.object(key, value, indent) {
				return
			}
		}
		w.flatKey(key, value)
	}
}

// indentOf counts the spaces that a line begins with.
func indentOf(line string) (n int) {
	for _, c := range line {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 8
		default:
			return n
		}
	}
	return n
}

// keyValue reads "key: value", "key....: value" and "a. [key] value". The key is
// in lower case, its words one space apart, without a number at its end.
func keyValue(text string) (key, value string, labelled, bracket bool) {
	if len(text) > 3 && text[1] == '.' && text[2] == ' ' && text[3] == '[' {
		text = text[3:]
	}
	if text[0] == '[' {
		if key, value, bracket = strings.Cut(text[1:], "]"); bracket && key != "" && len(key) <= 60 {
			return keyOf(key), strings.TrimSpace(value), true, true
		}
		return "", "", false, false
	}
	key, value, labelled = strings.Cut(text, ":")
	if !labelled || len(key) > 60 {
		return "", "", false, false
	}
	return keyOf(key), strings.TrimSpace(value), true, false
}

func keyOf(text string) string {
	text = strings.ReplaceAll(strings.ToLower(text), "'s", "")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t-_.", r) }), " ")
	return strings.TrimRight(text, " 0123456789")
}

// within reports whether a line belongs to the section that is open.
func (w *whoisReader) within(indent int, labelled, bracket bool, text string) bool {
	s := &w.section
	switch {
	case s.whole:
		return !bracket
	case indent > s.indent:
		return true
	case labelled || indent < s.indent:
		return false
	}
	_, known := title(strings.ToLower(text))
	return !known && s.kind != otherSection
}

// open opens a section.
func (w *whoisReader) open(s section, indent int, bracket bool) {
	s.indent, s.whole = indent, bracket
	if s.kind == contactSection {
		s.contact = w.contact(s.roles[0]) // one contact, whatever sections and lines it has
	}
	w.section = s
}

// end ends the section, and keeps what may be kept of its contact.
func (w *whoisReader) end() {
	s := w.section
	w.section = section{}
	if s.kind != contactSection {
		return
	}
	if n := len(s.contact.address); n > 0 && s.contact.country == "" && s.contact.code == "" && s.lines > 0 && countryOf(s.contact.address[n-1]) != "" {
		s.contact.country = s.contact.address[n-1]
	}
	if !s.object {
		return // more may follow
	}
	for _, r := range s.roles {
		w.record.add(s.contact.keep(r))
	}
}

// object opens a block about a contact: one whose first line is its handle, or
// that has it further down.
func (w *whoisReader) object(key, value string, indent int) bool {
	roles := w.handles[value]
	switch key {
	case "nic hdl", "person", "personname", "role":
	case "contact", "organization", "organisation":
		if key == "contact" && roles == nil || w.named == "" {
			return false
		}
	default:
		return false
	}
	w.section = section{kind: contactSection, contact: new(contactText), roles: roles, indent: indent, whole: true, object: true}
	if roles == nil {
		w.section.contact.set(key, value)
	}
	return true
}

// inSection reads a line of a section.
func (w *whoisReader) inSection(key, value, text string, labelled bool) {
	s := &w.section
	switch s.kind {
	case contactSection:
		switch {
		case labelled && key == "nic hdl":
			if s.roles == nil {
				s.roles = w.handles[value]
			}
		case labelled && s.field == "":
			s.lines++
			s.contact.set(key, value)
		case s.field == "kind":
			s.contact.kind = text
		case s.field == "address" || s.lines > 0:
			s.lines++
			s.contact.addAddress(text)
		default:
			s.lines++
			first(&s.contact.name, text)
		}
	case registrarSection:
		if !labelled || key == "name" || key == "organization" || key == "organisation" || key == "registrar name" {
			if labelled {
				text = value
			}
			w.setRegistrar(text)
		}
	case serverSection:
		w.record.addNameServer(strings.TrimRight(firstWord(text), ":"))
	case domainSection:
		if labelled {
			w.flatKey(key, value)
		} else {
			w.setDomain(text)
		}
	case statusSection:
		w.setStatus(text)
	case otherSection:
		if labelled {
			w.flatKey(key, value)
		}
	}
}

// flatKey reads a line with a key outside the sections about contacts.
func (w *whoisReader) flatKey(key, value string) {
	if value == "" {
		return
	}
	switch fact := whoisKeys[key]; fact {
	case "domain":
		w.setDomain(value)
	case "created":
		w.setDate(&w.record.created, value)
	case "changed":
		w.setDate(&w.record.changed, value)
	case "expires":
		w.setDate(&w.record.expires, value)
	case "registrar":
		w.setRegistrar(value)
	case "referral":
		first(&w.record.referral, firstWord(value))
	case "server":
		w.record.addNameServer(firstWord(value))
	case "status":
		w.setStatus(value)
	case "organisation":
		if w.head == "domain" || w.head == "domain name" || w.head == "domain information" {
			w.contact(registrant).set("organization", value)
		}
	default:
		if r, field := roleKey(key); r != "" {
			if field == "" || field == "c" {
				if len(w.handles) < maxHandles && !slices.Contains(w.handles[value], r) {
					w.handles[value] = append(w.handles[value], r)
				}
				field = "name"
			}
			w.contact(r).set(field, value)
		}
	}
}

func (w *whoisReader) contact(r role) *contactText {
	if w.flat[r] == nil {
		w.flat[r] = new(contactText)
	}
	return w.flat[r]
}

func (w *whoisReader) setDomain(text string) {
	if w.named != "" {
		return
	}
	if name, err := host.Normalise(strings.TrimSuffix(firstWord(text), ".")); err == nil {
		w.named = name
	}
}

func (w *whoisReader) setDate(to *string, text string) {
	if *to == "" && w.dates < maxDates {
		w.dates++
		*to = dateOf(text)
	}
}

// setRegistrar keeps a registrar's name; Nominet adds a tag to it.
func (w *whoisReader) setRegistrar(text string) {
	text, _, _ = strings.Cut(text, "[Tag")
	first(&w.record.registrar, company(text, ""))
}

// setStatus keeps a status; ICANN's format adds a link that explains it.
func (w *whoisReader) setStatus(text string) {
	text, _, _ = strings.Cut(text, " http")
	text, _, _ = strings.Cut(text, " (")
	w.record.addStatus(text)
}

func firstWord(text string) string {
	if i := strings.IndexAny(text, " \t,"); i >= 0 {
		return text[:i]
	}
	return text
}

// set takes a line of a contact, if it is one that is looked at.
func (c *contactText) set(key, value string) {
	if value == "" {
		return
	}
	switch key {
	case "organization", "organisation", "org", "organization name", "organisation name", "company", "company name":
		first(&c.organisation, value)
	case "name", "contact", "contact name", "person", "personname":
		first(&c.name, value)
	case "type", "contact type", "kind":
		first(&c.kind, value)
	case "country", "country name", "countrycode", "country code", "country/economy":
		if len(value) == 2 {
			first(&c.code, value)
		} else {
			first(&c.country, value)
		}
	case "state", "state/province", "province":
		first(&c.region, value)
	case "city", "locality", "address":
		c.addAddress(value)
	}
}

func (c *contactText) addAddress(line string) {
	if len(c.address) < maxAddressText {
		c.address = append(c.address, line)
	}
}
