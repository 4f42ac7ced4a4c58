package form

import "math/bits"

// Kind is what a field asks for. The names are the WHATWG autofill field names
// where there is one, else plain words.
type Kind uint8

// The kinds. Their numbers are part of the bundle format: add at the end only.
const (
	Other Kind = iota
	Email
	Password
	OneTimeCode
	Username
	Name
	GivenName
	FamilyName
	Telephone
	Address
	PostalCode
	BirthDate
	CardNumber
	CardCode
	CardExpiry
	BankAccount
	NationalID
	Passport
	TaxID
	Health
	Sex
	FreeText
	File
	Search
	Organisation
	Choice
	Hidden
	Belief
	Union
	Ethnicity
	Sexuality
	Biometrics
	NumKinds
)

// Kinds is a set of kinds, one bit each.
type Kinds uint64

// Has reports whether the set holds k.
func (s Kinds) Has(k Kind) bool { return s&(1<<k) != 0 }

// Add puts k into the set.
func (s *Kinds) Add(k Kind) { *s |= 1 << k }

// First returns the kind with the lowest number; the set must not be empty.
func (s Kinds) First() Kind { return Kind(bits.TrailingZeros64(uint64(s))) }

// Rest is the set without First.
func (s Kinds) Rest() Kinds { return s & (s - 1) }

// Special are the kinds of which the law says that they may be asked for only with
// good reason: the special categories of personal data (GDPR, article 9). Belief
// holds political opinions too.
const Special Kinds = 1<<Health | 1<<Belief | 1<<Union | 1<<Ethnicity | 1<<Sexuality | 1<<Biometrics

// Personal are the kinds that say who a person is or are about them. Free text
// is not among them: what it holds is not known, and rules name it beside.
const Personal Kinds = 1<<Email | 1<<Password | 1<<OneTimeCode | 1<<Username | 1<<Name | 1<<GivenName | 1<<FamilyName |
	1<<Telephone | 1<<Address | 1<<PostalCode | 1<<BirthDate | 1<<CardNumber | 1<<CardCode | 1<<CardExpiry |
	1<<BankAccount | 1<<NationalID | 1<<Passport | 1<<TaxID | 1<<Sex | 1<<File | Special

// Sensitive are the personal kinds whose loss does lasting harm: credentials,
// money, identifiers, and what the law treats as special.
const Sensitive Kinds = 1<<Password | 1<<OneTimeCode | 1<<CardNumber | 1<<CardCode | 1<<BankAccount | 1<<NationalID |
	1<<Passport | 1<<TaxID | Special

var kinds = [NumKinds]struct{ name, phrase string }{
	Other:        {"other", "other details"},
	Email:        {"email", "e-mail address"},
	Password:     {"password", "password"},
	OneTimeCode:  {"one-time-code", "one-time code"},
	Username:     {"username", "user name"},
	Name:         {"name", "name"},
	GivenName:    {"given-name", "first name"},
	FamilyName:   {"family-name", "surname"},
	Telephone:    {"tel", "telephone number"},
	Address:      {"street-address", "address"},
	PostalCode:   {"postal-code", "postcode"},
	BirthDate:    {"bday", "date of birth"},
	CardNumber:   {"cc-number", "card number"},
	CardCode:     {"cc-csc", "card security code"},
	CardExpiry:   {"cc-exp", "card expiry date"},
	BankAccount:  {"bank-account", "bank account"},
	NationalID:   {"national-id", "national identity number"},
	Passport:     {"passport", "passport number"},
	TaxID:        {"tax-id", "tax number"},
	Health:       {"health", "health details"},
	Sex:          {"sex", "sex or gender"},
	FreeText:     {"free-text", "message"},
	File:         {"file", "files"},
	Search:       {"search", "search words"},
	Organisation: {"organization", "organisation"},
	Choice:       {"choice", "choices"},
	Hidden:       {"hidden", "hidden details"},
	Belief:       {"belief", "religious or political views"},
	Union:        {"union", "trade union membership"},
	Ethnicity:    {"ethnicity", "ethnic origin"},
	Sexuality:    {"sexuality", "sexual orientation"},
	Biometrics:   {"biometrics", "biometric details"},
}

// String returns the kind's name, as rules and reports write it.
func (k Kind) String() string {
	if k < NumKinds {
		return kinds[k].name
	}
	return kinds[Other].name
}

// Phrase returns the kind in a person's words, to stand behind "your".
func (k Kind) Phrase() string {
	if k < NumKinds {
		return kinds[k].phrase
	}
	return kinds[Other].phrase
}

// ParseKind finds a kind by its name.
func ParseKind(name string) (Kind, bool) {
	for k := range kinds {
		if kinds[k].name == name {
			return Kind(k), true
		}
	}
	return Other, false
}

// spokenOrder is the order in which kinds are told to a person: what would hurt
// most first, names before what hangs on them.
var spokenOrder = [...]Kind{Password, CardNumber, CardCode, BankAccount, NationalID, Passport, TaxID, Health,
	Belief, Union, Ethnicity, Sexuality, Biometrics, Email,
	Name, GivenName, FamilyName, Username, Telephone, Address, PostalCode, BirthDate, Sex, CardExpiry, File, FreeText, OneTimeCode}

// AppendPhrase appends the personal kinds and free text of the set in a person's
// words ("e-mail address, name and postcode"), at most four of them and then
// "more"; where there is none, the search words or "what you typed". A first
// name and a surname are one name.
func (s Kinds) AppendPhrase(dst []byte, you string) []byte {
	told := s & (Personal | 1<<FreeText)
	if told&(1<<GivenName|1<<FamilyName) != 0 {
		told = told&^(1<<GivenName|1<<FamilyName) | 1<<Name
	}
	if told.Has(Address) {
		told &^= 1 << PostalCode
	}
	if told == 0 {
		if s.Has(Search) {
			return append(append(dst, you...), " search words"...)
		}
		return append(dst, "what you typed"...)
	}
	dst = append(dst, you...)
	n := bits.OnesCount64(uint64(told)) // all of them are spoken
	i := 0
	for _, k := range spokenOrder {
		if i == n {
			break
		}
		if !told.Has(k) {
			continue
		}
		i++
		switch {
		case i == 1:
			dst = append(dst, ' ')
		case i == 4 && n > 4:
			return append(dst, " and more"...)
		case i == n:
			dst = append(dst, " and "...)
		default:
			dst = append(dst, ", "...)
		}
		dst = append(dst, k.Phrase()...)
	}
	return dst
}
