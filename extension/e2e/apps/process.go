//go:build linux

package apps

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a server on loopback with everything that it starts itself.
type process struct {
	address string // "127.0.0.1:PORT"
	command *exec.Cmd
	output  *output
	ended   chan struct{}
}

// serve starts a server that listens on address and waits until it does.
func serve(ctx context.Context, address, folder string, env []string, name string, args ...string) (*process, error) {
	p := &process{address: address, output: new(output), ended: make(chan struct{})}
	p.command = exec.Command(name, args...)
	p.command.Dir = folder
	p.command.Env = append(os.Environ(), env...)
	p.command.Stdout, p.command.Stderr = p.output, p.output
	p.command.WaitDelay = time.Second
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() { p.command.Wait(); close(p.ended) }()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return p, nil
		}
		select {
		case <-p.ended:
			err = errors.New("it has ended")
		case <-ctx.Done():
			err = ctx.Err()
		case <-time.After(20 * time.Millisecond):
			continue
		}
		p.close()
		return nil, fmt.Errorf("%s does not listen on %s: %w\n%s", name, address, err, p.output)
	}
}

// close ends the server and its children.
func (p *process) close() {
	syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// do runs a program to its end.
func do(ctx context.Context, folder, name string, args ...string) error {
	_, err := ask(ctx, folder, name, args...)
	return err
}

// ask runs a program to its end and returns what it writes to standard output.
func ask(ctx context.Context, folder, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = folder
	command.Env = append(os.Environ(), "HOME="+folder, "USER="+person)
	command.WaitDelay = time.Second
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, &out, &complaint)
	}
	return out.String(), nil
}

// free returns an address of loopback where nothing listens.
func free() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// output keeps the end of what a server writes.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, text...)
	o.text = o.text[max(0, len(o.text)-8192):]
	return len(text), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text)
}
