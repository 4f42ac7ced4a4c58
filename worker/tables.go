//go:build !js

package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/source"
	"github.com/formtrace/formtrace/rules/place/table"
	"github.com/formtrace/formtrace/worker/lookup"
)

// readTables returns the data of the table of networks: the packaged one, or that
// with the tables of the folder of -data in place of its own.
func readTables(folder string) (string, error) {
	if folder == "" {
		return table.Data(), nil
	}
	packaged, err := place.OpenTrusted(table.Data())
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(folder); err != nil {
		return "", fmt.Errorf("-data: expected a folder that can be read: %w", err)
	} else if !info.IsDir() {
		return "", fmt.Errorf("-data: expected a folder, and %s is none", folder)
	}
	sources, err := source.Folder(os.DirFS(folder), packaged)
	if err != nil {
		return "", fmt.Errorf("-data: %w", err)
	}
	data, err := place.Build(sources)
	if err != nil {
		return "", fmt.Errorf("-data: %w", err)
	}
	return string(data), nil
}

// tables are those in use, which can be exchanged for newer ones while requests
// are answered.
type tables struct {
	folder  string // "" for the packaged ones
	overlay *place.Overlay
	current atomic.Pointer[lookup.Places]
}

// use reads the tables of a folder, or the packaged ones for "".
func (t *tables) use(folder string) error {
	t.folder = folder
	return t.read()
}

// read reads the tables. When it fails, those in use stay.
func (t *tables) read() error {
	data, err := readTables(t.folder)
	if err != nil {
		return err
	}
	opened, err := place.OpenTrusted(data)
	if err != nil {
		return err
	}
	t.current.Store(&lookup.Places{Places: place.Places{Overlay: t.overlay, Table: opened}})
	if t.folder != "" {
		debug.FreeOSMemory() // reading took a hundred times what is kept
	}
	return nil
}

func (t *tables) get(context.Context) (*lookup.Places, error) { return t.current.Load(), nil }
