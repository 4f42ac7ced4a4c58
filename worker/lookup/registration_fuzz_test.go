package lookup

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/place"
)

// Whatever a WHOIS server sends: no panic, no answer that breaks a promise, and
// no more time than 10 ms for each begun kilobyte.
func FuzzWHOIS(f *testing.F) {
	files, err := whoisTexts.ReadDir("testdata/whois")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text := whoisText(f, strings.TrimSuffix(file.Name(), ".txt"))
		f.Add(text)
		f.Add(strings.ReplaceAll(text, "\n", "\r\n"))
		f.Add(toLatin1(strings.Map(func(r rune) rune { return min(r, 255) }, text)))
	}
	for _, text := range []string{
		"", ":", "[]", "[", "a. [", "\n:\n", "Domain Name: example.com", "domain: example.com\nholder-c: X\n\nnic-hdl: X\ncontact: Y\n",
		strings.Repeat("Registrant:\n ", 200), strings.Repeat("created: 2001-02-03x\n", 100), strings.Repeat("[a] b\n", 100), strings.Repeat("\x00\xff", 100),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = text[:min(len(text), maxWHOIS)]
		var r *record
		var err error
		inTime(t, len(text), func() { r, err = parseWHOIS(text, "example.com") })
		if err != nil {
			return
		}
		kept(t, r)
	})
}

// Whatever an RDAP server sends.
func FuzzRDAP(f *testing.F) {
	for _, text := range []string{
		"", "{}", "null", "[]", rdapText(""),
		rdapText(`,"events":[{"eventAction":"registration","eventDate":"2001-02-03T04:05:06Z"}],"status":["client transfer prohibited"],"nameservers":[{"ldhName":"a.ns.example"}],"links":[{"rel":"related","href":"https://rdap.example/","type":"application/rdap+json"}]`),
		rdapText(entity("registrant", `,["fn",{},"text","A Person"],["org",{},"text",["Example Widgets Ltd","Sales"]],["kind",{},"text","org"],["adr",{"cc":"GB","label":"1\nLondon\nUnited States"},"text",["","",["",""],"London","","","France"]]`)),
		rdapText(entity("registrar", `,["fn",{},"text","Example Registrar"]`)),
		rdapText(`,"entities":[{"roles":["registrant"],"vcardArray":["vcard",[["org"],[],["adr",{},"text",7]]]}]`),
		rdapText(`,"entities":` + strings.Repeat("[", 500)),
		rdapText(`,"entities":[` + strings.Repeat(`{"roles":["technical"]},`, 100) + `{}]`),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		body = body[:min(len(body), maxRDAP)]
		var r *record
		var err error
		inTime(t, len(body), func() { r, err = parseRDAP(body, "example.com") })
		if err != nil {
			return
		}
		kept(t, r)
	})
}

// inTime runs f, which reads n bytes, and checks the time that it takes. A machine
// under load stops a program for longer than that: what is too slow has to be so
// again and again.
func inTime(t *testing.T, n int, f func()) (took time.Duration) {
	t.Helper()
	limit := time.Duration(n/1024+1) * 10 * time.Millisecond
	for range 5 {
		began := time.Now()
		f()
		if took = time.Since(began); took <= limit {
			return took
		}
	}
	t.Errorf("%d bytes took %v, limit %v", n, took, limit)
	return took
}

// kept checks what a record promises.
func kept(t *testing.T, r *record) {
	t.Helper()
	if r.domain != "example.com" {
		t.Errorf("about %q", r.domain)
	}
	for _, date := range []string{r.created, r.changed, r.expires} {
		if _, _, ok := moment(date); date != "" && !ok {
			t.Errorf("date %q", date)
		}
	}
	plain := func(text string) {
		if len(text) > maxOrganisation || !utf8.ValidString(text) || strings.ContainsAny(text, "@<>") || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("name %q", text)
		}
	}
	plain(r.registrar)
	if len(r.parties) > maxParties || len(r.nameServers) > maxNameServers || len(r.status) > len(eppStatuses) {
		t.Errorf("too much: %+v", r)
	}
	for _, p := range r.parties {
		plain(p.organisation)
		for _, code := range []string{p.country, p.byName} {
			if code != "" && !place.IsCountry(code) {
				t.Errorf("country %q", code)
			}
		}
		if p.hidden && p.organisation != "" {
			t.Errorf("hidden, and %q", p.organisation)
		}
	}
	for _, name := range r.nameServers {
		if again, err := host.Normalise(name); err != nil || again != name {
			t.Errorf("name server %q", name)
		}
	}
	for _, s := range r.status {
		if eppStatus(s) != s {
			t.Errorf("status %q", s)
		}
	}
	for _, s := range contradictions(r, r) {
		if len(s) > 400 {
			t.Errorf("sentence %q", s)
		}
	}
}

// The slowest texts that are known: many lines that each look like a fact.
func TestReadingTime(t *testing.T) {
	for name, text := range map[string]string{
		"dates":     strings.Repeat("created: 2001-02-03x\n", maxWHOIS/21),
		"spaces":    strings.Repeat("created:  1 2 3 4 5 6\n", maxWHOIS/22),
		"countries": strings.Repeat("registrant country: Atlantis\n", maxWHOIS/29),
		"addresses": strings.Repeat("registrant address: a,b,c,d,e,f,g,h\n", maxWHOIS/36),
		"sections":  strings.Repeat("registrant:\n x\n", maxWHOIS/15),
		"blocks":    strings.Repeat("holder-c: x\n\nnic-hdl: x\n\n", maxWHOIS/26),
		"servers":   strings.Repeat("nserver: \xc3\xbc.example\n", maxWHOIS/21),
		"latin-1":   strings.Repeat("\xff", maxWHOIS),
		"one line":  strings.Repeat("a:", maxWHOIS/2),
	} {
		took := inTime(t, len(text), func() { parseWHOIS("domain: example.com\n"+text, "example.com") })
		t.Logf("%s: %v for each kilobyte", name, took/(maxWHOIS>>10))
	}
}
