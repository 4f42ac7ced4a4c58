package main

import (
	"encoding/binary"
	"fmt"
	"unicode"
)

// lowerFile returns lower_table.go: the lower-case letters of characters other
// than ASCII, from Go's own tables of Unicode.
func lowerFile() ([]byte, error) {
	f := newFile()
	fmt.Fprintf(f, "// lowerVersion is the version of Unicode that lowerTable was made from.\nconst lowerVersion = %q\n\n", unicode.Version)
	f.text("lowerTable", "lowerTable is runs of capital letters; lower.go says how they are laid out.", packLower())
	return f.source()
}

// packLower lays out runs of capitals that are all as far from their small
// letters: the distance from the end of the run before, the number of letters
// less one and doubled, plus one when every second character is one, and how
// far the small letters are: varints, the last one signed.
func packLower() string {
	type run struct{ first, last, step, to rune }
	var runs []run
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		to := unicode.ToLower(r) - r
		if to == 0 {
			continue
		}
		if n := len(runs) - 1; n >= 0 && runs[n].to == to {
			step := r - runs[n].last
			if step <= 2 && (runs[n].first == runs[n].last || step == runs[n].step) {
				runs[n].last, runs[n].step = r, step
				continue
			}
		}
		runs = append(runs, run{r, r, 1, to})
	}
	var out []byte
	end := rune(0x80)
	for _, r := range runs {
		out = binary.AppendUvarint(out, uint64(r.first-end))
		out = binary.AppendUvarint(out, uint64((r.last-r.first)/r.step<<1|(r.step-1)))
		out = binary.AppendVarint(out, int64(r.to))
		end = r.last
	}
	return string(out)
}
