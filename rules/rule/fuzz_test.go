package rule_test

import (
	"bytes"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/fuzzed"
	"github.com/formtrace/formtrace/rules/rule"
)

// FuzzLoad: whatever stands in a file, its faults are said or it can be used, in
// time. The file stands in the folder that its kind asks for.
func FuzzLoad(f *testing.F) {
	err := fs.WalkDir(curated.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(curated.FS, p)
		f.Add(data)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("kind: behaviour\ncases:\n - when: *x"))
	f.Add([]byte("kind: behaviour\na: &a [1, 1]\nb: &b [*a, *a]\nc: &c [*b, *b]\nwhy: *c"))
	f.Add([]byte("kind: mark\nid: a\nverdict: warn\ndomains: [example.com]\ntitle: T\nsays: S.\ninstead: I.\n"))
	judge := func(fsys fs.FS) {
		rule.Check(fsys)
		s, err := rule.Load(fsys)
		if err != nil {
			return
		}
		s.Test()
		s.Compile()
	}
	base := time.Hour // what everything else in the folder takes
	for range 5 {
		base = min(base, fuzzed.Took(func() { judge(small()) }))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := small()
		name := "behaviour/a.yaml"
		for kind, file := range map[string]string{"operator": "operators/a.yaml", "names": "names/a.yaml", "mark": "marks/a.yaml", "exemption": "exemptions/a.yaml",
			"jurisdiction": "jurisdictions/a.yaml", "countries": "jurisdictions/countries.yaml", "channel": "channel.yaml"} {
			if bytes.HasPrefix(data, []byte("kind: "+kind+"\n")) {
				name = file
			}
		}
		fsys[name] = &fstest.MapFile{Data: data}
		fuzzed.Beyond(t, base, len(data), func() {
			judge(fsys)
			rule.Format(name, data)
		})
	})
}
