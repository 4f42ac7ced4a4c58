//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
	"github.com/formtrace/formtrace/worker/lookup"
)

// wrangler makes a command that runs wrangler in this folder, with nothing of
// the person's own settings and in its own process group.
func wrangler(t *testing.T, ctx context.Context, args ...string) *exec.Cmd {
	t.Helper()
	bring.Require(t, "wrangler (npm packages)", bring.Packages(ctx, ".", testLog{t}))
	home := t.TempDir()
	cmd := exec.CommandContext(ctx, filepath.Join("node_modules", ".bin", "wrangler"), args...)
	cmd.Env = append(os.Environ(),
		"WRANGLER_SEND_METRICS=false", "WRANGLER_LOG_PATH="+filepath.Join(home, "logs"), "XDG_CONFIG_HOME="+home,
		"WRANGLER_WRITE_LOGS=false", "DO_NOT_TRACK=1", "CLOUDFLARE_CF_FETCH_ENABLED=false", "NO_COLOR=1", "FORCE_COLOR=0", "CLOUDFLARE_API_TOKEN=", "CLOUDFLARE_ACCOUNT_ID=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// Asked to end, wrangler tidies up; what is left of its group is then killed.
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	t.Cleanup(func() {
		if cmd.Process != nil {
			syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
	})
	return cmd
}

// testLog writes to a test's log.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// freePort returns a port that was free just now.
func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
}

// locked is a buffer for two writers.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// startWorkerd runs wrangler dev with these variables and returns its address.
func startWorkerd(t *testing.T, vars ...string) (url string, log *locked) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	port := freePort(t)
	args := []string{"dev", "--ip", "127.0.0.1", "--port", port, "--inspector-port", freePort(t),
		"--persist-to", t.TempDir(), "--show-interactive-dev-session=false"}
	for _, v := range vars {
		args = append(args, "--var", v)
	}
	cmd := wrangler(t, ctx, args...)
	log = new(locked)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		cancel()
		<-ended
		if t.Failed() {
			t.Logf("wrangler dev said:\n%s", log)
		}
	})
	url = "http://127.0.0.1:" + port
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("wrangler dev ended: %v", err)
		case <-time.After(250 * time.Millisecond):
		}
		if res, err := http.Get(url + "/v1/health"); err == nil {
			res.Body.Close()
			return url, log
		}
	}
	t.Fatal("wrangler dev was not ready after three minutes")
	return "", nil
}

// inLab are the settings of a worker that knows a lab and nothing else.
func inLab(l *lab.Lab) func(setting) string {
	return func(s setting) string {
		switch s {
		case resolverSetting:
			return l.DoH
		case rdapSetting:
			return l.RDAP
		case placeSetting:
			return l.Places()
		case clockSetting:
			return l.Now().Format(time.RFC3339)
		case carrySetting:
			return l.Carry
		case ctSetting:
			return l.CT
		case rootsSetting:
			return l.RootsPEM()
		}
		return s.standard
	}
}

// variables writes settings as wrangler's --var takes them.
func variables(value func(setting) string) (out []string) {
	for _, s := range allSettings {
		out = append(out, s.variable+":"+value(s))
	}
	return out
}

// exchange makes a request and returns what must be the same on each platform:
// status, the fields that the handler sets, body.
func exchange(method, url string, header http.Header) (string, error) {
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		return "", err
	}
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	fmt.Fprintln(&out, res.StatusCode)
	for _, name := range []string{"Content-Type", "Vary", "Cache-Control", "ETag", "Allow", "X-Content-Type-Options"} {
		fmt.Fprintf(&out, "%s: %s\n", name, res.Header.Get(name))
	}
	out.WriteByte('\n')
	out.Write(body)
	return aging.ReplaceAllString(out.String(), "${1}N"), nil
}

// aging is what may differ from one request to the next, and from one build to
// another: what is left of an answer's time, and the worker's version.
var aging = regexp.MustCompile(`(private, max-age=|"worker":{"version":")[^"\n]+`)

// small is what comes over the wire of a bundle, for who takes gzip: less than half.
func small(t *testing.T, addresses ...string) {
	t.Helper()
	for _, address := range addresses {
		whole, err := exchange("GET", address, http.Header{"Accept-Encoding": {"identity"}})
		if err != nil {
			t.Fatal(err)
		}
		packed, err := exchange("GET", address, http.Header{"Accept-Encoding": {"gzip"}}) // said by us: it stays as it came
		if err != nil || 2*len(packed) > len(whole) {
			t.Errorf("%s: %d bytes for who takes gzip, want at most half of %d (%v)", address, len(packed), len(whole), err)
		}
		t.Logf("a bundle: %d bytes over the wire of %d", len(packed), len(whole))
	}
}

// The worker in workerd gives the same answers as natively, byte for byte, cold
// and cached, good and bad.
func TestWorkerd(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := understand(flagName, inLab(l))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.handler(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	published := newPublisher(t)
	published.publish(t, 1)
	current := published.publish(t, 2)
	t.Setenv(channelsVariable, published.dir)
	if handler.Published, err = openShelf(published.dir); err != nil {
		t.Fatal(err)
	}
	native := httptest.NewServer(handler)
	defer native.Close()
	workerd, log := startWorkerd(t, variables(inLab(l))...)

	about, err := exchange("GET", native.URL+"/v1/rules/curated", nil)
	if err != nil {
		t.Fatal(err)
	}
	tag := regexp.MustCompile(`ETag: (".*")`).FindStringSubmatch(about)[1]
	bundle := regexp.MustCompile(`"url":"(.*?)"`).FindStringSubmatch(about)[1]

	type request struct {
		method, path string
		header       http.Header
	}
	requests := []request{
		{"GET", "/v1/health", nil},
		{"GET", "/v1/rules/curated", nil},
		{"GET", "/v1/rules/curated", http.Header{"If-None-Match": {`"x", ` + tag}}},
		{"GET", bundle, nil},
		{"HEAD", bundle, nil},
		{"HEAD", "/v1/hosts/pmv2.co.uk", nil},
		{"POST", "/v1/hosts/pmv2.co.uk", nil},
		{"GET", "/nowhere", nil},
		{"GET", "/place.bin", nil}, // the tables are not served
		{"GET", "/v1/rules/own/7-0f.bundle", nil},
		{"GET", "/v1/rules/own/..%2f..%2fplace.bin", nil},
		{"GET", "/v1/rules/none/about.json", nil},
	}
	for _, name := range []string{"keys.json", "keys.json.sig", "own/about.json", "own/" + current.File, "own/" + current.Deltas[0].File} {
		_, digest, err := handler.Published.File(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		path := "/v1/rules/" + name
		requests = append(requests, request{"GET", path, nil}, request{"HEAD", path, nil}, request{"GET", path, http.Header{"If-None-Match": {`"` + digest + `"`}}},
			request{"GET", path, http.Header{"If-None-Match": {`"` + digest + `-gzip"`}}}, request{"HEAD", path, http.Header{"Accept-Encoding": {"gzip"}}})
	}
	for _, host := range []string{
		"www.mi5.gov.uk", "pmv2.co.uk", "PMV2.CO.UK.", "mi5.h0st.biz", "media.whatcounts.com",
		"alias.example.org", "dual.example.org", "mixed.example.org", "private.example.org", "loop.example.org",
		"dangling.example.org", "mailonly.example.org", "nobody.example.net", "b%C3%BCcher.example.org",
		"63.211.10.1", "4.2.2.2", "212.187.200.1", "[2001:4860:4860::8888]",
		"localhost", "printer.local", "server", "10.0.0.1", "%5B::1%5D", "0x7f.1", "a..b", "a%20b", "a%2Fb", strings.Repeat("a", 3000),
	} {
		requests = append(requests, request{"GET", "/v1/hosts/" + host, nil})
	}
	for _, host := range []string{
		"mi5.h0st.biz", "fine.tls.example.net", "expired.tls.example.net", "early.tls.example.net", "other.tls.example.net", "nameless.tls.example.net",
		"wildcard.tls.example.net", "self-signed.tls.example.net", "unknown.tls.example.net", "weak.tls.example.net", "client.tls.example.net", "stale.tls.example.net", "sha1.tls.example.net",
		"unreadable.tls.example.net", "old.tls.example.net", "older.tls.example.net", "ancient.tls.example.net", "cut.tls.example.net", "refuse.tls.example.net",
		"garbage.tls.example.net", "refused.tls.example.net", "second.tls.example.net", "edge.tls.example.net", "banner.http.example.net", "noisy.http.example.net",
		"interim.http.example.net", "truncated.http.example.net", "malformed.http.example.net", "huge.http.example.net", "away.http.example.net",
		"up.http.example.net", "loop.http.example.net", "chain.http.example.net", "private.http.example.net", "inside.http.example.net", "port.http.example.net",
	} {
		requests = append(requests, request{"GET", "/v1/hosts/" + host + "?include=certificate,http", nil})
	}
	for _, f := range lab.Faults {
		// What waits for its turn behind a name that never answers is chance.
		requests = append(requests, request{"GET", "/v1/hosts/" + lab.FaultName(f) + "?include=dns,hosting,certificate", nil})
	}
	for _, query := range []string{everything, "?include=dns", "?include=hosting", "?include=hosting,dns", "?include=whois", "?x=1", "?include=%zz"} {
		requests = append(requests, request{"GET", "/v1/hosts/mi5.h0st.biz" + query, nil})
	}
	for _, r := range requests {
		name := r.method + " " + r.path[:min(len(r.path), 80)]
		var want string
		for _, turn := range []string{"cold", "cached"} {
			for platform, base := range map[string]string{"native": native.URL, "workerd": workerd} {
				got, err := exchange(r.method, base+r.path, r.header)
				if err != nil {
					t.Errorf("%s, %s, %s: %v", name, platform, turn, err)
					continue
				}
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("%s, %s, %s: got\n%s\nwant\n%s", name, platform, turn, got, want)
				}
			}
		}
	}
	small(t, native.URL+bundle, workerd+bundle)
	together(t, native.URL, workerd)
	if said := log.String(); strings.Contains(said, "Uncaught") {
		t.Errorf("wrangler dev reports an exception that nobody caught:\n%s", said)
	}
	t.Logf("%d requests, each cold and cached, natively and in workerd", len(requests))
}

// together asks for several hosts at the same time.
func together(t *testing.T, native, workerd string) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			path := fmt.Sprintf("/v1/hosts/together-%d.example.org", i)
			want, err := exchange("GET", native+path, nil)
			if err != nil {
				t.Errorf("%s, native: %v", path, err)
				return
			}
			got, err := exchange("GET", workerd+path, nil)
			if err != nil || got != want {
				t.Errorf("%s, workerd: got\n%s\n%v, want\n%s", path, got, err, want)
			}
		})
	}
	wg.Wait()
}

// Settings that cannot be understood are said, in workerd too.
func TestWorkerdMisconfigured(t *testing.T) {
	workerd, log := startWorkerd(t, "RESOLVER:http://dns.example.org/dns-query", "LIMIT:", "RDPA:https://rdap.example.org/")
	got, err := exchange("GET", workerd+"/v1/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(got, "503\n") || !strings.Contains(got, "not understood: RESOLVER, LIMIT.") || strings.Contains(got, "dns.example.org") {
		t.Errorf("got %s", got)
	}
	want := "the variable RDPA is no setting: expected RESOLVER, RDAP, "
	for range 50 { // wrangler passes on what the console says when it gets to it
		if strings.Contains(log.String(), want) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("the console does not say %s:\n%s", want, log)
}

// maxUpload is what Cloudflare's free plan takes, compressed.
const maxUpload = 3 << 20

// What would be deployed can be, and is small enough.
func TestDeploy(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	out, err := wrangler(t, ctx, "deploy", "--dry-run", "--outdir", t.TempDir()).CombinedOutput()
	if err != nil {
		t.Fatalf("wrangler deploy --dry-run: %v\n%s", err, out)
	}
	m := regexp.MustCompile(`gzip: ([0-9.]+) KiB`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("no size in what wrangler said:\n%s", out)
	}
	size, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("compressed: %.0f KiB, limit %d KiB", size, maxUpload>>10)
	if size*1024 > maxUpload {
		t.Errorf("compressed: %.0f KiB, limit %d KiB", size, maxUpload>>10)
	}
}

// What is built refers to the same tables, and wasm_exec.js is Go's own.
func TestBuild(t *testing.T) {
	dir := t.TempDir()
	if got := run(context.Background(), []string{"build", "-o", dir}, strings.NewReader(""), testLog{t}); got != 0 {
		t.Fatalf("exit %d, want 0", got)
	}
	root, err := goTool(context.Background(), nil, "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "wasm_exec.js"))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("wasm_exec.js is not Go's own: %v", err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	if text, err := os.ReadFile(filepath.Join(dir, "assets", "roots.pem")); err != nil {
		t.Error(err)
	} else if pool, err := lookup.ParseRoots(text); err != nil || strings.Count(string(text), "BEGIN CERTIFICATE") < 100 || pool == nil {
		t.Errorf("roots.pem: %v", err)
	}
	if got, want := strings.Join(found, " "), "app.wasm assets wasm_exec.js"; got != want {
		t.Errorf("built %s, want %s", got, want)
	}
}
