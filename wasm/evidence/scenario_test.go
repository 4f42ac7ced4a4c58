package evidence_test

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

// words is what a person reads of a page in HTML or in Markdown.
func words(s string) string {
	s = regexp.MustCompile(`(?s)<style>.*?</style>|</?\w+( [^>]*)?>`).ReplaceAllString(s, " ")
	s = regexp.MustCompile(`\\([^\w\s])`).ReplaceAllString(html.UnescapeString(s), "$1")
	return strings.Join(strings.Fields(s), " ")
}

// TestScenario: the evidence of both states of January 2007 holds every fact that
// was looked up then, in each form, and its JSON fits the schema.
func TestScenario(t *testing.T) {
	b, s := newBench(t), schema(t)
	both := []string{"Information Commissioner's Office", "https://ico.org.uk/make-a-complaint/data-protection-complaints", "forename", "surname", "email",
		"party/third-party", "www.mi5.gov.uk/output/Page575.html", "WhatCounts", "pmv2.co.uk", "United States", "curated", "DNS over HTTPS"}
	for state, facts := range map[string][]string{
		"a": {"http://pmv2.co.uk/bin/listctrl", "transport/cleartext", "without encryption", "transfer/restricted", "UK GDPR", "63.211.10.1",
			"3356", "Level 3", "2007-01-09", "the host could not be reached", "e-mail marketing", "article 13(1)(e)"},
		"b": {"https://mi5.h0st.biz/xdata.html", "mi5.h0st.biz imitates host.biz", "h0st.biz", "mi5.gov.uk", "195.68.228.53", "merry-3.mailtrack.com",
			"Easynet", "4589", "United Kingdom", "2003-07-10", "2006-05-08", "2008-07-09", "Dotster", "Mailtrack",
			"the registrant's address is in London, its country the United States",
			"the registrant's country is the United States, the technical contact's the United Kingdom",
			"arwen.mailtrack.com", "cirdan.mailtrack.com", "elrond.mailtrack.com", "*.h0st.biz", "Mailtrack Ltd", "DigiCert", "2007-01-11",
			"Apache/1.3.28 (Linux/SuSE) mod_ssl/2.8.15 OpenSSL/0.9.7b PHP/4.3.3", "Powered by", "PHP/4.3.3", "WHOIS of whois.neulevel.biz",
			"a TLS handshake with the host", "a HEAD request to the host", "2007-01-12", "certificate/recent", "software/outdated",
			"registration/inconsistent", "target/changed", "On 9 January 2007 this form went to pmv2.co.uk", "the rules do not know who runs mi5.h0st.biz"},
	} {
		q, dossier := of2007(t, state)
		d := b.document(t, q, dossier)
		for form, text := range forms(t, d) {
			read := text
			if form != "JSON" {
				read = words(text)
			} else {
				fits(t, s, text)
			}
			for _, want := range append(facts, both...) {
				if state == "b" && want == "WhatCounts" || form == "JSON" && want == "Powered by" {
					continue
				}
				if !strings.Contains(read, want) {
					t.Errorf("state %s: %q is missing from the %s", state, want, form)
				}
			}
		}
	}
}
