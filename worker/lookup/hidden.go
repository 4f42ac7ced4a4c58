package lookup

import "strings"

// isFiller reports whether a text stands where there is nothing to say.
func isFiller(text string) bool {
	switch strings.ToLower(strings.Trim(text, " .-_*/")) {
	case "", "n/a", "na", "none", "null", "not applicable", "private person", "individual", "unknown":
		return true
	}
	return false
}

// isWithheld reports whether a text says that the registry or the registrar
// does not publish what would stand there.
func isWithheld(text string) bool { return containsOf(text, withheld) }

// isProxy reports whether a text is the name of a service that stands in the
// registrant's place.
func isProxy(text string) bool { return containsOf(text, proxies) }

func containsOf(text string, phrases []string) bool {
	text = strings.ToLower(oneLine(text))
	for _, p := range phrases {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// withheld are the words of ICANN's Temporary Specification and of registries
// and registrars in its place.
var withheld = []string{
	"redacted", "not disclosed", "undisclosed", "data protected", "not available from registry", "gdpr mask", "statutory mask",
	"masked", "hidden upon", "non-public data", "not published", "privado por solicitud", "restricted access",
}

// proxies are names of services, or the words that their names are made with.
var proxies = []string{
	"domains by proxy", "domainsbyproxy", "whoisguard", "whoisproxy", "whois proxy", "whois privacy", "whois agent", "whois protect",
	"privacy service", "privacy protect", "privacyprotect", "privacy guardian", "privacyguardian", "privacy inc", "contact privacy",
	"perfect privacy", "domain privacy", "super privacy", "privacy hero", "withheld for privacy", "private by design", "registration private",
	"private registration", "proxy service", "proxy protection", "identity protect", "domain protection services", "anonymize,",
	"c/o privacy", "id shield", "myprivacy", "moniker privacy", "privacydotlink", "privacy administrator", "customer domain admin",
}

// isPerson reports whether a registry says that a registrant is a person.
func isPerson(kind string) bool {
	kind = strings.ToLower(kind)
	return strings.Contains(kind, "individual") || strings.Contains(kind, "person") || strings.Contains(kind, "sole trader")
}

// isLegal reports whether a registry says that a registrant is an organisation.
func isLegal(kind string) bool {
	kind = strings.ToLower(kind)
	return !isPerson(kind) && (strings.Contains(kind, "org") || strings.Contains(kind, "company") || strings.Contains(kind, "corporation") ||
		strings.Contains(kind, "partnership") || strings.Contains(kind, "charity") || strings.Contains(kind, "government") || strings.Contains(kind, "statutory"))
}

// isOrganisation reports whether a name has a word that only organisations have
// in theirs, as where a registry has one line for persons and organisations.
func isOrganisation(name string) bool {
	name = strings.ToLower(oneLine(name))
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ,()/&", r) })
	for i, w := range words {
		if w == "church" && i == len(words)-1 { // a surname, too
			continue
		}
		if organisationWords[strings.ReplaceAll(w, ".", "")] {
			return true
		}
	}
	return containsOf(name, unspacedWords)
}

// unspacedWords are such words in languages that have no spaces beside them.
var unspacedWords = strings.Fields("株式会社 有限会社 合同会社 合資会社 法人 公司 集团 集團 大学 大學 学校 學校 学院 學院 研究所 研究院 协会 協会 協會 银行 銀行 政府 医院 病院 基金 委员会 委員会 " +
	"주식회사 유한회사 (주) 대학교 협회 재단 은행 บริษัท")

var organisationWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("ltd limited llc llp plc inc incorporated corp corporation company co gmbh mbh ag kg ug ev ohg sa sas sarl sàrl eurl srl spa bv nv vof ab aps as oy oyj kft zrt sro doo ood " +
		"pty pte kk kabushiki gk lda ltda sl ooo zao university universität université college school council ministry government authority agency foundation stiftung fondation association verein " +
		"society institute institut trust charity church bank group holding holdings hospital museum library") {
		out[w] = true
	}
	return out
}()
