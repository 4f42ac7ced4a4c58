//go:build !js

package main

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/formtrace/formtrace/wasm/evidence"
)

// files gathers what -report writes; without it, it does nothing.
type files struct {
	file   string
	know   *evidence.Knowledge
	bundle evidence.Bundle
	of     func(host string) []byte // the dossier as it was answered; nil for none
	made   time.Time
	data   []byte // of the page at hand
	inputs []evidence.Input
}

func (s *session) files() *files {
	f := &files{file: s.o.report}
	if f.file == "" {
		return f
	}
	b := s.bundle
	f.know, f.made = evidence.Know(s.rules), s.now()
	f.bundle = evidence.Bundle{Channel: b.Channel(), Version: b.Version(), Revision: b.Revision(), Rules: b.Revision(),
		Issued: b.Issued(), Expires: b.Expires(), Stale: f.made.Unix() > b.Expires(), Digest: sha256.Sum256(s.data)}
	f.of = func(host string) []byte {
		if a := s.dossiers[host]; a != nil {
			return a.raw
		}
		return nil
	}
	return f
}

// page begins a page.
func (f *files) page(input string, data []byte) {
	f.data = data
	f.inputs = append(f.inputs, evidence.Input{Name: input})
}

// add makes the document of one of the page's submissions.
func (f *files) add(r *report) error {
	if f.file == "" {
		return nil
	}
	in := &evidence.Known{Occasion: evidence.Inspected, Made: f.made, Report: r.raw, Bundle: f.bundle, Page: f.data}
	var err error
	if in.Request, err = json.Marshal(r.about); err != nil {
		return err
	}
	if r.about.Dossier != nil {
		in.Dossier = f.of(r.about.Dossier.Host)
	}
	d, err := f.know.Make(in)
	if err != nil {
		return err
	}
	last := &f.inputs[len(f.inputs)-1]
	last.Documents = append(last.Documents, d)
	return nil
}

// write writes the file: of one submission on one page its document, else a summary.
func (f *files) write() error {
	if f.file == "" {
		return nil
	}
	if len(f.inputs) == 1 && len(f.inputs[0].Documents) == 1 {
		return f.inputs[0].Documents[0].Write(f.file)
	}
	d, err := evidence.Summarise(f.made, f.inputs)
	if err != nil {
		return err
	}
	return d.Write(f.file)
}
