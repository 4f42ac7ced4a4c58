package e2e

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// A leak is what a page's script sends to another site while somebody types.
type leak struct {
	channel, code string
	way           string // as it is reported
	to            string // where it goes; "" is www.example.net
	target        string // as it is reported, when that is not where it goes
	framed        bool   // in a frame of a page of another site
}

func (l leak) name() string {
	name := l.channel + ", " + l.code
	if l.framed {
		name += ", in a frame"
	}
	if l.to != "" {
		name += ", to " + l.to
	}
	return name
}

var leaksWhileTyping = []leak{
	{channel: "fetch", code: "plain", way: "fetch"},
	{channel: "fetch", code: "url", way: "fetch"},
	{channel: "fetch", code: "twice", way: "fetch"},
	{channel: "fetch", code: "json", way: "fetch"},
	{channel: "fetch", code: "escaped", way: "fetch"},
	{channel: "fetch", code: "multipart", way: "fetch"},
	{channel: "fetch", code: "base64", way: "fetch"},
	{channel: "fetch", code: "base64 after one", way: "fetch"},
	{channel: "fetch", code: "base64 after two", way: "fetch"},
	{channel: "fetch", code: "base64 of JSON", way: "fetch"},
	{channel: "fetch", code: "hex", way: "fetch"},
	{channel: "fetch", code: "md5", way: "fetch"},
	{channel: "fetch", code: "sha1", way: "fetch"},
	{channel: "fetch", code: "sha256", way: "fetch"},
	{channel: "fetch", code: "sha256 in base64", way: "fetch"},
	{channel: "address", code: "url", way: "fetch"},
	{channel: "path", code: "base64", way: "fetch"},
	{channel: "host", code: "hex", way: "fetch", target: "x.example.net"},
	{channel: "xhr", code: "json", way: "xhr"},
	{channel: "beacon", code: "plain", way: "beacon"},
	{channel: "socket", code: "json", way: "websocket"},
	{channel: "image", code: "sha256", way: "image"},
	{channel: "script", code: "base64", way: "script"},
	{channel: "fetch", code: "json", way: "fetch", framed: true},
	{channel: "image", code: "md5", way: "image", framed: true},
	{channel: "fetch", code: "json", way: "fetch", to: "forms.hubspot.com"},
}

// noted is what the background keeps of a script's request.
type noted struct {
	Report struct {
		Verdict  string
		Headline string
		Kinds    []string
		Target   struct{ Host, URL string }
		Operator struct{ Name string }
		Findings []struct{ Rule, Why string }
	}
	Script struct {
		URL, Way string
		Early    bool
	}
	Outcome, Test string
}

// address of the page that leaks; more is added to its query.
func (l leak) address(more string) string {
	q := url.Values{"channel": {l.channel}, "code": {l.code}}
	if l.to != "" {
		q.Set("to", l.to)
	}
	page := "https://forms.example.org/leaks.html"
	if l.framed {
		page = "https://www.example.net/framed-leaks.html"
		q.Set("to", "collect.example.com")
	}
	return page + "?" + strings.ReplaceAll(q.Encode(), "+", "%20") + more
}

// typeIn opens the page and types an e-mail address, with a space after it where
// the field takes one and in capitals, so that only the normalised one fits.
const typeIn = `
	for (let left = 100; !await (page.frames()[1] ?? page).$('[name=email]').catch(() => null); await sleep(50)) if (!left--) throw new Error('no field');
	const frame = page.frames()[1] ?? page;
	await frame.focus('[name=email]');
	await sleep(250);
	await frame.type('[name=email]', 'A@b.org');
`

// requests waits for what the background keeps of scripts' requests of a tab.
func requests(t *testing.T, b *Browser, wait time.Duration) (all []noted) {
	t.Helper()
	for end := time.Now().Add(wait); ; time.Sleep(50 * time.Millisecond) {
		if err := b.Background(t.Context(), `chrome.storage.session.get({ requests: {} }).then(({ requests }) => Object.values(requests).flat())`, &all); err != nil {
			t.Fatal(err)
		}
		if len(all) > 0 || time.Now().After(end) {
			return all
		}
	}
}

// Scripts that send what is typed while it is typed are reported, by whatever
// channel and in whatever code: script, target, operator and kind of field. The
// same channels without something typed are not. Nothing that was typed, in no
// code, leaves the page but where its script sends it.
func TestLeaksBeforeSubmission(t *testing.T) {
	s := setUp(t)
	stages := s.pair(t)
	var captures []capture
	for _, s := range stages {
		captures = append(captures, startCapture(t, s.with))
		if err := s.with.Background(t.Context(), `chrome.storage.local.set({ leaks: "report" })`, nil); err != nil {
			t.Fatal(err)
		}
	}
	spread(stages, leaksWhileTyping, func(s *stage, l leak) {
		t.Run(l.name(), func(t *testing.T) { l.run(t, s) })
	})
	spread(stages, []int{0, 1}, func(s *stage, _ int) { t.Run("submitted", func(t *testing.T) { submitted(t, s) }) })
	secrets := []string{"a@b.org", ".a@b.org.", "..a@b.org!"}
	for _, sum := range [][]byte{sum(md5.Sum([]byte("a@b.org"))), sum(sha1.Sum([]byte("a@b.org"))), sum(sha256.Sum256([]byte("a@b.org")))} {
		secrets = append(secrets, fmt.Sprintf("%x", sum), base64.StdEncoding.EncodeToString(sum))
	}
	for _, c := range captures {
		c.noLeak(t, secrets)
	}
}

func sum[T [16]byte | [20]byte | [32]byte](array T) []byte {
	switch a := any(array).(type) {
	case [16]byte:
		return a[:]
	case [20]byte:
		return a[:]
	case [32]byte:
		return a[:]
	}
	return nil
}

func (l leak) run(t *testing.T, s *stage) {
	p := page(t, s.with)
	open := func(more string) {
		t.Helper()
		s.lab.Forget()
		if err := s.with.Background(t.Context(), `chrome.storage.session.remove("requests")`, nil); err != nil {
			t.Fatal(err)
		}
		if err := p.Open(l.address(more)); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(typeIn, nil); err != nil {
			t.Fatal(err)
		}
	}
	open("&with=" + url.QueryEscape("something else"))
	if got := requests(t, s.with, 300*time.Millisecond); len(got) > 0 {
		t.Errorf("without what was typed, reported: %+v", got)
	}
	open("")
	got := requests(t, s.with, 5*time.Second)
	if len(got) != 1 {
		t.Fatalf("reported are %d requests, want one: %+v", len(got), got)
	}
	one := got[0]
	to := l.to
	if to == "" {
		to = "www.example.net"
	}
	if l.framed {
		to = "collect.example.com"
	}
	if l.target != "" {
		to = l.target
	}
	if one.Report.Target.Host != to || one.Script.Way != l.way || !one.Script.Early || one.Script.URL != "https://forms.example.org/leaks.html" || !slices.Equal(one.Report.Kinds, []string{"email"}) {
		t.Errorf("reported is %+v, want of an e-mail address, early, to %s, by %s", one, to, l.way)
	}
	if l.to != "" && one.Report.Operator.Name != "HubSpot" {
		t.Errorf("the operator is %q, want HubSpot", one.Report.Operator.Name)
	}
	why := ""
	for _, finding := range one.Report.Findings {
		if finding.Rule == "leak/before-submit" {
			why = finding.Why
		}
	}
	if !strings.Contains(why, "forms.example.org") || !strings.Contains(why, to) || !strings.Contains(why, "e-mail address") {
		t.Errorf("leak/before-submit says %q, want script, target and kind", why)
	}
	if shown, err := p.Dialog(50 * time.Millisecond); err != nil || shown {
		t.Errorf("a dialog is shown: %v, %v", shown, err)
	}
}

// submitted: what is sent when the person has submitted is no leak; it is judged
// like a form. In cleartext it is held.
func submitted(t *testing.T, s *stage) {
	l := leak{channel: "fetch", code: "json"}
	p := page(t, s.with)
	if err := s.with.Background(t.Context(), `chrome.storage.session.remove("requests")`, nil); err != nil {
		t.Fatal(err)
	}
	s.lab.Forget()
	if err := p.Open(l.address("&with=nothing&submits=" + url.QueryEscape("http://collect.example.com/late"))); err != nil {
		t.Fatal(err)
	}
	if err := p.Act(typeIn+`await frame.click('[name=go]')`, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown: %v", err)
	}
	if got := requests(t, s.with, time.Second); len(got) != 1 || got[0].Script.Early {
		t.Errorf("reported are %+v, want one request that is not early", got)
	}
	if err := p.Choose(DontSend); err != nil {
		t.Fatal(err)
	}
	var told string
	if err := p.Act(`await sleep(200); return page.evaluate(() => String(window.told))`, &told); err != nil || told != "TypeError" {
		t.Errorf("after a no the page is told %q, %v; want TypeError, as when the network fails", told, err)
	}
	if got := s.received("collect.example.com"); len(got) > 0 {
		t.Errorf("after a no the target received %s", list(got))
	}
}

// Who chooses to has it refused: nothing arrives, and to the page it is as if the
// network had failed.
func TestLeaksRefused(t *testing.T) {
	s := setUp(t)
	if err := s.with.Background(t.Context(), `chrome.storage.local.set({ leaks: "refuse" })`, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.with.Background(context.Background(), `chrome.storage.local.remove("leaks")`, nil); err != nil {
			t.Error(err)
		}
	})
	for _, l := range []leak{{channel: "fetch", code: "sha256"}, {channel: "image", code: "base64"}, {channel: "beacon", code: "json"}} {
		t.Run(l.name(), func(t *testing.T) {
			s.lab.Forget()
			if err := s.with.Background(t.Context(), `chrome.storage.session.remove("requests")`, nil); err != nil {
				t.Fatal(err)
			}
			p := page(t, s.with)
			if err := p.Open(l.address("")); err != nil {
				t.Fatal(err)
			}
			if err := p.Act(typeIn, nil); err != nil {
				t.Fatal(err)
			}
			if got := requests(t, s.with, 5*time.Second); len(got) != 1 || got[0].Outcome != "refused" {
				t.Errorf("noted is %+v, want one request, refused", got)
			}
			time.Sleep(300 * time.Millisecond)
			if got := s.received("www.example.net"); len(got) > 0 {
				t.Errorf("the target received %s", list(got))
			}
			var told string
			if err := p.Act(`return page.evaluate(() => String(window.told))`, &told); err != nil || l.channel == "fetch" && told != "TypeError" {
				t.Errorf("the page is told %q, %v; want TypeError", told, err)
			}
		})
	}
	t.Run("switched off for the site", func(t *testing.T) {
		s.lab.Forget()
		if err := s.with.Background(t.Context(), `Promise.all([chrome.storage.session.remove("requests"), chrome.storage.local.set({ off: ["example.org"] })])`, nil); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.with.Background(context.Background(), `chrome.storage.local.remove("off")`, nil); err != nil {
				t.Error(err)
			}
		})
		p := page(t, s.with)
		if err := p.Open(leak{channel: "fetch", code: "sha256"}.address("")); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(typeIn, nil); err != nil {
			t.Fatal(err)
		}
		if got := requests(t, s.with, time.Second); len(got) > 0 {
			t.Errorf("noted is %+v, want nothing", got)
		}
		if got := s.received("www.example.net"); len(got) == 0 {
			t.Error("the target received nothing, want what the script sent")
		}
	})
}
