// Package lab is a small internet on loopback for tests and for the demo: DNS
// over UDP, TCP and HTTP, and web sites over http and https, with a clock.
// Start brings it up, Close takes it down; the Lab's fields say where to find it.
//
// Protocols are real, data is recorded: zone files and networks of January 2007
// (data/2007), neutral test names (data/tests), and sites as folders of files
// (data/sites, and data/a, data/b and data/c for what differs between the states).
// Hosts with a certificate, a handshake or an answer of their own are in hosts.txt.
// Names resolve to recorded addresses, which the lab never contacts: whoever
// uses it carries every connection to Lab.Web, as ResolverRules tells Chromium
// to. Nothing here listens on anything but 127.0.0.1.
package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// The states of the case of 2007.
const (
	StateA = "a" // 9 January: as launched
	StateB = "b" // from 12 January: as modified
	StateC = "c" // after March: back at its own site
)

// clocks says when each state is: the lab's clock starts there.
var clocks = map[string]time.Time{
	StateA: time.Date(2007, 1, 9, 10, 0, 0, 0, time.UTC),
	StateB: time.Date(2007, 1, 12, 15, 0, 0, 0, time.UTC),
	StateC: time.Date(2007, 4, 2, 12, 0, 0, 0, time.UTC),
}

// Options says what kind of lab to start. The zero value is state A, silent.
type Options struct {
	State string        // StateA, StateB or StateC; "" is StateA
	Log   io.Writer     // one line for each question and request; nil for none
	Slow  time.Duration // how long names marked "slow" take; 0 is 200 ms
	Delay time.Duration // how long every answer of the DNS takes; 0 is no time
}

// Lab is a running lab. Its fields do not change while it runs.
type Lab struct {
	Web   string // "127.0.0.1:PORT": every site, http and https, by Host and SNI
	DoH   string // "http://127.0.0.1:PORT/dns-query"
	DNS   string // "127.0.0.1:PORT", UDP and TCP
	RDAP  string // "http://127.0.0.1:PORT/dns.json", the registries' bootstrap file
	Carry string // "127.0.0.1:PORT", HTTP CONNECT: answers for every address, see carry.go
	CT    string // "http://127.0.0.1:PORT/": a search of Certificate Transparency logs
	SPKI  string // base64 SHA-256 of the public key of the sites' certificates

	log   *log.Logger
	slow  time.Duration
	delay time.Duration
	zones *zones
	hosts map[string]*entry
	certs *certificates
	web   *sniffer
	whois map[netip.Addr]string // the names of the WHOIS servers, by address
	done  chan struct{}         // closed by Close: ends what hangs on purpose
	stops []func()
	once  sync.Once

	where  sync.Once
	byAddr map[netip.Addr][]string // the hosts at an address

	mu       sync.Mutex
	state    string
	received []Request
	handlers map[string]http.Handler
}

// Start starts a lab. Every port is chosen by the system.
func Start(opts Options) (_ *Lab, err error) {
	if opts.State == "" {
		opts.State = StateA
	}
	if _, ok := clocks[opts.State]; !ok {
		return nil, fmt.Errorf("lab: state %q: expected %q, %q or %q", opts.State, StateA, StateB, StateC)
	}
	if opts.Log == nil {
		opts.Log = io.Discard
	}
	if opts.Slow == 0 {
		opts.Slow = 200 * time.Millisecond
	}
	l := &Lab{
		log:   log.New(opts.Log, "lab: ", 0),
		slow:  opts.Slow,
		delay: opts.Delay,
		done:  make(chan struct{}),
		state: opts.State,
	}
	defer func() {
		if err != nil {
			l.Close()
		}
	}()
	if l.zones, err = loadZones(data, "data/2007", "data/tests"); err != nil {
		return nil, err
	}
	if l.hosts, err = loadHosts(data, "data/2007", "data/tests"); err != nil {
		return nil, err
	}
	if l.certs, err = newCertificates(); err != nil {
		return nil, err
	}
	l.SPKI = l.certs.spki
	if err = l.startDNS(); err != nil {
		return nil, err
	}
	if err = l.startDoH(); err != nil {
		return nil, err
	}
	if err = l.startRDAP(); err != nil {
		return nil, err
	}
	if err = l.startWHOIS(); err != nil {
		return nil, err
	}
	if err = l.startWeb(); err != nil {
		return nil, err
	}
	if err = l.startCT(); err != nil {
		return nil, err
	}
	if err = l.startCarry(); err != nil {
		return nil, err
	}
	return l, nil
}

// Close stops the lab and everything in it that still waits.
func (l *Lab) Close() error {
	l.once.Do(func() {
		close(l.done)
		for i := len(l.stops) - 1; i >= 0; i-- {
			l.stops[i]()
		}
	})
	return nil
}

// State returns the current state: StateA, StateB or StateC.
func (l *Lab) State() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// SetState switches the sites and the clock to another state. An unknown state
// changes nothing and is reported.
func (l *Lab) SetState(state string) error {
	if _, ok := clocks[state]; !ok {
		return fmt.Errorf("lab: state %q: expected %q, %q or %q", state, StateA, StateB, StateC)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = state
	return nil
}

// Now returns the lab's time: the day of its state. It stands still, so that
// what is compared is equal.
func (l *Lab) Now() time.Time { return clocks[l.State()] }

// Places returns the networks of 2007 as an overlay for rules/place; lines
// beginning with # say which addresses are recorded and which illustrative.
func (l *Lab) Places() string {
	text, err := data.ReadFile("data/2007/places.csv")
	if err != nil {
		return "" // embedded: a test reads it
	}
	return string(text)
}

// ResolverRules returns the value of Chromium's --host-resolver-rules that
// carries every connection, whatever its name and port, to the lab's sites.
func (l *Lab) ResolverRules() string {
	return "MAP * " + l.Web + ", EXCLUDE 127.0.0.1, EXCLUDE localhost"
}

// Dial connects to the lab's sites whatever the address, for an http.Transport.
func (l *Lab) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", l.Web)
}

// listen opens a TCP port on loopback.
func listen() (net.Listener, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("lab: no port on loopback: %w", err)
	}
	return ln, nil
}

// serve runs an HTTP server on a listener until the lab closes.
func (l *Lab) serve(ln net.Listener, h http.Handler) {
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	l.stops = append(l.stops, func() { srv.Close() })
	go func() {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			l.log.Printf("server ended: %v", err)
		}
	}()
}

// startDNS starts the DNS servers, UDP and TCP on the same port.
func (l *Lab) startDNS() error {
	for range 20 { // a port that is free for TCP may be taken for UDP
		ln, err := listen()
		if err != nil {
			return err
		}
		pc, err := net.ListenPacket("udp", ln.Addr().String())
		if err != nil {
			ln.Close()
			continue
		}
		l.DNS = ln.Addr().String()
		for _, srv := range []*dns.Server{
			{Listener: ln, Handler: dns.HandlerFunc(l.serveDNS)},
			{PacketConn: pc, Handler: dns.HandlerFunc(l.serveDNS)},
		} {
			ready := make(chan struct{})
			srv.NotifyStartedFunc = func() { close(ready) }
			failed := make(chan error, 1)
			go func() { failed <- srv.ActivateAndServe() }()
			select {
			case <-ready:
			case err := <-failed:
				return fmt.Errorf("lab: DNS server: %w", err)
			}
			l.stops = append(l.stops, func() {
				ctx, cancel := context.WithTimeout(context.Background(), time.Second)
				defer cancel()
				srv.ShutdownContext(ctx)
			})
		}
		return nil
	}
	return errors.New("lab: no port that is free for both UDP and TCP")
}
