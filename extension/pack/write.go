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
	part, err := os.CreateTemp(folder, ".formtrace-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(content)
	if closing := part.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(part.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(part.Name(), name)
	}
	return err
}

// holdsExtension reports whether an earlier build wrote dir.
func holdsExtension(dir string) bool {
	for _, name := range []string{Inspector, Rules} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// WriteFolder makes dir the unpacked extension: it writes what differs and
// removes what does not belong. It refuses a folder that holds anything else.
func WriteFolder(dir string, files Files) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(entries) > 0 && !holdsExtension(dir) {
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
	for _, name := range files.Names() {
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
