package pack

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/formtrace/formtrace/rules/curated"
)

// addLanguages puts what the rules say in other languages beside the words of
// the interface: languages/de.json of rules/curated is words/rules.de.json.
func addLanguages(files Files) error {
	names, err := fs.Glob(curated.Languages, "languages/*.json")
	if err != nil || len(names) == 0 {
		return fmt.Errorf("rules/curated/languages holds no language (%v)", err)
	}
	for _, name := range names {
		text, err := curated.Languages.ReadFile(name)
		if err != nil {
			return err
		}
		files["words/rules."+path.Base(name)] = text
	}
	return nil
}
