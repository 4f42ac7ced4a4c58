package e2e

import "fmt"

// The target of every page of forms.example.org that is held: another site,
// without encryption.
const collector = "collect.example.com"

// outcome is what one browser with the extension does with a submission, and
// where that is not to hold it, why.
type outcome struct{ word, why string }

// held: stopped in the page, and sent after consent as it would have gone.
var held = outcome{"held", ""}

// stopped: stopped by the network layer, and sent after consent from its page.
func stopped(why string) outcome { return outcome{"stopped", why} }

// lost: stopped by the network layer, and only to be sent again from the form.
func lost(why string) outcome { return outcome{"lost", why} }

// reported: not interrupted; the popup shows the finding of this rule.
func reported(rule string) outcome { return outcome{"reported", rule} }

// untouched: as without the extension, and nothing is said.
func untouched(why string) outcome { return outcome{"untouched", why} }

// refused: a request that cannot wait is refused at once, as if the network had
// failed. The person is asked, and then it goes when the page tries again.
func refused(why string) outcome { return outcome{"refused", why} }

// unseen: "cannot be seen". It goes unasked, and the popup says so: why is part of
// what it says.
func unseen(why string) outcome { return outcome{"cannot be seen", why} }

// What the popup says of what cannot be seen.
const (
	byCode   = "what the page’s scripts write in a code of their own"
	byWorker = "or send from a worker or as a stream"
	passedOn = "where a server passes it on to"
	noOrigin = "only what is sent by a button is seen, not what scripts send"
)

// way is one way in which a form can be sent. Before consent its target receives
// nothing, unless it cannot be seen; after it exactly what a browser without the
// extension sends (the same method, address, type and bytes, as often), and the
// page's own handlers ran as often.
type way struct {
	name string
	page string // of http://forms.example.org/, or a whole address
	fill string // what the person types; "" is fill, what is typed into most pages
	act  string // how the person or the page sends the form
	bare string // instead of act, in the browser without the extension
	host string // where it arrives; "" is collector
	path string // there; "" when browsers send nothing

	chance string // what may stand in the body or not

	chromium outcome
}

// by presses one of the buttons of requests.html.
func by(name string) string {
	return fmt.Sprintf("await page.click(%q)", `[name="`+name+`"]`)
}

// fill is what a person types into the pages of forms.example.org.
const fill = `
	await page.type('[name=email]', 'a@b.org');
	await page.type('[name=forename]', 'A & Ø');
`

// Other things to type and to press.
const (
	unnamed   = `await page.type('#email', 'a@b.org');`
	onlyEmail = `await page.type('[name=email]', 'a@b.org');`
	waited    = `await page.waitForSelector('[name=email]');` + fill
	inParts   = `
		await (await page.evaluateHandle('parts.email')).type('a@b.org');
		await (await page.evaluateHandle('parts.forename')).type('A & Ø');`
	inFrame = `
		for (let left = 400; !await page.frames()[1]?.$('[name=email]').catch(() => null); await sleep(50)) if (!left--) throw new Error('no form in the frame');
		await page.frames()[1].type('[name=email]', 'a@b.org');
		await page.frames()[1].type('[name=forename]', 'A & Ø');`

	press      = `await page.click('[name=go]')`
	script     = `await page.click('#script')`
	partsGo    = `await (await page.evaluateHandle('parts.button')).click()`
	frameGo    = `await page.frames()[1].click('[name=go]')`
	frameGoJS  = `await page.frames()[1].click('#script')`
	uploadFile = `await (await page.$('[type=file]')).uploadFile(args[0]);`
)

var ways = []way{
	// By a person.
	{name: "a click", page: "click", act: `await page.click('[value=subscribe]')`, path: "/click", chromium: held},
	{name: "a click on the second button", page: "click", act: `await page.click('[value=other]')`, path: "/click", chromium: held},
	{name: "Enter in a field", page: "click", act: `await page.focus('[name=email]'); await page.keyboard.press('Enter')`, path: "/click", chromium: held},
	{name: "Enter in a form without a button", page: "no-button", fill: onlyEmail, act: `await page.keyboard.press('Enter')`, path: "/no-button", chromium: held},
	{name: "a handler that gives it another window", page: "click", act: `await page.evaluate(() => document.forms[0].addEventListener('submit', (event) => { event.target.target = '_blank'; })); await page.click('[value=subscribe]')`, path: "/click", chromium: held},
	{name: "a handler that gives it another window and goes no further", page: "click", act: `await page.evaluate(() => document.forms[0].addEventListener('submit', (event) => { event.target.target = '_blank'; event.stopPropagation(); })); await page.click('[value=subscribe]')`, path: "/click", chromium: held},
	// Whether the second click of two still reaches the page's handler, which then
	// counts it in a field, is a matter of time in any browser; that one is sent is not.
	{name: "a double click", page: "click", act: `await page.click('[value=subscribe]', { count: 2 })`, bare: `await page.click('[value=subscribe]')`, chance: "%2C+2", path: "/click", chromium: held},
	{name: "a picture as button", page: "image", act: `await page.click('[name=at]', { offset: { x: 12, y: 7 } })`, path: "/image", chromium: held},
	{name: "a button that can be pressed once", page: "disabled", act: press, path: "/disabled", chromium: held},
	{name: "fields that must be filled in", page: "required", fill: onlyEmail, act: press + `; await sleep(300); await page.type('[name=forename]', 'A & Ø');` + press, path: "/required", chromium: held},

	// The button's own attributes, and the page's base.
	{name: "formaction", page: "formaction", act: press, path: "/formaction", chromium: held},
	{name: "formmethod", page: "formmethod", act: press, path: "/formmethod", chromium: held},
	{name: "formenctype", page: "formenctype", act: press, path: "/formenctype", chromium: held},
	{name: "a base elsewhere", page: "base", act: press, path: "/base", chromium: held},

	// What is sent, and how it is written.
	{name: "every type of field", page: "types", act: press, path: "/types", chromium: held},
	{name: "text/plain", page: "plain", act: `await page.type('[name=message]', 'two\nlines');` + press, path: "/plain", chromium: held},
	{name: "multipart with a file", page: "multipart", act: uploadFile + press, path: "/multipart", chromium: held},
	{name: "multipart with a folder", page: "directory", act: `await (await page.$('[type=file]')).uploadFile(args[1]); await page.waitForFunction(() => document.querySelector('[type=file]').files.length);` + press, path: "/directory", chromium: held},
	{name: "a page in windows-1252", page: "latin1", act: press, path: "/latin1", chromium: held},
	{name: "accept-charset", page: "accept-charset", act: press, path: "/accept-charset", chromium: held},
	{name: "controls outside the form", page: "outside", act: press, path: "/outside", chromium: held},
	{name: "a page in XHTML", page: "xhtml", act: press, path: "/xhtml", chromium: held},

	// By script.
	{name: "form.submit()", page: "submit", act: script, path: "/submit", chromium: held},
	{name: "form.submit(), GET", page: "submit-get", act: script, path: "/submit-get", chromium: held},
	{name: "requestSubmit(button)", page: "request-submit", act: script, path: "/request-submit", chromium: held},
	{name: "location.href with the fields", page: "location", act: script, path: "/location", chromium: held},
	{name: "location.href with a value", page: "location-bare", act: script, path: "/location-bare", chromium: held},
	{name: "a form made for the moment", page: "made", act: script, path: "/made", chromium: held},
	{name: "a form that is not in the page", page: "disconnected", act: script, chromium: untouched("browsers do not send it")},

	// The page's handlers.
	{name: "the target rewritten", page: "rewritten", act: press, path: "/rewritten", chromium: held},
	{name: "values in the path", page: "path", act: press, path: "/u/a%40b.org/of-A%20&%20%C3%98", chromium: held},
	{name: "an entry added in formdata", page: "formdata", act: press, path: "/formdata", chromium: held},
	{name: "a page that listens to navigations", page: "navigated", act: press, path: "/navigated", chromium: held},
	{name: "a page that stops the events", page: "stopped", act: press, path: "/stopped", chromium: held},
	{name: "fields without names", page: "unnamed", fill: unnamed, act: press, path: "/unnamed", chromium: held},
	{name: "fields without names, and one with", page: "unnamed", fill: unnamed + `await page.click('[name=weekly]');`, act: press, path: "/unnamed", chromium: held},
	{name: "a form taken away", page: "removed", act: press + `; await sleep(500)`, path: "/removed", chromium: held},
	{name: "a form taken away, text/plain", page: "removed", act: `await page.evaluate(() => { form.enctype = 'text/plain'; });` + press + `; await sleep(500)`, path: "/removed", chromium: held},
	{name: "a form taken away, multipart", page: "removed", act: `await page.evaluate(() => { form.enctype = 'multipart/form-data'; });` + press + `; await sleep(500)`, path: "/removed", chromium: held},
	{name: "a form taken away, accept-charset", page: "removed", act: `await page.evaluate(() => { form.acceptCharset = 'windows-1252'; });` + press + `; await sleep(500)`, path: "/removed", chromium: held},

	// Shadow trees and names that hide.
	{name: "a closed shadow root", page: "shadow", fill: inParts, act: partsGo, path: "/shadow", chromium: held},
	{name: "closed shadow roots within each other", page: "nested-shadow", fill: inParts, act: partsGo, path: "/nested-shadow", chromium: held},
	{name: "a closed shadow root, in a new tab", page: "blank-shadow", fill: inParts, act: partsGo, path: "/blank-shadow", chromium: held},
	{name: "a custom element as field", page: "element", fill: `await page.click('page-field'); await page.keyboard.type('a@b.org');`, act: press, path: "/element", chromium: held},
	{name: "fields named like properties", page: "clobbered", act: `await page.click('[name=submit]')`, path: "/clobbered", chromium: held},
	{name: "elements named like properties", page: "clobbered-document", act: press, path: "/clobbered-document", chromium: held},
	{name: "prototypes changed", page: "prototypes", fill: `
		for (const [name, text] of [['email', 'a@b.org'], ['forename', 'A & Ø']]) {
			await page.mouse.click(...await page.place(name));
			await page.keyboard.type(text);
		}`, act: `await page.mouse.click(...await page.place('go'))`, path: "/prototypes", chromium: held},

	// Other windows.
	{name: "a new tab", page: "blank", act: press, path: "/blank", chromium: held},
	{name: "a new tab, GET", page: "blank-get", act: press, path: "/blank-get", chromium: held},
	{name: "a new tab, fields without names", page: "blank-unnamed", fill: unnamed, act: press, path: "/blank-unnamed", chromium: held},
	{name: "a new tab, by script", page: "blank-script", act: script, path: "/blank-script", chromium: held},
	{name: "a window with a name", page: "named-window", act: press, path: "/named-window", chromium: held},
	{name: "a frame with a name", page: "named-frame", act: press, path: "/frame", chromium: held},

	// Frames.
	{name: "a frame", page: "framed", fill: inFrame, act: frameGo, path: "/click", chromium: held},
	{name: "a frame of another site", page: "http://www.example.net/framed.html", fill: inFrame, act: frameGo, path: "/click", chromium: held},
	{name: "a frame of another site, in a new tab", page: "http://www.example.net/framed-blank.html", fill: inFrame, act: frameGo, path: "/blank", chromium: held},
	{name: "a frame of another site, to the top", page: "http://www.example.net/framed-top.html", fill: inFrame, act: frameGo, path: "/framed-top", chromium: held},
	{name: "a frame of another site, to the top, by script", page: "http://www.example.net/framed-top.html", fill: inFrame, act: frameGoJS, path: "/framed-top", chromium: held},
	{name: "srcdoc", page: "srcdoc", fill: inFrame, act: frameGo, path: "/srcdoc", chromium: held},
	{name: "srcdoc, by script", page: "srcdoc", fill: inFrame, act: frameGoJS, path: "/srcdoc", chromium: held},
	{name: "about:blank", page: "about-blank", fill: inFrame, act: frameGo, path: "/about-blank", chromium: held},
	{name: "about:blank, by script", page: "about-blank", fill: inFrame, act: frameGoJS, path: "/about-blank", chromium: held},
	{name: "about:blank, written", page: "written", fill: inFrame, act: frameGo, path: "/written", chromium: held},
	{name: "about:blank, written, by script", page: "written", fill: inFrame, act: frameGoJS, path: "/written", chromium: held},
	{name: "about:blank, gone to", page: "about-blank-again", fill: inFrame, act: frameGo, path: "/about-blank-again", chromium: held},
	{name: "about:blank, gone to, by script", page: "about-blank-again", fill: inFrame, act: frameGoJS, path: "/about-blank-again", chromium: held},
	{name: "a frame that was empty first", page: "late-frame", fill: inFrame, act: frameGo, path: "/by-script", chromium: held},
	{name: "a frame that was empty first, by script", page: "late-frame", fill: inFrame, act: frameGoJS, path: "/by-script", chromium: held},
	{name: "data:", page: "data", fill: inFrame, act: frameGo, path: "/data", chromium: held},
	{name: "data:, by script", page: "data", fill: inFrame, act: frameGoJS, path: "/data", chromium: held},
	{name: "blob:", page: "blob", fill: inFrame, act: frameGo, path: "/blob", chromium: held},
	{name: "blob:, by script", page: "blob", fill: inFrame, act: frameGoJS, path: "/blob", chromium: held},
	{name: "sandbox", page: "sandboxed", fill: inFrame, act: frameGo, path: "/click", chromium: held},
	{name: "sandbox without an origin", page: "opaque", fill: inFrame, act: frameGo, path: "/by-script", chromium: held},
	{name: "sandbox without an origin, by script", page: "opaque", fill: inFrame, act: frameGoJS, path: "/by-script", chromium: lost(noOrigin)},

	// Pages with policies, and pages that come and go in other ways.
	{name: "a strict CSP", page: "csp", act: press, path: "/csp", chromium: held},
	{name: "CSP sandbox", page: "csp-sandbox", act: press, path: "/csp-sandbox", chromium: held},
	{name: "CSP form-action", page: "csp-form", act: press, chromium: held},
	{name: "Trusted Types", page: "trusted-types", act: press, path: "/trusted-types", chromium: held},
	{name: "cross-origin isolation", page: "https://forms.example.org/isolated.html", act: press, path: "/isolated", chromium: held},
	{name: "a prerendered page", page: "speculated", fill: `
		for (let left = 5; ; left--) { // a busy machine may not be ready in time, or its driver lose the page that is exchanged
			try {
				await page.goto('http://forms.example.org/speculated.html');
				await sleep(1000);
				await page.click('#next');
				const began = async () => page.evaluate(() => performance.getEntriesByType('navigation')[0].activationStart);
				let found = 0;
				for (const end = Date.now() + 5000; !found && Date.now() < end; await sleep(100)) found = await began().catch(() => 0);
				if (!found) throw new Error('the page was not prerendered');
				await sleep(300);
				` + fill + `
				break;
			} catch (error) {
				if (!left) throw error;
				page = await renew();
			}
		}`, act: press, path: "/plain", chromium: held},
	{name: "a page from the back-forward cache", page: "plain", fill: `
		for (let left = 5; ; left--) { // a busy machine may not keep it
			` + fill + `
			await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => { if (persisted) window.kept = true; }));
			await page.goto('http://forms.example.org/none.html');
			await page.goBack();
			if (await page.evaluate(() => window.kept)) break;
			if (!left) throw new Error('the page was not kept');
			page = await renew();
			await page.goto('http://forms.example.org/plain.html');
		}
		await page.type('[name=email]', '.uk');`, act: press, path: "/plain", chromium: held},
	{name: "a page that replaces itself", page: "opened", fill: waited, act: press, path: "/opened", chromium: held},
	{name: "a page that replaces itself, in a new tab", page: "opened", fill: waited, act: `await page.click('[value=blank]')`, path: "/opened", chromium: held},

	// Other schemes and methods.
	{name: "mailto:", page: "mailto", act: press, chromium: untouched("the mail program shows it before it sends")},
	{name: "a router's scheme", page: "scheme", act: press, chromium: untouched("no browser sends it")},
	{name: "javascript:", page: "javascript", act: press, chromium: untouched("nothing leaves the page")},
	{name: "method=dialog", page: "dialog", act: press, chromium: untouched("nothing leaves the page")},

	// Not by the form, and not to here.
	{name: "fetch", page: "fetch", act: `await page.click('[value=fetch]')`, path: "/fetch", chromium: held},
	{name: "sendBeacon", page: "fetch", act: `await page.click('[value=beacon]')`, path: "/fetch", chromium: held},
	{name: "passed on by a 307", page: "hop", bare: press,
		act:  press + `; const frame = await dialog(15000); (await frame.waitForSelector('#once')).click().catch(() => {})`,
		path: "/passed-on", chromium: stopped(passedOn)},

	// By scripts, without a form.
	{name: "fetch, urlencoded", page: "requests", act: by("fetch"), path: "/by-script", chromium: held},
	{name: "fetch, JSON", page: "requests", act: by("fetch, JSON"), path: "/by-script", chromium: held},
	{name: "fetch, multipart", page: "requests", act: by("fetch, multipart"), path: "/by-script", chromium: held},
	{name: "fetch, bytes", page: "requests", act: by("fetch, bytes"), path: "/by-script", chromium: held},
	{name: "fetch, Blob", page: "requests", act: by("fetch, Blob"), path: "/by-script", chromium: held},
	{name: "fetch, Request", page: "requests", act: by("fetch, Request"), path: "/by-script", chromium: held},
	{name: "fetch, a copy of a Request", page: "requests", act: by("fetch, Request again"), path: "/by-script", chromium: held},
	{name: "fetch, in the address", page: "requests", act: by("fetch, in the address"), path: "/by-script", chromium: held},
	{name: "fetch, changed afterwards", page: "requests", act: by("fetch, changed afterwards"), path: "/by-script", chromium: held},
	{name: "XMLHttpRequest", page: "requests", act: by("XMLHttpRequest"), path: "/by-script", chromium: held},
	{name: "XMLHttpRequest, multipart", page: "requests", act: by("XMLHttpRequest, multipart"), path: "/by-script", chromium: held},
	{name: "XMLHttpRequest, bytes", page: "requests", act: by("XMLHttpRequest, bytes"), path: "/by-script", chromium: held},
	{name: "XMLHttpRequest, synchronous", page: "requests", act: by("XMLHttpRequest, synchronous"), path: "/by-script", chromium: refused("the script waits in place for its answer")},
	{name: "sendBeacon, urlencoded", page: "requests", act: by("sendBeacon"), path: "/by-script", chromium: held},
	{name: "sendBeacon, Blob", page: "requests", act: by("sendBeacon, Blob"), path: "/by-script", chromium: held},
	{name: "WebSocket", page: "requests", act: by("WebSocket"), path: "/by-script", chromium: held},
	{name: "WebSocket, in the address", page: "requests", act: by("WebSocket, in the address"), path: "/by-script", chromium: refused("it connects when it is made")},
	{name: "EventSource", page: "requests", act: by("EventSource"), path: "/by-script", chromium: refused("it connects when it is made")},
	{name: "an image", page: "requests", act: by("image"), path: "/by-script", chromium: held},
	{name: "an image, by attribute", page: "requests", act: by("image, by attribute"), path: "/by-script", chromium: held},
	{name: "an image, srcset", page: "requests", act: by("image, srcset"), path: "/by-script", chromium: held},
	{name: "a script", page: "requests", act: by("script"), path: "/by-script", chromium: held},
	{name: "the address of a frame", page: "requests", act: by("frame"), path: "/by-script", chromium: held},
	{name: "window.open", page: "requests", act: by("window.open"), path: "/by-script", chromium: held},
	{name: "a worker", page: "requests", act: by("worker"), path: "/by-script", chromium: unseen(byWorker)},
	{name: "a code of its own", page: "requests", act: by("a code of its own"), path: "/by-script", chromium: unseen(byCode)},

	// What is said and not asked.
	{name: "cleartext in the local network", page: "local", act: press, host: "printer.local", path: "/register", chromium: reported("transport/cleartext")},
	{name: "the site itself, encrypted", page: "https://forms.example.org/clear.html", act: press, host: "forms.example.org", path: "/subscribe", chromium: untouched("nothing is found")},
}
