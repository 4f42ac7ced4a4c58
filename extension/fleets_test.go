package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/rules/form"
)

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// managedSchema is what an organisation can set, compiled, and its keys in order.
func managedSchema(t *testing.T) (*jsonschema.Schema, []string) {
	t.Helper()
	text := readText(t, "src/managed.json")
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	properties, _ := document.(map[string]any)["properties"].(map[string]any)
	document.(map[string]any)["additionalProperties"] = false
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("managed.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("managed.json")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for key := range properties {
		keys = append(keys, key)
	}
	if len(keys) < 13 {
		t.Fatalf("managed.json has %q, want every option", keys)
	}
	slices.Sort(keys)
	return schema, keys
}

// notChosen is what is stored on disk and nobody chooses.
var notChosen = []string{"guessed", "homeGuess", "memoryKey", "memory"}

// Every setting is in the schema, is checked, and has its place in the settings;
// nothing else is.
func TestManagedSchema(t *testing.T) {
	_, keys := managedSchema(t)
	var settings []string
	for _, name := range []string{"Settings", "Stored"} {
		_, body, _ := strings.Cut(readText(t, "src/types.d.ts"), "\ninterface "+name+" ")
		body, _, _ = strings.Cut(body, "\n}")
		for _, match := range regexp.MustCompile(`(?m)^  (\w+)\??:`).FindAllStringSubmatch(body, -1) {
			if !slices.Contains(notChosen, match[1]) {
				settings = append(settings, match[1])
			}
		}
	}
	if len(settings) < 10 {
		t.Fatalf("types.d.ts has the settings %q, want more", settings)
	}
	_, table, _ := strings.Cut(readText(t, "src/background/options.js"), "export const OPTIONS = {")
	table, _, _ = strings.Cut(table, "\n};")
	var checked []string
	for _, match := range regexp.MustCompile(`(?m)^  (\w+):`).FindAllStringSubmatch(table, -1) {
		checked = append(checked, match[1])
	}
	slices.Sort(checked)
	if !slices.Equal(checked, keys) {
		t.Errorf("background/options.js checks %q\nmanaged.json has %q", checked, keys)
	}
	page := readText(t, "src/options/options.html")
	for _, setting := range settings {
		if !slices.Contains(keys, setting) {
			t.Errorf("the setting %q is not in managed.json: an organisation cannot set it", setting)
		}
		if !strings.Contains(page, `data-managed="`+setting+`"`) {
			t.Errorf("options.html has no data-managed=%q: what an organisation sets is not shown as such", setting)
		}
	}
}

// The sensitive kinds of data are those of the rules.
func TestSensitiveKinds(t *testing.T) {
	_, text, _ := strings.Cut(readText(t, "src/background/options.js"), "export const SENSITIVE = [")
	text, _, _ = strings.Cut(text, "];")
	var got, want []string
	for _, match := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(text, -1) {
		got = append(got, match[1])
	}
	page := readText(t, "FLEETS.md")
	for kind := range form.NumKinds {
		if !form.Sensitive.Has(kind) {
			continue
		}
		want = append(want, kind.String())
		if !strings.Contains(page, "`"+kind.String()+"`") {
			t.Errorf("FLEETS.md does not name the kind %q", kind)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("background/options.js has %q\nthe rules have %q", got, want)
	}
}

// What FLEETS.md gives as examples fits the schema, and it tells of every key.
func TestFleetsPage(t *testing.T) {
	schema, keys := managedSchema(t)
	page := readText(t, "FLEETS.md")
	for _, key := range keys {
		if !strings.Contains(page, "\n| `"+key+"` |") {
			t.Errorf("FLEETS.md does not tell what %q is", key)
		}
	}
	for _, c := range []struct {
		browser string
		path    []string
		keys    []string // that have to be in it
	}{
		{"chromium", []string{"3rdparty", "extensions", "abcdefghijklmnopabcdefghijklmnop"}, keys},
		{"firefox", []string{"policies", "3rdparty", "Extensions", "{b1d12b36-83e2-535c-8aef-4e44213b14c6}"}, nil},
	} {
		_, text, _ := strings.Cut(page, "```json "+c.browser+"\n")
		text, _, _ = strings.Cut(text, "```")
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", c.browser, err)
			continue
		}
		for _, name := range c.path {
			inner, _ := value.(map[string]any)
			value = inner[name]
		}
		set, _ := value.(map[string]any)
		if len(set) == 0 {
			t.Errorf("%s: nothing is set at %s", c.browser, strings.Join(c.path, " → "))
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", c.browser, err)
		}
		for _, key := range c.keys {
			if _, ok := set[key]; !ok {
				t.Errorf("%s: the example does not set %q", c.browser, key)
			}
		}
	}
	// Firefox knows the add-on by the id that the packer gives it.
	packer, err := os.ReadFile(filepath.Join("pack", "firefox.go"))
	if err != nil || !bytes.Contains(packer, []byte(`"{b1d12b36-83e2-535c-8aef-4e44213b14c6}"`)) {
		t.Errorf("pack/firefox.go has another id than FLEETS.md, %v", err)
	}
	if err := schema.Validate(map[string]any{"reportOnly": "yes"}); err == nil {
		t.Error("the schema takes a text for reportOnly")
	}
	if err := schema.Validate(map[string]any{"other": json.Number("1")}); err == nil {
		t.Error("the schema takes a key that it does not have")
	}
}
