package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
)

// BuildWorker builds the native worker of the module in root into folder and
// returns the program's path.
func BuildWorker(ctx context.Context, root, folder string) (string, error) {
	program := filepath.Join(folder, "formtrace-worker")
	if os.PathSeparator == '\\' {
		program += ".exe"
	}
	command := exec.CommandContext(ctx, "go", "build", "-o", program, "./worker")
	command.Dir = root
	command.WaitDelay = 5 * time.Second
	if text, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building ./worker: %w\n%s", err, strings.TrimSpace(string(text)))
	}
	return program, nil
}

// Worker is a running worker on loopback that knows the lab's names, networks
// and time. It ends with the program that started it.
type Worker struct {
	URL string // "http://127.0.0.1:PORT"

	command *exec.Cmd
	hold    io.Closer // its standard input
	said    *said
	ended   chan struct{}
	folder  string
}

// StartWorker starts program, as BuildWorker made it, on listen
// ("127.0.0.1:PORT", or "" for any free port), with more flags, and waits until
// it listens.
func StartWorker(ctx context.Context, program string, l *lab.Lab, listen string, more ...string) (*Worker, error) {
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	folder, err := os.MkdirTemp("", "formtrace-worker-")
	if err != nil {
		return nil, err
	}
	places, roots := filepath.Join(folder, "places.csv"), filepath.Join(folder, "roots.pem")
	err = os.WriteFile(places, []byte(l.Places()), 0o600)
	if err = errors.Join(err, os.WriteFile(roots, []byte(l.RootsPEM()), 0o600)); err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	w := &Worker{said: &said{listens: make(chan string, 1)}, ended: make(chan struct{}), folder: folder}
	flags := append([]string{"-attached", "-listen", listen, "-resolver", l.DoH,
		"-place", places, "-clock", l.Now().Format(time.RFC3339), "-carry", l.Carry, "-rdap", l.RDAP, "-ct", l.CT, "-roots", roots}, more...)
	w.command = exec.Command(program, flags...)
	w.command.Stdout, w.command.Stderr = w.said, w.said
	w.command.WaitDelay = time.Second
	if w.hold, err = w.command.StdinPipe(); err == nil {
		err = w.command.Start()
	}
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	go func() { w.command.Wait(); close(w.ended) }()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	select {
	case w.URL = <-w.said.listens:
		return w, nil
	case <-w.ended:
		err = errors.New("it has ended")
	case <-ctx.Done():
		err = ctx.Err()
	}
	w.Close()
	return nil, fmt.Errorf("the worker does not listen: %w\n%s", err, strings.TrimSpace(w.said.String()))
}

// Address is where it listens, "127.0.0.1:PORT".
func (w *Worker) Address() string { return strings.TrimPrefix(w.URL, "http://") }

// Close ends it.
func (w *Worker) Close() {
	w.command.Process.Kill()
	w.hold.Close()
	<-w.ended
	os.RemoveAll(w.folder)
}

// said keeps what a worker writes, and finds in it where the worker listens.
type said struct {
	listens chan string // given once

	mu    sync.Mutex
	text  bytes.Buffer
	found bool
}

var listening = regexp.MustCompile(`listening on (http://[^\s,]+),`)

func (s *said) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(text)
	if at := listening.FindSubmatch(s.text.Bytes()); at != nil && !s.found {
		s.found = true
		s.listens <- string(at[1])
	}
	return len(text), nil
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
