// Package rule reads the curated rules: YAML in, a checked Set out, with every
// fault of every file at its line. Call Load, then Set.Compile for the bundle
// that browsers and the worker read, Set.Test for the rules' own tests and
// Set.Lint for what is missing. It is used natively only.
package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Set is everything that a folder of rules holds.
type Set struct {
	Revision  string // first 16 hexadecimal digits of the SHA-256 of all files
	channel   channel
	countries countries
	behaviour []entry[behaviour]
	exempt    []entry[exemption]
	operators []entry[operator]
	names     []entry[names]
	marks     []entry[mark]
	laws      []entry[jurisdiction]
	lists     []entry[operators] // what stands in them is in operators, too
	authority []entry[authority]

	channelAt, countriesAt *document // where those two stand; nil without them
}

type entry[T any] struct {
	*document
	it         T
	conditions []*condition // of a rule's cases, or of an exemption
	within     string       // the path in the file, for one of a list; "" for a file of its own
}

// folders names the folder that each kind of entry stands in.
var folders = map[string]string{
	"channel":      ".",
	"behaviour":    "behaviour",
	"operator":     "operators",
	"operators":    "operators",
	"authority":    "authorities",
	"names":        "names",
	"mark":         "marks",
	"exemption":    "exemptions",
	"jurisdiction": "jurisdictions",
	"countries":    "jurisdictions",
}

// Load reads all *.yaml files of a folder. Its error is Errors: all of them; the
// set is then what could be read, for Check alone.
func Load(fsys fs.FS) (*Set, error) {
	s := &Set{}
	var errs Errors
	var files []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.HasSuffix(p, ".yaml") || strings.HasSuffix(p, ".yml")) {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		return nil, Errors{{File: ".", What: err.Error()}}
	}
	if len(files) == 0 {
		return nil, Errors{{File: ".", What: "there is no *.yaml file here"}}
	}
	sort.Strings(files)
	sum := sha256.New()
	for _, f := range files {
		data, err := fs.ReadFile(fsys, f)
		if err != nil {
			errs = append(errs, &Error{File: f, What: err.Error()})
			continue
		}
		fmt.Fprintf(sum, "%s %d\n", f, len(data))
		sum.Write(data)
		errs = append(errs, s.read(f, data)...)
	}
	s.Revision = hex.EncodeToString(sum.Sum(nil))[:16]
	errs = append(errs, s.readConditions().beside(errs)...)
	return s, errs.orNil()
}

// readConditions reads what stands behind every `when:`; the countries are known now.
func (s *Set) readConditions() (errs Errors) {
	read := func(d *document, path string, when ast.Node) *condition {
		r := reader{document: d, path: path, errs: &errs, lands: s.countries.Countries}
		return r.mapping(when)
	}
	for i := range s.behaviour {
		e := &s.behaviour[i]
		for n, c := range e.it.Cases {
			e.conditions = append(e.conditions, read(e.document, fmt.Sprintf("cases[%d].when", n), c.When))
		}
	}
	for i := range s.exempt {
		e := &s.exempt[i]
		e.conditions = []*condition{read(e.document, "when", e.it.When)}
	}
	return errs
}

// read takes one file into the set and returns all that is wrong with it.
func (s *Set) read(file string, data []byte) Errors {
	if len(data) > maxFile {
		return Errors{{File: file, What: "larger than 1 MiB"}}
	}
	d, err := parseDocument(file, data)
	if err != nil {
		return Errors{err}
	}
	kind := kindOf(d)
	folder, ok := folders[kind]
	if !ok {
		return Errors{unknownKind(d, kind)}
	}
	if path.Dir(file) != folder {
		return Errors{d.fault("kind", "an entry of kind %s stands in folder %s", kind, folder)}
	}
	switch kind {
	case "channel":
		s.channelAt = d
		errs, _ := into(d, &s.channel)
		return errs
	case "countries":
		s.countriesAt = d
		errs, _ := into(d, &s.countries)
		return errs
	case "behaviour":
		return add(d, &s.behaviour)
	case "exemption":
		return add(d, &s.exempt)
	case "operator":
		return add(d, &s.operators)
	case "operators":
		return s.addList(d)
	case "authority":
		return add(d, &s.authority)
	case "names":
		return add(d, &s.names)
	case "mark":
		return add(d, &s.marks)
	}
	return add(d, &s.laws)
}

// kindOf returns what stands behind "kind:", or "".
func kindOf(d *document) (kind string) {
	for _, p := range entries(d.body) {
		if p.Key.String() == "kind" {
			kind = scalar(p.Value)
			d.at["kind"] = place{p.Key.GetToken().Position.Line, p.Key.GetToken().Position.Column}
		}
	}
	return kind
}

func unknownKind(d *document, kind string) *Error {
	return d.fault("kind", "kind: %q; expected one of behaviour, operator, operators, authority, names, mark, exemption, jurisdiction, countries, channel", kind)
}

const maxFile = 1 << 20 // bytes

func add[T any](d *document, list *[]entry[T]) Errors {
	e := entry[T]{document: d}
	errs, read := into(d, &e.it)
	if read {
		*list = append(*list, e)
	}
	return errs
}

// into checks a file against the type of v and reads it into v, what does not fit
// left out.
func into[T any](d *document, v *T) (errs Errors, read bool) {
	errs = d.check(reflect.TypeFor[T]())
	if err := d.decode(v); err != nil {
		if errs == nil {
			errs = Errors{err}
		}
		return errs, false
	}
	return errs, true
}

func yamlError(file string, err error) *Error {
	e := &Error{File: file, What: err.Error()}
	var y yaml.Error
	if errors.As(err, &y) {
		e.What = y.GetMessage()
		if t := y.GetToken(); t != nil {
			e.Line, e.Column = t.Position.Line, t.Position.Column
		}
	}
	return e
}
