package form

import "strings"

// KindOf tells what a field asks for: by its autocomplete tokens, then its type,
// then the words of its name, id, label and placeholder, in this order; the first
// that says something decides, and in one text the longest phrase does.
func (d *Dictionary) KindOf(f *Field) Kind {
	switch f.Type {
	case "hidden":
		return Hidden
	case "checkbox", "radio", "range", "color", "submit", "button", "image", "reset":
		return d.choice(f)
	case "password":
		if k := d.ofAutocomplete(f.Autocomplete); k == OneTimeCode || k == CardCode {
			return k
		}
		// What is typed unseen is a password, unless the words say that it is a number
		// which is asked for so.
		if k := d.ofWords(f); k == CardCode || k == NationalID {
			return k
		}
		return Password
	case "file":
		return File
	case "search":
		return Search
	}
	switch k := d.ofAutocomplete(f.Autocomplete); {
	case k == notPersonal && f.Control == "select":
		return Choice
	case k == notPersonal:
		return Other
	case k != Other:
		return k
	}
	switch f.Type {
	case "email":
		return Email
	case "tel":
		// A telephone keyboard is also asked for by codes and card numbers.
		if k := d.ofWords(f); k != Other {
			return k
		}
		return Telephone
	}
	if f.Control == "select" {
		return d.choice(f)
	}
	if k := d.ofWords(f); k != Other {
		return k
	}
	if f.Control == "textarea" {
		return FreeText
	}
	return Other
}

// choice is for controls that choose among given answers: personal only where
// the words say so (sex, a date of birth in three lists). The label of a checkbox
// is an answer, not the question: "Religion" may be a topic to read about.
func (d *Dictionary) choice(f *Field) Kind {
	switch k := d.ofWords(f); k {
	case Sex, BirthDate, Health, CardExpiry:
		return k
	case Belief, Union, Ethnicity, Sexuality, Biometrics:
		if f.Type != "checkbox" || d.ofText(f.Name) == k || d.ofText(f.ID) == k {
			return k
		}
	}
	return Choice
}

// general are the kinds whose words stand in much that is not personal: where one
// text of a field says so ("file_name"), the next ("Name") does not undo it.
const general Kinds = 1<<Name | 1<<GivenName | 1<<Address | 1<<OneTimeCode | 1<<CardCode

// namely are the kinds that one text tells where another, less exactly, says
// "name": a field called "name" may ask for a surname or for a company's name.
const namely Kinds = 1<<GivenName | 1<<FamilyName | 1<<Username | 1<<Organisation

// ofWords takes the first text that tells a kind. What is only a name, and what a
// short word alone tells ("pol"), gives way to what another text says exactly.
func (d *Dictionary) ofWords(f *Field) Kind {
	var barred Kinds
	login, found := false, Other
	var w words
	for _, s := range [...]string{innermost(f.Name), f.Name, f.ID, f.Label, f.Placeholder} {
		if s == "" {
			continue
		}
		w.split(s)
		k, weak := d.read(&w)
		switch {
		case k == notPersonal:
			barred = general
			continue
		case k == Other || barred.Has(k):
			continue
		case found == Name && !namely.Has(k), (found == GivenName || found == FamilyName) && k == Name:
			continue
		case weak && found != Other:
			continue
		case k == Username:
			login = true // by a name or, as another text may say, an e-mail address
		case login && k != Email:
			continue
		case k == Name || weak && k != Search:
			found = k
			continue
		default:
			return k
		}
	}
	switch {
	case login:
		return Username
	case found != Other:
		return found
	case showsAddress(f.Placeholder):
		return Email
	}
	return Other
}

// innermost is what stands in the last brackets of a name that ends with them, as
// in "order[address][city]"; "" for others.
func innermost(name string) string {
	if n := len(name) - 1; n > 0 && name[n] == ']' {
		return name[strings.LastIndexByte(name, '[')+1 : n]
	}
	return ""
}

// showsAddress reports whether a placeholder is an example of an e-mail address.
func showsAddress(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 1
}

// ofAutocomplete reads the autofill detail tokens (HTML, "Autofill detail
// tokens"): the last token that is a field name decides; section-*, shipping,
// billing, home, work and the like, and webauthn, are passed over.
func (d *Dictionary) ofAutocomplete(s string) Kind {
	found := Other
	for start := 0; start < len(s); {
		for start < len(s) && s[start] <= ' ' {
			start++
		}
		end := start
		for end < len(s) && s[end] > ' ' {
			end++
		}
		if k := d.ofToken(s[start:end]); k != Other {
			found = k
		}
		start = end
	}
	return found
}

func (d *Dictionary) ofToken(t string) Kind {
	var low [24]byte
	if len(t) == 0 || len(t) > len(low) {
		return Other
	}
	for i := 0; i < len(t); i++ {
		low[i] = lower(t[i])
	}
	return d.find(token, low[:len(t)])
}

// ofText splits a text into words and looks up runs of them written together, so
// that "firstName", "first_name" and "First name" are one, and "email2" is an
// e-mail address. The longest phrase decides. It returns notPersonal where the
// text says that nothing personal is asked for.
func (d *Dictionary) ofText(s string) Kind {
	var w words
	w.split(s)
	k, _ := d.read(&w)
	return k
}

// read is ofText of a text's words, and says whether only a word that stands alone
// tells the kind.
func (d *Dictionary) read(w *words) (k Kind, weak bool) {
	best, bestLen := Other, 0
	end := int(w.at[w.n])
	for i := 0; i < w.n; i++ {
		begin := int(w.at[i])
		if begin+shortestWords > end {
			break
		}
		lengths := d.lengths[prefix(w.text[begin:end])]
		for j := i + 1; j <= w.n; j++ {
			n := int(w.at[j]) - begin
			if lengths>>n == 0 {
				break
			}
			if n <= bestLen || lengths>>n&1 == 0 {
				continue
			}
			if k := d.find(within, w.text[begin:begin+n]); k != Other {
				best, bestLen = k, n
			}
		}
	}
	if best == Other && w.n > 0 {
		first := w.first(digits)
		if w.at[first] == 1 && first < w.n {
			return Other, false // q4 is a question, not a query
		}
		return d.find(alone, w.text[:w.at[first]]), true
	}
	return best, false
}

// digits reports whether a word is a number.
func digits(word []byte) bool { return word[0]-'0' < 10 }

// first returns the place of the first word, behind the one at the beginning,
// from which on all are as is says; the number of words where there is none.
func (w *words) first(is func([]byte) bool) int {
	i := w.n
	for i > 1 && is(w.text[w.at[i-1]:w.at[i]]) {
		i--
	}
	return i
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 32
	}
	return c
}
