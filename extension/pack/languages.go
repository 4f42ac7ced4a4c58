package pack

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
)

// addLanguages puts what the rules say in other languages beside the words of
// the interface: languages/de.json of rules/curated, and over it what the rules'
// own files have of that language, becomes words/rules.de.json.
func addLanguages(files Files) error {
	rules, err := rule.Load(curated.FS)
	if err != nil {
		return fmt.Errorf("rules/curated: %w", err)
	}
	names, err := fs.Glob(curated.Languages, "languages/*.json")
	if err != nil || len(names) == 0 {
		return fmt.Errorf("rules/curated/languages holds no language (%v)", err)
	}
	for _, name := range names {
		text, err := curated.Languages.ReadFile(name)
		if err != nil {
			return err
		}
		var all map[string]string
		if err := json.Unmarshal(text, &all); err != nil {
			return fmt.Errorf("rules/curated/%s: %w; expected an object of texts", name, err)
		}
		maps.Copy(all, rules.Translations(strings.TrimSuffix(path.Base(name), ".json")))
		if files["words/rules."+path.Base(name)], err = json.Marshal(all); err != nil {
			return err
		}
	}
	return nil
}
