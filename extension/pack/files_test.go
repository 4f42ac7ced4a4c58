package pack

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// tree writes files into a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestSources(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
		err   string
	}{
		{
			name: "what ships and what does not",
			files: map[string]string{
				"manifest.json": "{}", "a/b.js": "1", "types.d.ts": "", "NOTES.md": "", "a/b.test.js": "",
				"tsconfig.json": "", ".hidden": "", ".git/config": "",
			},
			want: []string{"a/b.js", "manifest.json"},
		},
		{name: "no manifest", files: map[string]string{"a.js": ""}, err: "has no manifest.json"},
		{name: "empty", err: "has no manifest.json"},
		{name: "a built file among them", files: map[string]string{"manifest.json": "{}", "app.wasm": ""}, err: "app.wasm is made by the build"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Sources(tree(t, c.files))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got error %v, want one with %q", err, c.err)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(got.Names(), c.want) {
				t.Errorf("got %v, %v; want %v", got.Names(), err, c.want)
			}
		})
	}
	if _, err := Sources(filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("a folder that is not there: got no error")
	}
}

func TestMinify(t *testing.T) {
	const loader = "// a comment that stays\nlet  x  =  1;\n"
	const script = "// gone\n(() => {\n  const { read, call, of } = facts;\n  use( read, call, of );\n})();\n"
	files := Files{
		"manifest.json": []byte("{\n  \"name\": \"x\"\n}\n"),
		"a.js":          []byte(script),
		"a.css":         []byte("a {\n  color : red;\n}\n"),
		"a.html":        []byte("<!doctype html>\n<html lang=\"en\">\n<head><title>T</title></head>\n<body><p>  words  </p></body></html>\n"),
		"a.svg":         []byte("<svg xmlns=\"http://www.w3.org/2000/svg\">\n  <!-- gone --> <rect width=\"1\" height=\"1\"/>\n</svg>\n"),
		"a.png":         []byte("\x89PNG\r\n  \n"),
		Loader:          []byte(loader),
	}
	small, err := Minify(files)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(small.Names(), files.Names()) {
		t.Errorf("got %v, want %v", small.Names(), files.Names())
	}
	for _, name := range []string{"manifest.json", "a.js", "a.css", "a.html", "a.svg"} {
		if len(small[name]) >= len(files[name]) || len(small[name]) == 0 {
			t.Errorf("%s: got %q from %q", name, small[name], files[name])
		}
	}
	for _, name := range []string{"a.png", Loader} {
		if string(small[name]) != string(files[name]) {
			t.Errorf("%s: got %q, want it untouched", name, small[name])
		}
	}
	if string(files["a.js"]) != script {
		t.Errorf("a.js was changed to %q by minifying a copy of it", files["a.js"])
	}
	if _, err := Minify(Files{"bad.js": []byte("let = = ;")}); err == nil || !strings.Contains(err.Error(), "bad.js") {
		t.Errorf("a faulty script: got %v, want an error that names it", err)
	}
}

func TestContentScripts(t *testing.T) {
	for _, c := range []struct {
		name  string
		files Files
		want  []string
		err   string
	}{
		{"two", Files{"manifest.json": []byte(`{"content_scripts":[{"js":["b.js","a.js"]}]}`), "a.js": {1}, "b.js": {1}}, []string{"b.js", "a.js"}, ""},
		{"none", Files{"manifest.json": []byte(`{}`)}, nil, ""},
		{"one is missing", Files{"manifest.json": []byte(`{"content_scripts":[{"js":["a.js"]}]}`)}, nil, "runs a.js in pages"},
		{"no JSON", Files{"manifest.json": []byte(`{`)}, nil, "manifest.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ContentScripts(c.files, Isolated)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got error %v, want %q", err, c.err)
			}
		})
	}
}

func TestWriteFolder(t *testing.T) {
	files := Files{Inspector: {1}, Rules: {2}, "manifest.json": []byte("{}"), "a/b.js": []byte("1")}
	dir := filepath.Join(t.TempDir(), "new", "folder")
	for _, step := range []Files{files, files, {Inspector: {3}, Rules: {2}, "manifest.json": []byte("{}")}} {
		if err := WriteFolder(dir, step); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, Inspector))
		if err != nil || string(got) != string(step[Inspector]) {
			t.Errorf("got %v, %v; want %v", got, err, step[Inspector])
		}
		if _, err := os.Stat(filepath.Join(dir, "a", "b.js")); (err == nil) != (step["a/b.js"] != nil) {
			t.Errorf("a/b.js: %v, and it belongs there: %v", err, step["a/b.js"] != nil)
		}
	}

	for name, left := range map[string]map[string]string{
		"between two files":     {Inspector: "1", "a/b.js": "1"},
		"within the first file": {".formtrace-123": "1"},
		"within a later one":    {Inspector: "1", "a/.formtrace-123": "1"},
	} {
		dir := tree(t, left)
		if err := WriteFolder(dir, files); err != nil {
			t.Errorf("interrupted %s: %v", name, err)
		}
		if found, err := filepath.Glob(filepath.Join(dir, "*", ".formtrace-*")); err != nil || len(found) > 0 {
			t.Errorf("interrupted %s: %v is left", name, found)
		}
	}

	for _, theirs := range []map[string]string{{"manifest.json": "{}"}, {Inspector: "1", "letter.txt": "dear"}} {
		if err := WriteFolder(tree(t, theirs), files); err == nil || !strings.Contains(err.Error(), "is not empty") {
			t.Errorf("somebody else's folder with %v: got %v, want a refusal", theirs, err)
		}
	}
	theirs := tree(t, map[string]string{"letter.txt": "dear", "manifest.json": "{}"})
	if err := WriteFolder(theirs, files); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("somebody else's folder: got %v, want a refusal", err)
	}
	if _, err := os.Stat(filepath.Join(theirs, "letter.txt")); err != nil {
		t.Errorf("somebody else's file: %v", err)
	}
}
