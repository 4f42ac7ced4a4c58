package e2e

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// Where pictures of everything that a person sees are kept:
//
//	go test ./extension/e2e -run TestFace -pictures FOLDER
var pictures = flag.String("pictures", "", "folder for pictures of dialog, popup and pages; without it they are artifacts of the test")

// A shape is how somebody looks at a page.
type shape struct {
	name          string
	width, height int
	dark          bool
	language      string
}

var shapes = []shape{
	{"light", 1024, 0, false, "en"},
	{"dark", 1024, 0, true, "en"},
	{"320", 320, 0, false, "en"},
	{"phone", 360, 640, false, "en"},
	{"rtl", 1024, 0, true, "ar"},
}

// A sight is something that a person sees, brought up by show, in a tab or, for
// a dialog, over one.
type sight struct {
	name   string
	dialog bool
	height int // of the window
	show   func(t *testing.T, s *stage) *Page
}

// heldForm opens a page, fills its form in and waits for the dialog.
func heldForm(url, submit string) func(*testing.T, *stage) *Page {
	return func(t *testing.T, s *stage) *Page {
		t.Helper()
		p := page(t, s.with)
		if strings.HasPrefix(url, "http://www.mi5.gov.uk/") {
			if err := p.Serve("http://www.mi5.gov.uk/*", s.lab.Web); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Open(url); err != nil {
			t.Fatal(err)
		}
		err := p.Act(`
			await page.type('[name=email]', 'ann@example.org');
			await page.type('[name=forename]', 'Ann');
			await page.click(args[0]);`, nil, submit)
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
			t.Fatalf("no dialog was shown (%v)", err)
		}
		return p
	}
}

// ownPage opens a page of the extension and waits for an element of it.
func ownPage(path, ready string) func(*testing.T, *stage) *Page {
	return func(t *testing.T, s *stage) *Page {
		t.Helper()
		p := page(t, s.with)
		if err := p.Open(s.with.Origin + path); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(`await page.waitForSelector(args[0], { timeout: 20000 })`, nil, ready); err != nil {
			t.Fatal(err)
		}
		return p
	}
}

const page2007 = "http://www.mi5.gov.uk/output/Page575.html"

var sights = []sight{
	{"dialog-2007-a", true, 768, heldForm(page2007, "[name=go]")},
	{"dialog-warn", true, 768, heldForm("https://forms.example.org/abroad.html", "[name=go]")},
	{"dialog-unknown", true, 768, func(t *testing.T, s *stage) *Page {
		if err := s.with.Configure(t.Context(), "GB", ""); err != nil {
			t.Fatal(err)
		}
		return heldForm("http://forms.example.org/click.html", "[value=subscribe]")(t, s)
	}},
	{"stopped", false, 900, func(t *testing.T, s *stage) *Page {
		p := page(t, s.with)
		if err := p.Open("http://forms.example.org/network.html"); err != nil {
			t.Fatal(err)
		}
		// The one in this tab: another may still be open.
		if err := p.Act(stop+`await page.waitForSelector('.answers:not(.early) #back')`, nil, "Ann", "text/plain"); err != nil {
			t.Fatal(err)
		}
		return p
	}},
	{"popup", false, 900, func(t *testing.T, s *stage) *Page {
		p := page(t, s.with)
		if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
			t.Fatal(err)
		}
		popup, err := p.Popup()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { popup.Close() })
		return popup
	}},
	{"popup-requests", false, 900, func(t *testing.T, s *stage) *Page {
		if err := s.with.Background(t.Context(), `chrome.storage.session.remove("requests")`, nil); err != nil {
			t.Fatal(err)
		}
		p := page(t, s.with)
		// The popup finds its tab by the address, which no other may have.
		address := leak{channel: "fetch", code: "sha256", to: "forms.hubspot.com"}.address("") + fmt.Sprintf("&at=%d", time.Now().UnixNano())
		if err := p.Open(address); err != nil {
			t.Fatal(err)
		}
		if err := p.Act(typeIn, nil); err != nil {
			t.Fatal(err)
		}
		if len(requests(t, s.with, 5*time.Second)) == 0 {
			t.Fatal("nothing was noted")
		}
		popup, err := p.Popup()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { popup.Close() })
		return popup
	}},
	{"dossier", false, 1400, ownPage("/dossier/dossier.html?page=www.mi5.gov.uk&host=pmv2.co.uk&tab=-1", ".card")},
	{"evidence", false, 2600, func(t *testing.T, s *stage) *Page {
		p := ownPage("/dossier/dossier.html?page=&host=pmv2.co.uk&tab=-1", ".save")(t, s)
		var address string
		err := p.Act(evidencePage+`const own = await shown(() => page.click('.save')); const address = own.url(); await own.close(); return address`, &address)
		if err != nil {
			t.Fatal(err)
		}
		return ownPage(strings.TrimPrefix(address, s.with.Origin), "#json")(t, s)
	}},
	{"evidence-2007-a", false, 3600, func(t *testing.T, s *stage) *Page {
		p := heldForm(page2007, "[name=go]")(t, s)
		var address string
		err := p.Act(evidencePage+`const own = await shown(async () => (await (await dialog(5000)).waitForSelector('.save')).click());
			const address = own.url(); await own.close(); return address`, &address)
		if err != nil {
			t.Fatal(err)
		}
		return ownPage(strings.TrimPrefix(address, s.with.Origin), "#json")(t, s)
	}},
	{"first-run", false, 900, func(t *testing.T, s *stage) *Page {
		err := s.with.Background(t.Context(), `chrome.storage.local.remove(["home", "worker"]).then(() => chrome.storage.local.set({ homeGuess: "GB" }))`, nil)
		if err != nil {
			t.Fatal(err)
		}
		return ownPage("/welcome/welcome.html", "#home option:nth-child(100)")(t, s)
	}},
	{"options", false, 2600, ownPage("/options/options.html", "#pairs li")},
	{"history", false, 2600, func(t *testing.T, s *stage) *Page {
		setHistory(t, s.with, past(60)...)
		p := ownPage("/history/history.html", "#chart svg")(t, s)
		if err := p.Act(`await page.click('#chart summary')`, nil); err != nil {
			t.Fatal(err)
		}
		return p
	}},
	{"dialog-2007-b", true, 768, func(t *testing.T, s *stage) *Page {
		s.state(t, lab.StateB)
		return heldForm("https://www.mi5.gov.uk/output/Page575.html", "[name=go]")(t, s)
	}},
}

// Everything that a person sees is whole in both themes, on a narrow window and
// from right to left: axe-core finds no fault, nothing is wider than the window,
// what is hidden is not shown, and answers are not crushed. Each is kept as a picture.
func TestFace(t *testing.T) {
	for _, sight := range sights {
		t.Run(sight.name, func(t *testing.T) {
			s := setUp(t)
			p := sight.show(t, s)
			for _, shape := range shapes[:4] {
				look(t, p, sight, shape)
			}
			if sight.dialog {
				look(t, p, sight, shape{"zoom", 320, 256, false, "en"}) // 400 % of a window of 1280 by 1024
				look(t, p, sight, shape{"forced", 1024, 768, false, "en"})
			}
			store(t, s.with, map[string]any{"language": "ar"})
			look(t, sight.show(t, s), sight, shapes[4])
		})
	}
}

// look gives a page a shape and checks it.
func look(t *testing.T, p *Page, sight sight, shape shape) {
	t.Helper()
	width := shape.width
	if strings.HasPrefix(sight.name, "popup") {
		width = min(400, width)
	}
	height := sight.height
	if shape.height > 0 {
		height = shape.height
	}
	if err := p.Shape(width, height, shape.dark); err != nil {
		t.Fatal(err)
	}
	evaluate := func(code string, result any) error {
		if sight.dialog {
			return p.InDialog(code, result)
		}
		return p.Act("return page.evaluate(args[0])", result, code)
	}
	var wrong string
	err := evaluate(`(async () => {
		for (const details of document.querySelectorAll('details.form, #rules-title ~ details')) details.open = true;
		await new Promise((resolve) => setTimeout(resolve, 150));
		const wide = ({ left, right, width }) => width > 1 && (right > innerWidth + 1 || left < -1);
		const wrong = (one) => (wide(one.getBoundingClientRect()) && 'wider than the window') || (one.hidden && one.checkVisibility() && 'hidden, and shown')
			|| (one.matches('.answers button') && one.offsetHeight > 4.5 * parseFloat(getComputedStyle(one).fontSize) && 'an answer of three lines');
		return [...document.querySelectorAll('*')].flatMap((one) => wrong(one) ? one.tagName + '.' + one.className + ': ' + wrong(one) : []).join('; ');
	})()`, &wrong)
	if err != nil {
		t.Fatal(err)
	}
	if shape.name == "forced" {
		// The browser sets the colours, as in a high-contrast theme, and nothing moves.
		err := p.Act(`await (await dialog(5000)).client.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }, { name: 'prefers-reduced-motion', value: 'reduce' }] })`, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	var spoken string
	if err := evaluate(`document.documentElement.lang + ' ' + document.documentElement.dir`, &spoken); err != nil || spoken != tagged(shape.language) {
		t.Errorf("%s: the document is in %q, %v; want %s", shape.name, spoken, err, shape.language)
	}
	if wrong != "" {
		t.Errorf("%s: %s", shape.name, wrong)
	}
	folder := *pictures
	if folder == "" {
		folder = t.ArtifactDir()
	} else if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := p.Screenshot(filepath.Join(folder, sight.name+"-"+shape.name+".png")); err != nil {
		t.Error(err)
	}
	faults, err := p.Axe(sight.dialog)
	if err != nil {
		t.Error(err)
	}
	for _, fault := range faults {
		t.Errorf("%s: axe: %s", shape.name, fault)
	}
}

// tagged is what a document in a language says of itself.
func tagged(language string) string {
	switch language {
	case "en":
		return "en-GB ltr"
	case "ar":
		return "ar rtl"
	}
	return language + " ltr"
}
