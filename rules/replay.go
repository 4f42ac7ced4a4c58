package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// runReplay judges the submissions in a folder of saved pages and HTTP archives,
// and with -against compares with what another folder of rules says of them.
// Pages are read by the inspector's command, which knows HTML.
func runReplay(k *call) int {
	home := k.flags.String("home", "", "the person's `country`")
	against := k.flags.String("against", "", "another `folder` of rules to compare with")
	inspector := k.flags.String("inspector", "", "the inspector's `command`; without it, go run of this module's")
	if status, understood := k.parse(1); !understood {
		return status
	}
	if len(k.args) != 1 {
		return k.misuse("expected a FOLDER of saved pages (.html) and HTTP archives (.har)")
	}
	now, err := k.judge()
	if err != nil {
		return k.failed(err)
	}
	var before *rule.Judge
	if *against != "" {
		other := *k
		other.dir = *against
		if before, err = other.judge(); err != nil {
			return k.failed(fmt.Errorf("-against: %w", err))
		}
	}
	if _, err := folder(k.args[0]); err != nil {
		return k.misuse("%s: expected a folder of saved pages and HTTP archives", k.args[0])
	}
	files, err := recorded(k.args[0])
	if err != nil {
		return k.misuse("%v", err)
	}
	if len(files) == 0 {
		return k.misuse("%s: no .html or .har file in it", k.args[0])
	}
	r := &replay{call: k, home: *home, inspector: strings.Fields(*inspector), now: now, before: before, fired: map[string]map[string]int{}}
	for i, f := range files {
		r.progress(i, len(files))
		r.file(f)
	}
	r.progress(len(files), len(files))
	return r.end()
}

// judge is what judges submissions by the rules of -dir.
func (k *call) judge() (*rule.Judge, error) {
	s, err := k.load()
	if err != nil {
		return nil, err
	}
	return s.Judge()
}

// recorded lists the files of a folder that replay reads.
func recorded(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch strings.ToLower(filepath.Ext(p)) {
		case ".html", ".htm", ".har":
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

type replay struct {
	*call
	home        string
	inspector   []string
	now, before *rule.Judge

	submissions, interrupted, failed int
	fired                            map[string]map[string]int // by rule and verdict
	hits                             []hit
	differ                           []difference
	last                             time.Time
}

// hit is a submission of which a rule had something to say.
type hit struct {
	File     string            `json:"file"`
	Page     string            `json:"page"`
	Target   string            `json:"target"`
	Verdict  string            `json:"verdict"`
	Findings map[string]string `json:"findings"`
}

// difference is a submission that two folders of rules judge otherwise.
type difference struct {
	File   string            `json:"file"`
	Page   string            `json:"page"`
	Target string            `json:"target"`
	Was    map[string]string `json:"was"`
	Is     map[string]string `json:"is"`
}

// progress tells a person how far it is, at most twice a second.
func (r *replay) progress(done, of int) {
	if time.Since(r.last) < 500*time.Millisecond && done < of {
		return
	}
	r.last = time.Now()
	fmt.Fprintf(r.stderr, "replay: %d of %d files, %d submissions\n", done, of, r.submissions)
}

func (r *replay) file(file string) {
	list, err := r.read(file)
	if err != nil {
		r.failed++
		fmt.Fprintln(r.stderr, "rules replay:", err)
		return
	}
	for i := range list {
		q := &inspect.Request{Submission: list[i], Home: r.home, Now: time.Now().Unix()}
		is, err := r.now.Judge(q)
		if err != nil {
			r.failed++
			fmt.Fprintf(r.stderr, "rules replay: %s: %v\n", file, err)
			continue
		}
		r.submissions++
		if is.Interrupts {
			r.interrupted++
		}
		for id, verdict := range is.Rules() {
			if r.fired[id] == nil {
				r.fired[id] = map[string]int{}
			}
			r.fired[id][verdict]++
		}
		if len(is.Findings) > 0 {
			r.hits = append(r.hits, hit{filepath.ToSlash(file), q.Page.URL, q.Target.URL, is.Verdict, is.Rules()})
		}
		if r.before == nil {
			continue
		}
		if was, err := r.before.Judge(q); err == nil && !maps.Equal(was.Rules(), is.Rules()) {
			r.differ = append(r.differ, difference{filepath.ToSlash(file), q.Page.URL, q.Target.URL, was.Rules(), is.Rules()})
		}
	}
}

// read returns the submissions of a file.
func (r *replay) read(file string) ([]form.Submission, error) {
	if strings.EqualFold(filepath.Ext(file), ".har") {
		return readHAR(file)
	}
	command := r.inspector
	if len(command) == 0 {
		command = []string{"go", "run", "github.com/formtrace/formtrace/wasm"}
	}
	cmd := exec.Command(command[0], append(slices.Clone(command[1:]), "forms", file)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: the inspector: %w: %s", file, err, strings.TrimSpace(stderr.String()))
	}
	var list []form.Submission
	if err := json.Unmarshal(out, &list); err != nil {
		return nil, fmt.Errorf("%s: the inspector's answer: %w", file, err)
	}
	return list, nil
}

// end prints hits, a table for each rule, and the differences.
func (r *replay) end() int {
	if r.json {
		r.write(map[string]any{"submissions": r.submissions, "interrupted": r.interrupted, "failed": r.failed, "rules": r.fired, "hits": r.hits, "differences": r.differ})
		return r.status()
	}
	for _, h := range r.hits {
		fmt.Fprintf(r.stdout, "%-7s %s: %s → %s (%s)\n", h.Verdict, h.File, h.Page, h.Target, list(sortedNames(h.Findings)))
	}
	fmt.Fprintf(r.stdout, "\n%-32s %7s %7s %7s\n", "rule", "danger", "warn", "notice")
	for _, id := range sortedNames(r.fired) {
		n := r.fired[id]
		fmt.Fprintf(r.stdout, "%-32s %7d %7d %7d\n", id, n["danger"], n["warn"], n["notice"])
	}
	fmt.Fprintf(r.stdout, "\n%d submissions, %d interrupted, %d files or submissions not read\n", r.submissions, r.interrupted, r.failed)
	if r.before != nil {
		fmt.Fprintf(r.stdout, "%d judged otherwise than before\n", len(r.differ))
		for _, d := range r.differ {
			fmt.Fprintf(r.stdout, "  %s: %s → %s\n", d.File, d.Page, d.Target)
			r.changes(d)
		}
	}
	return r.status()
}

func (r *replay) changes(d difference) {
	all := maps.Clone(d.Was)
	maps.Copy(all, d.Is)
	for _, id := range sortedNames(all) {
		was, is := or(d.Was[id], "-"), or(d.Is[id], "-")
		if was != is {
			fmt.Fprintf(r.stdout, "    %-30s %s, was %s\n", id, is, was)
		}
	}
}

func (r *replay) status() int {
	if r.failed > 0 {
		return misuse
	}
	if len(r.differ) > 0 {
		return faulty
	}
	return ok
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func sortedNames[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
