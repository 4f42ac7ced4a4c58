package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/formtrace/formtrace/extension/e2e"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// without plays the case where no browser can be driven, as what is missing. It
// fails when what is missing was to be installed and could not be.
func (s *stage) without(ctx context.Context, what string, missing error) error {
	s.out.line(what, missing.Error())
	s.out.line("", "Without a browser that can be driven, the same case goes through lab, worker and native inspector.")
	if err := s.inspectAll(ctx); err != nil {
		return err
	}
	s.out.gap()
	s.out.line(what, "Missing, so the warning itself was not shown. When that is mended as said above, run this again.")
	var tried *bring.InstallError
	if errors.As(missing, &tried) {
		return fmt.Errorf("%s: the installation failed, as said above", what)
	}
	return nil
}

// inspectAll plays the case without a browser: the page is fetched
// from the lab, and the native inspector asks the worker about its form.
func (s *stage) inspectAll(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	inspector := filepath.Join(s.folder, "formtrace-wasm")
	if os.PathSeparator == '\\' {
		inspector += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", inspector, "./wasm")
	build.Dir = s.root
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building ./wasm: %w\n%s", err, text)
	}
	for _, scene := range scenes {
		if err := s.turn(ctx, scene.state); err != nil {
			return err
		}
		if err := s.inspectScene(ctx, inspector, scene); err != nil {
			return fmt.Errorf("%s: %w", scene.title, err)
		}
	}
	return nil
}

func (s *stage) inspectScene(ctx context.Context, inspector string, scene scene) error {
	s.out.heading(scene.title)
	s.out.line("page", scene.url)
	file := filepath.Join(s.folder, "page-"+scene.state+".html")
	if err := s.save(ctx, scene.url, file); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, inspector, "inspect", "-json", "-home", "GB", "-worker", s.worker.URL,
		"-page", scene.url, "-seen", filepath.Join(s.folder, "seen.json"), file)
	output, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil // it found something: that is the case
	}
	if err != nil {
		if exit != nil {
			return fmt.Errorf("the inspector: %w\n%s", err, exit.Stderr)
		}
		return fmt.Errorf("the inspector: %w", err)
	}
	var reports []e2e.Report
	if err := json.Unmarshal(output, &reports); err != nil {
		return fmt.Errorf("the inspector's answer: %w", err)
	}
	if len(reports) != 1 {
		return fmt.Errorf("the inspector found %d forms, and the page has one", len(reports))
	}
	s.out.line("", "What a person would be told before sending the form:")
	s.out.report(&reports[0])
	return scene.check(&reports[0])
}

// save fetches a page from the lab into a file.
func (s *stage) save(ctx context.Context, url, file string) error {
	client := &http.Client{
		Timeout: 10 * time.Second,
		Transport: &http.Transport{
			DialContext:       s.lab.Dial,
			TLSClientConfig:   &tls.Config{RootCAs: s.lab.Roots(), Time: s.lab.Now},
			DisableKeepAlives: true,
		},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: the lab answers %s", url, answer.Status)
	}
	return os.WriteFile(file, text, 0o600)
}
