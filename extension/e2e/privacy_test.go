package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Nothing that a person types is in a message between the extension's parts,
// in its storage, or in a request to the worker.
func TestTypedValuesStayInThePage(t *testing.T) {
	s := setUp(t)
	// A browser of its own: what is noted there is noted from the start.
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, s.asked.URL)
	c := startCapture(t, b)
	secrets := []string{"zq7mailbox@example.org", "Zq7forename", "zq7 file content", "zq7secretpath", "zq7fragment", "zq7query"}
	letter := filepath.Join(t.TempDir(), "zq7name.txt")
	if err := os.WriteFile(letter, []byte(secrets[2]), 0o600); err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, "zq7name")

	var told []any
	for _, visit := range []struct{ page, act, choose string }{
		{"http://forms.example.org/multipart.html", `await (await page.$('[name=letter]')).uploadFile(args[0]); await page.click('[name=go]')`, DontSend},
		{"http://forms.example.org/submit-get.html", `await page.click('#script')`, SendOnce},
		{"http://forms.example.org/location.html", `await page.click('#script')`, DontSend},
		{"http://forms.example.org/path.html", `await page.type('[name=forename]', ' zq7secretpath'); await page.click('[name=go]')`, SendOnce},
		{"http://forms.example.org/location-bare.html", `await page.click('#script')`, SendOnce},
		{"https://forms.example.org/abroad.html", `await page.click('[name=go]')`, Always},
	} {
		p := page(t, b)
		if err := p.Open(visit.page + "?token=zq7query#zq7fragment"); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`await page.type('[name=email]', 'zq7mailbox@example.org');
			await page.type('[name=forename]', 'Zq7forename');
			await page.evaluate(() => console.debug('the console is heard'));`+visit.act, nil, letter)
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Fatalf("%s: no dialog was shown (%v)", visit.page, err)
		}
		forms, err := p.Overview()
		if err != nil || len(forms) == 0 {
			t.Fatalf("%s: the popup shows %d forms, %v", visit.page, len(forms), err)
		}
		told = append(told, forms...)
		if err := p.Choose(visit.choose); err != nil {
			t.Fatal(err)
		}
	}

	c.noLeak(t, secrets, told)
	asked := s.asked.all()
	if len(asked) == 0 {
		t.Error("no request to the worker was noted: the test does not see what it should")
	}
	for _, request := range asked {
		if strings.Contains(request, "forms.example.org") {
			t.Errorf("the worker was told the page's site:\n%s", request)
		}
	}
}

// On a page without forms the content scripts register listeners and do
// nothing else: no message, no change to the page.
func TestPageWithoutForms(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Background(t.Context(), listen, nil); err != nil {
		t.Fatal(err)
	}
	var html [2]string
	for i, browser := range []*Browser{s.without, b} {
		p := page(t, browser)
		if err := p.Open("http://forms.example.org/none.html"); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`
			await page.click('h1');
			await page.keyboard.type('words');
			await page.mouse.wheel({ deltaY: 100 });
			await sleep(500);
			return page.evaluate(() => document.documentElement.outerHTML);`, &html[i])
		if err != nil {
			t.Fatal(err)
		}
	}
	if html[0] != html[1] {
		t.Errorf("the page is\n%s\nwant, as without the extension,\n%s", html[1], html[0])
	}
	var heard []string
	if err := b.Background(t.Context(), `heard`, &heard); err != nil {
		t.Fatal(err)
	}
	if len(heard) > 0 {
		t.Errorf("got messages %q, want none", heard)
	}

	// The same notes see a form being filled in, so their silence says something.
	p := page(t, b)
	open(t, p, "http://forms.example.org/click.html", "[value=subscribe]")
	if _, err := p.Dialog(waitForDialog); err != nil {
		t.Fatal(err)
	}
	if err := b.Background(t.Context(), `heard`, &heard); err != nil || len(heard) == 0 {
		t.Errorf("a form was filled in and no message was noted (%v)", err)
	}
}
