package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/channel/refusals"
)

// publisher serves a published folder as a worker does, and notes what is asked.
type publisher struct {
	*httptest.Server
	mu    sync.Mutex
	files refusals.Files
	asked []string
}

func startPublisher(t *testing.T) *publisher {
	p := new(publisher)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		data, ok := p.files[strings.TrimPrefix(r.URL.Path, "/v1/rules/")]
		p.asked = append(p.asked, r.URL.Path)
		p.mu.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Write(data)
	}))
	t.Cleanup(p.Close)
	return p
}

// publish takes another folder, and returns what was asked of the one before.
func (p *publisher) publish(files refusals.Files) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.asked
	p.files, p.asked = files, nil
	return asked
}

// told returns what was asked since then.
func (p *publisher) told() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// rulesStage is a page with two forms, its popup, and the settings, in any browser.
type rulesStage struct {
	page           *Page
	popup, options ownTab
}

// ownTab is a page of the extension, which the driver keeps under a name.
type ownTab struct {
	page *Page
	name string
}

// Act is Page.Act with this page.
func (o ownTab) Act(code string, result any, args ...any) error {
	return o.page.Act("page = globalThis.rules."+o.name+"; "+code, result, args...)
}

func openRules(t *testing.T, b *Browser) rulesStage {
	t.Helper()
	p := page(t, b)
	s := rulesStage{p, ownTab{p, "popup"}, ownTab{p, "options"}}
	if err := p.Open("http://forms.example.org/none.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(`await page.evaluate(() => {
			for (const host of ['refused.example', 'eu.example.net']) {
				const form = document.createElement('form');
				form.action = 'https://' + host + '/';
				form.method = 'post';
				form.innerHTML = '<input type="email" name="email"><button>Send</button>';
				document.body.append(form);
			}
		});
		const tab = await background('chrome.tabs.query({ url: "http://forms.example.org/none.html" }).then((tabs) => tabs.at(-1).id)');
		const open = async (name) => {
			if (typeof firefox !== 'undefined' && firefox) return firefox.extensionPage(name);
			const opened = await browser.newPage();
			await opened.goto(args[0] + '/' + name, { waitUntil: 'load' });
			return opened;
		};
		globalThis.rules = { popup: await open('popup/popup.html?tab=' + tab), options: await open('options/options.html') };
		rules.options.on('pageerror', (error) => page.errors.push('the settings: ' + error));`, nil, b.Origin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // whatever other tests find is as it was
		p.Act(`for (const own of Object.values(globalThis.rules)) await own.close().catch(() => {});`, nil)
		b.Background(p.ctx, `chrome.storage.local.remove(["rootKey", "channels", "channel:curated"])`, nil)
	})
	return s
}

// state is what the extension knows of a channel.
type state struct {
	Problem   string
	Refused   *struct{ Reason, What string }
	Installed *struct {
		Version int
		Digest  string
	}
}

func (s *state) String() string {
	if s == nil {
		return "nothing"
	}
	return fmt.Sprintf("%+v, installed %+v, refused %+v", *s, s.Installed, s.Refused)
}

// look has the extension look, and returns what it knows then.
func (s rulesStage) look(t *testing.T, id string) (out *state) {
	t.Helper()
	err := s.options.Act(`return page.evaluate(async (id) => {
		await chrome.runtime.sendMessage({ type: 'look', channel: id });
		return (await chrome.storage.local.get('channel:' + id))['channel:' + id] ?? null;
	}, args[0])`, &out, id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// judged is how the popup's reports judge the two forms.
type judged struct {
	Operator struct{ Name string }
	Findings []struct{ Rule, Verdict, Why string }
	Bundle   struct {
		Channel string
		Version int
		Stale   bool
	}
}

func (s rulesStage) judge(t *testing.T) (forms []judged) {
	t.Helper()
	err := s.popup.Act(`return page.evaluate(() => chrome.runtime.sendMessage({ type: 'overview', tab: Number(new URLSearchParams(location.search).get('tab')) }).then(({ forms }) => forms))`, &forms)
	if err != nil || len(forms) != 2 {
		t.Fatalf("%d forms, %v", len(forms), err)
	}
	return forms
}

// marks reports whether a third party's channel warns about a form.
func (j judged) marks() bool {
	return slices.ContainsFunc(j.Findings, func(f struct{ Rule, Verdict, Why string }) bool {
		return f.Rule == refusals.Third+"/breach" && f.Verdict == "warn"
	})
}

// TestChannelsRefused: of the table of what must be refused, everything is, for
// its reason, and the last good one goes on judging.
func TestChannelsRefused(t *testing.T) { refuseAll(t, setUp(t)) }

func TestChannelsRefusedInFirefox(t *testing.T) {
	t.Parallel()
	refuseAll(t, setUpFirefox(t))
}

func refuseAll(t *testing.T, st *stage) {
	t.Helper()
	cases, err := refusals.Cases(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p := startPublisher(t)
	s := openRules(t, st.with)
	set := func(code string, args ...any) {
		t.Helper()
		if err := s.options.Act("await page.evaluate((a, b, c) => "+code+", ...args)", nil, args...); err != nil {
			t.Fatal(err)
		}
	}
	p.publish(refusals.Files{})
	address := p.URL + "/v1/rules/" + refusals.Third
	set(`chrome.storage.local.set({ worker: a, rootKey: b, channels: [{ address: c, key: b }] })`, p.URL, cases[0].Root.String(), address)
	for _, c := range cases {
		id := c.Channel
		if c.Third {
			id = address
		}
		set(`chrome.storage.local.remove('channel:' + a)`, id)
		p.publish(c.Before)
		if got := s.look(t, id); got == nil || got.Installed == nil || got.Installed.Version != refusals.Installed {
			t.Errorf("%s: before: %s", c.Name, got)
			continue
		}
		p.publish(c.Files)
		got := s.look(t, id)
		asked := strings.Join(p.publish(c.Files), " ")
		want := refusals.Installed
		if c.Want == "" {
			want = refusals.Newer
		}
		reason := ""
		if got.Refused != nil {
			reason = got.Refused.Reason
		}
		if reason != string(c.Want) || got.Installed.Version != want || got.Problem != "" {
			t.Errorf("%s: got %s; want version %d, and %q as the reason", c.Name, got, want, c.Want)
		}
		forms := s.judge(t)
		if own := forms[0]; !c.Third && (own.Bundle.Version != want || own.Operator.Name != "Refused Forms") {
			t.Errorf("%s: judged by %+v, operator %q; want version %d", c.Name, own.Bundle, own.Operator.Name, want)
		}
		if c.Third && (!forms[1].marks() || forms[0].Bundle.Channel != refusals.Own) && c.Name != "a scope of every domain" {
			t.Errorf("%s: %+v; want what %s warns of", c.Name, forms[1], refusals.Third)
		}
		whole := strings.Contains(asked, ".bundle")
		if c.Name == "a delta" && (whole || !strings.Contains(asked, ".delta")) || strings.HasPrefix(c.Name, "a damaged delta") && !whole {
			t.Errorf("%s: asked for %s", c.Name, asked)
		}
	}
	if errs, err := s.page.Errors(); err != nil || len(errs) > 0 {
		t.Errorf("the settings: %v, %v", errs, err)
	}
	t.Logf("%d cases", len(cases))
}
