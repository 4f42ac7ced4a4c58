package store

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// made is both real packages, made once for all tests.
var made = sync.OnceValues(func() ([]Package, error) {
	return Packages(context.Background(), bring.Root(), nil)
})

func packages(t *testing.T) []Package {
	t.Helper()
	all, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every language of the interface has a listing that both stores take, and the
// English summary is the manifest's description.
func TestListings(t *testing.T) {
	all, err := Listings()
	if err != nil {
		t.Fatal(err)
	}
	sources, err := pack.Sources(filepath.Join(bring.Root(), "extension", "src"))
	if err != nil {
		t.Fatal(err)
	}
	languages := []string{"en"}
	for _, name := range sources.Names() {
		if language, found := strings.CutPrefix(name, "words/"); found && strings.HasSuffix(name, ".json") {
			languages = append(languages, strings.TrimSuffix(language, ".json"))
		}
	}
	if len(languages) < 7 || len(all) != len(languages) {
		t.Errorf("got %d listings for the languages %q", len(all), languages)
	}
	for _, language := range languages {
		if all[language].Language != language {
			t.Errorf("%s has no listing", language)
		}
		for _, sign := range []string{"<", "#", "*", "http"} { // a store shows text, and a listing sends nobody elsewhere
			if strings.Contains(all[language].Description, sign) {
				t.Errorf("%s: %q is in the description", language, sign)
			}
		}
	}
	var manifest struct{ Description string }
	if err := json.Unmarshal(sources["manifest.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if got := all["en"].Summary; got != manifest.Description {
		t.Errorf("the English summary is %q, want the manifest's %q", got, manifest.Description)
	}
}

func TestReadListing(t *testing.T) {
	for text, want := range map[string]string{
		"One line.\n\nThe rest.\n":   "",
		"":                           "expected a summary",
		"One line.\n":                "expected a description",
		"Two\nlines.\n\nThe rest.\n": "a summary of one line",
		strings.Repeat("é", 133) + "\n\nThe rest.": "expected a summary of at most 132 characters, not of 133",
		strings.Repeat("é", 132) + "\n\nThe rest.": "",
	} {
		_, err := readListing("en", text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// Both real manifests ask for nothing that has no sentence, and no sentence is of
// something that neither asks for.
func TestJustified(t *testing.T) {
	all := packages(t)
	text, err := Justified(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Chromium", "## Firefox", "- `declarativeNetRequest`: ", "- `webRequestBlocking`: ", "- `dns`: ", "- `<all_urls>`: ", "- `browsingActivity`: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	texts, err := Texts(all)
	if err != nil || len(texts["privacy.md"]) == 0 || len(texts["questions.md"]) == 0 || string(texts["permissions.md"]) != text {
		t.Errorf("got %q, %v; want every text", texts.Names(), err)
	}
}

func TestJustify(t *testing.T) {
	const storage = `"storage": "What the person chose is kept."`
	for _, c := range []struct{ name, manifest, sentences, want string }{
		{"right", `{"permissions":["storage"]}`, `{` + storage + `}`, ""},
		{"a permission without a sentence", `{"permissions":["storage","tabs"]}`, `{` + storage + `}`, "expected one sentence for tabs"},
		{"an optional one", `{"permissions":["storage"],"optional_permissions":["tabs"]}`, `{` + storage + `}`, "expected one sentence for tabs"},
		{"a host", `{"permissions":["storage"],"host_permissions":["https://*/*"]}`, `{` + storage + `}`, "expected one sentence for https://*/*"},
		{"a script's pages", `{"permissions":["storage"],"content_scripts":[{"matches":["http://*/*"]}]}`, `{` + storage + `}`, "expected one sentence for http://*/*"},
		{"data", `{"permissions":["storage"],"browser_specific_settings":{"gecko":{"data_collection_permissions":{"required":["none"],"optional":["locationInfo"]}}}}`, `{` + storage + `}`, "expected one sentence for locationInfo"},
		{"a sentence without a permission", `{"permissions":["storage"]}`, `{` + storage + `,"tabs":"Something else is kept here."}`, "tabs has a sentence, and no package asks for it"},
		{"two sentences", `{"permissions":["storage"]}`, `{"storage":"What was chosen is kept. And more."}`, "expected one sentence for storage"},
		{"no sentence", `{"permissions":["storage"]}`, `{"storage":"what was chosen is kept"}`, "expected one sentence for storage"},
		{"asks for nothing", `{}`, `{}`, "expected a manifest with permissions"},
		{"no manifest", `{`, `{}`, "manifest.json"},
		{"no sentences", `{"permissions":["storage"]}`, `[]`, "permissions.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			one := Package{Name: "a.zip", Browser: "A", Files: pack.Files{"manifest.json": []byte(c.manifest)}}
			_, err := justify([]Package{one}, []byte(c.sentences))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
