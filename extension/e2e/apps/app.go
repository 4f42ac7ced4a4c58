//go:build linux

package apps

import (
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// Who logs in everywhere.
const (
	person   = "ann"
	password = "correct-horse-7"
)

// An App is one application, how it is set up and what a person does in it.
type App struct {
	Name string
	Host string // the public name that it is given

	// seed makes the state that every run begins with, in an empty folder.
	seed func(ctx context.Context, folder string) error
	// run starts the application on a copy of that folder, for the browser to
	// see under base ("https://HOST" or "http://127.0.0.1:PORT").
	run func(ctx context.Context, folder, base string) (*process, error)
	// state reads back what the application has kept, without times.
	state func(ctx context.Context, folder string) (string, error)

	Steps []Step
	Look  []string // paths of further pages with forms, for who is logged in
	// Tokens are the names of fields that differ from run to run by themselves.
	Tokens []string
	// Chatter matches what pages send by themselves, at times of their own.
	Chatter *regexp.Regexp
	// File is what is uploaded: its name, and its content.
	File, Content string
}

// A Step is something a person does: the body of an async JavaScript function
// that sees what prelude defines, and the page as the step before left it.
type Step struct{ Name, Code string }

// prelude is what steps are written with. page and sleep are the driver's.
const prelude = `
const { base, pause, file } = args[0];
// Scripts move what is on the page for a while; who clicks waits for it to rest.
const rest = () => page.evaluate(async () => {
	const places = () => JSON.stringify([...document.querySelectorAll('input,button,textarea')].map((field) => field.getBoundingClientRect()));
	for (let before = '', same = 0; same < 3; await new Promise((resolve) => setTimeout(resolve, 60))) {
		const now = places();
		same = now === before ? same + 1 : 0;
		before = now;
	}
});
const go = async (path) => { await page.goto(base + path, { waitUntil: 'load', timeout: 20000 }); await rest(); };
const fill = async (selector, text) => {
	await page.waitForSelector(selector, { visible: true, timeout: 10000 });
	await page.$eval(selector, (field) => field.select?.());
	await page.type(selector, text);
};
const arrive = async (act) => { await Promise.all([page.waitForNavigation({ waitUntil: 'load', timeout: 20000 }), act()]); await rest(); };
const send = async (selector) => { await sleep(pause); await arrive(() => page.click(selector)); };
const shows = (text) => page.waitForFunction((text) => document.body?.innerText.includes(text), { timeout: 20000 }, text);
const upload = async (selector) => { await (await page.waitForSelector(selector, { timeout: 10000 })).uploadFile(file); };
`

// All lists the applications.
var All = []*App{fossil, dokuwiki, mediawiki, phpmyadmin, adminer}

// Bring installs the Debian packages of all of them where they are missing.
// PHP's server for CGI comes first, because with it installed no other package
// asks for a web server's module; mini-httpd, which Debian leaves switched off,
// is there because mediawiki insists on some web server.
func Bring(ctx context.Context, log io.Writer) error {
	for _, packages := range [][]string{
		{"php-cli", "php-cgi"},
		{
			"adminer", "dokuwiki", "fossil", "mediawiki", "phpmyadmin",
			"dbconfig-no-thanks", "mariadb-client-core", "mariadb-server-core", "mini-httpd", "php-mysql", "php-sqlite3",
		},
	} {
		if err := bring.Debian(ctx, log, packages...); err != nil {
			return err
		}
	}
	return nil
}

// Seed makes the application's first state in folder, which does not exist.
func (a *App) Seed(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return a.seed(ctx, folder)
}

// A Run is an application that runs, behind a proxy that notes what a browser
// sends to it.
type Run struct {
	*Recorder
	app     *App
	folder  string
	process *process
}

// Start runs the application on a copy of seed, in folder, which does not exist.
// Its handler answers for base.
func (a *App) Start(ctx context.Context, seed, folder, base string) (*Run, error) {
	if err := os.CopyFS(folder, os.DirFS(seed)); err != nil {
		return nil, err
	}
	process, err := a.run(ctx, folder, base)
	if err != nil {
		return nil, err
	}
	return &Run{newRecorder(process.address, a.Tokens, a.Chatter), a, folder, process}, nil
}

// State returns what the application has kept.
func (r *Run) State(ctx context.Context) (string, error) {
	text, err := r.app.state(ctx, r.folder)
	return strings.TrimSpace(text), err
}

// Said returns the end of what the application wrote, for people.
func (r *Run) Said() string { return r.process.output.String() }

// Close ends the application.
func (r *Run) Close() { r.process.close() }

var _ http.Handler = (*Run)(nil)
