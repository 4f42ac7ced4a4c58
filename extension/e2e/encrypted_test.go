package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// Where cleartext is the only fault and the same address answers over https,
// that is offered first, and what is then sent is the same, over https.
func TestSendEncryptedInstead(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	for _, c := range []struct{ name, change, path string }{
		{"click", ``, "/both?list=1"},
		{"multipart", `await page.evaluate(() => { form.enctype = 'multipart/form-data'; });`, "/both?list=1"},
		{"to a new tab", `await page.evaluate(() => { form.target = '_blank'; });`, "/both?list=1"},
		{"formaction", `await page.evaluate(() => { document.querySelector('[name=go]').formAction = 'http://collect.example.com/both'; });`, "/both"},
	} {
		t.Run(c.name, func(t *testing.T) {
			submit := func(b *Browser, secure string) *Page {
				s.lab.Forget()
				s.bare.Forget()
				p := page(t, b)
				t.Cleanup(func() { p.Act(closeOthers, nil) })
				if err := p.Open("http://forms.example.org/encrypted.html"); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(c.change+secure+fill+`await page.click('[name=go]')`, nil); err != nil {
					t.Fatal(err)
				}
				return p
			}
			// As if the page had meant https from the start.
			submit(s.without, `await page.evaluate(() => { for (const one of [form, ...form.elements]) for (const name of ['action', 'formaction']) {
				const value = one.getAttribute(name);
				if (value) one.setAttribute(name, value.replace('http:', 'https:'));
			} });`)
			want := arrived(t, s.bare, collector)

			p := submit(s.with, "")
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Fatalf("no dialog was shown (%v)", err)
			}
			if err := p.Act(`await (await dialog(5000)).waitForSelector('#encrypted:not(:disabled)', { timeout: 5000 })`, nil); err != nil {
				t.Fatal(err)
			}
			var first string
			if err := p.InDialog(`document.querySelector('.answers button').textContent + '/' + document.querySelector('.answers .primary').id`, &first); err != nil || first != "Send encrypted instead/encrypted" {
				t.Errorf("the first answer is %q, %v; want to send it encrypted", first, err)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("before the answer %s received %s", collector, list(got))
			}
			if c.name == "click" {
				if err := p.Screenshot(filepath.Join(t.ArtifactDir(), "dialog-encrypted.png")); err != nil {
					t.Error(err)
				}
			}
			if err := p.Choose("#encrypted"); err != nil {
				t.Fatal(err)
			}
			got := s.arrived(t, collector)
			if list(got) != list(want) {
				t.Errorf("%s received\n%s\nwant, as from a form that says https,\n%s", collector, list(got), list(want))
			}
			if len(got) != 1 || !got[0].TLS || got[0].URL != c.path {
				t.Errorf("%s received %s, want one request for %s over TLS", collector, list(got), c.path)
			}
		})
	}
}

// It is not offered where there is another fault, or where https does not
// answer for that address; asking takes nothing along.
func TestEncryptedIsNotOffered(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct{ name, url, button, worker, says string }{
		{"another fault", "http://forms.example.org/encrypted.html", "[name=go]", s.asked.URL, ""}, // it leaves the law's protection
		{"no such page over https", "http://forms.example.org/click.html", "[value=subscribe]", "", "https does not answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reset(t, s.with, c.worker)
			p := ask(t, s.with, c.url, c.button)
			err := p.Act(`const frame = await dialog(5000);
				await frame.waitForFunction((says) => (document.querySelector('#encrypted')?.textContent ?? '') === says, { timeout: 5000 }, args[0]);
				await sleep(500);
				if (await frame.$('#encrypted:not(:disabled)')) throw new Error('it is offered');
				if (await frame.$eval('.answers .primary', (button) => button.id) !== 'dont') throw new Error('the first answer is not to send nothing');`, nil, c.says)
			if err != nil {
				t.Error(err)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
		})
	}
}

// What the network layer stopped can be sent encrypted too.
func TestStoppedIsSentEncrypted(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/network.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(stoppedTabs+`
		await page.evaluate(() => { form.action = 'http://collect.example.com/both?a=1'; });
		await page.click('[name=go]');
		await stopped('#encrypted:not(:disabled)');
		await page.screenshot({ path: args[0] });
		await press('#encrypted');`, nil, filepath.Join(t.ArtifactDir(), "stopped-encrypted.png"))
	if err != nil {
		t.Fatal(err)
	}
	got := s.arrived(t, collector)
	if len(got) != 1 || !got[0].TLS || got[0].URL != "/both?a=1" || got[0].Header.Get("Origin") != "http://forms.example.org" ||
		string(got[0].Body) != "zeta=1&email=a%40b.org&forename=A+%26+%C3%98&zeta=2&go=send" {
		t.Errorf("%s received %s, want what was stopped, over TLS", collector, list(got))
	}
}

// Whether https answers is not asked where that would tell what is sent.
func TestStoppedPathIsNotAskedFor(t *testing.T) {
	s := setUp(t)
	reset(t, s.with, "")
	err := s.with.Background(t.Context(), `(() => {
		globalThis.realFetch ??= fetch;
		globalThis.fetched = [];
		globalThis.fetch = (url, ...rest) => { fetched.push(String(url)); return realFetch(url, ...rest); };
	})()`, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.with.Background(t.Context(), `(() => { globalThis.fetch = realFetch; })()`, nil)
	for _, c := range []struct {
		name, path, enctype string
		asked               bool
	}{
		{"nothing typed", "/both", "", true},
		{"a value", "/u/a@b.org", "", false},
		{"a value, encoded", "/u/%61%40B.org", "", false},
		{"within a part", "/u/mail-a@b.org-1", "multipart/form-data", false},
		{"plain", "/u/a@b.org", "text/plain", false},
		{"a value of one character", "/u/1/", "", false},
		{"what cannot be decoded", "/u/%FF", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { p.Act(closeOthers, nil) })
			err := p.Act(stoppedTabs+`
				await page.evaluate((path, enctype) => { Object.assign(form, { action: 'http://collect.example.com' + path, enctype, target: '_blank' }); }, args[0], args[1]);
				await page.click('#script');
				const frame = await stopped();
				await sleep(500);
				if ((await frame.$('#encrypted') !== null) !== args[2]) throw new Error('whether https is offered is not as it should be');`, nil, c.path, c.enctype, c.asked)
			if err != nil {
				t.Error(err)
			}
			var fetched []string
			if err := s.with.Background(t.Context(), `fetched.splice(0).filter((url) => url.includes('//collect.example.com'))`, &fetched); err != nil {
				t.Fatal(err)
			}
			if (len(fetched) > 0) != c.asked {
				t.Errorf("asked for %q, want that it asks: %v", fetched, c.asked)
			}
		})
	}
}

// A host that is marked dangerous interrupts in the page and is stopped in the
// network, whatever is sent and however well it is encrypted.
func TestMarkedDangerous(t *testing.T) {
	s := setUp(t)
	const marked = "dangerous.example"
	t.Run("in the page", func(t *testing.T) {
		s.lab.Forget()
		p := page(t, s.with)
		if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(`await page.evaluate(() => { document.forms[0].action = 'https://dangerous.example/x'; });`+fill+`await page.click('[name=go]')`, nil); err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Fatalf("no dialog was shown (%v)", err)
		}
		held, err := s.with.Held(p.ctx)
		if err != nil || len(held) != 1 || !held[0].Has("party/dangerous") || held[0].Verdict != "danger" {
			t.Errorf("got %+v, %v; want party/dangerous", held, err)
		}
		if err := p.Choose(SendOnce); err != nil {
			t.Fatal(err)
		}
		if got := s.arrived(t, marked); len(got) != 1 {
			t.Errorf("after consent %s received %s, want one request", marked, list(got))
		}
	})
	t.Run("in the network", func(t *testing.T) {
		s.lab.Forget()
		p := page(t, s.with)
		if err := p.Open("https://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
		var said string
		err := p.Act(stoppedTabs+`await page.evaluate(() => { form.action = 'https://dangerous.example/x'; });
			await page.click('[name=go]');
			await stopped('#once');
			return page.evaluate(() => document.body.innerText);`, &said)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said, "dangerous.example is marked dangerous") || strings.Contains(said, "without encryption") {
			t.Errorf("the page says %q, want that it is marked dangerous, and nothing of encryption", said)
		}
		if got := s.received(marked); len(got) > 0 {
			t.Errorf("before consent %s received %s", marked, list(got))
		}
		if err := p.Screenshot(filepath.Join(t.ArtifactDir(), "stopped-dangerous.png")); err != nil {
			t.Error(err)
		}
		if err := p.Act(stoppedTabs+`await press('#once')`, nil); err != nil {
			t.Fatal(err)
		}
		if got := s.arrived(t, marked); len(got) != 1 || got[0].Header.Get("Origin") != "https://forms.example.org" {
			t.Errorf("after consent %s received %s, want one request", marked, list(got))
		}
	})
}
