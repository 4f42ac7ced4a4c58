package lookup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
)

// maxRedirects is how many redirects are followed.
const maxRedirects = 5

// maxLocation bounds a redirect's target, in bytes.
const maxLocation = 4096

var (
	errCircle    = errors.New("the redirects lead in a circle")
	errRedirects = fmt.Errorf("there are more than %d redirects", maxRedirects)
	errLocation  = errors.New("a redirect leads to what is no URL and was not followed")
)

// redirect returns where an answer redirects to, or nil.
func redirect(from *url.URL, res *http.Response) (*url.URL, error) {
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	location := res.Header.Get("Location")
	if location == "" {
		return nil, nil
	}
	if len(location) > maxLocation {
		return nil, errLocation
	}
	to, err := from.Parse(location)
	if err != nil {
		return nil, errLocation
	}
	to.Fragment, to.RawFragment = "", ""
	if to.Path == "" {
		to.Path = "/"
	}
	if _, _, err := target(to); err != nil {
		return nil, notFollowed(err)
	}
	return to, nil
}

// notFollowed says why a redirect is not followed, without repeating where it leads.
func notFollowed(err error) error {
	var wrong *HostError
	var private *notPublic
	why := "could not be followed"
	switch {
	case errors.As(err, &wrong), errors.As(err, &private):
		why = "leads to a host that is not public and was not followed"
		if wrong != nil && (wrong.Kind == malformed || wrong.Kind == "host-too-long") {
			return errLocation
		}
	case errors.Is(err, errScheme):
		why = "leads to a scheme other than http and https and was not followed"
	case errors.Is(err, errURLPort):
		why = "leads to a port other than 80 and 443 and was not followed"
	case errors.Is(err, errUser):
		why = "leads to a URL with a user name and was not followed"
	case errors.Is(err, errURL):
		return errLocation
	default:
		return fmt.Errorf("a redirect was followed no further: %w", err)
	}
	return errors.New("a redirect " + why)
}

// hop connects to where a redirect leads, after the same checks as for the host.
func (q *query) hop(ctx context.Context, u *url.URL) (net.Conn, netip.Addr, string, error) {
	host, port, err := target(u)
	if err != nil {
		return nil, netip.Addr{}, "", notFollowed(err)
	}
	if _, err := q.checked(host); err != nil {
		return nil, netip.Addr{}, "", notFollowed(err)
	}
	if wait := q.begin(ctx, host); wait > 0 {
		return nil, netip.Addr{}, "", &tooSoon{"the host that a redirect leads to", wait}
	}
	conn, addr, err := q.connect(ctx, host, port)
	if err != nil {
		return nil, netip.Addr{}, "", notFollowed(err)
	}
	if u.Scheme == "https" {
		c, _, err := handshake(ctx, conn, host)
		if err != nil {
			return nil, netip.Addr{}, "", notFollowed(err)
		}
		return c, addr, host, nil
	}
	return conn, addr, host, nil
}
