// Package store makes what the browsers' stores ask for besides the extension:
// the texts of its page there (Texts), why it needs each permission
// (Justified), and the sources that a reviewer builds it from (Source). The
// texts are files beside this one; pictures are made by the command, which can
// start a browser.
package store

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/formtrace/formtrace/extension/pack"
)

//go:embed listing/*.txt permissions.json privacy.md questions.md
var own embed.FS

// The most characters that a store takes: Chrome's for a summary (its manifest's
// description) and for a description; Firefox's are wider.
const (
	maxSummary     = 132
	maxDescription = 16_000
)

// A Listing is what stands on the extension's page in a store, in one language.
type Listing struct {
	Language    string // BCP 47
	Summary     string // one sentence
	Description string // plain text
}

// Listings returns the listings by language.
func Listings() (map[string]Listing, error) {
	names, err := fs.Glob(own, "listing/*.txt")
	if err != nil {
		return nil, err
	}
	all := map[string]Listing{}
	for _, name := range names {
		text, err := own.ReadFile(name)
		if err != nil {
			return nil, err
		}
		listing, err := readListing(strings.TrimSuffix(path.Base(name), ".txt"), string(text))
		if err != nil {
			return nil, err
		}
		all[listing.Language] = listing
	}
	return all, nil
}

// readListing reads a file of a listing: the summary, an empty line, the description.
func readListing(language, text string) (Listing, error) {
	summary, description, _ := strings.Cut(text, "\n\n")
	summary, description = strings.TrimSpace(summary), strings.TrimSpace(description)
	for _, part := range []struct {
		what    string
		n, most int
	}{
		{"summary", utf8.RuneCountInString(summary), maxSummary},
		{"description", utf8.RuneCountInString(description), maxDescription},
	} {
		if part.n == 0 || part.n > part.most {
			return Listing{}, fmt.Errorf("listing/%s.txt: expected a %s of at most %d characters, not of %d", language, part.what, part.most, part.n)
		}
	}
	if strings.Contains(summary, "\n") {
		return Listing{}, fmt.Errorf("listing/%s.txt: expected a summary of one line and an empty line after it", language)
	}
	return Listing{language, summary, description}, nil
}

// Texts returns all texts, as files to copy from: the listings, the privacy
// policy, the answers to what stores ask, and the permissions of each package.
func Texts(packages []Package) (pack.Files, error) {
	if _, err := Listings(); err != nil {
		return nil, err
	}
	files := pack.Files{}
	names, err := fs.Glob(own, "listing/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range append(names, "privacy.md", "questions.md") {
		if files[name], err = own.ReadFile(name); err != nil {
			return nil, err
		}
	}
	why, err := Justified(packages)
	if err != nil {
		return nil, err
	}
	files["permissions.md"] = []byte(why)
	return files, nil
}
