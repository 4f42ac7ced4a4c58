package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// labelled is a field of testdata/fields, with the kind that a person says it has.
type labelled struct {
	where string
	field Field
	want  Kind
}

// readLabelled reads a file of labelled fields; its README tells the form.
func readLabelled(t *testing.T, file string) (all []labelled) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		v := strings.Split(line, "|")
		if len(v) < 3 || len(v) > 7 {
			t.Fatalf("%s:%d: got %d values, expected 3 to 7", file, i+1, len(v))
		}
		v = append(v, make([]string, 7-len(v))...)
		k, ok := ParseKind(v[0])
		if !ok {
			t.Fatalf("%s:%d: there is no kind %q", file, i+1, v[0])
		}
		f := Field{Control: "input", Type: v[1], Name: v[2], ID: v[3], Label: v[4], Placeholder: v[5], Autocomplete: v[6]}
		if v[1] == "select" || v[1] == "textarea" {
			f.Control = v[1]
		}
		all = append(all, labelled{filepath.Base(file) + ": " + line, f, k})
	}
	return all
}

// TestFields measures KindOf on three sets of labelled fields: for each kind, of
// the fields told to be one how many are (precision), and of those that are one
// how many are told (recall). What the second and the third showed when they were
// first run stands in their README; only that says how it does on fields unseen.
func TestFields(t *testing.T) {
	for _, set := range []struct {
		folder  string
		least   int   // fields
		without Kinds // kinds of which the set has no field
	}{
		{"fields", 400, 0},
		{"held-out", 400, 1<<Sexuality | 1<<Biometrics},
		{"third", 500, 0},
	} {
		t.Run(set.folder, func(t *testing.T) { testFields(t, set.folder, set.least, set.without) })
	}
}

// limited are the kinds that a wrong answer harms most by.
const limited Kinds = 1<<Password | 1<<Email | 1<<Name | 1<<GivenName | 1<<FamilyName | 1<<Telephone | 1<<Address |
	1<<CardNumber | 1<<CardCode | 1<<BankAccount | 1<<NationalID | 1<<BirthDate

func testFields(t *testing.T, folder string, least int, without Kinds) {
	files, err := filepath.Glob("testdata/" + folder + "/*.txt")
	if err != nil || len(files) != 15 {
		t.Fatalf("got %d languages, want 15 (%v)", len(files), err)
	}
	var told, are, right [NumKinds]int
	names, namesRight, namesTold := 0, 0, 0 // of all three kinds of names, as one
	const name Kinds = 1<<Name | 1<<GivenName | 1<<FamilyName
	n, total := 0, 0
	for _, file := range files {
		for _, l := range readLabelled(t, file) {
			n++
			got := KindOf(&l.field)
			told[got]++
			are[l.want]++
			if name.Has(got) {
				namesTold++
			}
			if name.Has(l.want) {
				names++
				if name.Has(got) {
					namesRight++
				}
			}
			if got == l.want {
				right[got]++
				total++
			} else {
				t.Logf("told %v: %s", got, l.where)
			}
		}
	}
	if n < least {
		t.Fatalf("got %d labelled fields, expected at least %d", n, least)
	}
	const limit = 0.95 // of both
	for k := range NumKinds {
		if are[k] == 0 {
			if (limited|Special)&^without&(1<<k) != 0 {
				t.Errorf("%v: no field", k)
			}
			continue
		}
		precision, recall := float64(right[k])/float64(max(told[k], 1)), float64(right[k])/float64(are[k])
		t.Logf("%-15s %3d fields, precision %5.1f %%, recall %5.1f %%", k, are[k], 100*precision, 100*recall)
		if limited.Has(k) && k != Name && k != GivenName && k != FamilyName && (precision < limit || recall < limit) {
			t.Errorf("%v: precision %.3f and recall %.3f, expected at least %.2f of both", k, precision, recall, limit)
		}
	}
	// "Nombre" and "Nom" ask for a first name, a surname or all of it, as the form has it.
	precision, recall := float64(namesRight)/float64(max(namesTold, 1)), float64(namesRight)/float64(names)
	t.Logf("%-15s %3d fields, precision %5.1f %%, recall %5.1f %%", "names, as one", names, 100*precision, 100*recall)
	if precision < limit || recall < limit {
		t.Errorf("names: precision %.3f and recall %.3f, expected at least %.2f of both", precision, recall, limit)
	}
	t.Logf("%d of %d fields are told right", total, n)
}
