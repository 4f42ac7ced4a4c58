package lab

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// startWHOIS finds the WHOIS servers (RFC 3912): each folder data/2007/whois/NAME
// or data/tests/whois/NAME is one, at the addresses that the lab's zones give the
// name, and has a file QUERY.txt for each question that it can answer.
func (l *Lab) startWHOIS() error {
	l.whois = map[netip.Addr]string{}
	for _, dir := range []string{"data/2007/whois", "data/tests/whois"} {
		servers, err := data.ReadDir(dir)
		if err != nil {
			return fmt.Errorf("lab: %w", err)
		}
		for _, s := range servers {
			_, answer, _, _ := l.zones.answer(dns.Question{Name: dns.Fqdn(s.Name()), Qtype: dns.TypeA, Qclass: dns.ClassINET})
			found := false
			for _, rr := range answer {
				if a, ok := rr.(*dns.A); ok {
					addr, _ := netip.AddrFromSlice(a.A)
					l.whois[addr.Unmap()] = s.Name()
					found = true
				}
			}
			if !found {
				return fmt.Errorf("lab: the WHOIS server %s has no address in the zones", s.Name())
			}
		}
	}
	return nil
}

// serveWHOIS returns what answers for the server of a name.
func (l *Lab) serveWHOIS(server string) func(net.Conn) {
	return func(conn net.Conn) {
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(time.Minute))
		line, err := bufio.NewReader(io.LimitReader(conn, 1024)).ReadString('\n')
		if err != nil {
			return
		}
		question := strings.ToLower(strings.TrimSpace(line))
		question = question[strings.LastIndexByte(question, ' ')+1:]
		f := l.zones.registryFault(question)
		l.log.Printf("whois %s %s %s", server, question, f)
		text, ok := l.registered("whois/"+server, question+".txt")
		registrar := server == "whois.registrar.example"
		switch {
		case f == RegistryTimeout, f == RegistryRegistrarSilent && registrar:
			gone := make(chan struct{})
			go func() { io.Copy(io.Discard, conn); close(gone) }()
			l.wait(time.Minute, gone)
			return
		case f == RegistryRefused:
			return
		case f == RegistryTruncated:
			text, ok = l.registered("whois/"+server, "thick.example.txt")
			text = strings.ReplaceAll(text, "thick.example", question)
			text = text[:strings.Index(text, "Creation Date: ")+len("Creation Date: 20")]
		case f == RegistryMalformed:
			text, ok = "<!doctype html><title>Sign in to this network</title>\n", true
		case f == RegistryLying, f == RegistryRegistrarLies && registrar:
			text, ok = "Domain Name: other.example\nCreation Date: 2001-02-03T04:05:06Z\nRegistrant Organization: Other Widgets Ltd\nRegistrant Country: GB\n", true
		case f == RegistryHuge:
			text, ok = strings.Repeat("Remark: "+strings.Repeat("x", 1000)+"\n", 1000), true
		case f == RegistryDrip:
			l.drip(conn, func() error { return nil }, nil)
			return
		case f == RegistryTooMany:
			text, ok = "Query rate limit exceeded. Try again later.\n", true
		}
		if !ok {
			text = fmt.Sprintf("No match for %q.\n", strings.ToUpper(question))
		}
		io.WriteString(conn, strings.ReplaceAll(text, "\n", "\r\n"))
	}
}
