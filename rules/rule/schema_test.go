package rule_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// TestSchema: the published schema is the one that Schema makes, every curated
// file fits it, and what is wrong does not.
func TestSchema(t *testing.T) {
	text := rule.Schema()
	if published, err := os.ReadFile("../schema.json"); err != nil || string(published) != text {
		t.Errorf("rules/schema.json is not what go run ./rules schema prints (%v)", err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:formtrace:rules", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:formtrace:rules")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(data []byte) error {
		j, err := yaml.YAMLToJSON(data)
		if err != nil {
			return err
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(j)))
		if err != nil {
			return err
		}
		return schema.Validate(v)
	}
	n := 0
	err = fs.WalkDir(curated.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".yaml") {
			return err
		}
		n++
		data, err := fs.ReadFile(curated.FS, p)
		if err != nil {
			return err
		}
		if err := validate(data); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		return nil
	})
	if err != nil || n < 30 {
		t.Errorf("%d files, %v", n, err)
	}
	good := string(small()["behaviour/a.yaml"].Data)
	for _, c := range []struct{ old, new string }{
		{"kind: behaviour", "kind: behavior"},
		{"status: draft", "status: good"},
		{"status: draft", "stattus: draft"},
		{"verdict: notice", "verdict: red"},
		{"target.scheme: http", "target.sceme: http"},
		{"target.scheme: http", "target.secure: maybe"},
		{"target.scheme: http", "target.network: moon"},
		{"target.scheme: http", "registration.ageDays: {under: 30}"},
		{"target.scheme: http", "http.software: {older: {PHP: new}}"},
		{"target.scheme: http", "any: http"},
	} {
		if text := strings.Replace(good, c.old, c.new, 1); text == good || validate([]byte(text)) == nil {
			t.Errorf("%q fits the schema", c.new)
		}
	}
	if err := validate([]byte(good)); err != nil {
		t.Errorf("the smallest rule does not fit the schema: %v", err)
	}
}
