package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// A scene is one state of the case of January 2007, and what a person must be
// told about it for the demo to count as shown.
type scene struct {
	state, title, url string
	target            string   // the host that the form sends to
	rules, not        []string // rules that must fire, and that must not
	country           string
	asn               int
	cleartext         bool // the page is served without encryption
}

var scenes = []scene{
	{
		state: lab.StateA, title: "State A, Tuesday 9 January 2007: as launched",
		url: "http://www.mi5.gov.uk/output/Page575.html", target: "pmv2.co.uk",
		rules:   []string{"transport/cleartext", "party/third-party", "transfer/restricted"},
		country: "US", asn: 3356, cleartext: true,
	},
	{
		state: lab.StateB, title: "State B, from Friday 12 January 2007: as modified",
		url: "https://www.mi5.gov.uk/output/Page575.html", target: "mi5.h0st.biz",
		rules:   []string{"host/look-alike", "party/third-party", "target/changed"},
		not:     []string{"transport/cleartext", "transfer/restricted"},
		country: "GB", asn: 4589,
	},
}

// check compares what a person was told with what the case is known to be.
func (s scene) check(r *e2e.Report) error {
	var wrong []error
	for _, rule := range s.rules {
		if !r.Has(rule) {
			wrong = append(wrong, fmt.Errorf("%s should have been found and was not", rule))
		}
	}
	for _, rule := range s.not {
		if r.Has(rule) {
			wrong = append(wrong, fmt.Errorf("%s should not have been found", rule))
		}
	}
	if r.Target.Host != s.target {
		wrong = append(wrong, fmt.Errorf("the target is %s, and should be %s", r.Target.Host, s.target))
	}
	if r.Place == nil || r.Place.Country != s.country || r.Place.ASN != s.asn {
		wrong = append(wrong, fmt.Errorf("the place is %s, and should be %s, AS%d", place(r), s.country, s.asn))
	}
	return errors.Join(wrong...)
}

// stage is what every kind of demo stands on: the lab and the worker.
type stage struct {
	root, folder string // the module; a folder for everything built
	lab          *lab.Lab
	program      string // the worker's
	worker       *e2e.Worker
	out          *teller
}

func demo(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	headless := flags.Bool("headless", false, "")
	named := flags.String("browser", "", "")
	pictures := flags.String("screenshots", "", "")
	keep := flags.Bool("keep", false, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	root, err := root()
	if err != nil {
		return err
	}
	if *pictures == "" {
		*pictures = filepath.Join(root, "extension", "build", "demo")
	}
	if *named != "" {
		os.Setenv("FORMTRACE_BROWSER", *named)
	}
	out := &teller{w: stdout}
	out.heading("Formtrace: the sign-up form of January 2007, replayed on this machine")

	folder, err := os.MkdirTemp("", "formtrace-demo-")
	if err != nil {
		return err
	}
	if *keep {
		defer out.line("kept", folder)
	} else {
		defer os.RemoveAll(folder)
	}
	s := &stage{root: root, folder: folder, out: out}
	defer s.close()

	what := "browser"
	browser, missing := bring.Browser(ctx, out.log())
	if missing == nil {
		what, missing = "npm packages", bring.Packages(ctx, filepath.Join(root, "extension"), out.log())
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if missing != nil {
		if *named != "" {
			return missing
		}
		return s.without(ctx, what, missing)
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	display := !*headless && hasDisplay()
	b, err := s.launch(ctx, browser, display, *keep)
	if err != nil {
		return err
	}
	defer b.Close()
	if display {
		return s.person(ctx, b, stdin)
	}
	return s.play(ctx, b, *pictures)
}

// open starts lab and worker.
func (s *stage) open(ctx context.Context) (err error) {
	begin := time.Now()
	if s.lab, err = lab.Start(lab.Options{}); err != nil {
		return err
	}
	s.out.line("lab", "names, networks and sites of 2007 at "+s.lab.Web)
	if s.program, err = e2e.BuildWorker(ctx, s.root, s.folder); err != nil {
		return err
	}
	if s.worker, err = e2e.StartWorker(ctx, s.program, s.lab, ""); err != nil {
		return err
	}
	s.out.line("worker", fmt.Sprintf("%s, built and started in %.1f s", s.worker.URL, time.Since(begin).Seconds()))
	return nil
}

// turn goes on to another state: the sites change and the clocks move.
func (s *stage) turn(ctx context.Context, state string) (err error) {
	if state == s.lab.State() {
		return nil
	}
	if err := s.lab.SetState(state); err != nil {
		return err
	}
	address := s.worker.Address()
	s.worker.Close()
	s.worker, err = e2e.StartWorker(ctx, s.program, s.lab, address)
	return err
}

// launch builds the extension and starts the browser with it.
func (s *stage) launch(ctx context.Context, browser string, display, keep bool) (*e2e.Browser, error) {
	begin := time.Now()
	files, err := pack.Assemble(ctx, s.root, nil)
	if err != nil {
		return nil, err
	}
	unpacked := filepath.Join(s.folder, "extension")
	if err := pack.WriteFolder(unpacked, files); err != nil {
		return nil, err
	}
	s.out.line("extension", fmt.Sprintf("rules and inspector built in %.1f s", time.Since(begin).Seconds()))
	b, err := e2e.Launch(ctx, e2e.Options{Path: browser, Extension: unpacked, Lab: s.lab, Display: display, Keep: keep})
	if err != nil {
		return nil, err
	}
	if err := b.Configure(ctx, "GB", s.worker.URL); err != nil {
		b.Close()
		return nil, err
	}
	if keep {
		s.out.line("profile", b.Profile)
	}
	s.out.line("browser", fmt.Sprintf("%s, home United Kingdom", b.Version))
	return b, nil
}

// close ends what is running.
func (s *stage) close() {
	if s.worker != nil {
		s.worker.Close()
	}
	if s.lab != nil {
		s.lab.Close()
	}
}

// received returns what a host got so far, without the browser's own affairs.
func (s *stage) received(host string) (list []lab.Request) {
	for _, request := range s.lab.Received() {
		if request.Host == host {
			list = append(list, request)
		}
	}
	return list
}

// hasDisplay reports whether a window could be shown.
func hasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
