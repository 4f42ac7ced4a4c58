package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Where Unicode's confusables.txt is read from: a module that carries its
// mappings as a switch statement, and the version of Unicode that it carries.
const (
	confusableModule  = "go.mau.fi/util"
	confusableVersion = "v0.9.4"
	unicodeVersion    = "17.0.0"
)

// maxFold is the largest number of characters that one is folded to; what is
// longer is a symbol that nobody takes for letters of a host name.
const maxFold = 4

// confusableBlock is the number of mappings between two indexed ones.
const confusableBlock = 32

// confusableFile returns confusables_table.go.
func confusableFile() ([]byte, error) {
	dir, err := moduleDir(confusableModule, confusableVersion)
	if err != nil {
		return nil, err
	}
	all, err := readConfusables(dir + "/confusable/confusables.go")
	if err != nil {
		return nil, err
	}
	kept := hostConfusables(all)
	if len(kept) == 0 {
		return nil, errors.New("no confusable character can occur in a host name: expected hundreds")
	}
	index, data := packConfusables(kept)
	f := newFile()
	fmt.Fprintf(f, "// ConfusablesRevision names the source of the table of confusable characters:\n// confusables.txt of Unicode Technical Standard 39, under the Unicode License v3.\nconst ConfusablesRevision = %q\n\n",
		"Unicode "+unicodeVersion+" confusables.txt")
	fmt.Fprintf(f, "// confusableCount is the number of mappings: those whose character can occur in a host name and is like an ASCII one.\nconst confusableCount = %d\n\n", len(kept))
	f.text("confusableIndex", "confusableIndex has five bytes for each block of mappings: its first character and its offset in confusableTable.", index)
	f.text("confusableTable", "confusableTable is the mappings in order of their characters; confusable.go says how they are laid out.", data)
	return f.source()
}

// readConfusables reads the mappings: case 1072: return "a".
func readConfusables(name string) (map[rune]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		return nil, err
	}
	all := map[rune]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		clause, ok := n.(*ast.CaseClause)
		if !ok || len(clause.List) != 1 {
			return true
		}
		from, bad := strconv.Atoi(clause.List[0].(*ast.BasicLit).Value)
		err = errors.Join(err, bad)
		to, bad := strconv.Unquote(clause.Body[0].(*ast.ReturnStmt).Results[0].(*ast.BasicLit).Value)
		err = errors.Join(err, bad)
		all[rune(from)] = to
		return false
	})
	return all, err
}

// hostConfusables keeps the mappings of characters that can occur in a host
// name to what can be part of one, in lower case, with an ASCII letter or digit
// in it: names that are imitated have some, and the rest is half of the table. ASCII is left out: package
// host has its own rules for digits and for letters side by side.
func hostConfusables(all map[rune]string) map[rune]string {
	kept := map[rune]string{}
	for from := range all {
		to := foldFully(all, from)
		if from < utf8.RuneSelf || to == string(from) || utf8.RuneCountInString(to) > maxFold || !inHost(from) || !plain(to) || !hasASCII(to) {
			continue
		}
		kept[from] = to
	}
	return kept
}

// foldFully folds a character until nothing changes any more, in lower case.
func foldFully(all map[rune]string, r rune) string {
	s := string(r)
	for range 8 {
		var b strings.Builder
		for _, c := range s {
			if to, ok := all[c]; ok && c >= utf8.RuneSelf {
				b.WriteString(to)
			} else {
				b.WriteRune(c)
			}
		}
		next := strings.ToLower(b.String())
		if next == s {
			break
		}
		s = next
	}
	return s
}

// inHost reports whether IDNA lets the character stand inside a label, as it is.
func inHost(r rune) bool {
	profile := idna.New(idna.MapForLookup(), idna.StrictDomainName(true))
	for _, label := range []string{string(r), "a" + string(r) + "a"} {
		ascii, err := profile.ToASCII(label)
		if err != nil {
			continue
		}
		if shown, err := profile.ToUnicode(ascii); err == nil && shown == label {
			return true
		}
	}
	return false
}

// plain reports whether all of s is letters, marks, digits and hyphens.
func plain(s string) bool {
	for _, r := range s {
		if r < utf8.RuneSelf && r != '-' && !('a' <= r && r <= 'z') && !('0' <= r && r <= '9') {
			return false
		}
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && r != '-' {
			return false
		}
	}
	return s != ""
}

// hasASCII reports whether any of s is ASCII.
func hasASCII(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < utf8.RuneSelf })
}

// packConfusables lays the mappings out: the distance from the character
// before (a varint, 0 for the first of a block), then what it is folded to:
// one ASCII character, or a length below 32 and as many bytes of UTF-8.
func packConfusables(kept map[rune]string) (index, data string) {
	var from []rune
	for r := range kept {
		from = append(from, r)
	}
	sort.Slice(from, func(i, j int) bool { return from[i] < from[j] })
	var ix, out []byte
	before := rune(0)
	for i, r := range from {
		if i%confusableBlock == 0 {
			ix = append(ix, byte(r>>16), byte(r>>8), byte(r), byte(len(out)>>8), byte(len(out)))
			before = r
		}
		out = binary.AppendUvarint(out, uint64(r-before))
		before = r
		to := kept[r]
		if len(to) > 1 {
			out = append(out, byte(len(to)))
		}
		out = append(out, to...)
	}
	return string(ix), string(out)
}
