package lookup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"strings"
)

// shown is what a host shows in a TLS handshake.
type shown struct {
	chain    [][]byte // DER, as it came, the host's own certificate first
	protocol string   // "" where the handshake was not finished
}

// How a handshake can fail.
var (
	errNotTLS = errors.New("the host answered the TLS handshake with something that is not TLS")
	errCutTLS = errors.New("the host closed the connection during the TLS handshake")
	errOldTLS = errors.New("the host speaks no version of TLS from 1.0 to 1.3")
	errBroken = errors.New("the host broke the TLS handshake off")
	errDER    = errors.New("the host's certificate cannot be read")
	errBadTLS = errors.New("the TLS handshake with the host failed")
)

// allCiphers are all cipher suites that crypto/tls knows, broken ones too.
var allCiphers = func() (ids []uint16) {
	for _, list := range [][]*tls.CipherSuite{tls.CipherSuites(), tls.InsecureCipherSuites()} {
		for _, c := range list {
			ids = append(ids, c.ID)
		}
	}
	return ids
}()

// handshake speaks TLS with whatever the host offers, old versions and weak
// ciphers too: they are facts to tell, and nothing secret is sent. Nothing is
// verified here. What was shown is there even if the handshake then fails. The
// connection is closed when ctx ends.
func handshake(ctx context.Context, conn net.Conn, host string) (net.Conn, *shown, error) {
	out := new(shown)
	w := &watched{Conn: conn}
	c := tls.Client(w, &tls.Config{
		ServerName:         serverName(host),
		InsecureSkipVerify: true, // see verify
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       allCiphers,
		NextProtos:         []string{"http/1.1"},
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			out.chain = raw
			return nil
		},
	})
	if err := c.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, out, explain(ctx, err, w)
	}
	out.protocol = tls.VersionName(c.ConnectionState().Version)
	return &session{c, conn}, out, nil
}

// session is a TLS connection whose Close asks nobody: crypto/tls would first
// write a farewell, for which it waits up to five seconds.
type session struct {
	*tls.Conn
	raw net.Conn
}

func (s *session) Close() error { return s.raw.Close() }

// serverName is the name for SNI (RFC 6066, 3): an address is none.
func serverName(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	return host
}

// explain says why a handshake failed, in a sentence that is always the same.
func explain(ctx context.Context, err error, conn *watched) error {
	var record tls.RecordHeaderError
	var alert *net.OpError
	text := err.Error()
	switch {
	case ctx.Err() != nil, timedOut(err):
		return errLate
	case errors.As(err, &record):
		return errNotTLS
	case errors.As(err, &alert) && alert.Op == "remote error":
		if strings.Contains(text, "protocol version") {
			return errOldTLS
		}
		return errBroken
	case strings.Contains(text, "unsupported protocol version"):
		return errOldTLS
	case strings.Contains(text, "failed to parse certificate"):
		return errDER
	case conn.failed.Load():
		return errCutTLS
	}
	return errBadTLS
}

// timedOut reports whether a deadline was the reason, by net's way of asking.
func timedOut(err error) bool {
	var slow interface{ Timeout() bool }
	return errors.As(err, &slow) && slow.Timeout()
}
