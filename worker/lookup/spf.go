package lookup

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"blitiri.com.ar/go/spf"
	"github.com/miekg/dns"
)

// sender is the SPF library's resolver.
type sender struct{ *query }

// spfSays evaluates check_host (RFC 7208, 4) for each of the host's addresses.
// One that passes is enough. Otherwise the answer is temperror when one of them is
// not known, and else the one that says least against the host.
func (q *query) spfSays(addrs []netip.Addr, domain string) string {
	s := sender{q}
	results := make(chan string)
	for _, addr := range addrs {
		go func() {
			result := string(spf.TempError)
			defer func() {
				recover()
				results <- result
			}()
			got, _ := spf.CheckHostWithSender(net.IP(addr.Unmap().AsSlice()), q.Host, "postmaster@"+domain, spf.WithContext(q.ctx), spf.WithResolver(s))
			result = string(got)
		}()
	}
	best := ""
	for range addrs {
		if result := <-results; rank(result) < rank(best) {
			best = result
		}
	}
	return best
}

// ranks orders results: what decides, first.
var ranks = []spf.Result{spf.Pass, spf.TempError, spf.PermError, spf.Neutral, spf.None, spf.SoftFail, spf.Fail}

func rank(result string) int {
	for i, r := range ranks {
		if string(r) == result {
			return i
		}
	}
	return len(ranks)
}

// dnsError is a failure as the library tells failures apart.
func dnsError(name string, err error) error {
	if errors.Is(err, errName) { // as a name that does not exist (RFC 7208, 4.3)
		return &net.DNSError{Err: err.Error(), Name: name, IsNotFound: true}
	}
	return &net.DNSError{Err: err.Error(), Name: name, IsTemporary: true}
}

// answer asks, and turns a name that does not exist into the library's error.
func (s sender) answer(name string, kind uint16, leads int) (records, error) {
	r, err := s.ask(name, kind, leads)
	if err != nil {
		return r, dnsError(name, err)
	}
	if r.status == NoSuchName {
		return r, &net.DNSError{Err: "no such name", Name: name, IsNotFound: true}
	}
	return r, nil
}

// LookupTXT returns the texts of a name.
func (s sender) LookupTXT(_ context.Context, name string) ([]string, error) {
	r, err := s.answer(name, dns.TypeTXT, leadsOn)
	if err != nil {
		return nil, err
	}
	return txtStrings(r), nil
}

// LookupMX returns the exchanges of a name.
func (s sender) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	r, err := s.answer(name, dns.TypeMX, leadsOn)
	if err != nil {
		return nil, err
	}
	var out []*net.MX
	for _, rr := range r.list {
		if mx, ok := rr.(*dns.MX); ok && mx.Mx != "." {
			out = append(out, &net.MX{Host: mx.Mx, Pref: mx.Preference})
		}
	}
	return out, nil
}

// LookupIPAddr returns the addresses of a name: the IPv4 ones, which "exists"
// wants too, and the IPv6 ones where the host has some (RFC 7208, 5).
func (s sender) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	var waits []*pending
	for _, kind := range s.families() {
		waits = append(waits, s.start(name, kind, endsHere))
	}
	var out []net.IPAddr
	missing := 0
	for _, p := range waits {
		r, err := p.wait()
		if err != nil {
			return nil, dnsError(name, err)
		}
		if r.status == NoSuchName {
			missing++
		}
		for _, addr := range r.addresses {
			out = append(out, net.IPAddr{IP: addr.AsSlice()})
		}
	}
	if missing == len(waits) {
		return nil, &net.DNSError{Err: "no such name", Name: name, IsNotFound: true}
	}
	return out, nil
}

func (s sender) families() []uint16 {
	for _, addr := range s.names().Addresses {
		if !addr.Unmap().Is4() {
			return []uint16{dns.TypeA, dns.TypeAAAA}
		}
	}
	return []uint16{dns.TypeA}
}

// LookupAddr returns the reverse names of an address.
func (s sender) LookupAddr(_ context.Context, addr string) ([]string, error) {
	name, err := dns.ReverseAddr(addr)
	if err != nil {
		return nil, dnsError(addr, errName)
	}
	r, err := s.answer(name, dns.TypePTR, leadsOn)
	if err != nil {
		return nil, err
	}
	return texts(r.list, func(rr *dns.PTR) string { return rr.Ptr }), nil
}
