package pack

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// The languages beside English, and the plural categories (Unicode CLDR) that
// whole numbers up to a million have in them. Welsh has more, with one form here
// for all numbers above one.
var languages = map[string][]string{
	"cy": {"one", "other"},
	"de": {"one", "other"},
	"fr": {"one", "other"},
	"es": {"one", "other"},
	"pl": {"one", "few", "many", "other"},
	"ar": {"zero", "one", "two", "few", "many", "other"},
}

var placeholder = regexp.MustCompile(`\{[\w.]+\}`)

// placeholders lists what is put into a text, sorted, each once.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// forms are the texts of an entry by plural category, "" for a plain one.
func forms(t *testing.T, entry any) map[string]string {
	t.Helper()
	switch entry := entry.(type) {
	case string:
		return map[string]string{"": entry}
	case map[string]any:
		all := map[string]string{}
		for name, text := range entry {
			all[name] = fmt.Sprint(text)
		}
		return all
	}
	t.Fatalf("got %v, want a text or an object of texts", entry)
	return nil
}

func catalogue(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// Every language has every text of the interface, with the same placeholders and
// with the plural forms that its numbers need.
func TestWordsAreComplete(t *testing.T) {
	files, err := Sources(filepath.Join(bring.Root(), "extension", "src"))
	if err != nil {
		t.Fatal(err)
	}
	_, object, _ := strings.Cut(string(files["words/en.js"]), "export default ")
	english := catalogue(t, []byte(strings.TrimSuffix(strings.TrimSpace(object), ";")))
	if len(english) < 200 {
		t.Fatalf("got %d English texts, want the interface's", len(english))
	}
	for language, categories := range languages {
		own := catalogue(t, files["words/"+language+".json"])
		for key := range own {
			if english[key] == nil {
				t.Errorf("%s: %s is no text of the interface", language, key)
			}
		}
		for key, entry := range english {
			if own[key] == nil {
				t.Errorf("%s: %s is missing", language, key)
				continue
			}
			want, got := forms(t, entry), forms(t, own[key])
			_, plain := want[""]
			for _, category := range categories {
				if !plain && got[category] == "" {
					t.Errorf("%s: %s has no form %q", language, key, category)
				}
			}
			for category, text := range got {
				if strings.TrimSpace(text) == "" || plain != (category == "") {
					t.Errorf("%s: %s, %q: got %q", language, key, category, text)
				}
			}
			all := want["other"] + want[""]
			if got, want := placeholders(got["other"]+got[""]), placeholders(all); !slices.Equal(got, want) {
				t.Errorf("%s: %s has %q, want %q", language, key, got, want)
			}
		}
	}
}

// Every language has every text of the rules, with the same placeholders.
func TestRulesAreTranslated(t *testing.T) {
	rules, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	texts := rules.Texts()
	if len(texts) < 80 {
		t.Fatalf("got %d texts, want those of the rules", len(texts))
	}
	files := Files{}
	if err := addLanguages(files); err != nil {
		t.Fatal(err)
	}
	if len(files) != len(languages) {
		t.Errorf("got %q, want a file for each of %d languages", files.Names(), len(languages))
	}
	for language := range languages {
		own := catalogue(t, files["words/rules."+language+".json"])
		for _, text := range texts {
			translation, _ := own[text].(string)
			if translation == "" {
				t.Errorf("%s: no translation of %q", language, text)
			} else if got, want := placeholders(translation), placeholders(text); !slices.Equal(got, want) {
				t.Errorf("%s: %q has %q, want %q", language, translation, got, want)
			}
		}
	}
}

// In French a space that no line breaks at stands before a mark of two parts and
// inside the quotation marks; no text has two colons one after the other.
func TestTypography(t *testing.T) {
	files, err := Sources(filepath.Join(bring.Root(), "extension", "src"))
	if err != nil {
		t.Fatal(err)
	}
	if err := addLanguages(files); err != nil {
		t.Fatal(err)
	}
	breaks := regexp.MustCompile(` [:;?!»]|« `)
	twice := regexp.MustCompile(`:\s*\{[\w.]+\}\s*: ?\{`)
	for language := range languages {
		texts := 0
		for _, name := range []string{"words/" + language + ".json", "words/rules." + language + ".json"} {
			for key, entry := range catalogue(t, files[name]) {
				for _, text := range forms(t, entry) {
					texts++
					if language == "fr" && breaks.MatchString(text) {
						t.Errorf("%s: %s: a line may break within %q", name, key, breaks.FindString(text))
					}
					if key != "channel.problem" && twice.MatchString(text) {
						t.Errorf("%s: %s: got two colons, %q", name, key, text)
					}
				}
			}
		}
		if texts < 400 {
			t.Errorf("%s: got %d texts, want all of interface and rules", language, texts)
		}
	}
}

// The list of what no speaker has reviewed names languages that there are.
func TestUnreviewed(t *testing.T) {
	files, err := Sources(filepath.Join(bring.Root(), "extension", "src"))
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`UNREVIEWED = (\[[^\]]*\])`).FindSubmatch(files["ui/words.js"])
	var names []string
	if list == nil || json.Unmarshal(list[1], &names) != nil {
		t.Fatal("ui/words.js has no list UNREVIEWED")
	}
	for _, name := range names {
		if languages[name] == nil {
			t.Errorf("%q is on the list and is no language of the interface", name)
		}
	}
}
