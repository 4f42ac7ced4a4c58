package bundle

// The bundle's layout, version 3. All numbers are little-endian. A text is 8
// bytes: offset and length of its bytes in the bundle.
//
//	header  magic "FTRB", u16 format, u16 facts version, i64 issued, i64 expires
//	        (Unix seconds), u32 version, u32 minimum client, text channel, text
//	        revision (hex), then for each section u32 offset, u32 count; then the
//	        bytes of all texts, code and templates; then the sections:
//	rules   text id, source u8, confidence u8, u16 cases, u32 first case
//	cases   verdict u8, 3 bytes 0, code offset u32, code length u32,
//	        2 templates (finding, headline) of u32 offset, u32 length
//	exempt  text id, u64 bits of the rules that it lowers, verdict u8 that it
//	        lowers to, 3 bytes 0, code u32 u32
//	operators bytes: who runs which domains (operators.go)
//	roles   text role of operators
//	marked  text domain, u32 mark: sorted by domain, bytewise
//	marks   text id, title, says, instead; verdict u8, at most warn; 3 bytes 0
//	names   text key (host.Keys, or host.CommonKey), text protected name: sorted by
//	        key, then name
//	lands   code [2]byte, flags u8 (1: "the" before the name), 0, text name: sorted by code
//	laws    text homes (codes written together), text law, u32 first view, u32 views
//	views   code [2]byte, standing u8, 0, text recipients, text source: sorted
//	        by code within a law
//	suffixes bytes: the public suffix list (host.Suffixes)
//	phrases bytes: the words of field kinds (form.Dictionary)
//
// Code is flags (see below) and then nodes, of which all must hold. A node is op
// u8, body length u16, body. Bodies:
//
//	all, any  nodes            not      one node
//	is        fact u8, n u8, n texts: the fact is one of these
//	flags     4 sets of facts, a bit of u64 for each: known to be yes, known to
//	          be no, known, not known; all must be so
//	below     fact u8, i64: less than     least  fact u8, i64: at least
//	has       fact u8, u64: the sets share a kind
//	older     fact u8, n u8, n pairs of texts (product, version): the banner
//	          names a product with a lower version
//
// Templates are parts: 0 and a text, in JSON already; 1 and a fact u8; 2 and a
// fact u8 that begins a sentence; 3 and a slot u8. The finding's is a whole JSON
// object, the headline's stands within a JSON string.
const (
	magic         = "FTRB"
	FormatVersion = 3

	// ClientVersion is what this reader is: a bundle may ask for a later one.
	ClientVersion = 1

	headerSize   = 4 + 2 + 2 + 8 + 8 + 4 + 4 + 8 + 8
	PoolAt       = headerSize + 8*int(numSections) // where the texts begin
	ruleSize     = 8 + 1 + 1 + 2 + 4
	caseSize     = 4 + 8 + 2*8
	exemptSize   = 8 + 8 + 4 + 8
	operatorByte = 1
	roleSize     = 8
	markedSize   = 8 + 4
	markSize     = 4*8 + 4
	nameSize     = 8 + 8
	landSize     = 4 + 8
	lawSize      = 8 + 8 + 4 + 4
	viewSize     = 4 + 8 + 8
	tableByte    = 1

	nodeHead  = 3     // bytes of a node before its body
	flagsSize = 4 * 8 // of the body of flags

	maxDepth = 16      // nesting of conditions
	maxRules = 64      // exemptions name rules by bits
	maxSize  = 1 << 28 // of a bundle, in bytes
)

type section uint8

const (
	rulesSection section = iota
	casesSection
	exemptSection
	operatorSection
	roleSection
	markedSection
	markSection
	nameSection
	landSection
	lawSection
	viewSection
	suffixSection
	phraseSection
	numSections
)

var sectionSize = [numSections]int{ruleSize, caseSize, exemptSize, operatorByte, roleSize, markedSize, markSize, nameSize, landSize, lawSize, viewSize,
	tableByte, tableByte}

var sectionName = [numSections]string{"rules", "cases", "exemptions", "operators", "roles", "marked domains", "marks", "names", "countries", "laws", "views",
	"public suffixes", "phrases"}

// Op is a condition's operation.
type Op uint8

// The operations; see the layout.
const (
	OpAll Op = iota + 1
	OpAny
	OpNot
	OpIs
	OpFlags
	OpBelow
	OpLeast
	OpHas
	OpOlder
)

// Verdict is how grave a finding or a report is.
type Verdict uint8

// The verdicts, rising.
const (
	Clear Verdict = iota
	Notice
	Warn
	Danger
	NumVerdicts
)

var verdicts = [NumVerdicts]string{"clear", "notice", "warn", "danger"}

// String returns the verdict's word.
func (v Verdict) String() string {
	if v < NumVerdicts {
		return verdicts[v]
	}
	return "danger" // an unknown verdict is never a mild one
}

// ParseVerdict finds a verdict by its word.
func ParseVerdict(s string) (Verdict, bool) { return parse[Verdict](s, verdicts[:]) }

// Confidence is how sure a rule is of what it says.
type Confidence uint8

// The confidences.
const (
	Certain Confidence = iota
	Likely
	Possible
	NumConfidences
)

var confidences = [NumConfidences]string{"certain", "likely", "possible"}

// String returns the confidence's word.
func (c Confidence) String() string { return confidences[min(c, Possible)] }

// ParseConfidence finds a confidence by its word.
func ParseConfidence(s string) (Confidence, bool) { return parse[Confidence](s, confidences[:]) }

// Source is where the facts of a rule come from.
type Source uint8

// The sources: the page itself, the sections of the dossier, the memory of
// targets, and the bundle's own knowledge.
const (
	FromPage Source = iota
	FromDNS
	FromHosting
	FromRegistration
	FromCertificate
	FromHTTP
	FromMemory
	FromBundle
	NumSources
)

var sources = [NumSources]string{"page", "dns", "hosting", "registration", "certificate", "http", "memory", "bundle"}

// String returns the source's word.
func (s Source) String() string { return sources[min(s, FromBundle)] }

// ParseSource finds a source by its word.
func ParseSource(s string) (Source, bool) { return parse[Source](s, sources[:]) }

// Standing is how a law sees a transfer to a country.
type Standing uint8

// The standings. Partial adequacy depends on the recipient.
const (
	NotListed Standing = iota
	Neutral
	Adequate
	Partial
)

func parse[T ~uint8](s string, words []string) (T, bool) {
	for i, w := range words {
		if w == s {
			return T(i), true
		}
	}
	return 0, false
}
