package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// text returns what a page shows.
func text(t *testing.T, p *Page) (shown string) {
	t.Helper()
	if err := p.Act(`return page.evaluate(() => document.body.innerText)`, &shown); err != nil {
		t.Fatal(err)
	}
	return shown
}

// popup returns what the popup shows for a page, and leaves a picture of it.
func popup(t *testing.T, p *Page, dark bool, picture string) string {
	t.Helper()
	popup, err := p.Popup()
	if err != nil {
		t.Fatal(err)
	}
	defer popup.Close()
	if err := popup.Shape(400, 1300, dark); err != nil {
		t.Fatal(err)
	}
	if err := popup.Screenshot(filepath.Join(t.ArtifactDir(), picture)); err != nil {
		t.Error(err)
	}
	return text(t, popup)
}

// A home that was only guessed is said to be guessed, and asked about until the
// person has chosen, if only to say that the guess is right.
func TestGuessedHome(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if !b.Welcomed {
		t.Error("the page of the first run was not opened at installation")
	}
	if err := b.Background(t.Context(), `chrome.storage.local.set({ homeGuess: "US" })`, nil); err != nil {
		t.Fatal(err)
	}
	p := page(t, b)
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	for _, dark := range []bool{false, true} {
		shown := popup(t, p, dark, fmt.Sprintf("popup-guessed-dark-%v.png", dark))
		for _, want := range []string{"Your home is guessed from the browser’s language: United States.", "You have not chosen a worker", "Without one,", "Open settings"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the popup does not say %q:\n%s", want, shown)
			}
		}
	}

	options := page(t, b)
	for _, dark := range []bool{true, false} {
		if err := options.Shape(800, 900, dark); err != nil {
			t.Fatal(err)
		}
		if err := options.Open(b.Origin + "/options/options.html"); err != nil {
			t.Fatal(err)
		}
		if err := options.Act(`await page.waitForSelector('#confirm', { visible: true, timeout: 5000 })`, nil); err != nil {
			t.Fatal(err)
		}
		if err := options.Screenshot(filepath.Join(t.ArtifactDir(), fmt.Sprintf("options-guessed-dark-%v.png", dark))); err != nil {
			t.Error(err)
		}
	}
	if shown := text(t, options); !strings.Contains(shown, "Guessed from the browser’s language") || !strings.Contains(shown, "Formtrace sends nothing.") {
		t.Errorf("the settings do not say that the home is guessed, or that nothing is sent:\n%s", shown)
	}
	var home string
	err = options.Act(`await page.click('#confirm');
		await page.waitForSelector('#guessed', { hidden: true, timeout: 5000 });
		return background('chrome.storage.local.get("home").then(({ home }) => home)')`, &home)
	if err != nil || home != "US" {
		t.Errorf("after the guess was confirmed the home is %q, %v; want US", home, err)
	}
	if shown := popup(t, p, false, "popup-chosen.png"); strings.Contains(shown, "Your home is guessed") {
		t.Errorf("the popup still asks for a home that was chosen:\n%s", shown)
	}
}

// The popup names the worker that was asked, also when another has been chosen
// or none since.
func TestLookedUpByThatWorker(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Overview(); err != nil {
		t.Fatal(err)
	}
	for _, worker := range []string{s.asked.URL, ""} {
		if err := s.with.Configure(p.ctx, "GB", worker); err != nil {
			t.Fatal(err)
		}
		if shown := popup(t, p, false, "popup-looked-up.png"); !strings.Contains(shown, "Looked up by "+s.asked.URL) {
			t.Errorf("with worker %q the popup does not name the one that was asked, %s:\n%s", worker, s.asked.URL, shown)
		}
	}
}

// The manifest lets the background reach every address of a worker that the
// settings accept, and no other.
func TestWorkerAddresses(t *testing.T) {
	s := setUp(t)
	healthy := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"status":"ok"}`) })
	v4 := httptest.NewServer(healthy)
	defer v4.Close()
	addresses := map[string]string{
		v4.URL: "answers",
		strings.Replace(v4.URL, "127.0.0.1", "localhost", 1): "answers",
		strings.Replace(v4.URL, "127.0.0.1", "127.0.0.2", 1): "address",
		"http://[::1]:8787":        "address",
		"http://forms.example.org": "address",
	}
	p := page(t, s.with)
	if err := p.Open(s.with.Origin + "/options/options.html"); err != nil {
		t.Fatal(err)
	}
	for address, want := range addresses {
		var got string
		err := p.Act(`return page.evaluate((worker) => chrome.runtime.sendMessage({ type: 'health', worker }).then(({ detail }) => detail), args[0])`, &got, address)
		if err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, %v; want %q", address, got, err, want)
		}
	}
	var refused bool
	if err := s.with.Background(p.ctx, `fetch("http://forms.example.org/").then(() => false, () => true)`, &refused); err != nil || !refused {
		t.Errorf("the background can fetch from everywhere (%v)", err)
	}
}

// A page that leads to more hosts than a page may ask about: the worker is told
// no more names, and the person is told that it was not.
func TestAtMostFiveHostsAPage(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/none.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(`await page.evaluate(() => {
		for (const n of [1, 2, 3, 4, 5, 6]) {
			const form = document.createElement('form');
			form.action = 'http://h' + n + '.limit.example.net/';
			form.method = 'post';
			form.innerHTML = '<input type="email" name="email"><button>Send</button>';
			document.body.append(form);
		}
	})`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if forms, err := p.Overview(); err != nil || len(forms) != 6 {
		t.Fatalf("the popup lists %d forms, %v; want 6", len(forms), err)
	}
	// Neither another address nor what is stopped in a frame makes it another page.
	if err := p.Act(`await page.evaluate(() => history.pushState(null, '', '/other.html'))`, nil); err != nil {
		t.Fatal(err)
	}
	if forms, err := p.Overview(); err != nil || len(forms) != 6 {
		t.Fatalf("the popup lists %d forms, %v; want 6", len(forms), err)
	}
	err = p.Act(stoppedTabs+`await page.evaluate(() => {
			const frame = document.body.appendChild(document.createElement('iframe'));
			frame.contentDocument.body.innerHTML = '<form action="http://h7.limit.example.net/" method="post"><input type="hidden" name="email" value="a@b.org"></form>';
			frame.contentDocument.forms[0].submit();
		});
		await stopped('#show');
		await page.evaluate(() => document.querySelector('iframe').remove());`, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := strings.Join(s.asked.all(), "\n")
	if n := strings.Count(asked, "?include=dns"); n != 5 || strings.Contains(asked, "h6.limit") || strings.Contains(asked, "h7.limit") {
		t.Errorf("the worker was asked about %d hosts, want the first five:\n%s", n, asked)
	}
	for n, want := range map[int]string{
		6: "Nothing was looked up: no worker was told this host’s name.",
		5: "The worker you chose was asked about h5.limit.example.net.",
	} {
		err := p.Act(`await page.type('form:nth-of-type(' + args[0] + ') input', 'a@b.org');
			await page.click('form:nth-of-type(' + args[0] + ') button')`, nil, n)
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Fatalf("no dialog was shown (%v)", err)
		}
		var said string
		if err := p.InDialog(`document.body.textContent`, &said); err != nil || !strings.Contains(said, want) {
			t.Errorf("form %d: the dialog does not say %q (%v):\n%s", n, want, err, said)
		}
		if got := strings.Contains(said, "(this page has led to too many hosts)"); got != (n == 6) {
			t.Errorf("form %d: that it was one host too many is said: %v\n%s", n, got, said)
		}
		if err := p.Choose(DontSend); err != nil {
			t.Fatal(err)
		}
	}
}
