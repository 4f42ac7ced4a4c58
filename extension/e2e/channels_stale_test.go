package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/channel/refusals"
	"github.com/formtrace/formtrace/rules/rule"
)

const quietly = `kind: exemption
id: quiet
rules: [party/third-party]
lower: clear
when: {target.host: refused.example}
`

const thirdParty = `kind: behaviour
id: party/third-party
status: stable
from: page
confidence: certain
verified: 2026-01-01
cases:
  - {verdict: notice, when: {target.scheme: ftp}, title: T, says: S., instead: I.}
`

// published is a folder with one bundle of the extension's own channel, which
// exempts refused.example and is good until a time.
func published(t *testing.T, version int, until time.Time) (refusals.Files, channel.PublicKey) {
	t.Helper()
	data, err := rule.Compile(fstest.MapFS{
		"channel.yaml": {Data: fmt.Appendf(nil, "kind: channel\nid: curated\nversion: %d\nissued: 2026-01-01\nexpires: %s\n",
			version, until.UTC().Format(time.RFC3339))},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom}\n")},
		"exemptions/quiet.yaml":        {Data: []byte(quietly)},
		"behaviour/a.yaml":             {Data: []byte(thirdParty)}, // named by the exemption; the extension's own rule judges
	})
	if err != nil {
		t.Fatal(err)
	}
	return publishedAs(t, data)
}

// publishedAs is a folder with this bundle, and the public key that signs for it.
func publishedAs(t *testing.T, data []byte) (refusals.Files, channel.PublicKey) {
	t.Helper()
	root, err := channel.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	list, sig, err := channel.SignKeys(root, &channel.Keys{Version: 1, Issued: "2026-01-01T00:00:00Z", Revoked: []string{},
		Keys: []channel.Listed{{Channel: "curated", Key: root.Public(), From: "2026-01-01T00:00:00Z", Until: "2099-01-01T00:00:00Z"}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := channel.PublishKeys(dir, list, fmt.Appendf(nil, `{"key":%q,"signature":%q}`, sig.Key, sig.Signature)); err != nil {
		t.Fatal(err)
	}
	if _, err := channel.Publish(dir, data, channel.Sign(root, data)); err != nil {
		t.Fatal(err)
	}
	files := refusals.Files{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = fs.ReadFile(os.DirFS(dir), name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, root.Public()
}

// lowered reports whether the exemption takes a finding away.
func (j judged) lowered() bool {
	return !slices.ContainsFunc(j.Findings, func(f struct{ Rule, Verdict, Why string }) bool { return f.Rule == "party/third-party" })
}

// TestChannelsStale: nobody is asked before somebody is chosen; what is installed
// and expires goes on, says so, and its exemptions lapse; a bundle that the browser
// threw away is fetched again, and none older.
func TestChannelsStale(t *testing.T) {
	st := setUp(t)
	p := startPublisher(t)
	s := openRules(t, st.with)
	const id = "curated"
	act := func(code string, result any, args ...any) {
		t.Helper()
		if err := s.options.Act("return page.evaluate(async (a, b) => { "+code+" }, ...(args ?? []))", result, args...); err != nil {
			t.Fatal(err)
		}
	}
	act(`await chrome.storage.local.set({ worker: a })`, nil, p.URL)
	if got := s.look(t, id); got != nil {
		t.Errorf("without a root key: %s", got)
	}
	var alarm *struct{ PeriodInMinutes float64 }
	if act(`return (await chrome.alarms.get('channels')) ?? null`, &alarm); alarm != nil {
		t.Errorf("without a root key: an alarm, %+v", alarm)
	}
	if asked := strings.Join(p.publish(nil), " "); strings.Contains(asked, "/v1/rules/") {
		t.Errorf("without a root key: %s", asked)
	}

	files, root := published(t, 1002, time.Now().AddDate(1, 0, 0))
	p.publish(files)
	act(`await chrome.storage.local.set({ rootKey: a })`, nil, root.String())
	if got := s.look(t, id); got == nil || got.Installed == nil || got.Installed.Version != 1002 {
		t.Fatalf("got %s", got)
	}
	if act(`return (await chrome.alarms.get('channels')) ?? null`, &alarm); alarm == nil || alarm.PeriodInMinutes != 12*60 {
		t.Errorf("the alarm: %+v, want twice a day", alarm)
	}
	p.publish(files)
	act(`await chrome.alarms.create('channels', { when: Date.now() + 100, periodInMinutes: 720 })`, nil)
	for end := time.Now().Add(15 * time.Second); !strings.Contains(strings.Join(p.told(), " "), "/v1/rules/curated/about.json"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("when the alarm goes off, nobody is asked")
		}
	}

	// The browser threw the bytes away: the same version may come again, no older.
	act(`const opened = indexedDB.open('formtrace-channels');
		await new Promise((resolve) => (opened.onsuccess = resolve));
		const store = opened.result.transaction('bundles', 'readwrite').objectStore('bundles');
		await new Promise((resolve) => (store.clear().onsuccess = resolve));
		opened.result.close()`, nil)
	p.publish(files)
	if got := s.look(t, id); got.Installed.Version != 1002 || got.Refused != nil || !strings.Contains(strings.Join(p.publish(files), " "), ".bundle") {
		t.Errorf("after its bytes were lost: %s; want it fetched again", got)
	}

	var until time.Time
	for lasts := 4 * time.Second; ; lasts *= 2 { // a busy machine needs longer to take it
		until = time.Now().Add(lasts).Truncate(time.Second)
		files, root = published(t, 1002, until)
		p.publish(files)
		act(`await chrome.storage.local.set({ rootKey: a })`, nil, root.String())
		got := s.look(t, id)
		form := s.judge(t)[0]
		if time.Now().After(until) && lasts < time.Minute {
			continue
		}
		if got == nil || got.Installed == nil || got.Installed.Version != 1002 {
			t.Fatalf("got %s", got)
		}
		if form.Bundle.Stale || !form.lowered() {
			t.Errorf("before its day: %+v; want it fresh, and the exemption to count", form)
		}
		break
	}
	time.Sleep(time.Until(until) + 1100*time.Millisecond)
	if form := s.judge(t)[0]; !form.Bundle.Stale || form.Bundle.Version != 1002 || form.lowered() {
		t.Errorf("after its day: %+v; want it stale, and the exemption to lapse", form)
	}
	var said string
	err := s.options.Act(`await page.bringToFront();
		await page.reload();
		await page.waitForSelector('#channel-list li', { timeout: 10000 });
		return page.$eval('#channel-list', (list) => list.innerText)`, &said)
	if err != nil || !strings.Contains(said, "Out of date: what it exempts counts no longer.") || !strings.Contains(said, "curated 1002") {
		t.Errorf("the settings do not say that the rules are out of date (%v):\n%s", err, said)
	}
	popup, err := s.page.Popup()
	if err != nil {
		t.Fatal(err)
	}
	if err := popup.Act(`return page.$eval('#content', (content) => content.innerText)`, &said); err != nil || !strings.Contains(said, "The rules are out of date (curated)") {
		t.Errorf("the popup does not say that the rules are out of date (%v):\n%s", err, said)
	}
	// As a start of the background would: what is in use is read from what is kept.
	var version int
	act(`const { provide, start, inspect } = await import('/background/inspector.js');
		const { installed } = await import('/background/channels/channels.js');
		provide(installed);
		await start();
		const facts = { page: { url: 'https://a.example/' }, form: { id: '', name: '', index: 0 }, target: { url: 'https://b.example/', queryNames: [], method: 'post', enctype: '', context: '_self' }, fields: [], home: 'GB', now: 1, asked: 'off' };
		return (await inspect(facts)).bundle.version`, &version)
	if version != 1002 {
		t.Errorf("a start of the inspector takes version %d, want 1002", version)
	}
	// One whose bytes are damaged is left out, and that is told.
	act(`const { installed: { digest } } = (await chrome.storage.local.get('channel:curated'))['channel:curated'];
		const opened = indexedDB.open('formtrace-channels');
		await new Promise((resolve) => (opened.onsuccess = resolve));
		const store = opened.result.transaction('bundles', 'readwrite').objectStore('bundles');
		await new Promise((resolve) => (store.put(new ArrayBuffer(300), digest).onsuccess = resolve));
		opened.result.close();
		const inspector = await import('/background/inspector.js?damaged');
		inspector.provide((await import('/background/channels/channels.js')).installed);
		return (await inspector.untaken()).curated`, &said)
	if !strings.Contains(said, "not a Formtrace bundle") {
		t.Errorf("damaged bytes: %q", said)
	}
	// Expired, it is not installed where it is not.
	act(`await chrome.storage.local.remove('channel:curated')`, nil)
	if got := s.look(t, id); got.Installed != nil || got.Refused == nil || got.Refused.Reason != "expired" {
		t.Errorf("an expired one: %s", got)
	}
}

// TestChannelAddedAndRemoved: by address and key, in the settings.
func TestChannelAddedAndRemoved(t *testing.T) {
	st := setUp(t)
	cases, err := refusals.Cases(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var c refusals.Case
	for _, one := range cases {
		if one.Third && one.Want == "" {
			c = one
			break
		}
	}
	p := startPublisher(t)
	p.publish(c.Before)
	s := openRules(t, st.with)
	if form := s.judge(t)[1]; form.marks() {
		t.Errorf("before: %+v", form)
	}
	act := func(code string, result any, args ...any) {
		t.Helper()
		if err := s.options.Act("await page.bringToFront();"+code, result, args...); err != nil {
			t.Fatal(err)
		}
	}
	const fill = `await page.evaluate(() => { document.querySelector('#channel-address').closest('details').open = true; });
		await page.locator('#channel-address').fill(args[0]);
		await page.locator('#channel-key').fill(args[1]);
		await page.click('#channel-add');
		await page.waitForFunction(() => document.querySelector('#rules-state').textContent, { timeout: 5000 });
		const said = await page.$eval('#rules-state', (state) => state.textContent);
		await page.evaluate(() => { document.querySelector('#rules-state').textContent = ''; });
		return said`
	for _, bad := range []struct{ address, key, want string }{
		{"http://forms.example.org/watch", c.Root.String(), "The address must begin with https://"},
		{p.URL + "/v1/rules/watch?x=1", c.Root.String(), "The address must begin with https://"},
		{p.URL + "/v1/rules/watch", "AAAA", "The key must be 32 bytes"},
	} {
		var said string
		if act(fill, &said, bad.address, bad.key); !strings.HasPrefix(said, bad.want) {
			t.Errorf("%s, %s: %q; want %q", bad.address, bad.key, said, bad.want)
		}
	}
	var said string
	if act(fill, &said, p.URL+"/v1/rules/watch/", c.Root.String()); said != "Added." {
		t.Errorf("got %q", said)
	}
	act(`await page.waitForFunction(() => document.querySelector('[data-channel=watch]')?.innerText.includes('watch 1002'), { timeout: 15000 });
		return page.$eval('[data-channel=watch]', (row) => row.innerText)`, &said)
	if !strings.Contains(said, "about example.net") || !strings.Contains(said, "signed by key ") {
		t.Errorf("the row says %q", said)
	}
	if form := s.judge(t)[1]; !form.marks() {
		t.Errorf("added: %+v; want what it warns of", form)
	}
	var left []string
	act(`await page.click('[data-channel=watch] button');
		await page.waitForFunction(() => !document.querySelector('[data-channel=watch]'), { timeout: 10000 });
		return page.evaluate(() => chrome.runtime.sendMessage({ type: 'look', channel: 'none' }).then(() => chrome.storage.local.get(null)).then((all) => Object.keys(all).filter((key) => key.startsWith('channel:http'))))`, &left)
	if form := s.judge(t)[1]; form.marks() || len(left) > 0 {
		t.Errorf("removed: %+v, kept %v", form, left)
	}
}
