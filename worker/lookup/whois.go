package lookup

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/host"
)

// Bounds of WHOIS.
const (
	maxWHOIS      = 64 << 10 // bytes of an answer; usual ones have 1 to 8 KB
	referralAge   = 24 * time.Hour
	noReferralAge = 10 * time.Minute
)

// whoisError is how a WHOIS server (RFC 3912) can fail. The name of the server
// is normalised; nothing else of what a server sent is repeated. retry is for how
// long it is not asked again, if at all.
type whoisError struct {
	server, what string
	retry        time.Duration
}

func (e *whoisError) Error() string { return "the WHOIS server " + e.server + " " + e.what }

// errNoServer is a suffix for which there is neither RDAP nor WHOIS.
var errNoServer = errors.New("the registry has neither RDAP nor WHOIS")

// noServer is remembered for it.
const noServer = "-"

// whoisQueries are what servers want to be asked besides the name alone: for the
// whole answer at DENIC, and for English at JPRS.
var whoisQueries = map[string]string{
	"whois.denic.de":         "-T dn,ace %",
	"whois.jprs.jp":          "%/e",
	"whois.verisign-grs.com": "domain %",
}

// whoisRegistry finds the WHOIS server of a domain's registry and asks it.
func (q *query) whoisRegistry(ctx context.Context, domain string) (server string, r *record, err error) {
	suffix := domain[strings.LastIndexByte(domain, '.')+1:]
	server = q.memory.referred(suffix, q.Now())
	if server == "" {
		server, err = within(ctx, q.Service, func(ctx context.Context) (string, error) { return q.whoisServer(ctx, suffix) })
		if err != nil {
			return "", nil, err
		}
		age := referralAge
		if server == noServer {
			age = noReferralAge
		}
		q.memory.refer(suffix, server, q.Now().Add(age))
	}
	if server == noServer {
		return "", nil, errNoServer
	}
	r, err = within(ctx, q.Service, func(ctx context.Context) (*record, error) { return q.whois(ctx, server, domain) })
	return server, r, err
}

// whoisServer asks the server that knows the others for a registry's.
func (q *query) whoisServer(ctx context.Context, suffix string) (string, error) {
	text, err := q.whoisText(ctx, q.WHOIS, suffix)
	if err != nil {
		return "", err
	}
	server, known := "", false
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(line, ":")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "refer", "whois":
			first(&server, strings.TrimSpace(value))
		case "domain":
			known = known || strings.EqualFold(strings.TrimSpace(value), suffix)
		}
	}
	if server == "" {
		if known || saysFree(text) || strings.Contains(text, "returned 0 objects") {
			return noServer, nil
		}
		return "", &whoisError{server: q.WHOIS, what: errAnswer.Error()}
	}
	name, err := referredName(server)
	switch {
	case err != nil:
		return "", &whoisError{server: q.WHOIS, what: "refers to what is no server that is asked: " + err.Error()}
	case name == q.WHOIS:
		return "", &whoisError{server: q.WHOIS, what: "refers to itself"}
	}
	return name, nil
}

// whoisRegistrar follows a registry's referral to the registrar's server.
func (q *query) whoisRegistrar(ctx context.Context, registry *record, domain string) (*record, error) {
	suffix := domain[strings.LastIndexByte(domain, '.')+1:]
	name, err := referredName(registry.referral)
	switch {
	case err != nil:
		return nil, errors.New("the registry refers to a WHOIS server that is not asked: " + err.Error())
	case name == q.WHOIS || name == q.memory.referred(suffix, q.Now()):
		return nil, errors.New("the registry refers to a WHOIS server that was asked already")
	}
	return q.whois(ctx, name, domain)
}

// referredName reads the name of a WHOIS server in a referral, which some write as
// a URL, and some with a port.
func referredName(text string) (string, error) {
	if len(text) > 4*maxOrganisation {
		return "", errNotAServer
	}
	text = strings.TrimSpace(text)
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	}
	text, _, _ = strings.Cut(text, "/")
	if name, port, err := net.SplitHostPort(text); err == nil {
		if port != "43" {
			return "", errPort
		}
		text = name
	}
	name, err := host.Normalise(text)
	if err != nil || !strings.Contains(name, ".") && !isLiteral(name) {
		return "", errNotAServer
	}
	return name, nil
}

var errNotAServer = errors.New("the referral is not the name of a host")

// whoisPause is how long a server is left alone that said it was asked too often:
// WHOIS has no field that says until when, and going on gets the worker blocked.
const whoisPause = 10 * time.Minute

// whois asks a server about a domain.
func (q *query) whois(ctx context.Context, server, domain string) (*record, error) {
	if wait := q.memory.wait(server, q.Now()); wait > 0 {
		return nil, &whoisError{server, "was asked too often and is left alone for a while", wait}
	}
	question := domain
	if form, ok := whoisQueries[server]; ok {
		question = strings.Replace(form, "%", domain, 1)
	}
	text, err := q.whoisText(ctx, server, question)
	if err != nil {
		return nil, err
	}
	r, err := parseWHOIS(text, domain)
	if err == nil || errors.Is(err, errUnregistered) {
		return r, err
	}
	failed := &whoisError{server: server, what: err.Error()}
	if errors.Is(err, errAskedTooOften) {
		failed.retry = whoisPause
		q.memory.hold(server, q.Now().Add(whoisPause))
	}
	return nil, failed
}

// whoisText sends a line to a server and returns what it answers.
func (q *query) whoisText(ctx context.Context, server, question string) (string, error) {
	conn, err := q.connectNamed(ctx, server, 43)
	var closed *notPublic
	switch {
	case err == nil:
	case errors.As(err, &closed), errors.Is(err, errNotChecked):
		return "", &whoisError{server: server, what: "is at an address that is not contacted"}
	case isSlow(ctx, err):
		return "", &whoisError{server: server, what: "did not answer in time"}
	default:
		return "", &whoisError{server: server, what: "could not be reached"}
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err = io.WriteString(conn, question+"\r\n"); err == nil {
		var body []byte
		if body, err = readAtMost(conn, maxWHOIS); err == nil {
			if len(body) == 0 {
				return "", &whoisError{server: server, what: "gave no answer"}
			}
			return string(body), nil
		}
	}
	switch {
	case errors.Is(err, errTooLarge):
		return "", &whoisError{server: server, what: "answered with more than an answer can have"}
	case isSlow(ctx, err):
		return "", &whoisError{server: server, what: "did not answer in time"}
	}
	return "", &whoisError{server: server, what: "broke its answer off"}
}
