package rule

import (
	"errors"
	"io/fs"
	"strings"
)

// Check reads a folder and returns everything that is wrong with it: what does
// not fit, what cannot be compiled, and what Lint says, each place once. Which
// alternatives of a condition no hit needs is only seen when the rest is right.
func Check(fsys fs.FS) (*Set, Errors) {
	s, err := Load(fsys)
	if err == nil {
		if _, err = s.Compile(); err == nil {
			return s, s.Lint()
		}
	}
	var errs, more Errors
	if !errors.As(err, &errs) {
		return s, Errors{{File: ".", What: err.Error()}}
	}
	if s == nil || len(s.countries.Countries) == 0 {
		return s, errs // without the countries no country's code is one
	}
	known := errs
	if _, err := s.Compile(); errors.As(err, &more) {
		errs = append(errs, more.beside(known)...)
	}
	errs = append(errs, s.lint().beside(errs)...)
	errs.orNil() // sorts
	return s, errs
}

// beside returns the faults that stand elsewhere than known ones do.
func (e Errors) beside(known Errors) (out Errors) {
	for _, x := range e {
		if !known.cover(x) {
			out = append(out, x)
		}
	}
	return out
}

// cover reports whether a fault is known of the same thing, or of one that it is
// a part of.
func (e Errors) cover(x *Error) bool {
	for _, k := range e {
		if k.File != x.File || k.Path == "" {
			continue
		}
		if rest, within := strings.CutPrefix(x.Path, k.Path); within && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}
