package place

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Longest name of a system that a table keeps, in bytes.
const longestName = 80

// tidyName makes a system's name fit to show: no control or format characters,
// single spaces, at most longestName bytes. Sole traders trade under the names
// of persons, which have no business in a table like this: such a name becomes "".
func tidyName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if soleTrader(name) {
		return ""
	}
	if len(name) > longestName {
		cut := longestName
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = strings.TrimSpace(name[:cut])
	}
	return name
}

// soleTrader looks for the words that mark a business run by one person in its
// own name, in the forms that occur in registries' lists.
func soleTrader(name string) bool {
	lower := strings.ToLower(name)
	for _, phrase := range []string{
		"entrepreneur", "sole proprietor", "sole trader", "trading as", "t/a ", "individual",
		"fizichna osoba", "privatnyi", "einzelunternehm", "e.k.", "e.u.", "natural person",
		"eenmanszaak", "ditta individuale", "enskild firma", "jdg", "empresario individual",
		"microempre", "cpf", "sp.j", "sp. j", "jawna", "cywilna", "pessoa fisica", "persona fisica", "persona natural",
	} {
		if strings.Contains(lower, phrase) {
			return true
		}
	}
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch word {
		case "FOP", "PE", "PP", "SPD", "ChP", "FLP", "ME", "MEI", "EIRL", "Mr", "Mrs", "Ms", "ИП", "ФОП":
			return true
		}
		word = strings.ToLower(word)
		for _, patronymic := range []string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna"} {
			if strings.HasSuffix(word, patronymic) {
				return true
			}
		}
	}
	return false
}

// A system with so many addresses is not one person's.
const manyAddresses = 1 << 16

// person says whether a name may be a person's: two to five words of letters
// alone, none of which says that it is an organisation. It errs on that side;
// the system's number stays in any case.
func person(name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for _, word := range words {
		for _, r := range word {
			if !unicode.IsLetter(r) && !strings.ContainsRune(".'’-", r) {
				return false
			}
		}
		word = strings.ToLower(strings.ReplaceAll(word, ".", ""))
		if slices.Contains(organisations, word) {
			return false
		}
		for _, stem := range organisationStems {
			if strings.Contains(word, stem) {
				return false
			}
		}
	}
	return true
}

// Words that only organisations have in their names: legal forms first.
var organisations = strings.Fields(`
	ab ad ae ag aps as asa asn berhad bhd bv bvba cc cjsc co company corp cv cvba dba doo ead eood ev
	gmbh hf inc incorporated jsc kft kg kk llc llp lcc lp ltd ltda limitada limited nv oao ojsc ood ooo oy oyj pc
	pjsc plc pt pte pty pvt sa sac sae sagl sal sapi sarl sas scarl scpa sdn se sia sirketi sl slu snc spa spc
	spolka sro srl sti tbk uab zao zrt zoo
	aid air airlines airport app apps area bank base bell board bureau cable canada care casino chamber church cities
	city cloud club college county court data dept digital district dynamics energy enterprise export fiber fibra
	fibre food foods fund gas group holding holdings hospital host hotel hotels house insurance international isd isp
	journal lab labs laboratory legislature library line link live logistics mail mall market markets media medical
	motors national net network networks north office oil online paper park pharma port power press producers product
	products project public radio rail railway research resort retail road school schools science sea security server
	services shop software south space state states station steel store street studio studios supply support system
	systems trade trading transit transport trust tv united uni utilities utility water web west wifi wireless works
	world zone anonim kommun kommune landsting landstinget fylkeskommune stichting fundacao fundacion druzstvo`)

// The same, as parts of words.
var organisationStems = strings.Fields(`
	tele telco comm connect corpor internet broadband bandwidth hosting netw network datacent tecnolog technolog
	techn solution servi univers institu associa academ minist governm gobier municip council commission committee
	departm federa federat fondaz foundation fundac society societ sociedad compan consort cooper consult industr
	engineer informat comput electr financ authorit agenc center centre centro hochschule schule research develop
	manufact enterpr entertain communic provider provedor admin republic region provinc kaupunki kurumsal hizmet
	bilisim ticaret sistem system spolecz spoldzieln odpowiedzialnosc vodafone orange telecom bibliot library`)
