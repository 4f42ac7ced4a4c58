package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"syscall/js"
	"time"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/worker/lookup"
)

// In place of main_js.go: a program that tries what the platform does for us, a
// way for each path, and says what came of it.
func main() {
	handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		path := strings.TrimPrefix(r.URL.Path, "/")
		if try := others[path]; try != nil {
			fmt.Fprint(w, try(r, query.Get("name")))
			return
		}
		try := tries[path]
		if try == nil {
			http.NotFound(w, r)
			return
		}
		var dialer lookup.Dialer = sockets{own: func(_ context.Context, addr netip.Addr) bool { return addr == platform }}
		if carry := query.Get("carry"); carry != "" {
			dialer = carried{dialer, netip.MustParseAddrPort(carry)}
		}
		conn, err := dialer.Dial(r.Context(), netip.MustParseAddrPort(query.Get("to")))
		if err != nil {
			fmt.Fprintf(w, "dial: %v; by the platform: %t", err, errors.Is(err, lookup.ErrPlatform))
			return
		}
		defer conn.Close()
		fmt.Fprint(w, try(r.Context(), conn, query.Get("name")))
	})
	select {}
}

// platform stands for an address that the platform keeps to itself.
var platform = netip.MustParseAddr("127.0.0.2")

// tries are what is done with a connection.
var tries = map[string]func(ctx context.Context, conn net.Conn, name string) string{
	// A TLS handshake in Go, and a request over it.
	"tls": func(ctx context.Context, conn net.Conn, name string) string {
		secure := tls.Client(conn, &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err := secure.HandshakeContext(ctx); err != nil {
			return "handshake: " + err.Error()
		}
		state := secure.ConnectionState()
		leaf := state.PeerCertificates[0]
		fmt.Fprintf(secure, "HEAD /submit.html HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", name)
		answer, err := io.ReadAll(secure)
		status, _, _ := strings.Cut(string(answer), "\r\n")
		return fmt.Sprintf("%s, valid for the name: %t, %s, %v, closed: %v", tls.VersionName(state.Version), leaf.VerifyHostname(name) == nil, status, err, secure.Close())
	},
	// What is sent comes back, and then the end.
	"echo": func(_ context.Context, conn net.Conn, name string) string {
		n, err := io.WriteString(conn, name+"\n")
		if n != len(name)+1 || err != nil {
			return fmt.Sprintf("write: %d, %v", n, err)
		}
		text, err := io.ReadAll(conn)
		return fmt.Sprintf("%q, %v, from %s", text, err, conn.RemoteAddr())
	},
	// A deadline ends a read; what comes later is read later.
	"deadline": func(_ context.Context, conn net.Conn, name string) string {
		b := make([]byte, 100)
		conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		_, first := conn.Read(b)
		_, second := conn.Read(b)
		conn.SetReadDeadline(time.Time{})
		io.WriteString(conn, name+"\n")
		n, err := conn.Read(b)
		conn.SetDeadline(time.Now().Add(-time.Second))
		_, write := conn.Write(b)
		exceeded := func(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
		return fmt.Sprintf("%t %t, then %q %v, then %t", exceeded(first), exceeded(second), b[:n], err, exceeded(write))
	},
	// A deadline that is set while a read waits ends it.
	"later": func(_ context.Context, conn net.Conn, name string) string {
		after(30*time.Millisecond, func() { conn.SetReadDeadline(time.Now()) })
		_, err := conn.Read(make([]byte, 1))
		return fmt.Sprint(errors.Is(err, os.ErrDeadlineExceeded))
	},
	// Closing ends a read, and what follows.
	"close": func(_ context.Context, conn net.Conn, name string) string {
		after(30*time.Millisecond, func() { conn.Close() })
		_, read := conn.Read(make([]byte, 1))
		_, write := conn.Write([]byte("x"))
		closed := func(err error) bool { return errors.Is(err, net.ErrClosed) }
		return fmt.Sprintf("%t %t %t %t", closed(read), closed(write), closed(conn.Close()), closed(conn.SetDeadline(time.Now())))
	},
	// The other side resets.
	"reset": func(_ context.Context, conn net.Conn, name string) string {
		io.WriteString(conn, name+"\n")
		_, err := conn.Read(make([]byte, 1))
		return fmt.Sprintf("%v; reset: %t", err, errors.Is(err, syscall.ECONNRESET))
	},
}

var (
	far  = vault{"test"}
	near = newContacts(far)

	allowed = limiter(1)

	finished = map[string]string{} // what was done in the background
)

// others are what is done without one.
var others = map[string]func(r *http.Request, name string) string{
	// Whether this isolate is to wait, and one that has just been started.
	"contact":   func(r *http.Request, name string) string { return waits(near.Begin(r.Context(), name)) },
	"elsewhere": func(r *http.Request, name string) string { return waits(newContacts(far).Begin(r.Context(), name)) },
	// Of two contacts at the same time one is to wait.
	"together": func(r *http.Request, name string) string {
		first := make(chan time.Duration)
		go func() { first <- near.Begin(r.Context(), name) }()
		b := near.Begin(r.Context(), name)
		a := <-first
		return waits(min(a, b)) + " " + waits(max(a, b))
	},
	// What is older than it may be is not there, though the platform still has it.
	"expired": func(r *http.Request, name string) string {
		far.put(r.Context(), "dossiers", name, []byte("x"), 0, 2*time.Second)
		_, _, _, before := far.get(r.Context(), "dossiers", name)
		up, _ := timer(2100 * time.Millisecond)
		<-up
		_, _, _, after := far.get(r.Context(), "dossiers", name)
		return fmt.Sprint(before, " ", after)
	},
	// Which addresses are the platform's own.
	"own": func(r *http.Request, name string) string {
		rows, err := place.ParseOverlay("195.172.0.0/16,US,US,13335,Cloudflare\n63.211.0.0/16,US,US,3356,Level 3\n")
		own := ownBy(func(context.Context) (*lookup.Places, error) {
			return &lookup.Places{Places: place.Places{Overlay: rows}}, err
		})
		return fmt.Sprint(own(r.Context(), netip.MustParseAddr(name)))
	},
	"limit": func(r *http.Request, name string) string {
		ok, retry := allowed.Allow(r.Context(), clientOf(r)+name)
		return fmt.Sprintf("%t %v", ok, retry)
	},
	// What is begun here goes on after the answer, and when the client has gone.
	"begin": func(r *http.Request, name string) string {
		inBackground(r.Context(), func(ctx context.Context) {
			up, _ := timer(300 * time.Millisecond)
			<-up
			finished[name] = fmt.Sprint("finished, ", ctx.Err())
		})
		if name == "left" {
			<-r.Context().Done()
		}
		return "begun"
	},
	"finished": func(r *http.Request, name string) string { return finished[name] },
	"moments":  func(*http.Request, string) string { return fmt.Sprint(moments(50)) },
	// A request's own deadline ends its fetch, and so does the client.
	"fetch": func(r *http.Request, name string) string {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer after(100*time.Millisecond, cancel)()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
		if err != nil {
			return err.Error()
		}
		began := time.Now()
		_, err = fetcher{}.Do(req)
		return fmt.Sprintf("%v %t", err, time.Since(began) < time.Second)
	},
}

// moments counts the promises that were settled and handed over although the
// context had ended meanwhile.
func moments(n int) (handed int) {
	for range n {
		ctx, cancel := context.WithCancel(context.Background())
		p := newPending()
		bridge.Call("wait", js.Global().Get("Promise").Call("resolve", "here"), p.ticket)
		up, _ := timer(time.Millisecond)
		<-up // by now the promise is settled
		cancel()
		if v, err := p.wait(ctx); err == nil && v.String() == "here" {
			handed++
		}
	}
	return handed
}

func waits(d time.Duration) string {
	switch {
	case d == 0:
		return "no"
	case d > contactPause/2 && d <= contactPause:
		return "yes"
	}
	return d.String()
}
