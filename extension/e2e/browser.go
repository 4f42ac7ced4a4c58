// Package e2e drives a real Chromium with the extension in it. Start brings up
// the whole stage (lab, worker, extension, browser); Launch a browser alone.
// The tests beside it and the demo are written on it. Puppeteer-core does the
// driving, in driver.mjs.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// Options says which browser to start, and how.
type Options struct {
	Path      string   // the browser, as bring.Browser names it
	Extension string   // folder of the unpacked extension; "" for a browser without
	Lab       *lab.Lab // every name leads there
	Display   bool     // with a window, for a person; without one otherwise
	Keep      bool     // leave the profile behind
	Firefox   bool     // Path is a Firefox
	Over      []string // folders, in pairs: the browser finds the first in place of the second, as Within
	Profile   string   // start with what an earlier browser left behind, Extension among it; "" for a new one
}

// Browser is a running browser. Its methods may be called from several
// goroutines; each call waits for its answer.
type Browser struct {
	Version  string // as the browser says, "Chrome/156.0.…"
	Origin   string // the extension's, "" without one
	Welcomed bool   // the extension opened the page of its first run when it was installed; it is closed again
	Profile  string // its user data folder

	firefox bool
	proxy   io.Closer // leads Firefox to the lab

	keep    bool
	command *exec.Cmd
	input   io.WriteCloser
	stderr  *bytes.Buffer
	done    chan struct{} // closed when the driver's output has ended

	mu      sync.Mutex
	last    int
	waiting map[int]chan reply
}

type reply struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  string          `json:"error"`
}

// Flags returns the command line for a browser that knows no internet but the
// lab, not even by way of a proxy of the environment, asks nothing, fetches nothing by itself and does not upgrade http (the
// pages of 2007 are served over both).
func Flags(l *lab.Lab, display bool) []string {
	flags := []string{
		"--host-resolver-rules=" + l.ResolverRules(),
		"--ignore-certificate-errors-spki-list=" + l.SPKI,
		"--no-proxy-server", "--no-first-run", "--no-default-browser-check", "--disable-quic",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-features=HttpsUpgrades,HttpsFirstBalancedMode,HttpsFirstBalancedModeAutoEnable,LocalNetworkAccessChecks,NetworkTimeServiceQuerying",
		"--no-pings", "--metrics-recording-only", "--password-store=basic", "--use-mock-keychain",
	}
	if !display {
		flags = append(flags, "--headless=new", "--disable-gpu")
	}
	if os.Geteuid() == 0 { // Chromium's sandbox refuses to run as root
		flags = append(flags, "--no-sandbox")
	}
	return flags
}

// Launch starts a browser. The npm packages of extension/ must be there
// (bring.Packages).
func Launch(ctx context.Context, options Options) (*Browser, error) {
	root := bring.Root()
	if root == "" {
		return nil, errors.New("the sources of Formtrace are not here: start this inside the module")
	}
	profile := options.Profile
	if profile == "" {
		var err error
		if profile, err = os.MkdirTemp("", "formtrace-profile-"); err != nil {
			return nil, err
		}
	}
	command := Within(options.Over, "node", filepath.Join(root, "extension", "e2e", "driver.mjs"))
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	b := &Browser{
		Profile: profile, firefox: options.Firefox, keep: options.Keep, command: command, input: input,
		stderr: new(bytes.Buffer), done: make(chan struct{}), waiting: map[int]chan reply{},
	}
	command.Stderr = b.stderr
	command.WaitDelay = 2 * time.Second
	ownGroup(command)
	if err := command.Start(); err != nil {
		os.RemoveAll(profile)
		return nil, fmt.Errorf("node: %w (Node.js 20 or newer is needed)", err)
	}
	go b.read(output)
	var started struct {
		Version, Origin string
		Welcomed        bool
	}
	how := params{
		"path": options.Path, "extension": options.Extension, "installed": options.Profile != "",
		"profile": profile, "headless": !options.Display, "width": 1024, "height": 768,
	}
	if options.Firefox {
		err = b.toLab(how, options.Lab)
	} else {
		how["args"] = Flags(options.Lab, options.Display)
	}
	if err == nil {
		err = b.call(ctx, &started, "launch", how)
	}
	if err != nil {
		b.Close()
		return nil, fmt.Errorf("starting %s: %w", options.Path, err)
	}
	b.Version, b.Origin, b.Welcomed = started.Version, started.Origin, started.Welcomed
	return b, nil
}

// Close ends the browser and removes its profile.
func (b *Browser) Close() error {
	b.input.Close()
	select {
	case <-b.done:
	case <-time.After(10 * time.Second):
	}
	killGroup(b.command)
	<-b.done
	if b.proxy != nil {
		b.proxy.Close()
	}
	if b.keep {
		return nil
	}
	var err error
	for range 20 { // a dying process may still write
		if err = os.RemoveAll(b.Profile); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// Done is closed when the browser has ended, as when a person closes it.
func (b *Browser) Done() <-chan struct{} { return b.done }

type params map[string]any

// call sends one command to the driver and decodes its answer into result,
// which may be nil.
func (b *Browser) call(ctx context.Context, result any, op string, p params) error {
	answer := make(chan reply, 1)
	message := params{"op": op}
	for name, value := range p {
		message[name] = value
	}
	b.mu.Lock()
	b.last++
	id := b.last
	b.waiting[id] = answer
	message["id"] = id
	line, err := json.Marshal(message)
	if err == nil {
		_, err = b.input.Write(append(line, '\n'))
	}
	b.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: the driver has ended: %w%s", op, err, b.complaint())
	}
	select {
	case got := <-answer:
		if got.Error != "" {
			return fmt.Errorf("%s: %s", op, got.Error)
		}
		if result == nil {
			return nil
		}
		if err := json.Unmarshal(got.Result, result); err != nil {
			return fmt.Errorf("%s: answer %s: %w", op, got.Result, err)
		}
		return nil
	case <-b.done:
		return fmt.Errorf("%s: the browser has ended%s", op, b.complaint())
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", op, ctx.Err())
	}
}

// read hands out the driver's answers until its output ends.
func (b *Browser) read(output io.Reader) {
	defer func() {
		b.command.Wait() // WaitDelay ends it even when a grandchild holds standard error
		close(b.done)
	}()
	scanner := bufio.NewScanner(output)
	scanner.Buffer(nil, 64<<20)
	for scanner.Scan() {
		var got reply
		if json.Unmarshal(scanner.Bytes(), &got) != nil {
			continue
		}
		b.mu.Lock()
		answer := b.waiting[got.ID]
		delete(b.waiting, got.ID)
		b.mu.Unlock()
		if answer != nil {
			answer <- got
		}
	}
}

// complaint is what the driver wrote to its standard error, for people, once it
// has ended.
func (b *Browser) complaint() string {
	select {
	case <-b.done:
		return "\n" + strings.TrimSpace(b.stderr.String())
	default:
		return ""
	}
}
