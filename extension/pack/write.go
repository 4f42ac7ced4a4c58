package pack

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// epoch is the time that every file in a zip carries: the earliest that the
// format can say.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Zip packs the extension, the same bytes for the same files: names in order,
// fixed times, nothing of the machine.
func Zip(files Files) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, name := range files.Names() {
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch})
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return out.Bytes(), err
}

// WriteFile writes content to name whole or not at all, making its folder.
func WriteFile(name string, content []byte) error {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, part+"*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(file.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	return err
}

// part begins the names of files that are not yet whole.
const part = ".formtrace-"

// holdsExtension reports whether an earlier build wrote dir: both files that
// only a build makes are there, or it was interrupted, and nothing is there but
// the inspector (which is written first) and other files of an extension.
func holdsExtension(dir string, files Files) bool {
	begun, foreign := false, false
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, name)
		relative = filepath.ToSlash(relative)
		isPart := strings.HasPrefix(entry.Name(), part)
		begun = begun || isPart || relative == Inspector
		foreign = foreign || !isPart && files[relative] == nil
		return err
	})
	if err != nil {
		return false
	}
	_, noInspector := os.Stat(filepath.Join(dir, Inspector))
	_, noRules := os.Stat(filepath.Join(dir, Rules))
	return noInspector == nil && noRules == nil || begun && !foreign
}

// WriteFolder makes dir the unpacked extension: it writes what differs and
// removes what does not belong. It refuses a folder that holds anything else.
func WriteFolder(dir string, files Files) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(entries) > 0 && !holdsExtension(dir, files) {
		return fmt.Errorf("%s is not empty and holds no earlier build: name an empty or a new folder", dir)
	}
	err = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, name)
		if err != nil || files[filepath.ToSlash(relative)] != nil {
			return err
		}
		return os.Remove(name)
	})
	if err != nil {
		return err
	}
	for _, name := range append([]string{Inspector}, files.Names()...) {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if have, err := os.ReadFile(target); err == nil && bytes.Equal(have, files[name]) {
			continue
		}
		if err := WriteFile(target, files[name]); err != nil {
			return err
		}
	}
	return nil
}
