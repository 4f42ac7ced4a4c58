package lab

import (
	"io"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T, opts Options) *Lab {
	t.Helper()
	l, err := Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestStates(t *testing.T) {
	l := start(t, Options{})
	if got, want := l.State(), StateA; got != want {
		t.Errorf("State() = %q, want %q", got, want)
	}
	if got, want := l.Now(), time.Date(2007, 1, 9, 10, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("Now() = %v, want %v", got, want)
	}
	if err := l.SetState("z"); err == nil {
		t.Error(`SetState("z"): no error`)
	}
	if err := l.SetState(StateB); err != nil {
		t.Fatal(err)
	}
	if got, want := l.Now(), time.Date(2007, 1, 12, 15, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("Now() = %v, want %v", got, want)
	}
	if _, err := Start(Options{State: "z"}); err == nil {
		t.Error("a lab in state z started")
	}
}

func TestOnlyLoopback(t *testing.T) {
	l := start(t, Options{Log: io.Discard})
	for _, addr := range []string{l.Web, l.DNS, strings.TrimPrefix(l.DoH, "http://"), strings.TrimPrefix(l.RDAP, "http://")} {
		if !strings.HasPrefix(addr, "127.0.0.1:") {
			t.Errorf("the lab listens on %s", addr)
		}
	}
}

func TestPlaces(t *testing.T) {
	l := start(t, Options{})
	got := l.Places()
	for _, want := range []string{"63.211.0.0/16", "195.172.0.0/16", "195.68.228.53", "illustrative"} {
		if !strings.Contains(got, want) {
			t.Errorf("Places() does not name %s:\n%s", want, got)
		}
	}
}

// Close ends what hangs on purpose.
func TestCloseEndsTimeouts(t *testing.T) {
	l, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := ask(l.DoH, FaultName(FaultTimeout), "A")
		ended <- err
	}()
	time.Sleep(50 * time.Millisecond)
	l.Close()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the question was answered")
		}
	case <-time.After(5 * time.Second):
		t.Error("the question still hangs after Close")
	}
}
