package lab

import (
	"time"

	"github.com/miekg/dns"
)

// respond makes the answer to a question, faults in the message included.
func (l *Lab) respond(req *dns.Msg, f Fault) *dns.Msg {
	m := new(dns.Msg)
	m.SetReply(req)
	m.RecursionAvailable = true
	opt := req.IsEdns0()
	if opt != nil {
		m.SetEdns0(dns.DefaultMsgSize, false)
	}
	if len(req.Question) != 1 || req.Question[0].Qclass != dns.ClassINET {
		m.Rcode = dns.RcodeNotImplemented
		return m
	}
	q := req.Question[0]
	var signed bool
	m.Rcode, m.Answer, m.Ns, signed = l.zones.answer(q)
	// RFC 6840, 5.7 and 5.8: to those who understand it
	m.AuthenticatedData = signed && (req.AuthenticatedData || opt != nil && opt.Do())
	switch f {
	case FaultRefused:
		m.Rcode, m.Answer, m.Ns = dns.RcodeRefused, nil, nil
	case FaultServfail:
		m.Rcode, m.Answer, m.Ns = dns.RcodeServerFailure, nil, nil
	case FaultNoIPv6:
		if q.Qtype == dns.TypeAAAA {
			m.Rcode, m.Answer, m.Ns = dns.RcodeServerFailure, nil, nil
		}
	case FaultTruncated:
		m.Truncated, m.Answer, m.Ns = true, nil, nil
	case FaultWrongQuestion:
		m.Question[0].Name = "www.example.net."
		_, m.Answer, m.Ns, _ = l.zones.answer(m.Question[0])
	case FaultWrongID:
		m.Id++
		m.Answer = []dns.RR{&dns.A{
			Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 300},
			A:   []byte{63, 211, 99, 9},
		}}
	}
	l.log.Printf("dns %s %s: %s, %d records", q.Name, dns.TypeToString[q.Qtype], dns.RcodeToString[m.Rcode], len(m.Answer))
	return m
}

// question returns the first question and the fault that it meets.
func (l *Lab) question(req *dns.Msg) Fault {
	if len(req.Question) == 0 {
		return ""
	}
	return l.zones.fault(req.Question[0])
}

// wait waits, or until the lab closes or the asker has gone.
func (l *Lab) wait(d time.Duration, gone <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-l.done:
	case <-gone:
	}
	return false
}

// serveDNS answers over UDP and TCP.
func (l *Lab) serveDNS(w dns.ResponseWriter, req *dns.Msg) {
	f := l.question(req)
	if l.delay > 0 && !l.wait(l.delay, nil) {
		return
	}
	switch f {
	case FaultTimeout:
		return
	case FaultSlow:
		if !l.wait(l.slow, nil) {
			return
		}
	case FaultHuge, FaultNotDNS, FaultUnavailable, FaultRedirect:
		f = FaultServfail
	}
	m := l.respond(req, f)
	size := dns.MaxMsgSize
	if w.RemoteAddr().Network() == "udp" {
		size = dns.MinMsgSize
		if opt := req.IsEdns0(); opt != nil {
			size = max(size, int(opt.UDPSize()))
		}
	}
	m.Truncate(size)
	if f == FaultTruncated {
		m.Truncated = true
	}
	wire, err := m.Pack()
	if err != nil {
		return
	}
	if f == FaultMalformed {
		wire = cut(wire)
	}
	w.Write(wire)
}

// cut ends a message in the middle of its last record or question.
func cut(wire []byte) []byte {
	wire[7]++ // one answer more than there is
	return wire[:len(wire)-3]
}
