package lookup

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"testing"
)

// testdata/whois holds texts in the shapes of real registries, about names and
// organisations that are invented. What is a person's is marked: every such text
// contains "SECRET".
//
//go:embed testdata/whois
var whoisTexts embed.FS

func whoisText(t testing.TB, name string) string {
	t.Helper()
	text, err := whoisTexts.ReadFile(path.Join("testdata/whois", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// gist is a record in a few words.
func gist(r *record, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	out := fmt.Sprintf("%s %s %s|%s|%s|%s", r.created, r.changed, r.expires, r.registrar, strings.Join(r.nameServers, " "), strings.Join(r.status, " "))
	for _, p := range r.parties {
		out += fmt.Sprintf("|%s %s/%s", p.role, p.organisation, p.country)
		if p.hidden {
			out += " hidden"
		}
		if p.city != "" {
			out += " in " + p.city
		}
		if p.byName != "" {
			out += " by name " + p.byName
		}
	}
	return out
}

func TestParseWHOIS(t *testing.T) {
	for _, c := range []struct{ file, domain, want string }{
		{"icann", "example.com", "1995-08-14T04:00:00Z 2026-01-16T18:26:50Z 2026-08-13T04:00:00Z|Example Registrar, Inc.|a.ns.example b.ns.example|clientDeleteProhibited clientTransferProhibited" +
			"|registrant Example Widgets Ltd/GB|administrative contact Example Widgets Ltd/GB|technical contact /US hidden"},
		{"icann-redacted", "example.com", "2020-02-03T04:05:06Z  2027-02-03T04:05:06Z|Example Registrar, Inc.|a.ns.example|clientTransferProhibited" +
			"|registrant /FR hidden|administrative contact / hidden|technical contact / hidden"},
		{"proxy", "example.com", "2020-02-03T04:05:06Z  2027-02-03T04:05:06Z|Example Registrar, Inc.|a.ns.example|ok|registrant / hidden"},
		{"neulevel", "example.biz", "2003-07-10T12:21:08Z 2006-05-08T09:10:11Z 2008-07-09T23:59:59Z|EXAMPLE REGISTRAR|a.ns.example b.ns.example|clientTransferProhibited" +
			"|registrant Example Widgets/US in London|administrative contact Example Widgets/GB|technical contact /GB|billing contact /GB"},
		{"nominet", "example.co.uk", "1999-08-09 2025-07-31 2027-08-09|Example Registrar Ltd|ns1.example.net ns2.example.net||registrant Example Widgets Ltd/GB"},
		{"nominet-individual", "example.co.uk", "1999-08-09  2027-08-09|Example Registrar Ltd|||registrant /GB"},
		{"denic", "example.de", " 2018-03-12T20:44:25Z ||ns1.example.net ns2.example.net||technical contact Example Hosting GmbH/DE"},
		{"afnic", "example.fr", "1995-01-01T00:00:00Z 2025-05-06T07:08:09Z 2026-12-31T23:00:00Z|EXAMPLE REGISTRAR|ns1.example.net|ok clientTransferProhibited" +
			"|registrant Exemple SARL/FR|technical contact Exemple Hébergement/LU|administrative contact /"},
		{"afnic-person", "example.fr", "2010-01-01T00:00:00Z  |EXAMPLE REGISTRAR|||registrant /FR"},
		{"eurid", "example.eu", "  |Example Registrar NV|ns1.example.net ns2.example.net||registrant / hidden|technical contact Example Hosting NV/"},
		{"jprs", "example.jp", "2001-03-22 2025-04-01 2026-03-31||ns1.example.jp|ok|registrant Example Kabushiki Kaisha, Ltd./"},
		{"jprs-co", "example.co.jp", "2001-03-22 2025-04-01 ||ns1.example.jp||registrant Example Works K.K./|administrative contact /|technical contact /"},
		{"nic-it", "example.it", "1999-09-27 2025-10-13 2026-09-27|Example Registrar s.r.l.|ns1.example.net|ok|registrant Esempio S.p.A./IT|administrative contact Esempio S.p.A./IT|technical contact Example Hosting/IE"},
		{"old-com", "example.com", "2003-07-10 2006-05-08 2008-07-10|EXAMPLE REGISTRAR|a.ns.example b.ns.example||registrant Example Widgets Ltd/GB|administrative contact /|technical contact /"},
		{"verisign", "example.com", "1995-08-14T04:00:00Z 2026-01-16T18:26:50Z 2026-08-13T04:00:00Z|Example Registrar, Inc.|a.ns.example|clientTransferProhibited"},
		{"latin1", "example.de", " 2018-03-12 ||||technical contact Müller & Söhne GmbH/DE"},
	} {
		text := whoisText(t, c.file)
		if c.file == "latin1" {
			text = toLatin1(text)
		}
		if got := gist(parseWHOIS(text, c.domain)); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.file, got, c.want)
		}
	}
}

func toLatin1(text string) string {
	var out []byte
	for _, r := range text {
		out = append(out, byte(r))
	}
	return string(out)
}

func TestParseWHOISOther(t *testing.T) {
	icann := whoisText(t, "icann")
	for _, c := range []struct{ name, text, want string }{
		{"no match", "No match for \"EXAMPLE.COM\".\n>>> Last update of whois database <<<\n", errUnregistered.Error()},
		{"not found", "Domain not found.\n", errUnregistered.Error()},
		{"free", "Domain: example.com\nStatus: free\n", errUnregistered.Error()},
		{"another domain", strings.ReplaceAll(icann, "Domain Name: EXAMPLE.COM", "Domain Name: example.net"), errOtherDomain.Error()},
		{"too often", "Query rate limit exceeded. Try again later.\n", errAskedTooOften.Error()},
		{"empty", "", errAnswer.Error()},
		{"a web page", "<!doctype html><title>Sign in to this network</title>\n", errAnswer.Error()},
		{"no line ends", strings.ReplaceAll(icann, "\n", " "), errAnswer.Error()},
	} {
		r, err := parseWHOIS(c.text, "example.com")
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, %v, want %s", c.name, r, err, c.want)
		}
	}
}

// A text that was cut off gives no half facts.
func TestParseWHOISCut(t *testing.T) {
	whole := whoisText(t, "icann")
	full, err := parseWHOIS(whole, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		r, err := parseWHOIS(whole[:n], "example.com")
		if err != nil {
			continue
		}
		if r.created != "" && r.created != full.created || r.registrar != "" && r.registrar != full.registrar || r.expires != "" && r.expires != full.expires {
			t.Fatalf("cut after %d bytes: %s", n, gist(r, nil))
		}
		if p := r.party(registrant); p != nil && p.organisation != "" && p.organisation != full.party(registrant).organisation {
			t.Fatalf("cut after %d bytes: %s", n, gist(r, nil))
		}
	}
}

func TestDateOf(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2003-07-10", "2003-07-10"},
		{"2003-07-10T12:21:08Z", "2003-07-10T12:21:08Z"},
		{"2003-07-10T12:21:08.123Z", "2003-07-10T12:21:08Z"},
		{"2003-07-10T12:21:08+02:00", "2003-07-10T10:21:08Z"},
		{"2003-07-10T12:21:08+0200", "2003-07-10T10:21:08Z"},
		{"2003-07-10T12:21:08", "2003-07-10"},
		{"2003-07-10 12:21:08", "2003-07-10"},
		{"2003-07-10 12:21:08 UTC", "2003-07-10T12:21:08Z"},
		{"Thu Jul 10 12:21:08 GMT 2003", "2003-07-10T12:21:08Z"},
		{"Thu Jul  3 12:21:08 GMT 2003", "2003-07-03T12:21:08Z"},
		{"10-Jul-2003", "2003-07-10"},
		{"10-JUL-03", "2003-07-10"},
		{"2003/07/10", "2003-07-10"},
		{"2003/07/10 01:05:12 (JST)", "2003-07-10"},
		{"10.07.2003", "2003-07-10"},
		{"20030710", "2003-07-10"},
		{"2003. 07. 10.", "2003-07-10"},
		{"07/10/2003", ""}, // July or October
		{"before Aug-1996", ""},
		{"0001-01-01T00:00:00Z", ""},
		{"9999-12-31", ""},
		{"2003-13-41", ""},
		{"", ""},
		{strings.Repeat("1", 1000), ""},
	} {
		if got := dateOf(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
