//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/api"
	"github.com/formtrace/formtrace/worker/lookup"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stderr))
}

// errUsage is a wrong way of calling the program, already explained.
var errUsage = errors.New("usage")

// run does what the arguments say and returns the exit code: 0 when all went
// well, 1 when something failed, 2 when the call was wrong.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) int {
	var err error
	switch {
	case len(args) > 0 && args[0] == "build":
		err = runBuild(ctx, args[1:], out)
	default:
		err = runServe(ctx, args, in, out)
	}
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintf(out, "worker: %v\n", err)
	return 1
}

// maxFile bounds the files of -place and -roots.
const maxFile = 256 << 20

// runServe serves until ctx ends, or with -attached until in does.
func runServe(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("worker", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprint(out, "usage: worker [flags]                              serve\n       worker build [-o FOLDER] [-data FOLDER] [-channels FOLDER]   make what wrangler deploys\n\n")
		flags.PrintDefaults()
	}
	listen := flags.String("listen", "127.0.0.1:8787", "`address` to listen on")
	attached := flags.Bool("attached", false, "end when standard input does, and so with the program that holds it")
	data := flags.String("data", "", "`FOLDER` of newer tables of networks (.csv as in the packages of ip-location-db, or .mmdb); read again at SIGHUP")
	channels := flags.String("channels", "", "published `FOLDER` of signed rules to serve, as rules publish makes it")
	values := map[setting]*string{}
	for _, s := range allSettings {
		values[s] = flags.String(s.flag, s.standard, s.help)
	}
	usage := func(err error) error {
		fmt.Fprintf(out, "worker: %v\n", err)
		return errUsage
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	if flags.NArg() > 0 {
		return usage(fmt.Errorf("%q: expected flags, or build as the first word", flags.Arg(0)))
	}
	for _, s := range []setting{placeSetting, rootsSetting} {
		text, err := readFile(s, *values[s])
		if err != nil {
			return usage(err)
		}
		*values[s] = text
	}
	s, err := understand(func(s setting) string { return "-" + s.flag }, func(s setting) string { return *values[s] })
	if err != nil {
		return usage(err)
	}
	if _, _, err := net.SplitHostPort(*listen); err != nil {
		return usage(fmt.Errorf("-listen: expected an address such as 127.0.0.1:8787, not %q", *listen))
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	if s.carry.IsValid() && !loopbackOnly(ln.Addr()) {
		ln.Close()
		return usage(fmt.Errorf("-%s: expected -listen on a loopback address beside it, as a lab answers for every host", carrySetting.flag))
	}
	again := make(chan os.Signal, 1) // before the tables are read, as it ends a program that does not listen
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	handler, err := s.handler(ctx, loopbackOnly(ln.Addr()))
	if err != nil {
		ln.Close()
		return err
	}
	if err := handler.tables.use(*data); err != nil {
		ln.Close()
		return err
	}
	if *channels != "" {
		shelf, err := openShelf(*channels)
		if err != nil {
			ln.Close()
			return err
		}
		handler.Published = shelf
	}
	if *attached {
		held, end := context.WithCancel(ctx)
		go func() { io.Copy(io.Discard, in); end() }()
		ctx = held
	}
	go handler.follow(ctx, again, out)
	go handler.upstreams.report(ctx, time.Minute, out)
	fmt.Fprintf(out, "worker: listening on http://%s, asking %s, version %s, tables %s\n", ln.Addr(), hostOf(s.resolver), version(), handler.tables.current.Load().Revision())
	if err := serve(ctx, netutil.LimitListener(ln, maxOpen), handler, out); err != nil {
		return err
	}
	fmt.Fprintln(out, "worker: stopped")
	return nil
}

// hostOf is the host of a URL, whose path may be a secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// maxOpen bounds the connections of clients.
const maxOpen = 8192

// readFile reads the file of a setting; "" is none.
func readFile(s setting, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("-%s: expected a file that can be read: %w", s.flag, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("-%s: expected a file that can be read: %w", s.flag, err)
	case len(text) > maxFile:
		return "", fmt.Errorf("-%s: %s: expected at most %d bytes", s.flag, name, maxFile)
	case len(text) == 0:
		return "", fmt.Errorf("-%s: %s: expected text, but the file is empty", s.flag, name)
	}
	return string(text), nil
}

// native is everything natively: rules compiled now, tables linked in or read.
type native struct {
	*api.Handler
	tables    *tables
	upstreams *counting
}

// handler makes the native handler, with the packaged tables.
func (s *settings) handler(_ context.Context, loopback bool) (*native, error) {
	bundle, err := rule.Compile(curated.FS)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	rules, err := api.OpenRules(bundle)
	if err != nil {
		return nil, err
	}
	n := &native{tables: &tables{overlay: s.overlay}}
	if err := n.tables.use(""); err != nil {
		return nil, err
	}
	n.upstreams = &counting{RoundTripper: &http.Transport{
		ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 5 * time.Second,
	}}
	service := s.service(&http.Client{
		Transport:     n.upstreams,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, directDialer{}, nil)
	service.Places = n.tables.get
	if !s.carry.IsValid() { // a lab may be contacted as often as one likes
		service.Contacts = lookup.NewMemory(1<<16, time.Now)
	}
	config := api.Config{
		Lookup:       service,
		Rules:        func(context.Context) (*api.Rules, error) { return rules, nil },
		Gzip:         new(zipped).gzip,
		Places:       revision(service.Places),
		Version:      version(),
		Cache:        api.NewMemory(16<<20, time.Now),
		Client:       clientOf,
		LoopbackOnly: loopback,
	}
	if s.limit > 0 {
		config.Limiter = api.NewBuckets(s.limit, time.Now)
	}
	n.Handler = api.New(config)
	return n, nil
}

// follow reads the tables anew at each signal. Requests are answered by the old
// ones until the new ones are there, and what is in the cache is forgotten then.
func (n *native) follow(ctx context.Context, again <-chan os.Signal, out io.Writer) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
		}
		if err := n.tables.read(); err != nil {
			fmt.Fprintf(out, "worker: the tables stay as they are: %v\n", err)
			continue
		}
		n.Forget()
		fmt.Fprintf(out, "worker: read the tables again: %s\n", n.tables.current.Load().Revision())
	}
}

// directDialer is a lookup.Dialer on the system's sockets.
type directDialer struct{}

// Dial connects.
func (directDialer) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", to.String())
}

// loopbackOnly reports whether a listener can be reached from this machine only.
func loopbackOnly(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// serve serves until ctx ends, then lets what is under way finish.
func serve(ctx context.Context, ln net.Listener, handler http.Handler, out io.Writer) error {
	srv := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(acceptErrors{out}, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	fmt.Fprintln(out, "worker: stopping, when the requests under way are answered")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}
