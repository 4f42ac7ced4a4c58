package bundle

// Fact is one thing that a rule may ask about: a number, since conditions are
// compiled to it. Add at the end only, and raise FactsVersion with each addition:
// a bundle that knows more facts than its reader is refused.
type Fact uint8

// FactsVersion counts the additions to the facts.
const FactsVersion = 3

// Type is what values a fact has.
type Type uint8

// The types. Country is an ISO 3166-1 alpha-2 code, Date a day as Unix seconds,
// Kinds a set of form.Kind.
const (
	Text Type = iota
	Bool
	Number
	Country
	Date
	KindSet
	Banner // server software as "Name/1.2.3 Name2/4.5"
)

// The facts, by section. What each means is told by `go run ./rules facts`.
const (
	PageScheme Fact = iota
	PageHost
	PageSite
	PageSecure
	PageNetwork
	FrameForeign
	TargetScheme
	TargetHost
	TargetSite
	TargetSecure
	TargetNetwork
	TargetSameSite
	SubmissionMethod
	SubmissionInURL
	SubmissionPersonal
	SubmissionSensitive
	SubmissionFreeText
	SubmissionKinds
	Home
	PartyKnown
	PartyName
	PartyRole
	PartyJurisdiction
	PartyVerified
	PartySameOwner
	LookalikeHow
	LookalikeImitates
	LookalikeOf
	DNSStatus
	DNSScope
	HostingCountry
	HostingConfidence
	HostingASN
	HostingASName
	TransferStatus
	TransferCountry
	TransferBasis
	TransferLaw
	TransferRecipients
	RegistrationAge
	RegistrationCreated
	RegistrationOrganisation
	RegistrationCountry
	RegistrationInconsistent
	RegistrationDetail
	CertificateAge
	CertificateFrom
	CertificateOrganisation
	CertificateVerified
	CertificateReason
	HTTPSoftware
	HTTPHSTS
	MemoryChanged
	MemoryHost
	MemoryCountry
	MemoryDowngraded
	MemoryAt
	MemoryMoved
	RegistrationKnown
	CertificateKnown
	ScriptHost
	ScriptEarly
	NumFacts
)

var facts = [NumFacts]struct {
	name string
	typ  Type
}{
	PageScheme:               {"page.scheme", Text},
	PageHost:                 {"page.host", Text},
	PageSite:                 {"page.site", Text},
	PageSecure:               {"page.secure", Bool},
	PageNetwork:              {"page.network", Text},
	FrameForeign:             {"frame.foreign", Bool},
	TargetScheme:             {"target.scheme", Text},
	TargetHost:               {"target.host", Text},
	TargetSite:               {"target.site", Text},
	TargetSecure:             {"target.secure", Bool},
	TargetNetwork:            {"target.network", Text},
	TargetSameSite:           {"target.sameSite", Bool},
	SubmissionMethod:         {"submission.method", Text},
	SubmissionInURL:          {"submission.inURL", Bool},
	SubmissionPersonal:       {"submission.personal", Bool},
	SubmissionSensitive:      {"submission.sensitive", Bool},
	SubmissionFreeText:       {"submission.freeText", Bool},
	SubmissionKinds:          {"submission.kinds", KindSet},
	Home:                     {"home", Country},
	PartyKnown:               {"party.known", Bool},
	PartyName:                {"party.name", Text},
	PartyRole:                {"party.role", Text},
	PartyJurisdiction:        {"party.jurisdiction", Country},
	PartyVerified:            {"party.verified", Bool},
	PartySameOwner:           {"party.sameOwner", Bool},
	LookalikeHow:             {"lookalike.how", Text},
	LookalikeImitates:        {"lookalike.imitates", Text},
	LookalikeOf:              {"lookalike.of", Text},
	DNSStatus:                {"dns.status", Text},
	DNSScope:                 {"dns.scope", Text},
	HostingCountry:           {"hosting.country", Country},
	HostingConfidence:        {"hosting.confidence", Text},
	HostingASN:               {"hosting.asn", Number},
	HostingASName:            {"hosting.asName", Text},
	TransferStatus:           {"transfer.status", Text},
	TransferCountry:          {"transfer.country", Country},
	TransferBasis:            {"transfer.basis", Text},
	TransferLaw:              {"transfer.law", Text},
	TransferRecipients:       {"transfer.recipients", Text},
	RegistrationAge:          {"registration.ageDays", Number},
	RegistrationCreated:      {"registration.created", Date},
	RegistrationOrganisation: {"registration.organisation", Text},
	RegistrationCountry:      {"registration.country", Country},
	RegistrationInconsistent: {"registration.inconsistent", Bool},
	RegistrationDetail:       {"registration.detail", Text},
	CertificateAge:           {"certificate.ageDays", Number},
	CertificateFrom:          {"certificate.notBefore", Date},
	CertificateOrganisation:  {"certificate.organisation", Text},
	CertificateVerified:      {"certificate.verified", Bool},
	CertificateReason:        {"certificate.reason", Text},
	HTTPSoftware:             {"http.software", Banner},
	HTTPHSTS:                 {"http.hsts", Bool},
	MemoryChanged:            {"memory.changed", Bool},
	MemoryHost:               {"memory.host", Text},
	MemoryCountry:            {"memory.country", Country},
	MemoryDowngraded:         {"memory.downgraded", Bool},
	MemoryAt:                 {"memory.at", Date},
	MemoryMoved:              {"memory.moved", Bool},
	RegistrationKnown:        {"registration.known", Bool},
	CertificateKnown:         {"certificate.known", Bool},
	ScriptHost:               {"script.host", Text},
	ScriptEarly:              {"script.early", Bool},
}

// Name returns the fact's name as rules write it.
func (f Fact) Name() string { return facts[f].name }

// Type returns what values the fact has.
func (f Fact) Type() Type { return facts[f].typ }

// ParseFact finds a fact by its name.
func ParseFact(name string) (Fact, bool) {
	for f := range facts {
		if facts[f].name == name {
			return Fact(f), true
		}
	}
	return 0, false
}

// Facts holds what is known of each fact. What was never set is "not known",
// which is neither yes nor no: no condition holds of it, nor does the opposite of
// one. The zero Facts knows nothing; Forget makes it so again.
type Facts struct {
	known uint64           // a bit for each fact that is known
	yes   uint64           // a bit for each yes-or-no fact that is known to be yes
	texts [NumFacts]string // Text, Country, Banner; of a KindSet, the kinds in a person's words
	ints  [NumFacts]int64  // Number, Date, KindSet
}

// Facts are bits of one word.
const _ = uint(64 - NumFacts)

// Forget makes every fact not known.
func (v *Facts) Forget() { v.known, v.yes = 0, 0 }

// SetText notes a text, a country or a banner.
func (v *Facts) SetText(f Fact, s string) {
	v.known |= 1 << f
	v.texts[f] = s
}

// SetBool notes a yes or no.
func (v *Facts) SetBool(f Fact, b bool) {
	v.known |= 1 << f
	v.yes &^= 1 << f
	if b {
		v.yes |= 1 << f
	}
}

// SetInt notes a number or a date.
func (v *Facts) SetInt(f Fact, n int64) {
	v.known |= 1 << f
	v.ints[f] = n
}

// SetKinds notes a set of kinds, and how to say it to a person.
func (v *Facts) SetKinds(f Fact, set uint64, phrase string) {
	v.SetInt(f, int64(set))
	v.texts[f] = phrase
}

// Known reports whether a fact is known.
func (v *Facts) Known(f Fact) bool { return v.known&(1<<f) != 0 }

// Is reports whether a yes-or-no fact is known to be yes.
func (v *Facts) Is(f Fact) bool { return v.yes&(1<<f) != 0 }

// Text returns a fact's text; "" where it is not known.
func (v *Facts) Text(f Fact) string {
	if v.Known(f) {
		return v.texts[f]
	}
	return ""
}

// Int returns a fact's number, day or set; 0 where it is not known.
func (v *Facts) Int(f Fact) int64 {
	if v.Known(f) {
		return v.ints[f]
	}
	return 0
}

// Unset makes a fact not known.
func (v *Facts) Unset(f Fact) {
	v.known &^= 1 << f
	v.yes &^= 1 << f
}
