// Package lookup finds out about a host: Service.Dossier answers with what is
// known, section by section. One file for each section; each is looked up with
// its own deadline, at the same time as the others, and fails alone.
//
// The outside world comes in through small interfaces (Client, the Places
// function, Now), so that the same code runs natively, under GOOS=js and in
// workerd. Nothing here contacts the host itself.
package lookup

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Service looks hosts up.
type Service struct {
	Resolver *Resolver
	// Places returns the tables that say where addresses are. It is called for
	// each dossier that needs them and keeps them itself, if they are to be kept.
	Places func(context.Context) (*Places, error)
	Now    func() time.Time
	// Deadline bounds each section; 0 is 5 seconds.
	Deadline time.Duration
}

const defaultDeadline = 5 * time.Second

// Dossier looks the sections up. The host is as rules/host.Normalise returns it
// and public; it may be an address. The answer always holds every section that
// was asked for, failed or not.
func (s *Service) Dossier(ctx context.Context, host string, sections []string) *Dossier {
	now := stamp(s.Now())
	d := &Dossier{Host: host, AsOf: now}
	// Both sections need the addresses: they are looked up once.
	names := sync.OnceValue(func() Answer { return s.addresses(ctx, host) })
	var wg sync.WaitGroup
	if slices.Contains(sections, "dns") {
		wg.Go(func() { d.DNS = dnsSection(names(), now) })
	}
	if slices.Contains(sections, "hosting") {
		wg.Go(func() { d.Hosting = s.hosting(ctx, names, now) })
	}
	wg.Wait()
	return d
}

// addresses returns the addresses of a host within the deadline.
func (s *Service) addresses(ctx context.Context, host string) Answer {
	if addr, err := netip.ParseAddr(host); err == nil {
		return Answer{Status: Found, Literal: true, Addresses: []netip.Addr{addr}, Aliases: []string{}, TTL: maxTTL}
	}
	answer, err := within(ctx, s.deadline(), func(ctx context.Context) (Answer, error) {
		return s.Resolver.Addresses(ctx, host), nil
	})
	switch {
	case errors.Is(err, errDefect):
		return Answer{Status: Failed, TTL: failedTTL, Err: errDefect}
	case err != nil:
		return Answer{Status: Failed, TTL: failedTTL, Err: errSlow}
	}
	return answer
}

func (s *Service) deadline() time.Duration {
	if s.Deadline == 0 {
		return defaultDeadline
	}
	return s.Deadline
}

// within runs f with a deadline and returns when it has passed even if f does
// not, as it must be when what f waits for does not listen. A panic is an error.
func within[T any](ctx context.Context, d time.Duration, f func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		r := result{err: errDefect}
		defer func() {
			recover()
			done <- r
		}()
		r.value, r.err = f(ctx)
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		// What f found in the last moment still counts.
		select {
		case r := <-done:
			return r.value, r.err
		case <-time.After(grace):
		}
		var none T
		return none, errors.New("the time is up")
	}
}

// errDefect is a defect of this program, met while looking something up.
var errDefect = errors.New("the look-up failed by a defect of the worker")

// grace is how long within waits for f to notice that its time is up.
const grace = 100 * time.Millisecond
