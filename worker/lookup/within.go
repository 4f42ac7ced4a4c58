package lookup

import (
	"context"
	"errors"
	"time"
)

// errDefect is a defect of this program, met while looking something up.
var errDefect = errors.New("the look-up failed by a defect of the worker")

// errTime is that the time was up.
var errTime = errors.New("the time is up")

// grace is how long within waits for f to notice that its time is up.
const grace = 100 * time.Millisecond

// limited is a context whose end somebody else brings about, at a time that it
// tells. (context.WithDeadline would set a timer of Go's.)
type limited struct {
	context.Context
	at time.Time
}

func (l limited) Deadline() (time.Time, bool) { return l.at, true }

// limit returns a context that ends after the service's deadline for a section,
// and what ends it before.
func (s *Service) limit(ctx context.Context) (context.Context, func()) {
	d := s.deadline()
	if at, ok := ctx.Deadline(); ok {
		d = min(d, time.Until(at))
	}
	inner, cancel := context.WithCancelCause(ctx)
	up, stop := s.timer(d)
	go func() {
		select {
		case <-up:
			cancel(errTime)
		case <-inner.Done():
		}
	}()
	return limited{inner, time.Now().Add(d)}, func() {
		cancel(nil)
		stop()
	}
}

// within runs f with the service's deadline for a section and returns when it
// has passed even if f does not, as it must be when what f waits for does not
// listen. A panic is errDefect.
func within[T any](ctx context.Context, s *Service, f func(context.Context) (T, error)) (T, error) {
	return withinTime(ctx, s, s.deadline(), f)
}

// withinTime is within with a time of its own.
func withinTime[T any](ctx context.Context, s *Service, d time.Duration, f func(context.Context) (T, error)) (T, error) {
	if at, ok := ctx.Deadline(); ok {
		d = min(d, time.Until(at))
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	up, stop := s.timer(d)
	defer stop()
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
		r.value, r.err = f(limited{inner, time.Now().Add(d)})
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-up:
	case <-ctx.Done():
	}
	cancel(errTime)
	late, stop2 := s.timer(grace)
	defer stop2()
	select { // what f found in the last moment still counts
	case r := <-done:
		return r.value, r.err
	case <-late:
	}
	var none T
	return none, errTime
}

func (s *Service) deadline() time.Duration {
	if s.Deadline == 0 {
		return defaultDeadline
	}
	return s.Deadline
}

// timer is Timer, or Go's own.
func (s *Service) timer(d time.Duration) (<-chan struct{}, func()) {
	if s.Timer != nil {
		return s.Timer(d)
	}
	return GoTimer(d)
}

// GoTimer is a Service.Timer on a timer of Go's.
func GoTimer(d time.Duration) (done <-chan struct{}, stop func()) {
	up := make(chan struct{})
	t := time.AfterFunc(d, func() { close(up) })
	return up, func() { t.Stop() }
}
