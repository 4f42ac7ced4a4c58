package lookup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Client sends HTTP requests and does not follow redirects. It gives up when
// the request's context ends. *http.Client is one, with a CheckRedirect.
type Client interface {
	Do(*http.Request) (*http.Response, error)
}

// Resolver asks by DNS over HTTPS (RFC 8484), wire format, by
// POST: a question in a URL is what proxies log.
type Resolver struct {
	URL    string
	Client Client
}

// Answer is what the look-up of a name's addresses came to. Err is set for
// Failed, and beside Found when the addresses are not all of them.
type Answer struct {
	Status    Status
	Literal   bool // the host is an address: nobody was asked
	Addresses []netip.Addr
	Aliases   []string
	DNSSEC    DNSSECState
	TTL       uint32 // seconds, within bounds
	Err       error
}

const (
	dnsSource     = "DNS over HTTPS"
	literalSource = "none: the host is an address, no name was looked up"
	reverseSource = "DNS over HTTPS, for the reverse name only: the host is an address"
	maxAddresses  = 32
)

// How asking can fail. The sentences name no address of the resolver, which may
// be part of an operator's secrets, and are the same on every platform.
var (
	errSlow        = errors.New("the DNS resolver did not answer in time")
	errUnreachable = errors.New("the DNS resolver could not be reached")
	errNotDNS      = errors.New("the DNS resolver answered with something that is not DNS")
	errNoHost      = errors.New("the addresses of the host are not all known")
	errName        = errors.New("the name cannot be asked for in DNS")
	errHuge        = errors.New("the DNS resolver's answer is larger than a DNS message can be")
)

// merge makes one answer of those for each family. One family's failure leaves
// the other's addresses, but never turns into "there are none".
func merge(found []records, errs []error) Answer {
	a := Answer{Status: NoSuchName, TTL: maxTTL, Aliases: []string{}, Addresses: []netip.Addr{}, DNSSEC: Validated}
	var failed []error
	for i, rec := range found {
		if errs[i] != nil {
			failed = append(failed, errs[i])
			continue
		}
		if len(rec.aliases) > len(a.Aliases) {
			a.Aliases = rec.aliases
		}
		a.Addresses = append(a.Addresses, rec.addresses...)
		a.TTL = min(a.TTL, rec.ttl)
		if !rec.validated {
			a.DNSSEC = NotValidated
		}
		if rec.status == NoData && a.Status == NoSuchName || rec.status == Found {
			a.Status = rec.status
		}
	}
	if len(failed) > 0 {
		a.DNSSEC = UnknownState
	}
	slices.SortFunc(a.Addresses, netip.Addr.Compare)
	a.Addresses = slices.Compact(a.Addresses)
	if len(a.Addresses) > maxAddresses { // one that is not public must not fall behind the others
		slices.SortStableFunc(a.Addresses, func(a, b netip.Addr) int {
			return compareBool(checkPublic(a) == nil, checkPublic(b) == nil)
		})
	}
	switch {
	case len(failed) > 0 && a.Status != Found:
		return Answer{Status: Failed, TTL: failedTTL, Err: failed[0], Aliases: a.Aliases, Addresses: []netip.Addr{}, DNSSEC: UnknownState}
	case len(failed) > 0:
		a.Err = fmt.Errorf("some addresses may be missing: %w", failed[0])
		a.TTL = min(a.TTL, minTTL)
	case len(a.Addresses) > maxAddresses:
		a.Err = fmt.Errorf("of the name's %d addresses, %d are given", len(a.Addresses), maxAddresses)
	}
	a.Addresses = a.Addresses[:min(len(a.Addresses), maxAddresses)]
	return a
}

// udpSize is what a message may grow to on its way between resolvers (the value
// of DNS flag day 2020); DNS over HTTPS itself knows no such limit.
const udpSize = 1232

// ask asks one question, and whether the answer's signatures were validated (the
// AD bit in a question, RFC 6840, 5.7).
func (r *Resolver) ask(ctx context.Context, host string, kind uint16) (records, error) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(host), kind)
	m.Id = 0 // RFC 8484, 4.1
	m.AuthenticatedData = true
	m.SetEdns0(udpSize, false)
	wire, err := m.Pack()
	if err != nil {
		return records{}, errName
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(wire))
	if err != nil {
		return records{}, errUnreachable
	}
	req.Header.Set("Content-Type", dnsMessage)
	req.Header.Set("Accept", dnsMessage)
	res, err := r.Client.Do(req)
	if err != nil {
		return records{}, transport(ctx, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return records{}, fmt.Errorf("the DNS resolver answered with HTTP status %d", res.StatusCode)
	}
	if kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";"); strings.TrimSpace(kind) != dnsMessage {
		return records{}, errNotDNS
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, dns.MaxMsgSize+1))
	if err != nil {
		return records{}, transport(ctx, err)
	}
	if len(body) > dns.MaxMsgSize {
		return records{}, errHuge
	}
	return parse(body, m.Question[0])
}

const dnsMessage = "application/dns-message"

// transport says why a request failed, in a sentence that is always the same.
func transport(ctx context.Context, err error) error {
	var slow interface{ Timeout() bool }
	if ctx.Err() != nil || errors.As(err, &slow) && slow.Timeout() {
		return errSlow
	}
	return errUnreachable
}
