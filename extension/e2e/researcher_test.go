package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// A researcher's whole way, by the commands of rules/README.md: a new entry,
// refused three times, proved, signed, served by a worker; a running browser takes
// it, and warns of a form that it let go before. Then the next version, and a key
// that is revoked.
func TestResearcher(t *testing.T) {
	st := setUp(t)
	text, err := os.ReadFile(filepath.Join(bring.Root(), "rules", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	sh := newShell(t, bring.Root())
	all := steps(string(text))
	next := func(until string) *step {
		t.Helper()
		for len(all) > 0 {
			one := all[0]
			all = all[1:]
			if one.kind == until {
				return &one
			}
			sh.run(t, one)
		}
		if until != "" {
			t.Fatalf("rules/README.md has no block of kind %q left", until)
		}
		return nil
	}

	refused := 0
	for _, one := range all {
		if strings.Contains(one.text, "./rules lint") && one.wantExit == 1 {
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("lint refuses %d times on the page, want 3", refused)
	}

	// The form goes where nobody has heard anything of.
	p := page(t, st.with)
	if err := p.Open("https://forms.example.org/none.html"); err != nil {
		t.Fatal(err)
	}
	err = p.Act(`await page.evaluate(() => {
		const form = document.createElement('form');
		form.action = 'https://forms.acme-lists.example/subscribe';
		form.method = 'post';
		form.innerHTML = '<input type="email" name="email"><button>Send</button>';
		document.body.append(form);
	})`, nil)
	if err != nil {
		t.Fatal(err)
	}
	popup, err := p.Popup()
	if err != nil {
		t.Fatal(err)
	}
	verdict := func() (form struct {
		Verdict  string
		Operator struct{ Name string }
		Bundle   struct{ Version int }
	}) {
		t.Helper()
		err := popup.Act(`return page.evaluate(() => chrome.runtime.sendMessage({ type: 'overview', tab: Number(new URLSearchParams(location.search).get('tab')) }).then(({ forms }) => forms[0]))`, &form)
		if err != nil {
			t.Fatal(err)
		}
		return form
	}
	if before := verdict(); before.Verdict != "notice" || before.Operator.Name != "" {
		t.Errorf("before: %+v; want a notice, and nobody's name", before)
	}

	serve := next("worker")
	flags := strings.Fields(strings.TrimPrefix(sh.expand(serve.text), "go run ./worker"))
	worker, err := StartWorker(t.Context(), st.worker.command.Path, st.lab, "", flags...)
	if err != nil {
		t.Fatal(err)
	}
	defer worker.Close()
	if build := next("extension"); strings.TrimSpace(build.text) != "go run ./extension build" {
		t.Errorf("the extension is built by %q", build.text)
	}

	// The settings, as the page tells.
	options := page(t, st.with)
	t.Cleanup(func() {
		st.with.Background(t.Context(), `chrome.storage.local.remove(["rootKey", "channel:curated"])`, nil)
	})
	if err := options.Open(st.with.Origin + "/options/options.html"); err != nil {
		t.Fatal(err)
	}
	err = options.Act(`await page.locator('#worker').fill(args[0]);
		await page.click('#save');
		await page.evaluate(() => { document.querySelector('#root').closest('details').open = true; });
		await page.locator('#root').fill(args[1]);
		await page.click('#root-save');`, nil, worker.URL, sh.get("ROOT"))
	if err != nil {
		t.Fatal(err)
	}
	lookNow := func(want string) {
		t.Helper()
		var said string
		for end := time.Now().Add(15 * time.Second); time.Now().Before(end) && !strings.Contains(said, want); time.Sleep(100 * time.Millisecond) {
			err := options.Act(`await page.bringToFront();
				await page.waitForSelector('#look:not(:disabled)', { timeout: 5000 });
				await page.click('#look');
				await page.waitForFunction(() => document.querySelector('#rules-state').textContent === 'Looked.', { timeout: 10000 });
				return page.$eval('#channel-list', (list) => list.innerText)`, &said)
			if err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(said, want) {
			t.Fatalf("the settings do not say %q:\n%s", want, said)
		}
	}
	lookNow("curated 101")
	if after := verdict(); after.Verdict != "warn" || after.Operator.Name != "Acme Lists" || after.Bundle.Version != 101 {
		t.Errorf("after: %+v; want a warning that names Acme Lists", after)
	}

	// The page that was open all the time is judged anew.
	if err := p.Act(`await page.bringToFront(); await page.type('[name=email]', 'a@b.org'); await page.click('form button')`, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	var said string
	if err := p.InDialog(`document.body.innerText`, &said); err != nil || !strings.Contains(said, "Acme Lists") || !strings.Contains(said, "Brazil") {
		t.Errorf("the dialog does not name Acme Lists and Brazil (%v):\n%s", err, said)
	}
	if err := p.Choose(DontSend); err != nil {
		t.Fatal(err)
	}
	if got := st.received("forms.acme-lists.example"); len(got) > 0 {
		t.Errorf("forms.acme-lists.example received %s", list(got))
	}

	// The next version, the revocation and the other key, from the same worker. The
	// first of the blocks that are left publishes; the second revokes.
	one := func() {
		t.Helper()
		sh.run(t, all[0])
		all = all[1:]
	}
	one()
	lookNow("curated 102")
	if after := verdict(); after.Operator.Name != "Acme Mailing Lists" {
		t.Errorf("the next version: %+v; want Acme Mailing Lists", after)
	}
	one()
	lookNow("was revoked since")
	if after := verdict(); after.Operator.Name != "Acme Mailing Lists" || after.Bundle.Version != 102 {
		t.Errorf("with its key revoked: %+v; want the last good one", after)
	}
	next("")
	lookNow("curated 103")
	if after := verdict(); after.Operator.Name != "Acme Mailing Lists" || after.Bundle.Version != 103 {
		t.Errorf("with another key: %+v; want version 103", after)
	}
}
