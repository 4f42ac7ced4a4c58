package lookup

import "strings"

// whoisKeys says what the keys of the domain mean, as registries write them.
var whoisKeys = readKeys(`
domain: domain name, domain
created: creation date, created, created on, domain registration date, registered on, registered, registered date, registration date, registration time, domain create date, record created
changed: updated date, last updated, last updated on, changed, last modified, last update, domain last updated date, modified, updated, record last updated on
expires: registry expiry date, expiry date, expires on, expires, expire date, expiration date, domain expiration date, paid till, renewal date, registrar registration expiration date, record expires on
registrar: registrar, sponsoring registrar, registrar name, registrar organization
referral: registrar whois server, whois server
server: name server, nameserver, nserver, name servers, nameservers, domain nameservers
status: domain status, status, eppstatus, state
organisation: organization, organisation, org, organization name
`)

func readKeys(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		fact, keys, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for key := range strings.SplitSeq(keys, ", ") {
			out[key] = fact
		}
	}
	return out
}

// rolePrefixes are the beginnings of keys about a contact, longest first.
var rolePrefixes = []struct {
	prefix string
	role   role
}{
	{"administrative contact", administrative}, {"administrative", administrative}, {"admin contact", administrative}, {"admin", administrative},
	{"technical contact", technical}, {"technical", technical}, {"tech contact", technical}, {"tech", technical},
	{"billing contact", billing}, {"billing", billing},
	{"registrant contact", registrant}, {"registrant", registrant}, {"domain holder", registrant}, {"holder", registrant}, {"owner contact", registrant}, {"owner", registrant},
}

// roleKey reads a key that begins with a contact's role.
func roleKey(key string) (r role, field string) {
	for _, p := range rolePrefixes {
		if rest, ok := strings.CutPrefix(key, p.prefix); ok && (rest == "" || rest[0] == ' ') {
			return p.role, strings.TrimSpace(rest)
		}
	}
	return "", ""
}

// title reads the title of a section. ok tells whether it is one that is known;
// another opens a section all the same, if it ends in a colon.
func title(key string) (s section, ok bool) {
	key = strings.TrimSuffix(key, ":")
	switch key {
	case "registrar":
		return section{kind: registrarSection}, true
	case "name servers", "nameservers", "name server", "nserver", "nameserver", "domain servers in listed order", "domain servers", "name servers listed in order":
		return section{kind: serverSection}, true
	case "domain name", "domain":
		return section{kind: domainSection}, true
	case "status", "registration status", "domain status":
		return section{kind: statusSection}, true
	}
	switch r, field := roleKey(key); {
	case r == "":
	case field == "" || field == "c" || field == "contact" || field == "contacts":
		return section{kind: contactSection, roles: []role{r}}, true
	case field == "address":
		return section{kind: contactSection, roles: []role{r}, field: "address"}, true
	case field == "type":
		return section{kind: contactSection, roles: []role{r}, field: "kind"}, true
	}
	return section{kind: otherSection}, false
}

// saysFree reports whether a text says that there is no such domain. Such texts
// are short and say it first; a long one has a remark about it at most.
func saysFree(text string) bool {
	return saysOne(text, []string{
		"no match", "not found", "no data found", "no entries found", "no object found", "no information available about", "no such domain",
		"nothing found", "does not exist", "has not been registered", "is available for registration", "status: free", "status: available", "not registered",
	})
}

// saysLimited reports whether a text says that the server was asked too often.
func saysLimited(text string) bool {
	return saysOne(text, []string{"quota", "exceeded", "too many", "rate limit", "limit reached", "try again later", "query denied", "access denied", "blacklist"})
}

func saysOne(text string, phrases []string) bool {
	lines := 0
	for line := range strings.Lines(text) {
		line = strings.ToLower(strings.Join(strings.Fields(line[:min(len(line), 200)]), " "))
		if line == "" || line[0] == '#' || line[0] == '%' && !strings.Contains(line, "no entries found") && !strings.Contains(line, "no match") {
			continue
		}
		if lines++; lines > 6 {
			return false
		}
		for _, p := range phrases {
			if strings.Contains(line, p) {
				return true
			}
		}
	}
	return false
}
