package evidence

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writers are the forms of a document, by the ending of the file's name.
var writers = map[string]func(*Document, *bytes.Buffer) error{
	".html": func(d *Document, b *bytes.Buffer) error { return d.HTML(b) },
	".md":   func(d *Document, b *bytes.Buffer) error { return d.Markdown(b) },
	".json": func(d *Document, b *bytes.Buffer) error {
		data, err := d.JSON()
		b.Write(data)
		return err
	},
}

// CheckName says whether Write understands a file's name by its ending.
func CheckName(file string) error {
	if writers[strings.ToLower(filepath.Ext(file))] == nil {
		return fmt.Errorf("%s: expected a file whose name ends in .html, .md or .json", file)
	}
	return nil
}

// Write writes the document to a file, as its name's ending says.
func (d *Document) Write(file string) error {
	if err := CheckName(file); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := writers[strings.ToLower(filepath.Ext(file))](d, &b); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("expected a file that can be written: %w", err)
	}
	return nil
}
