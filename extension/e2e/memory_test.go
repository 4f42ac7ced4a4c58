package e2e

import (
	"encoding/json"
	"fmt"
	"testing"
)

// The memory of targets notices a move, another country and the loss of
// encryption; it is bounded, forgets after 180 days, holds no address of a page,
// and can be cleared.
func TestMemoryOfTargets(t *testing.T) {
	s := setUp(t)
	const url = "https://forms.example.org/abroad.html"
	p := ask(t, s.with, url, "[name=go]")
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	s.arrived(t, collector)
	type seen struct {
		Host    string `json:"host"`
		Site    string `json:"site"`
		Country string `json:"country"`
		Scheme  string `json:"scheme"`
		At      int64  `json:"at"`
		Kept    int64  `json:"kept"`
	}
	var stored struct{ Memory map[string]seen }
	load := func() {
		t.Helper()
		stored.Memory = nil
		if err := s.with.Background(t.Context(), `chrome.storage.local.get("memory")`, &stored); err != nil {
			t.Fatal(err)
		}
	}
	save := func(memory map[string]seen) {
		t.Helper()
		text, err := json.Marshal(memory)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.with.Background(t.Context(), fmt.Sprintf(`chrome.storage.local.set({ memory: %s })`, text), nil); err != nil {
			t.Fatal(err)
		}
	}
	load()
	if len(stored.Memory) != 1 {
		t.Fatalf("after one submission %d targets are remembered, want one", len(stored.Memory))
	}
	var key string
	var entry seen
	for key, entry = range stored.Memory {
	}
	if entry.Host != collector || entry.Site != "example.com" || entry.Country != "US" || entry.Scheme != "https" {
		t.Errorf("remembered is %+v, want %s in US over https", entry, collector)
	}
	if len(key) != 44 { // 32 bytes in base64
		t.Errorf("its key is %q, want an HMAC-SHA256", key)
	}

	title := func() string {
		t.Helper()
		var reports []Report
		p := ask(t, s.with, url, "[name=go]")
		held, err := s.with.Held(p.ctx)
		if err != nil || len(held) != 1 {
			t.Fatalf("%d submissions wait, %v; want one", len(held), err)
		}
		reports = held
		if err := p.Choose(DontSend); err != nil {
			t.Fatal(err)
		}
		for _, finding := range reports[0].Findings {
			if finding.Rule == "target/changed" {
				return finding.Verdict + ": " + finding.Title
			}
		}
		return ""
	}
	for _, c := range []struct {
		name   string
		change func(*seen)
		want   string
	}{
		{"the same", func(*seen) {}, ""},
		{"another site", func(e *seen) { e.Host, e.Site = "lists.example.net", "example.net" }, "warn: Goes elsewhere than before"},
		{"another host of the site", func(e *seen) { e.Host = "lists.example.com" }, ""},
		{"another country", func(e *seen) { e.Country = "BR" }, "notice: Another country than before"},
		{"another site, 179 days ago", func(e *seen) { e.Host, e.Site = "lists.example.net", "example.net"; e.Kept -= 179 * 86400 }, "warn: Goes elsewhere than before"},
		{"another site, 181 days ago", func(e *seen) { e.Host, e.Site = "lists.example.net", "example.net"; e.Kept -= 181 * 86400 }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := entry
			c.change(&changed)
			save(map[string]seen{key: changed})
			if got := title(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}

	t.Run("down to cleartext", func(t *testing.T) {
		save(map[string]seen{key: entry})
		p := page(t, s.with)
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`await page.evaluate(() => { document.forms[0].action = 'http://collect.example.com/abroad'; });`+fill+`await page.click('[name=go]')`, nil)
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Fatalf("no dialog was shown (%v)", err)
		}
		held, err := s.with.Held(p.ctx)
		if err != nil || len(held) != 1 || !held[0].Has("target/changed") || held[0].Verdict != "danger" {
			t.Errorf("got %+v, %v; want target/changed and a danger", held, err)
		}
	})

	t.Run("bounded", func(t *testing.T) {
		many := map[string]seen{}
		for i := range 600 {
			one := entry
			one.Kept -= int64(i + 1)
			if i < 50 {
				one.Kept -= 181 * 86400
			}
			many[fmt.Sprintf("%044d", i)] = one
		}
		save(many)
		p := ask(t, s.with, url, "[name=go]")
		if err := p.Choose(SendOnce); err != nil {
			t.Fatal(err)
		}
		s.arrived(t, collector)
		load()
		_, newest := stored.Memory[key]
		_, oldest := stored.Memory[fmt.Sprintf("%044d", 599)]
		_, expired := stored.Memory[fmt.Sprintf("%044d", 0)]
		if len(stored.Memory) != 500 || !newest || oldest || expired {
			t.Errorf("%d targets are remembered (the newest: %v, the oldest: %v, one of 181 days: %v); want 500, with the newest and without the others",
				len(stored.Memory), newest, oldest, expired)
		}
	})

	t.Run("cleared", func(t *testing.T) {
		options := page(t, s.with)
		if err := options.Open(s.with.Origin + "/options/options.html"); err != nil {
			t.Fatal(err)
		}
		if err := options.Act(`await page.click('#clear'); await sleep(500)`, nil); err != nil {
			t.Fatal(err)
		}
		load()
		if len(stored.Memory) != 0 {
			t.Errorf("after clearing %d targets are remembered", len(stored.Memory))
		}
	})
}
