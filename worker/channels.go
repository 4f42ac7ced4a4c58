//go:build !js

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"github.com/formtrace/formtrace/rules/channel"
)

// shelf serves the files of a published folder (api.Published). What was read is
// kept for as long as the file stays as it is, so that what is published while
// the worker runs is served from then on.
type shelf struct {
	root *os.Root // names lead nowhere else, links neither

	mu   sync.Mutex
	kept map[string]*keptFile
	size int
}

type keptFile struct {
	at     time.Time // when it was changed
	size   int64
	data   []byte
	digest string
}

// maxKept bounds what is kept in memory, in bytes: two of the largest bundles.
const maxKept = 2 * channel.MaxBundle

func openShelf(dir string) (*shelf, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("-channels: expected a folder that rules publish made: %w", err)
	}
	if _, err := root.Stat(channel.KeysFile); err != nil {
		root.Close()
		return nil, fmt.Errorf("-channels: %s: expected a folder that rules publish made, with %s in it", dir, channel.KeysFile)
	}
	return &shelf{root: root, kept: map[string]*keptFile{}}, nil
}

// File returns a file and its digest.
func (s *shelf) File(_ context.Context, name string) ([]byte, string, error) {
	f, err := s.root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, "", err
	case !info.Mode().IsRegular():
		return nil, "", fs.ErrNotExist
	case info.Size() > channel.MaxBundle:
		return nil, "", fmt.Errorf("%s: larger than any bundle", name)
	}
	s.mu.Lock()
	k := s.kept[name]
	s.mu.Unlock()
	if k != nil && k.at.Equal(info.ModTime()) && k.size == info.Size() {
		return k.data, k.digest, nil
	}
	data, err := io.ReadAll(io.LimitReader(f, channel.MaxBundle))
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(data)
	k = &keptFile{info.ModTime(), info.Size(), data, hex.EncodeToString(sum[:])}
	s.keep(name, k)
	return k.data, k.digest, nil
}

func (s *shelf) keep(name string, k *keptFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.size += len(k.data); s.size > maxKept {
		clear(s.kept)
		s.size = len(k.data)
	}
	s.kept[name] = k
}

// maxAsset is the size of the largest file that Cloudflare takes as an asset.
const maxAsset = 25 << 20

// copyPublished makes to what a published folder has of what clients ask for: the
// keys, and of each channel the current bundle with its deltas. Without a folder
// there is nothing.
func copyPublished(from, to string) error {
	if err := os.RemoveAll(to); err != nil || from == "" {
		return err
	}
	s, err := openShelf(from)
	if err != nil {
		return err
	}
	defer s.root.Close()
	names := []string{channel.KeysFile, channel.KeysFile + ".sig"}
	channels, err := fs.Glob(s.root.FS(), "*/"+channel.AboutFile)
	if err != nil {
		return err
	}
	for _, name := range channels {
		id := path.Dir(name)
		about, err := channel.ReadAbout(s.root.FS(), id)
		if err != nil {
			return fmt.Errorf("-channels: %w", err)
		}
		names = append(names, name, path.Join(id, about.File))
		for _, d := range about.Deltas {
			names = append(names, path.Join(id, d.File))
		}
	}
	for _, name := range names {
		data, _, err := s.File(context.Background(), name)
		switch {
		case err != nil:
			return fmt.Errorf("-channels: %w", err)
		case len(data) > maxAsset:
			return fmt.Errorf("-channels: %s: %d bytes; Cloudflare takes at most %d", name, len(data), maxAsset)
		}
		file := filepath.Join(to, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := replace(file, data); err != nil {
			return err
		}
	}
	return nil
}
