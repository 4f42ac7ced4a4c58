package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
// and time.
type Worker struct {
	URL string // "http://127.0.0.1:PORT"

	command *exec.Cmd
	output  *bytes.Buffer
	ended   chan struct{}
	folder  string
}

// StartWorker starts program, as BuildWorker made it, on listen
// ("127.0.0.1:PORT", or "" for any free port), and waits until it answers.
func StartWorker(ctx context.Context, program string, l *lab.Lab, listen string) (*Worker, error) {
	var err error
	if listen == "" {
		if listen, err = freePort(); err != nil {
			return nil, err
		}
	}
	folder, err := os.MkdirTemp("", "formtrace-worker-")
	if err != nil {
		return nil, err
	}
	places := filepath.Join(folder, "places.csv")
	if err := os.WriteFile(places, []byte(l.Places()), 0o600); err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	w := &Worker{URL: "http://" + listen, output: new(bytes.Buffer), ended: make(chan struct{}), folder: folder}
	w.command = exec.Command(program, "-listen", listen, "-resolver", l.DoH,
		"-place", places, "-clock", l.Now().Format(time.RFC3339))
	w.command.Stdout, w.command.Stderr = w.output, w.output
	w.command.WaitDelay = time.Second
	if err := w.command.Start(); err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	go func() { w.command.Wait(); close(w.ended) }()
	if err := w.wait(ctx); err != nil {
		w.Close()
		return nil, fmt.Errorf("the worker does not answer: %w\n%s", err, strings.TrimSpace(w.output.String()))
	}
	return w, nil
}

// Address is where it listens, "127.0.0.1:PORT".
func (w *Worker) Address() string { return strings.TrimPrefix(w.URL, "http://") }

// Close ends it.
func (w *Worker) Close() {
	w.command.Process.Kill()
	<-w.ended
	os.RemoveAll(w.folder)
}

func (w *Worker) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+"/v1/health", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-w.ended:
			return errors.New("it has ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// freePort names a port of loopback that was free a moment ago.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}
