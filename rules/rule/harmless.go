package rule

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/inspect"
)

// Corpus is submissions that no rule may interrupt. A file is a list of
// submissions, named for what they have in common.
type Corpus struct {
	list []harmless
}

type harmless struct {
	Submission
	file string
	place
}

// Len is how many submissions the corpus has.
func (c *Corpus) Len() int { return len(c.list) }

// LoadCorpus reads every *.yaml file of a folder. Its error is Errors.
func LoadCorpus(fsys fs.FS) (*Corpus, error) {
	c := &Corpus{}
	var errs Errors
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil || len(files) == 0 {
		return nil, Errors{{File: ".", What: "there is no *.yaml file of harmless submissions here"}}
	}
	for _, f := range files {
		data, err := fs.ReadFile(fsys, f)
		if err != nil {
			errs = append(errs, &Error{File: f, What: err.Error()})
			continue
		}
		errs = append(errs, c.read(f, data)...)
	}
	names := map[string]string{}
	for i := range c.list {
		x := &c.list[i]
		if before, twice := names[x.Name]; twice || x.Name == "" {
			errs = append(errs, &Error{File: x.file, Line: x.line, Column: x.column, What: fmt.Sprintf("name: %q is empty or used twice%s", x.Name, before)})
		}
		names[x.Name] = " (also in " + x.file + ")"
	}
	return c, errs.orNil()
}

func (c *Corpus) read(file string, data []byte) Errors {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return Errors{yamlError(file, err)}
	}
	var list *ast.SequenceNode
	if len(tree.Docs) == 1 {
		list, _ = tree.Docs[0].Body.(*ast.SequenceNode)
	}
	if list == nil {
		return Errors{{File: file, Line: 1, Column: 1, What: "expected a list of submissions"}}
	}
	var errs Errors
	for _, n := range list.Values {
		d := &document{file: file, body: n, at: map[string]place{}}
		if found := d.check(reflect.TypeFor[example]()); found != nil {
			errs = append(errs, found...)
			continue
		}
		h := harmless{file: file, place: d.at[""]}
		if err := d.decode(&h.Submission); err != nil {
			errs = append(errs, err)
			continue
		}
		c.list = append(c.list, h)
	}
	return errs
}

// Quiet judges every submission of the corpus by the set, and returns those that
// are interrupted, and the exemptions that none of them needs.
func (s *Set) Quiet(c *Corpus) (errs Errors) {
	data, err := s.Compile()
	if err != nil {
		return asErrors(err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		return asErrors(err)
	}
	in := inspect.New(b)
	needed := map[string]bool{}
	for i := range c.list {
		x := &c.list[i]
		fail := func(format string, args ...any) {
			errs = append(errs, &Error{File: x.file, Line: x.line, Column: x.column, What: fmt.Sprintf("%q: ", x.Name) + fmt.Sprintf(format, args...)})
		}
		q, err := x.request()
		if err != nil {
			fail("%v", err)
			continue
		}
		var r struct {
			Verdict    string
			Interrupts bool
			Findings   []struct{ Rule, Verdict, Why, LoweredBy string }
		}
		if err := json.Unmarshal(in.Report(q), &r); err != nil {
			fail("the report is no JSON: %v", err)
			continue
		}
		for _, f := range r.Findings {
			needed[f.LoweredBy] = true
		}
		b.Exempt(in.Facts(), func(id string, rules uint64, to bundle.Verdict) {
			for _, m := range in.Matches() {
				if rules&(1<<m.Rule) != 0 && b.Verdict(m.Case) > to {
					needed[id] = true
				}
			}
		})
		if r.Interrupts {
			fail("is interrupted: %s, %s", r.Findings[0].Rule, r.Findings[0].Why)
		}
	}
	for _, e := range s.exempt {
		if !needed[e.it.ID] {
			errs = append(errs, e.fault("id", "the exemption %s is needed by no harmless submission: take it out, or add the submission that needs it", e.it.ID))
		}
	}
	return errs
}

func asErrors(err error) Errors {
	if errs, ok := err.(Errors); ok {
		return errs
	}
	return Errors{{File: ".", What: err.Error()}}
}
