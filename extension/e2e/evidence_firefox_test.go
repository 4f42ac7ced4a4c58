package e2e

import (
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// Firefox makes the same, from the dialog and from the window that asks about what
// the network layer holds. (What it knows of the host itself is in the facts, too.)
// Its policy for our pages lets no script read what the links lead to, so the files
// are made once more with the page's own program.
func TestEvidenceInFirefox(t *testing.T) {
	t.Parallel()
	s := setUpFirefox(t)
	set, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	const typed = "zq7.ann@example.org"
	for _, c := range []struct{ name, url, asks, leave string }{
		{"the dialog", "http://forms.example.org/click.html", `
			await page.type('[name=email]', args[0]);
			await page.click('[value=subscribe]');
			const asks = await dialog(15000);
			await asks.waitForSelector('.answers:not(.early)');`, ``},
		{"the window of what is held", "http://forms.example.org/network.html", `
			await page.evaluate((typed) => { form.forename.value = typed; form.target = '_blank'; }, args[0]);
			await page.click('#script');
			const asks = await firefox.stopped(20000, '#back');`,
			`await firefox.answer(page, asks, '#back', firefox.shown);`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := page(t, s.with)
			if err := p.Open(c.url); err != nil {
				t.Fatal(err)
			}
			var got documented
			err := p.Act(c.asks+`
				await firefox.click(asks, '.save');
				let own;
				for (let left = 200; left && !own; left--, await sleep(50)) {
					own = (await firefox.frames()).find(({ url }) => url.includes('/evidence/evidence.html#'))?.frame;
				}
				if (!own) throw new Error('no page with evidence was opened');
				await own.waitForSelector('#json');
				const got = await own.evaluate(async () => {
					const base = location.origin + '/evidence/';
					const [{ make, text }, { markdown }, { article, file }] = await Promise.all(['make.js', 'markdown.js', 'document.js'].map((name) => import(base + name)));
					const json = async (name) => (await fetch(base + name)).json();
					const key = 'evidence:' + location.hash.slice(1);
					const kept = (await chrome.storage.session.get(key))[key];
					const schema = await json('schema.json');
					const made = await make(kept, await json('knowledge.json'), schema);
					const texts = { json: text(made), markdown: markdown(made, schema), html: file('', article(made, schema), '') };
					const files = Object.fromEntries([...document.querySelectorAll('a[download]')].map(({ id, download }) => [id, { name: download, text: texts[id] }]));
					return { kept, files, text: document.body.innerText };
				});
				await own.page().close();`+c.leave+`
				return got;`, &got, typed)
			if err != nil {
				t.Fatal(err)
			}
			got.fits(t)
			got.compare(t, got.native(t, evidence.Know(set), got.Kept.Report))
			if form, found := contains(got.Text+got.Files["json"].Text, typed); found || got.Kept.Occasion != evidence.Held {
				t.Errorf("what was typed is in it: %v, as %s; it is of what was %s", found, form, got.Kept.Occasion)
			}
		})
	}
}
