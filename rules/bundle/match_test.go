package bundle

import (
	"encoding/binary"
	"testing"
)

func TestOlder(t *testing.T) {
	const then = "Apache/1.3.28 (Linux/SuSE) mod_ssl/2.8.15 OpenSSL/0.9.7b PHP/4.3.3"
	for _, test := range []struct {
		banner, product, version string
		want                     bool
	}{
		{then, "Apache", "2.4", true},
		{then, "PHP", "8.2", true},
		{then, "OpenSSL", "0.9.7", false},
		{then, "OpenSSL", "0.9.8", true},
		{then, "SuSE", "99", false},
		{then, "ssl", "99", false},
		{"Apache", "Apache", "2.4", false},
		{"Apache/", "Apache", "2.4", false},
		{"Apache/2", "Apache", "2.4", true},
		{"Apache/2.4", "Apache", "2.4", false},
		{"Apache/2.10.1", "Apache", "2.4", false},
		{"Apache/2.4.1", "Apache", "2.4", false},
		{"nginx/1.4", "nginx", "1.18", true},
		{"nginx/99999999999999999999", "nginx", "1.18", false},
		{"xPHP/1", "PHP", "8", false},
		{"", "PHP", "8", false},
	} {
		if got := Older(test.banner, test.product, test.version); got != test.want {
			t.Errorf("%q names %s before %s: got %v", test.banner, test.product, test.version, got)
		}
	}
}

// TestTruth: what is not known makes neither a condition hold nor its opposite.
func TestTruth(t *testing.T) {
	leaf := func(op Op, body ...byte) []byte { return append([]byte{byte(op), byte(len(body)), 0}, body...) }
	group := func(op Op, nodes ...[]byte) []byte {
		var body []byte
		for _, n := range nodes {
			body = append(body, n...)
		}
		return leaf(op, body...)
	}
	flags := func(sets ...uint64) []byte {
		var body []byte
		for _, set := range sets {
			body = binary.LittleEndian.AppendUint64(body, set)
		}
		return leaf(OpFlags, body...)
	}
	is := func(f Fact) []byte { return flags(1<<f, 0, 0, 0) }
	const yesFact, noFact, unknownFact = PageSecure, TargetSecure, FrameForeign
	var v Facts
	v.SetBool(yesFact, true)
	v.SetBool(noFact, false)
	for name, test := range map[string]struct {
		code []byte
		want truth
	}{
		"yes":                  {is(yesFact), yes},
		"no":                   {is(noFact), no},
		"unknown":              {is(unknownFact), unknown},
		"not yes":              {group(OpNot, is(yesFact)), no},
		"not no":               {group(OpNot, is(noFact)), yes},
		"not unknown":          {group(OpNot, is(unknownFact)), unknown},
		"all yes, unknown":     {group(OpAll, is(yesFact), is(unknownFact)), unknown},
		"all no, unknown":      {group(OpAll, is(unknownFact), is(noFact)), no},
		"any yes, unknown":     {group(OpAny, is(unknownFact), is(yesFact)), yes},
		"any no, unknown":      {group(OpAny, is(unknownFact), is(noFact)), unknown},
		"all of nothing":       {group(OpAll), yes},
		"any of nothing":       {group(OpAny), no},
		"known":                {flags(0, 0, 1<<yesFact, 0), yes},
		"known, but is not":    {flags(0, 0, 1<<unknownFact, 0), no},
		"not known, and isn't": {flags(0, 0, 0, 1<<unknownFact), yes},
		"not known, but is":    {flags(0, 0, 0, 1<<noFact), no},
		"is no":                {flags(0, 1<<noFact, 0, 0), yes},
		"is no, but is yes":    {flags(0, 1<<yesFact, 0, 0), no},
		"is no, but unknown":   {flags(0, 1<<unknownFact, 0, 0), unknown},
		"yes and no":           {flags(1<<yesFact, 1<<noFact, 0, 0), yes},
		"yes and unknown":      {flags(1<<yesFact|1<<unknownFact, 0, 0, 0), unknown},
		"no and unknown":       {flags(1<<noFact|1<<unknownFact, 0, 0, 0), no},
	} {
		b := &Bundle{}
		if got := b.eval(string(test.code), &v); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestIsPlain(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "Ask the school.\nIt answers.": true, "Fragt zuerst: ä € 漢字 \u200f": true, "\xe2": true, "\xe2\x80": true, "\u2029": true, "\u202f": true, "\u2065": true, "\u206a": true,
		"a\x00": false, "a\x1b[2J": false, "a\tb": false, "\x7f": false, "\u202a": false, "a\u202eb": false, "\u2066": false, "x\u2069": false,
	} {
		if got := IsPlain(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
