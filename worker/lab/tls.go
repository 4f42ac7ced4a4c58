package lab

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"strings"
)

// config is the TLS of every site: by its name, with the faults of hosts.txt.
func (l *Lab) config() *tls.Config {
	return &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		host := strings.ToLower(hello.ServerName)
		if !l.has(host, "https") {
			return nil, fmt.Errorf("no https at %q", host)
		}
		name, e := l.certificateOf(host)
		if e.handshake != "" {
			return nil, spoil(hello, e.handshake)
		}
		cert, err := l.certs.get(name, host, e)
		if err != nil {
			return nil, err
		}
		c := &tls.Config{NextProtos: []string{"http/1.1"}, Certificates: []tls.Certificate{*cert}}
		switch e.tls {
		case "1.0":
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
		case "1.1":
			c.MinVersion, c.MaxVersion = tls.VersionTLS11, tls.VersionTLS11
		}
		return c, nil
	}}
}

// spoil makes a handshake fail.
func spoil(hello *tls.ClientHelloInfo, fault string) error {
	switch conn := hello.Conn; fault {
	case "hang":
		io.Copy(io.Discard, conn) // until the other side has enough
	case "cut":
		conn.Close()
	case "garbage":
		io.WriteString(conn, "220 mail.example.net ESMTP\r\n")
		conn.Close()
	case "ssl3": // an alert of SSL 3.0: protocol_version
		conn.Write([]byte{21, 3, 0, 0, 2, 2, 70})
		conn.Close()
	}
	return errors.New("the lab refuses this handshake on purpose")
}

// has reports whether a host answers over a scheme in the lab's state.
func (l *Lab) has(host, scheme string) bool {
	if l.handler(host) != nil {
		return true
	}
	if e := l.hosts[host]; e != nil && !strings.HasPrefix(host, "*.") {
		return e.speaks(scheme)
	}
	s := l.site(l.State(), host)
	return s != nil && s.speaks(scheme)
}
