package lab

import (
	"io/fs"
	"testing/fstest"
)

// layer is a site's folder with one file.
func layer(name, text string) []fs.FS {
	return []fs.FS{fstest.MapFS{name: {Data: []byte(text)}}}
}
