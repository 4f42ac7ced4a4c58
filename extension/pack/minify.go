package pack

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	minifyjs "github.com/tdewolff/minify/v2/js"
	minifyjson "github.com/tdewolff/minify/v2/json"
	"github.com/tdewolff/minify/v2/svg"
)

// Minify returns the same extension with less white space in it. Go's loader
// stays as it is, byte for byte, so that anybody can compare it.
func Minify(files Files) (Files, error) {
	m := minify.New()
	m.AddFunc("css", css.Minify)
	m.AddFunc("svg", svg.Minify)
	m.AddFunc("json", minifyjson.Minify)
	m.Add("js", &minifyjs.Minifier{})
	m.Add("html", &html.Minifier{KeepDocumentTags: true, KeepEndTags: true, KeepQuotes: true})
	small := make(Files, len(files))
	for name, content := range files {
		small[name] = content
		kind := path.Ext(name)
		if kind == "" || name == Loader {
			continue
		}
		// A copy: the minifier renames variables within the bytes that it is given.
		switch out, err := m.Bytes(kind[1:], bytes.Clone(content)); {
		case err == minify.ErrNotExist: // nothing to do for this kind of file
		case err != nil:
			return nil, fmt.Errorf("minifying %s: %w", name, err)
		default:
			small[name] = out
		}
	}
	return small, nil
}

// The worlds that content scripts run in: their own, or the page's.
const (
	Isolated = "ISOLATED"
	Main     = "MAIN"
)

// ContentScripts returns the names of the scripts that the manifest runs in a
// world of every page, in order.
func ContentScripts(files Files, world string) ([]string, error) {
	var manifest struct {
		Scripts []struct {
			JS    []string `json:"js"`
			World string   `json:"world"`
		} `json:"content_scripts"`
	}
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	var names []string
	for _, script := range manifest.Scripts {
		if cmp.Or(script.World, Isolated) != world {
			continue
		}
		for _, name := range script.JS {
			if files[name] == nil {
				return nil, fmt.Errorf("manifest.json runs %s in pages, and there is no such file", name)
			}
			names = append(names, name)
		}
	}
	return names, nil
}
