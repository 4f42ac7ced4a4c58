package pack

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// The parts of the page for evidence that are not sources: the program that makes
// a document, the look of it, its schema, and what is known beside the bundle.
const (
	Maker     = "evidence/make.js"
	Sheet     = "evidence/sheet.css"
	Schema    = "evidence/schema.json"
	Knowledge = "evidence/knowledge.json"
)

// addEvidence puts what documents are made with beside the page that shows them:
// it is that of the command, so that both make the same.
func addEvidence(files Files, root string) error {
	var err error
	for name, source := range map[string]string{Maker: "evidence.js", Sheet: "page.css"} {
		if files[name], err = os.ReadFile(filepath.Join(root, "wasm", "evidence", source)); err != nil {
			return fmt.Errorf("the maker of evidence: %w", err)
		}
	}
	set, err := rule.Load(curated.FS)
	if err != nil {
		return fmt.Errorf("rules/curated: %w", err)
	}
	files[Schema] = []byte(evidence.Schema())
	files[Knowledge], err = json.Marshal(evidence.Know(set))
	return err
}
