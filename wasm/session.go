//go:build !js

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// session judges submissions in the way of the extension's background: without
// a dossier first, then with the one that the report asks for.
type session struct {
	o        *options
	rules    *rule.Set
	data     []byte // the rules compiled, and opened
	bundle   *bundle.Bundle
	now      func() time.Time
	in       *inspect.Inspector
	client   http.Client
	dossiers map[string]*answer       // nil: asked and not answered
	seen     map[string]*inspect.Seen // the memory of targets; nil without -seen
	next     map[string]*inspect.Seen // what this page adds; nil forgets
}

// answer is a dossier, and its JSON as the worker wrote it.
type answer struct {
	*inspect.Dossier
	raw []byte
}

// report is the part of a report's JSON that the command itself reads.
type report struct {
	raw     []byte
	about   *inspect.Request
	Verdict string `json:"verdict"`
	Page    struct {
		URL    string `json:"url"`
		Secure bool   `json:"secure"`
	} `json:"page"`
	Target struct {
		URL     string `json:"url"`
		Scheme  string `json:"scheme"`
		Network string `json:"network"`
		Method  string `json:"method"`
		Secure  bool   `json:"secure"`
	} `json:"target"`
	Operator struct {
		Name, Role string
		Verified   bool
	} `json:"operator"`
	Place struct {
		Address, CountryName, Confidence, ASName string
		ASN                                      int
	} `json:"place"`
	Transfer struct{ Status, CountryName, Law string } `json:"transfer"`
	Headline string                                    `json:"headline"`
	Findings []struct{ Rule, Verdict, Title, Why, Instead, LoweredBy string }
	Unknown  []string `json:"unknown"`
	Ask      string   `json:"ask"`
	Memory   *struct {
		Key, Host, Site, Country, Scheme string
		At                               int64
		Keep                             bool
	} `json:"memory"`
}

func newSession(o *options, now func() time.Time) (*session, error) {
	var from fs.FS = curated.FS
	if o.rules != "" {
		if info, err := os.Stat(o.rules); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("-rules %s: expected a folder of rules", o.rules)
		}
		from = os.DirFS(o.rules)
	}
	set, err := rule.Load(from)
	if err != nil {
		return nil, err
	}
	data, err := set.Compile()
	if err != nil {
		return nil, err
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		return nil, err
	}
	if o.home = strings.ToUpper(o.home); o.home != "" {
		if name, _ := b.Land(o.home); name == "" {
			return nil, fmt.Errorf("-home %q: expected a country's code of two letters (ISO 3166-1 alpha-2)", o.home)
		}
	}
	if o.worker != "" {
		u, err := url.Parse(o.worker)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("-worker %q: expected an http or https URL", o.worker)
		}
		o.worker = strings.TrimRight(o.worker, "/")
	}
	if o.report != "" {
		if err := evidence.CheckName(o.report); err != nil {
			return nil, fmt.Errorf("-report %w", err)
		}
		if info, err := os.Stat(filepath.Dir(o.report)); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("-report %s: expected a file in a folder that is there", o.report)
		}
	}
	s := &session{o: o, rules: set, data: data, bundle: b, now: now, in: inspect.New(b), client: http.Client{Timeout: 10 * time.Second},
		dossiers: map[string]*answer{}, next: map[string]*inspect.Seen{}}
	if o.dossiers != "" {
		if err := s.readDossiers(o.dossiers); err != nil {
			return nil, fmt.Errorf("-dossiers %s: %w", o.dossiers, err)
		}
	}
	if o.seen != "" {
		data, err := os.ReadFile(o.seen)
		if err == nil {
			err = json.Unmarshal(data, &s.seen)
		}
		if err != nil && !os.IsNotExist(err) {
			return nil, fmt.Errorf("-seen %s: %w", o.seen, err)
		}
		if s.seen == nil { // a new file, or one that holds null
			s.seen = map[string]*inspect.Seen{}
		}
	}
	return s, nil
}

// readDossiers reads one dossier, or an array of them.
func (s *session) readDossiers(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	list := []json.RawMessage{data}
	if strings.HasPrefix(strings.TrimSpace(string(data)), "[") {
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
	}
	for i, raw := range list {
		var d inspect.Dossier
		if err := json.Unmarshal(raw, &d); err != nil {
			return err
		}
		if d.Host == "" {
			return fmt.Errorf("dossier %d names no host", i+1)
		}
		name, err := host.Normalise(d.Host)
		if err != nil {
			return fmt.Errorf("dossier %d: %w", i+1, err)
		}
		if name != d.Host {
			d.Host = name
			if raw, err = renamed(raw, name); err != nil {
				return fmt.Errorf("dossier %d: %w", i+1, err)
			}
		}
		s.dossiers[name] = &answer{&d, raw}
	}
	return nil
}

// renamed is a dossier with its host in the spelling that everything goes by.
func renamed(raw []byte, name string) ([]byte, error) {
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, err
	}
	m["host"] = name
	return json.Marshal(m)
}

func (s *session) judge(ctx context.Context, sub *form.Submission) (*report, error) {
	q := &inspect.Request{Submission: *sub, Home: s.o.home, Now: s.now().Unix()}
	r, err := s.report(q)
	if err != nil {
		return nil, err
	}
	again := false
	if r.Memory != nil {
		q.Seen = s.seen[r.Memory.Key]
		again = q.Seen != nil
	}
	if r.Ask != "" {
		var known *answer
		if known, q.Asked = s.dossier(ctx, r.Ask); known != nil {
			q.Dossier = known.Dossier
		}
		again = true
	}
	if again {
		if r, err = s.report(q); err != nil {
			return nil, err
		}
	}
	if m := r.Memory; m != nil && s.seen != nil {
		if s.next[m.Key] = nil; m.Keep {
			s.next[m.Key] = &inspect.Seen{Host: m.Host, Site: m.Site, Country: m.Country, Scheme: m.Scheme, At: m.At}
		}
	}
	return r, nil
}

// turn ends a page: what it added to the memory counts from now on, so that the
// forms of one page are not taken for each other's past.
func (s *session) turn() {
	for key, seen := range s.next {
		if seen == nil {
			delete(s.seen, key)
		} else {
			s.seen[key] = seen
		}
	}
	clear(s.next)
}

func (s *session) report(q *inspect.Request) (*report, error) {
	r := &report{raw: append([]byte(nil), s.in.Report(q)...), about: q}
	if err := json.Unmarshal(r.raw, r); err != nil {
		return nil, fmt.Errorf("the report is no JSON: %w", err)
	}
	return r, nil
}

// dossier asks for a host once; a worker that fails is told in the report.
func (s *session) dossier(ctx context.Context, name string) (d *answer, asked string) {
	d, known := s.dossiers[name]
	if !known {
		if s.o.worker == "" {
			return nil, "off"
		}
		d = s.ask(ctx, name)
		s.dossiers[name] = d
	}
	if d == nil {
		return nil, "failed"
	}
	return d, "done"
}

func (s *session) ask(ctx context.Context, name string) *answer {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.o.worker+"/v1/hosts/"+url.PathEscape(name)+"?include="+s.include(), nil)
	if err != nil {
		return nil
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	var d inspect.Dossier
	if err != nil || resp.StatusCode != http.StatusOK || json.Unmarshal(data, &d) != nil {
		return nil
	}
	return &answer{&d, data}
}

// include names the sections that the worker is asked for.
func (s *session) include() string {
	const always = "dns,hosting,registration,certificate"
	if s.o.http {
		return always + ",http"
	}
	return always
}

// keep writes the memory of targets back.
func (s *session) keep() error {
	if s.o.seen == "" {
		return nil
	}
	data, err := json.MarshalIndent(s.seen, "", "  ")
	if err == nil {
		err = os.WriteFile(s.o.seen, append(data, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("-seen %s: %w", s.o.seen, err)
	}
	return nil
}
