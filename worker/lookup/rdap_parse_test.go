package lookup

import (
	"strings"
	"testing"
)

// rdapText is an answer about example.com with these members besides.
func rdapText(members string) string {
	return `{"objectClassName":"domain","ldhName":"EXAMPLE.COM"` + members + `}`
}

// entity is a contact with one role and these properties of a jCard.
func entity(role, properties string) string {
	return `,"entities":[{"objectClassName":"entity","roles":["` + role + `"],"vcardArray":["vcard",[["version",{},"text","4.0"]` + properties + `]]}]`
}

func TestParseRDAP(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing but the name", rdapText(""), "  |||"},
		{"dates", rdapText(`,"events":[{"eventAction":"registration","eventDate":"2001-02-03T04:05:06Z"},{"eventAction":"last changed","eventDate":"2002-02-03T04:05:06+01:00"},{"eventAction":"expiration","eventDate":"2030-02-03T00:00:00Z"},{"eventAction":"transfer","eventDate":"2020-01-01T00:00:00Z"}]`),
			"2001-02-03T04:05:06Z 2002-02-03T03:05:06Z 2030-02-03T00:00:00Z|||"},
		{"status as RDAP writes it", rdapText(`,"status":["client transfer prohibited","active","locked","auto renew period"]`), "  |||clientTransferProhibited ok autoRenewPeriod"},
		{"name servers", rdapText(`,"nameservers":[{"ldhName":"A.NS.EXAMPLE."},{"ldhName":"a.ns.example"},{"ldhName":"192.0.2.1"},{"ldhName":"not a name"},{}]`), "  ||a.ns.example|"},
		{"registrar", rdapText(entity("registrar", `,["fn",{},"text","Example Registrar, Inc."]`)), "  |Example Registrar, Inc.||"},
		{"organisation and country code", rdapText(entity("registrant", `,["fn",{},"text","SECRET PERSON"],["org",{},"text","Example Widgets Ltd"],["adr",{"cc":"GB"},"text",["","","SECRET","London","","SECRET",""]]`)),
			"  ||||registrant Example Widgets Ltd/GB"},
		{"organisation as a list", rdapText(entity("registrant", `,["org",{},"text",["Example Widgets Ltd","Sales"]],["adr",{},"text",["","",["SECRET","SECRET"],"Leeds","","","United Kingdom"]]`)),
			"  ||||registrant Example Widgets Ltd/GB"},
		{"kind org", rdapText(entity("registrant", `,["kind",{},"text","org"],["fn",{},"text","Example Widgets"]`)), "  ||||registrant Example Widgets/"},
		{"kind individual", rdapText(entity("registrant", `,["kind",{},"text","individual"],["fn",{},"text","SECRET PERSON"],["adr",{"cc":"fr"},"text",["","","","","","",""]]`)), "  ||||registrant /FR"},
		{"an individual at an organisation", rdapText(entity("registrant", `,["kind",{},"text","individual"],["fn",{},"text","SECRET PERSON"],["org",{},"text","Example Widgets"]`)), "  ||||registrant Example Widgets/"},
		{"a person's name as organisation", rdapText(entity("registrant", `,["fn",{},"text","Secret Person"],["org",{},"text","SECRET  PERSON"]`)), "  ||||registrant /"},
		{"a label", rdapText(entity("registrant", `,["org",{},"text","Example Widgets Ltd"],["adr",{"label":"1 SECRET STREET\nLondon W1A 1AA\nUnited States"},"text",["","","","","","",""]]`)),
			"  ||||registrant Example Widgets Ltd/US in London"},
		{"London, Ontario", rdapText(entity("registrant", `,["org",{},"text","Example Widgets Ltd"],["adr",{"cc":"CA"},"text",["","","","London","Ontario","",""]]`)), "  ||||registrant Example Widgets Ltd/CA"},
		{"Paris, Texas", rdapText(entity("registrant", `,["org",{},"text","Example Widgets Ltd"],["adr",{"cc":"US"},"text",["","","","Paris","TX","",""]]`)), "  ||||registrant Example Widgets Ltd/US"},
		{"Paris, United States", rdapText(entity("registrant", `,["org",{},"text","Example Widgets Ltd"],["adr",{"cc":"US"},"text",["","","","Paris","","",""]]`)), "  ||||registrant Example Widgets Ltd/US in Paris"},
		{"redacted, with its country", rdapText(entity("registrant", `,["fn",{},"text","REDACTED FOR PRIVACY"],["org",{},"text","REDACTED FOR PRIVACY"],["adr",{"cc":"DE"},"text",["","","","","","",""]]`)), "  ||||registrant /DE hidden"},
		{"proxy", rdapText(entity("registrant", `,["fn",{},"text","Registration Private"],["org",{},"text","Domains By Proxy, LLC"],["adr",{"cc":"US"},"text",["","","","","","",""]]`)), "  ||||registrant / hidden"},
		{"a person for an organisation", rdapText(entity("registrant", `,["org",{},"text","SECRET PERSON"]`)), "  ||||registrant /"},
		{"a person for an organisation, the name withheld", rdapText(entity("registrant", `,["fn",{},"text","REDACTED FOR PRIVACY"],["org",{},"text","SECRET PERSON"]`)), "  ||||registrant /"},
		{"an individual for an organisation", rdapText(entity("registrant", `,["kind",{},"text","individual"],["org",{},"text","SECRET"]`)), "  ||||registrant /"},
		{"an organisation, the name withheld", rdapText(entity("registrant", `,["fn",{},"text","REDACTED FOR PRIVACY"],["org",{},"text","Example Widgets Ltd"]`)), "  ||||registrant Example Widgets Ltd/"},
		{"an e-mail address for a name", rdapText(entity("registrant", `,["org",{},"text","secret@example.com"]`)), "  ||||registrant /"},
		{"members of other kinds", rdapText(`,"status":"active","events":{},"entities":[{"roles":"registrant","vcardArray":7}],"nameservers":[1]`), "  |||"},
		{"a broken card", rdapText(`,"entities":[{"roles":["registrant"],"vcardArray":["vcard",[["org"],["org",{},"text"],[],["adr",{},"text",7],7]]}]`), "  ||||registrant /"},
		{"another domain", strings.Replace(rdapText(""), "EXAMPLE.COM", "example.net", 1), "error: " + errOtherDomain.Error()},
		{"a name below", strings.Replace(rdapText(""), "EXAMPLE.COM", "www.example.com", 1), "error: " + errOtherDomain.Error()},
		{"an error", `{"errorCode":404,"title":"Not Found"}`, "error: " + errAnswer.Error()},
		{"an entity", `{"objectClassName":"entity","ldhName":"example.com"}`, "error: " + errAnswer.Error()},
		{"cut", rdapText("")[:30], "error: " + errAnswer.Error()},
		{"a web page", "<!doctype html>", "error: " + errAnswer.Error()},
		{"a list", `[]`, "error: " + errAnswer.Error()},
		{"null", `null`, "error: " + errAnswer.Error()},
		{"nothing", "", "error: " + errAnswer.Error()},
		{"deep", strings.Repeat("[", 20000), "error: " + errAnswer.Error()},
	} {
		if got := gist(parseRDAP([]byte(c.text), "example.com")); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestParseBootstrap(t *testing.T) {
	const file = `{"version":"1.0","services":[
		[["com","net"],["http://rdap.example/com/","https://rdap.example/com"]],
		[["CO.UK."],["https://couk.example/"]],
		[["uk"],["https://uk.example/"]],
		[["cleartext"],["http://rdap.example/"]],
		[["encrypted"],["https://10.0.0.5/"]],
		[["inside"],["http://127.0.0.1:8080/x"]],
		[["odd"],["ftp://x.example/","https://u:p@x.example/","::"]],
		[["alone"]], []]}`
	for _, c := range []struct {
		domain  string
		private bool
		want    string
	}{
		{"example.com", false, "https://rdap.example/com/"},
		{"example.net", false, "https://rdap.example/com/"},
		{"example.co.uk", false, "https://couk.example/"},
		{"example.org.uk", false, "https://uk.example/"},
		{"example.cleartext", false, ""},
		{"example.cleartext", true, ""},
		{"example.encrypted", false, ""},
		{"example.encrypted", true, "https://10.0.0.5/"},
		{"example.inside", false, ""},
		{"example.inside", true, "http://127.0.0.1:8080/x/"},
		{"example.odd", true, ""},
		{"example.alone", true, ""},
		{"example.xcom", false, ""},
	} {
		r, err := parseBootstrap([]byte(file), c.private)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.find(c.domain); got != c.want {
			t.Errorf("%s, private %v: got %q, want %q", c.domain, c.private, got, c.want)
		}
	}
	for _, bad := range []string{"", "null", "[]", `{"services":[]}`, `{"services":"x"}`, `{"services":[[1]]}`, "<html>"} {
		if r, err := parseBootstrap([]byte(bad), false); err == nil {
			t.Errorf("%q: got %v, want an error", bad, r)
		}
	}
	for suffix, base := range builtIn {
		if !strings.HasPrefix(base, "https://") || !strings.HasSuffix(base, "/") {
			t.Errorf("built-in %s: %s", suffix, base)
		}
	}
}
