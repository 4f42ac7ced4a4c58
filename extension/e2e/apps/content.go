//go:build linux

package apps

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// pixel is a PNG image of one pixel.
var pixel = func() string {
	bytes, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
	if err != nil {
		panic(err)
	}
	return string(bytes)
}()

// files lists the files in some folders below root, with their content.
func files(root string, folders ...string) (string, error) {
	text := ""
	for _, folder := range folders {
		err := fs.WalkDir(os.DirFS(root), folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(filepath.Join(root, name))
			text += fmt.Sprintf("%s: %q\n", name, content)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return text, nil
}
