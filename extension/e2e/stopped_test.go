package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// memory is what the code of these tests can use to look into the memory of the
// extension's background: kept(secret) finds the bytes that hold it, whatever
// map they are in, and says whether there are any; wiped() whether those bytes
// are all zero now; told(secret) whether it stands in any text that lives. The
// secret is given in numbers, so that looking does not put it there.
const memory = `
	const isBackground = (target) => target.type() === 'service_worker' && target.url().startsWith('chrome-extension://');
	const open = () => browser.targets().find(isBackground).createCDPSession();
	const kept = async (secret) => {
		const session = await open();
		const { result } = await session.send('Runtime.evaluate', { expression: 'Map.prototype' });
		const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
		const found = await session.send('Runtime.callFunctionOn', {
			objectId: objects.objectId, arguments: [{ value: [...secret].map((character) => character.charCodeAt(0)) }],
			functionDeclaration: 'function (codes) { return this.flatMap((map) => [...map.values()]).flatMap((one) => Object.values(one ?? {}))'
				+ '.find((one) => one instanceof Uint8Array && one.some((_, at) => codes.every((code, i) => one[at + i] === code))); }',
		});
		globalThis.bytes = { session, objectId: found.result.objectId };
		return found.result.objectId !== undefined;
	};
	const wiped = async () => {
		const { session, objectId } = globalThis.bytes;
		const { result } = await session.send('Runtime.callFunctionOn', { objectId, returnByValue: true, functionDeclaration: 'function () { return this.every((byte) => byte === 0); }' });
		await session.detach();
		return result.value;
	};
	const told = async (secret) => {
		const session = await open();
		let heap = '';
		session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => { heap += chunk; });
		await session.send('HeapProfiler.collectGarbage');
		await session.send('HeapProfiler.takeHeapSnapshot');
		await session.detach();
		if (!heap.includes('stopped/stopped.html')) throw new Error('the picture of the heap shows no texts');
		return heap.includes(secret);
	};
`

// stop stops a submission with a secret in it, in network.html.
const stop = stoppedTabs + `
	await page.evaluate((secret, enctype) => { form.forename.value = secret; form.enctype = enctype; }, args[0], args[1]);
	await page.click('[name=go]');
	await stopped();
`

// What was stopped is in the background's memory, nowhere else, and is wiped.
func TestStoppedIsWiped(t *testing.T) {
	s := setUp(t)
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: s.unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, "")
	if err := b.Background(t.Context(), listen, nil); err != nil {
		t.Fatal(err)
	}
	// Five minutes pass in five seconds.
	err = b.Background(t.Context(), `(() => {
		const real = setTimeout;
		globalThis.setTimeout = (what, ms, ...rest) => real(what, globalThis.fast && ms >= 300000 ? ms / 60 : ms, ...rest);
	})()`, nil)
	if err != nil {
		t.Fatal(err)
	}
	keeper := page(t, b) // the browser lives on when the other tab is closed
	for i, c := range []struct {
		name, enctype, act string
		sent               int
		says               string
	}{
		{"five minutes", "application/x-www-form-urlencoded", `await sleep(6000)`, 0, "is no longer kept"},
		{"five minutes, multipart", "multipart/form-data", `await sleep(6000)`, 0, "is no longer kept"},
		{"sent", "application/x-www-form-urlencoded", `await press('#once'); await page.waitForSelector('#received')`, 1, "received"},
		{"sent, multipart", "multipart/form-data", `await press('#once'); await page.waitForSelector('#received')`, 1, "received"},
		{"sent, plain", "text/plain", `await press('#once'); await page.waitForSelector('#received')`, 1, "received"},
		{"gone back", "multipart/form-data", `await press('#back'); await page.waitForSelector('[name=go]')`, 0, "Nothing that a person types"},
		{"tab closed", "text/plain", `await page.close()`, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			if err := b.Background(t.Context(), fmt.Sprintf(`fast = %v`, strings.HasPrefix(c.name, "five")), nil); err != nil {
				t.Fatal(err)
			}
			secret := fmt.Sprintf("zq7secret%d", i)
			p := page(t, b)
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			var before, wiped, told bool
			if err := p.Act(stop+memory+`return kept(args[0])`, &before, secret, c.enctype); err != nil {
				t.Fatal(err)
			}
			if !before {
				t.Fatal("what was stopped was not found in the memory: the test does not see what it should")
			}
			if err := p.Act(stoppedTabs+c.act, nil); err != nil {
				t.Fatal(err)
			}
			if c.says != "" {
				var said string
				if err := p.Act(`return page.evaluate(() => document.body.innerText)`, &said); err != nil || !strings.Contains(said, c.says) {
					t.Errorf("the page says %q, %v; want %q", said, err, c.says)
				}
			}
			if got := s.received(collector); len(got) != c.sent {
				t.Errorf("%s received %s, want %d requests", collector, list(got), c.sent)
			}
			var storage struct{ Local, Session json.RawMessage }
			err := b.Background(t.Context(), `Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then(([local, session]) => ({ local, session }))`, &storage)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{string(storage.Local), string(storage.Session)} {
				if form, found := contains(text, secret); found {
					t.Errorf("the storage contains it, as %s", form)
				}
			}
			var heard []string
			if err := b.Background(t.Context(), `heard.splice(0)`, &heard); err != nil {
				t.Fatal(err)
			}
			with := slices.DeleteFunc(slices.Clone(heard), func(message string) bool { _, found := contains(message, secret); return !found })
			if len(heard) == 0 || len(with) != c.sent {
				t.Errorf("%d of %d messages contain it, want %d:\n%s", len(with), len(heard), c.sent, strings.Join(with, "\n"))
			}
			for _, message := range with {
				if !strings.HasPrefix(message, `port out stopped {"type":"send"`) {
					t.Errorf("it is in a message that sends nothing: %s", message)
				}
			}
			time.Sleep(300 * time.Millisecond)
			if err := keeper.Act(memory+`return wiped()`, &wiped); err != nil || !wiped {
				t.Errorf("its bytes are overwritten: %v, %v", wiped, err)
			}
			if err := keeper.Act(memory+`return told(args[0])`, &told, secret); err != nil || told {
				t.Errorf("afterwards a text in the memory holds it: %v, %v", told, err)
			}
		})
	}
}

// What cannot be sent from the stopped page says so, and is not kept.
func TestStoppedWithFiles(t *testing.T) {
	s := setUp(t)
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("zq7 file content"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, act, says string }{
		// The first hop is asked about in the page, and takes the file along; the second is stopped.
		{"a file", `await page.evaluate(() => { form.enctype = 'multipart/form-data'; form.email.type = 'file'; form.action = 'http://relay.example.org/down'; });
			await (await page.$('[name=email]')).uploadFile(args[0]); await page.click('[name=go]');
			await (await (await dialog(15000)).waitForSelector('#once')).click().catch(() => {})`, "There is a file in it"},
		{"five million bytes", `await page.evaluate(() => { form.forename.value = 'x'.repeat(5e6); }); await page.click('[name=go]')`, "larger than the 4 MB that are kept"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			var got struct {
				Text string
				Send bool
			}
			err := p.Act(stoppedTabs+c.act+`; const frame = await stopped();
				const got = await frame.evaluate(() => ({ text: document.body.innerText, send: document.querySelector('#once') !== null }));
				await press('#back');
				await page.waitForSelector('[name=go]');
				return got;`, &got, letter)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(c.act, "relay") && !strings.Contains(got.Text, "relay.example.org has received it already") {
				t.Errorf("the page says %q, want that the first host has it", got.Text)
			}
			if !strings.Contains(got.Text, c.says) || !strings.Contains(got.Text, "go back") || got.Send {
				t.Errorf("the page says %q and offers to send: %v; want %q and that one goes back", got.Text, got.Send, c.says)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
		})
	}
}

// A page that sends much, from frames that it takes away at once, does not make
// the background keep it all: the oldest is wiped.
func TestStoppedIsBounded(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct {
		name      string
		more      int
		size      int
		forgotten bool
	}{{"few", 5, 1, false}, {"many", 40, 1, true}, {"large", 5, 3_500_000, true}} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			// In a frame without scripts our page claims nothing.
			send := memory + `
				const send = (forename) => page.evaluate(async (forename) => {
					const frame = document.createElement('iframe');
					frame.sandbox = 'allow-forms allow-same-origin';
					form.forename.value = forename;
					const copy = form.cloneNode(true);
					copy.querySelectorAll('button').forEach((button) => button.remove());
					frame.srcdoc = '<body></body>';
					document.body.append(frame);
					await new Promise((loaded) => frame.addEventListener('load', loaded, { once: true }));
					frame.contentDocument.body.append(copy);
					copy.submit();
					for (let left = 250; frame.contentDocument; left--) {
						if (!left) throw new Error('nothing was stopped');
						await new Promise((done) => setTimeout(done, 20));
					}
					frame.remove();
				}, forename);
			`
			var before, wiped bool
			err := p.Act(send+`await send(args[0]); await sleep(300); return kept(args[0]);`, &before, "zq7first"+c.name)
			if err != nil || !before {
				t.Fatalf("what was stopped was found in the memory: %v, %v", before, err)
			}
			err = p.Act(send+`for (let left = args[0]; left; left--) await send('x'.repeat(args[1])); await sleep(300); return wiped();`, &wiped, c.more, c.size)
			if err != nil || wiped != c.forgotten {
				t.Errorf("it is wiped: %v, %v; want %v", wiped, err, c.forgotten)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
		})
	}
}

// The page says what was stopped and why, in every shape that it may be seen in.
func TestStoppedPage(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	for _, c := range []struct {
		width int
		dark  bool
	}{{1024, false}, {1024, true}, {320, false}, {320, true}} {
		if err := p.Open("http://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
		if err := p.Shape(c.width, 720, c.dark); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Text, Focus string
			Wide        bool
		}
		err := p.Act(stop+`return page.evaluate(() => ({ text: document.body.innerText, focus: document.activeElement.id, wide: document.documentElement.scrollWidth > innerWidth }))`, &got, "Ann", "text/plain")
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{
			"Stopped before sending", collector, "Not encrypted", "it may travel where anyone on the way can read it",
			"would be encrypted after all", "Where each fact is from", "Go back", "Send anyway, unencrypted", "five minutes",
		} {
			if !strings.Contains(got.Text, words) {
				t.Errorf("it does not say %q:\n%s", words, got.Text)
			}
		}
		if got.Focus != "back" || got.Wide {
			t.Errorf("%d wide: the focus is on %q, want back; wider than the window: %v", c.width, got.Focus, got.Wide)
		}
		if err := p.Screenshot(filepath.Join(t.ArtifactDir(), fmt.Sprintf("stopped-%d-dark-%v.png", c.width, c.dark))); err != nil {
			t.Error(err)
		}
	}
	if errors, err := p.Errors(); err != nil || len(errors) > 0 {
		t.Errorf("its scripts threw %q, %v", errors, err)
	}
}

// Nothing but the person's own click sends; a page that is loaded again, gone
// back to, or whose background has ended sends nothing.
func TestStoppedIsNotSentByItself(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct{ name, act, says string }{
		{"clicked by a script", `await (await stopped()).evaluate(() => document.querySelector('#once').click())`, "Send anyway"},
		{"loaded again", `await page.reload()`, "is no longer kept"},
		{"gone back and forward", `await page.goBack(); await page.goForward()`, "is no longer kept"},
		{"background ended", stopBackground, "is no longer kept"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			var said string
			err := p.Act(stop+c.act+`; await sleep(1000); return page.evaluate(() => document.body.innerText)`, &said, "Ann", "text/plain")
			if err != nil || !strings.Contains(said, c.says) {
				t.Errorf("the page says %q, %v; want %q", said, err, c.says)
			}
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
		})
	}
}

// In a frame the page around it could dress it up: there it does not ask.
func TestStoppedInAFrameDoesNotAsk(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/network.html"); err != nil {
		t.Fatal(err)
	}
	var buttons []string
	err := p.Act(stoppedTabs+`await page.evaluate(() => fresh());
		return (await stopped('#show')).evaluate(() => [...document.querySelectorAll('button')].map(({ id }) => id))`, &buttons)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(buttons, []string{"show"}) {
		t.Errorf("its buttons are %q, want one that shows it elsewhere", buttons)
	}
}

// A sandboxed frame and an object send nothing either. Where the browser does not
// hand over what was stopped, or lets our page run no script, it cannot be sent
// from there, and that is what it says.
func TestStoppedWhereItCannotBeSent(t *testing.T) {
	s := setUp(t)
	const sandboxed = `(sandbox) => {
		const frame = document.createElement('iframe');
		frame.sandbox = sandbox;
		const copy = form.cloneNode(true);
		copy.querySelectorAll('button').forEach((button) => button.remove());
		frame.srcdoc = copy.outerHTML + (sandbox.includes('scripts') ? '<script>document.forms[0].submit()</' + 'script>' : '');
		frame.addEventListener('load', () => { if (!sandbox.includes('scripts')) frame.contentDocument?.forms[0]?.submit(); }, { once: true });
		document.body.append(frame);
	}`
	for _, c := range []struct{ name, act, says string }{
		{"allow-forms allow-scripts", sandboxed, "cannot be sent from here"},
		{"allow-forms allow-scripts allow-same-origin", sandboxed, "Show what was stopped"},
		{"allow-forms allow-same-origin", sandboxed, "Formtrace has stopped what a form would have sent from here."},
		{"object", `async () => {
			const object = document.createElement('object');
			Object.assign(object, { name: 'there', type: 'text/html', data: '/none.html' });
			document.body.append(object);
			await new Promise((resolve) => object.addEventListener('load', resolve));
			form.target = 'there';
			form.submit();
		}`, "cannot be sent from here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("http://forms.example.org/network.html"); err != nil {
				t.Fatal(err)
			}
			var said string
			err := p.Act(`
				await page.evaluate(`+c.act+`, args[0]);
				let said = 'nothing';
				for (let left = 200; left && !said.includes(args[1]); left--, await sleep(50)) {
					const frame = page.frames().find((frame) => frame.url().includes('stopped.html'));
					said = await frame?.evaluate('document.body.innerText').catch(String) ?? said;
				}
				return said;`, &said, c.name, c.says)
			if err != nil || !strings.Contains(said, c.says) {
				t.Errorf("the frame shows %q, %v; want %q", said, err, c.says)
			}
			time.Sleep(300 * time.Millisecond)
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s", collector, list(got))
			}
		})
	}
}
