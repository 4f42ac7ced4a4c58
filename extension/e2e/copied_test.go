package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// copied presses "Copy as test case" of the only form, or of the only request of
// a script, in the popup of a tab, and pastes what it has put on the clipboard.
func copied(t *testing.T, p *Page, section string) (text string) {
	t.Helper()
	shown, err := p.Popup()
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close()
	err = shown.Act(`
		await page.bringToFront();
		const section = await page.evaluateHandle((words) => [...document.querySelectorAll('section')].find((one) => one.querySelector('h2')?.textContent.includes(words)), args[0]);
		await section.$eval('details', (details) => { details.open = true; });
		const button = await section.waitForSelector('.copy', { timeout: 5000 });
		await button.click();
		for (let left = 40; await button.evaluate((one) => one.textContent) !== 'Copied'; await sleep(50)) if (!left--) throw new Error('not copied');
		await page.evaluate(() => { const area = document.createElement('textarea'); area.id = 'pasted'; document.body.prepend(area); area.focus(); });
		await page.keyboard.down('Control');
		await page.keyboard.press('v');
		await page.keyboard.up('Control');
		return page.$eval('#pasted', (area) => area.value);`, &text, section)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What the popup copies is a rule's test: put under the rule that it names, it
// passes, and nothing that was typed is in it.
func TestCopiedAsTestCase(t *testing.T) {
	s := setUp(t)
	cases := []struct{ name, url, act, section, rule string }{
		{"a form", "http://forms.example.org/click.html", fill, "form", "transport/cleartext danger"},
		{"a leak", leak{channel: "fetch", code: "sha256", to: "forms.hubspot.com"}.address(""), typeIn, "scripts sent", "leak/before-submit notice"},
		{"a request", leak{channel: "image", code: "base64"}.address(""), typeIn, "scripts sent", "transfer/restricted warn"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := page(t, s.with)
			if err := p.Open(c.url); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(c.act, nil); err != nil {
				t.Fatal(err)
			}
			if c.section != "form" && len(requests(t, s.with, 5*time.Second)) == 0 {
				t.Fatal("nothing was noted")
			}
			text := copied(t, p, c.section)
			for _, typed := range []string{"a@b.org", "A & Ø"} {
				if form, found := contains(text, typed); found {
					t.Errorf("what was typed is, as %s, in\n%s", form, text)
				}
			}
			if !strings.HasPrefix(text, "  # a hit of "+c.rule) {
				t.Fatalf("copied is\n%s\nwant a hit of %s", text, c.rule)
			}
			id, _, _ := strings.Cut(c.rule, " ")
			before, after := testWith(t, id, ""), testWith(t, id, text)
			if len(after.Errors) > 0 || after.Hits != before.Hits+1 {
				t.Errorf("with\n%s\n%d hits, %v; want %d and no error", text, after.Hits, after.Errors, before.Hits+1)
			}
			if wrong := testWith(t, id, strings.Replace(text, "\n    target: \"", "\n    target: \"https://forms.example.org/\" # ", 1)); len(wrong.Errors) == 0 {
				t.Error("with another target it passes too: the test does not see what it should")
			}
		})
	}
}

// testWith runs the rules' own tests, with a hit more of one rule.
func testWith(t *testing.T, id, hit string) rule.Result {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(bring.Root(), "rules", "curated"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "behaviour", strings.ReplaceAll(id, "/", "-")+".yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	added := regexp.MustCompile(`(?m)^hit:\n`).ReplaceAllLiteral(text, []byte("hit:\n"+hit))
	if err := os.WriteFile(file, added, 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := rule.Load(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	return set.Test()
}
