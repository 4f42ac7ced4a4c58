package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// application serves one single-page application and notes what its own server
// is asked.
type application struct {
	script []byte
	mu     sync.Mutex
	asked  string
}

func (a *application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/app.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(a.script)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		body, _ := io.ReadAll(r.Body)
		a.mu.Lock()
		defer a.mu.Unlock()
		a.asked += fmt.Sprintf("%s %s %q %q\n", r.Method, r.URL, r.Header.Get("Content-Type"), body)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, `<!doctype html><html lang="en"><title>A single-page application</title><link rel="icon" href="data:,"><div id="app"></div><script src="/app.js"></script>`)
	}
}

func (a *application) list() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked
}

// fillApp fills in the form of an application and sends it; it answers what the
// person is told.
const fillApp = `
	await page.waitForSelector('[name=email]');
	await page.type('[name=email]', 'a@b.org');
	await page.type('[name=forename]', 'Annabel');
	await page.click('[name=go]');
`

const toldApp = `
	await page.waitForFunction(() => !/^(|Sending…)$/.test(document.querySelector('#told').textContent), { timeout: 10000 });
	return page.$eval('#told', (one) => one.textContent);
`

// Single-page applications that post with fetch work with the extension as
// without. Sent to a host that is dangerous they are held, and say what they say
// when the network fails, or go as they would have gone.
func TestSinglePageApplications(t *testing.T) { singlePageApplications(t, setUp(t)) }

func TestSinglePageApplicationsInFirefox(t *testing.T) {
	t.Parallel()
	singlePageApplications(t, setUpFirefox(t))
}

func singlePageApplications(t *testing.T, s *stage) {
	folder := t.TempDir()
	command := exec.CommandContext(t.Context(), "node", filepath.Join(bring.Root(), "extension", "e2e", "spa", "build.mjs"), folder)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("building the applications: %v\n%s", err, output)
	}
	for _, name := range []string{"react", "vue", "svelte"} {
		t.Run(name, func(t *testing.T) {
			script, err := os.ReadFile(filepath.Join(folder, name+".js"))
			if err != nil {
				t.Fatal(err)
			}
			host := name + ".example.org"
			with, bare := &application{script: script}, &application{script: script}
			for l, app := range map[*lab.Lab]*application{s.lab: with, s.bare: bare} {
				l.Handle(host, app)
				t.Cleanup(func() { l.Handle(host, nil) })
			}
			send := func(b *Browser, query, then string) (p *Page, told string) {
				t.Helper()
				p = page(t, b)
				if err := p.Open("https://" + host + "/" + query); err != nil {
					t.Fatal(err)
				}
				if err := p.Act(fillApp+then, &told); err != nil {
					t.Fatal(err)
				}
				return p, told
			}
			told := func(p *Page) (text string) {
				t.Helper()
				if err := p.Act(toldApp, &text); err != nil {
					t.Fatal(err)
				}
				return text
			}

			_, want := send(s.without, "", toldApp)
			p, got := send(s.with, "", toldApp)
			if got != want || want != "Thank you, Annabel." {
				t.Errorf("the person is told %q, want, as without the extension, %q", got, want)
			}
			if errors, err := p.Errors(); err != nil || len(errors) > 0 {
				t.Errorf("the application's scripts threw %q, %v", errors, err)
			}
			if got, want := with.list(), bare.list(); got != want || strings.Count(want, "\n") != 2 {
				t.Errorf("its server was asked\n%swant, as without the extension,\n%s", got, want)
			}

			to := "?to=https://dangerous.example/subscribe"
			s.lab.Forget()
			s.bare.Forget()
			_, want = send(s.without, to, toldApp)
			arrivedBare := list(received(s.bare, "dangerous.example"))
			for _, answer := range []string{DontSend, SendOnce} {
				p, _ := send(s.with, to, "")
				if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
					t.Fatalf("no dialog was shown: %v", err)
				}
				if got := s.received("dangerous.example"); len(got) > 0 {
					t.Errorf("before consent the target received %s", list(got))
				}
				if err := p.Choose(answer); err != nil {
					t.Fatal(err)
				}
				expected, arrives := want, arrivedBare
				if answer == DontSend {
					expected, arrives = "Not sent: TypeError.", "nothing"
				}
				if got := told(p); got != expected {
					t.Errorf("after %s the person is told %q, want %q", answer, got, expected)
				}
				if got := list(s.received("dangerous.example")); got != arrives {
					t.Errorf("after %s the target received %s, want %s", answer, got, arrives)
				}
			}
		})
	}
}
