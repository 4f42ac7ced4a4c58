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
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
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
	laws      []entry[jurisdiction]
}

type entry[T any] struct {
	file string
	it   T
}

// folders names the folder that each kind of entry stands in.
var folders = map[string]string{
	"channel":      ".",
	"behaviour":    "behaviour",
	"operator":     "operators",
	"names":        "names",
	"exemption":    "exemptions",
	"jurisdiction": "jurisdictions",
	"countries":    "jurisdictions",
}

// Load reads all *.yaml files of a folder. Its error is Errors: all of them.
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
		if e := s.read(f, data); e != nil {
			errs = append(errs, e)
		}
	}
	s.Revision = hex.EncodeToString(sum.Sum(nil))[:16]
	return s, errs.orNil()
}

// read takes one file into the set.
func (s *Set) read(file string, data []byte) *Error {
	if len(data) > 1<<20 {
		return &Error{File: file, What: "larger than 1 MiB"}
	}
	var head struct {
		Kind string `yaml:"kind"`
	}
	if err := yaml.Unmarshal(data, &head); err != nil {
		return yamlError(file, err)
	}
	folder, ok := folders[head.Kind]
	if !ok {
		return &Error{File: file, Line: 1, Column: 1, What: fmt.Sprintf("kind: %q; expected one of behaviour, operator, names, exemption, jurisdiction, countries, channel", head.Kind)}
	}
	if path.Dir(file) != folder {
		return &Error{File: file, What: fmt.Sprintf("an entry of kind %s stands in folder %s", head.Kind, folder)}
	}
	switch head.Kind {
	case "channel":
		return strict(file, data, &s.channel)
	case "countries":
		return strict(file, data, &s.countries)
	case "behaviour":
		return add(file, data, &s.behaviour)
	case "exemption":
		return add(file, data, &s.exempt)
	case "operator":
		return add(file, data, &s.operators)
	case "names":
		return add(file, data, &s.names)
	}
	return add(file, data, &s.laws)
}

func add[T any](file string, data []byte, list *[]entry[T]) *Error {
	e := entry[T]{file: file}
	if err := strict(file, data, &e.it); err != nil {
		return err
	}
	*list = append(*list, e)
	return nil
}

// strict decodes YAML and takes no name that the kind does not have, nor one twice.
func strict(file string, data []byte, v any) *Error {
	if err := yaml.UnmarshalWithOptions(data, v, yaml.Strict()); err != nil {
		return yamlError(file, err)
	}
	return nil
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
