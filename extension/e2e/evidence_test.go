package e2e

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
	"github.com/formtrace/formtrace/worker/lab"
)

// evidencePage makes evidence with what press does, and waits for the page of it
// (another may still be open).
const evidencePage = `
	const shown = async (press) => {
		const pages = async () => (await page.browser().pages()).filter((one) => one.url().includes('/evidence/evidence.html#'));
		const before = await pages();
		await press();
		for (let left = 200; left; left--, await sleep(50)) {
			const [now] = (await pages()).filter((one) => !before.includes(one));
			if (now) return now;
		}
		throw new Error('no page with evidence was opened');
	};
	const saved = async (own) => {
		await own.waitForSelector('#json', { timeout: 10000 });
		const got = await own.evaluate(async () => {
			const files = {};
			for (const link of document.querySelectorAll('a[download]')) files[link.id] = { name: link.download, text: await (await fetch(link.href)).text() };
			const key = 'evidence:' + location.hash.slice(1);
			return { files, kept: (await chrome.storage.session.get(key))[key], text: document.body.innerText };
		}).catch((error) => { throw new Error(own.url() + ': ' + error.message); });
		return got;
	};
`

// documented is what the page of evidence offers, and what it was made from.
type documented struct {
	Files map[string]struct{ Name, Text string }
	Kept  struct {
		Occasion, Made           string
		Request, Report, Dossier json.RawMessage
		Bundle                   struct {
			Channel, Revision, Rules, Issued, Expires, SHA256 string
			Version                                           uint32
			Stale                                             bool
		}
	}
	Text string
}

// native is the document that the command makes of the same; nil for what is null.
func (d *documented) native(t *testing.T, know *evidence.Knowledge, report []byte) *evidence.Document {
	t.Helper()
	given := func(data json.RawMessage) []byte {
		if string(data) == "null" {
			return nil
		}
		return data
	}
	unix := func(text string) int64 {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at.Unix()
	}
	made, err := time.Parse(time.RFC3339, d.Kept.Made)
	if err != nil {
		t.Fatal(err)
	}
	b := d.Kept.Bundle
	in := &evidence.Known{Occasion: d.Kept.Occasion, Made: made, Request: d.Kept.Request, Report: report, Dossier: given(d.Kept.Dossier),
		Bundle: evidence.Bundle{Channel: b.Channel, Revision: b.Revision, Rules: b.Rules, Version: b.Version, Issued: unix(b.Issued), Expires: unix(b.Expires), Stale: b.Stale}}
	if n, err := hex.Decode(in.Bundle.Digest[:], []byte(b.SHA256)); err != nil || n != 32 {
		t.Fatalf("the rules' digest is %q, %v", b.SHA256, err)
	}
	document, err := know.Make(in)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// words is what a person reads of a page in HTML.
func words(page string) string {
	page = regexp.MustCompile(`(?s)<style>.*?</style>|<title>.*?</title>|</?[a-z]\w*( [^>]*)?>`).ReplaceAllString(page, " ")
	return strings.Join(strings.Fields(html.UnescapeString(page)), "")
}

// compare fails unless what the extension saves is what the command makes: the
// JSON and the Markdown byte for byte, of the HTML every word.
func (d *documented) compare(t *testing.T, want *evidence.Document) {
	t.Helper()
	data, err := want.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var md, page bytes.Buffer
	if err := want.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	if err := want.HTML(&page); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want string }{
		"json":     {d.Files["json"].Text, string(data)},
		"markdown": {d.Files["markdown"].Text, md.String()},
		"html":     {words(d.Files["html"].Text), words(page.String())},
	} {
		if c.got != c.want || c.got == "" {
			at := 0
			for at < min(len(c.got), len(c.want)) && c.got[at] == c.want[at] {
				at++
			}
			from := max(0, at-100)
			t.Errorf("%s, at %d: got …%q\nwant …%q", name, at, c.got[from:min(len(c.got), at+200)], c.want[from:min(len(c.want), at+200)])
		}
	}
}

// fits fails unless a document is as the published schema has it.
func (d *documented) fits(t *testing.T) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(evidence.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:formtrace:evidence:1", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:formtrace:evidence:1")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(d.Files["json"].Text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// The evidence of both states of January 2007, made with one click in the dialog,
// is what the command makes of the same facts, and holds nothing that was typed.
func TestEvidence2007(t *testing.T) {
	s := setUp(t)
	set, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	know := evidence.Know(set)
	b, err := bundle.Open(string(files[pack.Rules]))
	if err != nil {
		t.Fatal(err)
	}
	typed := []string{"zq7forename", "zq7surname", "zq7.ann@example.org"}
	for _, scene := range []struct {
		state, url string
		says       []string
	}{
		{lab.StateA, page2007, []string{"transport/cleartext", "http://pmv2.co.uk/bin/listctrl", "United States", "63.211.10.1", "Level 3"}},
		{lab.StateB, "https://www.mi5.gov.uk/output/Page575.html", []string{"mi5.h0st.biz imitates host.biz", "195.68.228.53", "Easynet", "2003-07-10"}},
	} {
		t.Run(scene.state, func(t *testing.T) {
			s.state(t, scene.state)
			p := page(t, s.with)
			if scene.state == lab.StateA {
				if err := p.Serve("http://www.mi5.gov.uk/*", s.lab.Web); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Open(scene.url); err != nil {
				t.Fatal(err)
			}
			var got documented
			err := p.Act(evidencePage+`
				await page.type('[name=forename]', args[0][0]);
				await page.type('[name=surname]', args[0][1]);
				await page.type('[name=email]', args[0][2]);
				await page.click('[name=go]');
				const asks = await dialog(15000);
				const own = await shown(async () => (await asks.waitForSelector('.save')).click());
				const got = await saved(own);
				await own.emulateMediaType('print');
				await own.screenshot({ path: args[1], fullPage: true });
				await own.pdf({ path: args[2], preferCSSPageSize: true, printBackground: true });
				await own.close();
				return got;`, &got, typed, filepath.Join(t.ArtifactDir(), "print.png"), filepath.Join(t.ArtifactDir(), "print.pdf"))
			if err != nil {
				t.Fatal(err)
			}
			got.fits(t)
			got.compare(t, got.native(t, know, got.Kept.Report))
			// And the inspector, built for this machine, says the same of the request.
			var q inspect.Request
			if err := json.Unmarshal(got.Kept.Request, &q); err != nil {
				t.Fatal(err)
			}
			got.compare(t, got.native(t, know, inspect.New(b).Report(&q)))

			everything := got.Text + string(got.Kept.Request) + string(got.Kept.Report)
			for format, file := range got.Files {
				everything += file.Text
				for _, want := range append(scene.says, "Information Commissioner", "www.mi5.gov.uk/output/Page575.html") {
					if text := file.Text; !strings.Contains(text, want) && !strings.Contains(words(text), strings.ReplaceAll(want, " ", "")) &&
						!strings.Contains(strings.ReplaceAll(text, `\`, ""), want) {
						t.Errorf("%s: %q is missing", format, want)
					}
				}
			}
			for _, value := range typed {
				if form, found := contains(everything, value); found {
					t.Errorf("what was typed, %q, is in it, as %s", value, form)
				}
			}
			if _, offset := must(time.Parse(time.RFC3339, got.Kept.Made)).Zone(); got.Kept.Occasion != evidence.Held || offset != zoneOf(t, s.with) {
				t.Errorf("made %s, %s; want the browser's zone, and that it was held", got.Kept.Made, got.Kept.Occasion)
			}
		})
	}
}

func must(at time.Time, err error) time.Time {
	if err != nil {
		panic(err)
	}
	return at
}

// zoneOf is how far the browser's zone is ahead of UTC, in seconds.
func zoneOf(t *testing.T, b *Browser) (seconds int) {
	t.Helper()
	if err := b.Background(t.Context(), `-60 * new Date().getTimezoneOffset()`, &seconds); err != nil {
		t.Fatal(err)
	}
	return seconds
}

// Evidence can be made from everything else that shows a submission or a host.
func TestEvidenceFromEverywhere(t *testing.T) {
	set, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	know := evidence.Know(set)
	for _, c := range []struct {
		sight, occasion, host, act string
	}{
		{"stopped", evidence.Held, collector, `await (await page.waitForSelector('.save')).click()`},
		{"popup", evidence.Inspected, collector, `await (await page.waitForSelector('.form .save')).click()`},
		{"popup-requests", evidence.Sent, "forms.hubspot.com", `
			await page.evaluate(() => { [...document.querySelectorAll('details.form')].find((one) => one.innerText.includes('forms.hubspot.com')).open = true; });
			await (await page.waitForSelector('details[open] .save')).click()`},
		{"dossier", evidence.Host, "pmv2.co.uk", `await (await page.$$('.save')).at(-1).click()`},
	} {
		t.Run(c.sight, func(t *testing.T) {
			s := setUp(t)
			var p *Page
			for _, sight := range sights {
				if sight.name == c.sight {
					p = sight.show(t, s)
				}
			}
			var got documented
			if err := p.Act(evidencePage+`const own = await shown(async () => { `+c.act+` }); const got = await saved(own); await own.close(); return got;`, &got); err != nil {
				t.Fatal(err)
			}
			got.fits(t)
			report := []byte(got.Kept.Report)
			if string(report) == "null" {
				report = nil
			}
			got.compare(t, got.native(t, know, report))
			if got.Kept.Occasion != c.occasion || !strings.Contains(got.Files["json"].Name, "formtrace-"+c.host) {
				t.Errorf("got %s, %s; want %s of %s", got.Kept.Occasion, got.Files["json"].Name, c.occasion, c.host)
			}
		})
	}
}

// At most ten are kept, and a page of one that is gone says so.
func TestEvidenceIsBounded(t *testing.T) {
	s := setUp(t)
	p := ownPage("/dossier/dossier.html?page=&host=pmv2.co.uk&tab=-1", ".save")(t, s)
	var got struct {
		Kept int
		Says string
	}
	err := p.Act(evidencePage+`
		const opened = [];
		for (let i = 0; i < 11; i++) {
			await page.bringToFront();
			opened.push(await shown(() => page.click('.save')));
		}
		await opened[0].bringToFront();
		await opened[0].reload();
		await opened[0].waitForSelector('main');
		await sleep(300);
		const says = await opened[0].evaluate(() => document.body.innerText);
		for (const one of opened) await one.close();
		const kept = await page.evaluate(async () => Object.keys(await chrome.storage.session.get(null)).filter((key) => key.startsWith('evidence:')).length);
		return { kept, says };`, &got)
	if err != nil || got.Kept != 10 || !strings.Contains(got.Says, "no longer kept") {
		t.Errorf("%d are kept, and the page of the first says %q, %v", got.Kept, got.Says, err)
	}
}
