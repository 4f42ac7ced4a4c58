package e2e

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// waitForDialog is how long a dialog may take on a busy machine.
const waitForDialog = 15 * time.Second

// stage is everything that the tests share: started by the first that asks,
// ended by TestMain. Tests run one after the other, but for the two columns of the
// table of ways, which need nothing of each other.
type stage struct {
	lab      *lab.Lab // of the browser with the extension
	bare     *lab.Lab // of the one without
	worker   *Worker
	asked    *recorder // stands before the worker and notes what it is asked
	unpacked string
	browser  string
	firefox  bool // that is what it is

	with, without *Browser // the same browser with the extension, and without

	second *stage // labs and browsers once more, for spread
}

var (
	shared      stage
	sharedOnce  sync.Once
	sharedError error
	baseOnce    sync.Once
	baseError   error
	baseMissing string
	missing     string // what could not be brought, when that is the error
	folder      string // for everything built
	files       pack.Files
)

func TestMain(m *testing.M) {
	code := 1
	var err error
	if folder, err = os.MkdirTemp("", "formtrace-e2e-"); err == nil {
		flag.Parse()
		flag.Set("test.parallel", "8") // most wait for their turn with Firefox (foxTurn)
		code = m.Run()
		fox.close()
		shared.close()
		os.RemoveAll(folder)
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// setUp returns the stage, set to the beginning: state A, home GB, the worker
// chosen, nothing remembered and nothing received.
func setUp(t *testing.T) *stage {
	t.Helper()
	setUpBase(t)
	sharedOnce.Do(func() { missing, sharedError = shared.start() })
	if sharedError != nil && missing != "" {
		bring.Require(t, missing, sharedError)
	}
	if sharedError != nil {
		t.Fatal(sharedError)
	}
	s := &shared
	s.state(t, lab.StateA)
	reset(t, s.with, s.asked.URL)
	s.asked.forget()
	s.lab.Forget()
	s.bare.Forget()
	return s
}

// setUpBase brings what every browser's stage begins with: labs, worker and the
// extension's files.
func setUpBase(t *testing.T) *stage {
	t.Helper()
	baseOnce.Do(func() { baseMissing, baseError = shared.base() })
	if baseError != nil && baseMissing != "" {
		bring.Require(t, baseMissing, baseError)
	}
	if baseError != nil {
		t.Fatal(baseError)
	}
	return &shared
}

// reset makes the extension as it is after installation, with settings.
func reset(t *testing.T, b *Browser, worker string) {
	t.Helper()
	ctx := context.Background()
	err := b.Background(ctx, `Promise.all([chrome.storage.local.remove(["pairs", "memory", "off", "lookups", "strictness", "language", "history"]), chrome.storage.session.clear()])`, nil)
	for _, address := range []string{"", worker} { // another worker's answers are forgotten
		if err == nil {
			err = b.Configure(ctx, "GB", address)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s *stage) base() (missing string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	root := bring.Root()
	if err := bring.Packages(ctx, filepath.Join(root, "extension"), os.Stderr); err != nil {
		return "the npm packages of extension/", err
	}
	if files, err = pack.Assemble(ctx, root, nil); err != nil {
		return "", err
	}
	s.unpacked = filepath.Join(folder, "unpacked")
	if err := pack.WriteFolder(s.unpacked, files); err != nil {
		return "", err
	}
	if s.lab, err = lab.Start(lab.Options{}); err != nil {
		return "", err
	}
	if s.bare, err = lab.Start(lab.Options{}); err != nil {
		return "", err
	}
	program, err := BuildWorker(ctx, root, folder)
	if err != nil {
		return "", err
	}
	if s.worker, err = StartWorker(ctx, program, s.lab, ""); err != nil {
		return "", err
	}
	s.asked, err = record(s.worker.URL)
	return "", err
}

func (s *stage) start() (missing string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	if s.browser, err = bring.Browser(ctx, os.Stderr); err != nil {
		return "a browser", err
	}
	if s.without, err = s.launch(ctx, "", s.bare); err != nil {
		return "", err
	}
	s.with, err = s.launch(ctx, s.unpacked, s.lab)
	return "", err
}

// launch starts the stage's browser, with the extension unpacked in a folder or
// without one.
func (s *stage) launch(ctx context.Context, unpacked string, l *lab.Lab) (*Browser, error) {
	return Launch(ctx, Options{Path: s.browser, Firefox: s.firefox, Extension: unpacked, Lab: l})
}

// pair returns the stage and a second one, whose browsers and labs are its own.
func (s *stage) pair(t *testing.T) []*stage {
	t.Helper()
	if s.second == nil {
		second := *s
		for _, l := range []**lab.Lab{&second.lab, &second.bare} {
			var err error
			if *l, err = lab.Start(lab.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if second.without, err = s.launch(t.Context(), "", second.bare); err != nil {
			t.Fatal(err)
		}
		if second.with, err = s.launch(t.Context(), s.unpacked, second.lab); err != nil {
			t.Fatal(err)
		}
		s.second = &second
	}
	reset(t, s.second.with, s.asked.URL)
	return []*stage{s, s.second}
}

// spread runs cases on several stages at the same time: most of their time they
// wait.
func spread[T any](stages []*stage, cases []T, run func(*stage, T)) {
	rest := make(chan T)
	var all sync.WaitGroup
	for _, s := range stages {
		all.Go(func() {
			for one := range rest {
				run(s, one)
			}
		})
	}
	for _, one := range cases {
		rest <- one
	}
	close(rest)
	all.Wait()
}

func (s *stage) close() {
	if second := s.second; second != nil {
		for _, b := range []*Browser{second.with, second.without} {
			b.Close()
		}
		second.lab.Close()
		second.bare.Close()
	}
	for _, b := range []*Browser{s.with, s.without} {
		if b != nil {
			b.Close()
		}
	}
	if s.asked != nil && s == &shared {
		s.asked.Close()
	}
	if s.worker != nil && s == &shared {
		s.worker.Close()
	}
	for _, l := range []*lab.Lab{s.lab, s.bare} {
		if l != nil {
			l.Close()
		}
	}
}

// state moves labs and worker to a state of 2007.
func (s *stage) state(t *testing.T, state string) {
	t.Helper()
	if s.lab.State() == state {
		return
	}
	for _, l := range []*lab.Lab{s.lab, s.bare} {
		if err := l.SetState(state); err != nil {
			t.Fatal(err)
		}
	}
	address, program := s.worker.Address(), s.worker.command.Path
	s.worker.Close()
	worker, err := StartWorker(context.Background(), program, s.lab, address)
	if err != nil {
		t.Fatal(err)
	}
	s.worker = worker
}

// page opens a tab that is closed with the test.
func page(t *testing.T, b *Browser) *Page {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	p, err := b.Page(ctx)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close()
		cancel()
	})
	return p
}

// received returns what a host of a lab got, without the browser's own affairs.
func received(l *lab.Lab, host string) (list []lab.Request) {
	for _, request := range l.Received() {
		if request.Host == host {
			list = append(list, request)
		}
	}
	return list
}

// arrived waits until a host of a lab got something, and then a little for a
// second time that should not be.
func arrived(t *testing.T, l *lab.Lab, host string) []lab.Request {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if len(received(l, host)) > 0 {
			time.Sleep(250 * time.Millisecond)
			return received(l, host)
		}
	}
	t.Errorf("%s received nothing", host)
	return nil
}

func (s *stage) received(host string) []lab.Request { return received(s.lab, host) }

func (s *stage) arrived(t *testing.T, host string) []lab.Request {
	t.Helper()
	return arrived(t, s.lab, host)
}

// recorder is a proxy that notes every request it carries.
type recorder struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
}

func record(upstream string) (*recorder, error) {
	target, err := url.Parse(upstream)
	if err != nil {
		return nil, err
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	r := new(recorder)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		request.Body = io.NopCloser(bytes.NewReader(body))
		r.mu.Lock()
		r.requests = append(r.requests, fmt.Sprintf("%s %s\n%v\n%s", request.Method, request.URL, request.Header, body))
		r.mu.Unlock()
		request.Host = target.Host
		proxy.ServeHTTP(w, request)
	}))
	return r, nil
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.requests...)
}

func (r *recorder) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = nil
}
