package pack

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// Both packages are the same files, and no manifest has keys of the other browser.
func TestFirefox(t *testing.T) {
	chromium := real(t)
	firefox, err := Firefox(chromium)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(firefox.Names(), chromium.Names()) {
		t.Errorf("got %v, want %v", firefox.Names(), chromium.Names())
	}
	for name, content := range firefox {
		if name != "manifest.json" && string(content) != string(chromium[name]) {
			t.Errorf("%s differs", name)
		}
	}
	for _, c := range []struct {
		name      string
		files     Files
		want, not []string
	}{
		{"Chromium", chromium, []string{`"service_worker"`, `"declarativeNetRequest"`, `"minimum_chrome_version"`, `"managed_schema"`}, []string{`"gecko"`, `"scripts"`, `"webRequestBlocking"`, `"dns"`}},
		{"Firefox", firefox, []string{`"gecko"`, `"scripts"`, `"webRequestBlocking"`, `"dns"`}, []string{`"service_worker"`, "declarative", `"minimum_chrome_version"`, `"use_dynamic_url"`, `"managed_schema"`}},
	} {
		manifest := string(c.files["manifest.json"])
		for _, want := range c.want {
			if !strings.Contains(manifest, want) {
				t.Errorf("%s: no %s in\n%s", c.name, want, manifest)
			}
		}
		for _, not := range c.not {
			if strings.Contains(manifest, not) {
				t.Errorf("%s: %s in\n%s", c.name, not, manifest)
			}
		}
		if !json.Valid([]byte(manifest)) {
			t.Errorf("%s: no JSON:\n%s", c.name, manifest)
		}
	}
	for _, manifest := range []string{"{", "{}", `{"background":{"service_worker":"a.js"},"permissions":[]}`} {
		if _, err := Firefox(Files{"manifest.json": []byte(manifest)}); err == nil || !strings.Contains(err.Error(), "manifest.json") {
			t.Errorf("%s: got %v, want an error that names manifest.json", manifest, err)
		}
	}
}
