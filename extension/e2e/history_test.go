package e2e

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// interruption is an entry of the history.
type interruption struct {
	At       int64         `json:"at"`
	Event    string        `json:"event"`
	Page     string        `json:"page"`
	Target   string        `json:"target"`
	Host     string        `json:"host"`
	Verdict  string        `json:"verdict"`
	Findings []findingKept `json:"findings"`
	Kinds    []string      `json:"kinds"`
	Way      string        `json:"way"`
	Outcome  string        `json:"outcome"`
	Times    int           `json:"times"`
}

type findingKept struct {
	Rule    string `json:"rule"`
	Verdict string `json:"verdict"`
	Title   string `json:"title"`
}

// historyStore is the code for what stands in the store of the history itself,
// past the extension's own reading and writing.
const historyStore = `(mode, what) => new Promise((done, fail) => {
	const open = indexedDB.open('formtrace-history');
	open.onerror = () => fail(open.error);
	open.onsuccess = () => {
		const transaction = open.result.transaction('entries', mode);
		const result = what(transaction.objectStore('entries'));
		transaction.oncomplete = () => { open.result.close(); done(result?.result); };
		transaction.onabort = () => fail(transaction.error);
	};
})`

// instead is the code that puts entries in place of all that are there.
func instead(t *testing.T, entries ...interruption) string {
	t.Helper()
	text, err := json.Marshal(append([]interruption{}, entries...))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`(%s)('readwrite', (store) => { store.clear(); for (const entry of %s) store.add(entry); })`, historyStore, text)
}

func setHistory(t *testing.T, b *Browser, entries ...interruption) {
	t.Helper()
	if err := b.Background(t.Context(), instead(t, entries...), nil); err != nil {
		t.Fatal(err)
	}
}

// history answers the entries as they are kept, the oldest first.
func history(t *testing.T, b *Browser) (entries []interruption) {
	t.Helper()
	if err := b.Background(t.Context(), fmt.Sprintf(`(%s)('readonly', (store) => store.getAll())`, historyStore), &entries); err != nil {
		t.Fatal(err)
	}
	return entries
}

// A told is a step of a person's, and what the history then says of it.
type told struct {
	name, url string
	act       string            // after the page was opened
	before    map[string]any    // what is stored on disk then
	worker    bool              // one is chosen
	then      func(*Page) error // what the person does where something is held or stopped
	want      interruption      // but for time, findings and kinds
	rule      string            // among its findings
}

const (
	// Everything typed and every path has this in it.
	zq7      = "zq7"
	fillZQ7  = `await page.type('[name=email]', 'zq7mailbox@example.org'); await page.type('[name=forename]', 'Zq7forename');`
	abroad   = "https://forms.example.org/abroad.html?zq7query#zq7fragment"
	sent     = `await page.click('[name=go]');`
	moved    = `await background('chrome.storage.local.get("memory").then(({ memory }) => { for (const one of Object.values(memory)) Object.assign(one, { host: "lists.example.net", site: "example.net" }); return chrome.storage.local.set({ memory }); })');`
	goesBack = `if (firefox) await firefox.answer(page, await firefox.stopped(15_000, '#back'), '#back', firefox.shown); else await press('#back');`
)

// choose answers the dialog.
func choose(selector string) func(*Page) error {
	return func(p *Page) error {
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			return fmt.Errorf("no dialog was shown: %w", err)
		}
		return p.Choose(selector)
	}
}

func leaves(p *Page) error {
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		return fmt.Errorf("no dialog was shown: %w", err)
	}
	return p.Open("http://forms.example.org/none.html")
}

// heldThere is an entry of a form of forms.example.org that leads abroad.
func heldThere(event, verdict, outcome string) interruption {
	return interruption{Event: event, Page: "example.org", Target: "example.com", Host: collector, Verdict: verdict, Way: "form", Outcome: outcome, Times: 1}
}

func leaked(outcome string) interruption {
	return interruption{Event: "leak", Page: "example.org", Target: "example.net", Host: "www.example.net", Verdict: "notice", Way: "early", Outcome: outcome, Times: 1}
}

var tolds = []told{
	{name: "not sent", url: abroad, act: fillZQ7 + sent, worker: true, then: choose(DontSend), want: heldThere("held", "warn", "dont"), rule: "transfer/restricted"},
	{name: "left without an answer", url: abroad, act: fillZQ7 + sent, worker: true, then: leaves, want: heldThere("held", "warn", "unanswered")},
	{name: "sent once", url: abroad, act: fillZQ7 + sent, worker: true, then: choose(SendOnce), want: heldThere("held", "warn", "once")},
	{name: "target changed", url: abroad, act: moved + fillZQ7 + sent, worker: true, then: choose(DontSend), want: heldThere("held", "warn", "dont"), rule: "target/changed"},
	{name: "target changed, and only dangers interrupt", url: abroad, act: fillZQ7 + sent, worker: true, before: map[string]any{"strictness": "dangers"}, want: heldThere("changed", "warn", "sent"), rule: "target/changed"},
	{name: "always allowed", url: abroad, act: fillZQ7 + sent, worker: true, before: map[string]any{"strictness": "warnings"}, then: choose(Always), want: heldThere("held", "warn", "always")},
	{name: "sent encrypted", url: "http://forms.example.org/encrypted.html?zq7query", act: fillZQ7 + sent, then: choose("#encrypted:not(:disabled)"), want: heldThere("held", "danger", "encrypted"), rule: "transport/cleartext"},
	{name: "stopped, and gone back", url: "http://forms.example.org/network.html?zq7query", act: stoppedForm, then: func(p *Page) error { return p.Act(stoppedTabs+goesBack, nil) }, want: heldThere("stopped", "danger", "dont")},
	{name: "stopped, and sent", url: "http://forms.example.org/network.html?zq7query", act: stoppedForm, then: (*Page).SendStopped, want: heldThere("stopped", "danger", "once")},
	{name: "the background was stopped while one thought", url: abroad, act: fillZQ7 + sent, worker: true, then: func(p *Page) error {
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			return fmt.Errorf("no dialog was shown: %w", err)
		}
		if err := p.Act(`if (firefox) await firefox.kill(); else {`+kill+`}`, nil); err != nil {
			return err
		}
		return p.Choose(SendOnce)
	}, want: heldThere("held", "warn", "once")},
	{name: "sent while typing", url: leak{channel: "fetch", code: "json"}.address("&zq7query"), act: typeIn, before: map[string]any{"leaks": "report"}, want: leaked("sent"), rule: "leak/before-submit"},
	{name: "refused while typing", url: leak{channel: "fetch", code: "sha256"}.address(""), act: typeIn, before: map[string]any{"leaks": "refuse"}, want: leaked("refused"), rule: "leak/before-submit"},
}

// What a script of a page sends that nobody typed, with a value in it all the same.
const stoppedForm = `await page.evaluate(() => { form.forename.value = 'Zq7forename'; form.email.value = 'zq7mailbox@example.org'; }); await page.click('#script');`

// What was held, stopped, leaked and changed is in the history, with what the
// person chose; no path and nothing typed is, in it or in the rest of the storage.
func TestHistory(t *testing.T) { inBoth(t, testHistory) }

// inBoth runs a test in both browsers at the same time: most of it they wait.
func inBoth(t *testing.T, run func(*testing.T, *stage)) {
	s := setUp(t)
	var both sync.WaitGroup
	both.Go(func() { t.Run("Chromium", func(t *testing.T) { run(t, s) }) })
	both.Go(func() { t.Run("Firefox", func(t *testing.T) { run(t, setUpFirefox(t)) }) })
	both.Wait()
}

// alwaysTold are those that are taken in Firefox: what is another part of the code
// there, and some of what is not.
var alwaysTold = []string{"not sent", "stopped, and gone back", "stopped, and sent", "the background was stopped while one thought", "refused while typing"}

func testHistory(t *testing.T, s *stage) {
	// The first six follow upon each other.
	var taken [2][]told
	for i, one := range tolds {
		if !s.firefox || slices.Contains(alwaysTold, one.name) {
			taken[min(i/6, 1)] = append(taken[min(i/6, 1)], one)
		}
	}
	var mu sync.Mutex
	var entries strings.Builder
	stages := s.pair(t)
	spread(stages, taken[:], func(s *stage, tolds []told) {
		for _, one := range tolds {
			t.Run(one.name, func(t *testing.T) {
				got := one.take(t, s)
				mu.Lock()
				defer mu.Unlock()
				entries.WriteString(indent(got))
			})
		}
	})
	kept := map[string][]string{entries.String(): {zq7, "a@b.org", ".html", "abroad", "leaks?", "https:", "http:", "/network"}}
	for _, s := range stages {
		var storage struct{ Local, Session json.RawMessage }
		err := s.with.Background(t.Context(), `chrome.storage.local.remove("leaks").then(() => Promise.all([chrome.storage.local.get(), chrome.storage.session.get()])).then(([local, session]) => ({ local, session }))`, &storage)
		if err != nil {
			t.Fatal(err)
		}
		kept[string(storage.Local)] = []string{zq7, "a@b.org", "abroad", "network.html"}
		kept[string(storage.Session)] = []string{zq7, "a@b.org"}
	}
	for text, secrets := range kept {
		for _, secret := range secrets {
			if form, found := contains(text, secret); found {
				t.Errorf("%q is, as %s, in\n%.2000s", secret, form, text)
			}
		}
	}
	if !strings.Contains(entries.String(), collector) {
		t.Errorf("the entries do not name a host: the test does not see what it should:\n%s", &entries)
	}
}

// take takes a step on a stage, and answers what it left in the history.
func (one told) take(t *testing.T, s *stage) interruption {
	t.Helper()
	b := s.with
	setHistory(t, b)
	worker := ""
	if one.worker {
		worker = s.asked.URL
	}
	if err := b.Configure(t.Context(), "GB", worker); err != nil {
		t.Fatal(err)
	}
	if one.before != nil {
		store(t, b, one.before)
	}
	p := page(t, b)
	if !s.firefox {
		t.Cleanup(func() { p.Act(closeOthers, nil) })
	}
	if err := p.Open(one.url); err != nil {
		t.Fatal(err)
	}
	if err := p.Act(one.act, nil); err != nil {
		t.Fatal(err)
	}
	if one.then != nil {
		if err := one.then(p); err != nil {
			t.Fatal(err)
		}
	}
	var all []interruption
	is := func() bool {
		if len(all) != 1 {
			return false
		}
		plain := all[0]
		plain.At, plain.Findings, plain.Kinds = 0, nil, nil
		return reflect.DeepEqual(plain, one.want)
	}
	for end := time.Now().Add(5 * time.Second); !is() && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		all = history(t, b)
	}
	if !is() {
		t.Fatalf("the history is %+v, want %+v", all, one.want)
	}
	got := all[0]
	found := slices.ContainsFunc(got.Findings, func(f findingKept) bool { return f.Rule == one.rule && f.Title != "" })
	if one.rule != "" && !found || len(got.Kinds) == 0 {
		t.Errorf("its findings are %+v and kinds %q, want %s and some", got.Findings, got.Kinds, one.rule)
	}
	if age := time.Since(time.UnixMilli(got.At)); age < 0 || age > 2*time.Minute || got.At%60_000 != 0 {
		t.Errorf("it is of %v, want now, to the minute", time.UnixMilli(got.At))
	}
	return got
}

// past makes entries for pictures and searches: of several sites, over half a
// year, of every outcome.
func past(count int) (entries []interruption) {
	sites := []string{"example.org", "mi5.gov.uk", "a-rather-long-name-of-a-site-that-goes-on.example.co.uk", "shop.example", "", "192.0.2.7"}
	hosts := []string{"collect.example.com", "pmv2.co.uk", "mi5.h0st.biz", "forms.a-processor-with-a-long-name.example.net", "www.example.net"}
	finds := [][]findingKept{
		{{"transport/cleartext", "danger", "Not encrypted"}, {"transfer/restricted", "warn", "Leaves your law's protection"}},
		{{"transfer/restricted", "warn", "Leaves your law's protection"}},
		{{"leak/before-submit", "warn", "Sent while you type"}},
		{{"target/changed", "notice", "Another country than before"}},
	}
	outcomes := []string{"unanswered", "dont", "once", "always", "encrypted", "refused", "sent"}
	now := time.Now()
	for i := range count {
		n := count - i // the oldest first
		find := finds[n*5/3%len(finds)]
		one := interruption{
			At: now.Add(-time.Duration(n*n%(n*2+7)) * 86 * time.Minute * time.Duration(min(n, 40)) / 40).Truncate(time.Minute).UnixMilli(), Event: "held",
			Page: sites[n*n%7%len(sites)], Host: hosts[n%len(hosts)], Target: hosts[n%len(hosts)], Verdict: find[0].Verdict, Findings: find,
			Kinds: []string{"email", "name"}, Way: "form", Outcome: outcomes[n%5], Times: 1,
		}
		switch find[0].Rule {
		case "leak/before-submit":
			one.Event, one.Way, one.Outcome, one.Times = "leak", "early", outcomes[5+n%2], 1+n%4
		case "target/changed":
			one.Event, one.Outcome = "changed", "sent"
		}
		entries = append(entries, one)
	}
	return entries
}
