package channel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
)

// A published folder is what a worker serves: keys.json and its signature, and
// for each channel a folder of bundles, deltas and about.json, which says what is
// current.
//
//	keys.json  keys.json.sig
//	curated/about.json
//	curated/7-0123456789abcdef.bundle
//	curated/6-to-7-0123456789abcdef.delta
const (
	KeysFile  = "keys.json"
	AboutFile = "about.json"
)

// About says which bundle of a channel is current, and how to get it.
type About struct {
	Channel   string  `json:"channel"`
	Version   uint32  `json:"version"`
	Revision  string  `json:"revision"`
	Issued    string  `json:"issued"`  // RFC 3339
	Expires   string  `json:"expires"` // RFC 3339
	Client    uint32  `json:"client"`  // the first client that understands it
	Size      int     `json:"size"`    // bytes
	File      string  `json:"file"`
	Signature Signed  `json:"signature"`
	Deltas    []Short `json:"deltas"` // from the versions before, newest first
}

// Short is a delta from an older version.
type Short struct {
	From uint32 `json:"from"`
	Size int    `json:"size"`
	File string `json:"file"`
}

// keepDeltas is from how many versions before there are deltas.
const keepDeltas = 3

// Publish puts a bundle and its signature into a published folder, with deltas
// from the versions that are there. It refuses a version that is not newer.
func Publish(dir string, data []byte, sig *Signed) (*About, error) {
	b, err := bundle.Open(string(data))
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(dir, b.Channel())
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	before, err := published(folder)
	if err != nil {
		return nil, err
	}
	about := &About{Channel: b.Channel(), Version: b.Version(), Revision: b.Revision(), Issued: rfc3339(b.Issued()), Expires: rfc3339(b.Expires()),
		Client: b.Client(), Size: len(data), Signature: *sig, Deltas: []Short{}}
	about.File = fmt.Sprintf("%d-%s.bundle", b.Version(), b.Revision())
	files := map[string][]byte{about.File: data}
	for i, old := range before {
		if old.version >= b.Version() {
			return nil, fmt.Errorf("version %d is published already; expected a higher one, not %d", old.version, b.Version())
		}
		if i < keepDeltas {
			delta := Delta(old.data, data)
			name := fmt.Sprintf("%d-to-%d-%s.delta", old.version, b.Version(), b.Revision())
			files[name] = delta
			about.Deltas = append(about.Deltas, Short{old.version, len(delta), name})
		}
	}
	text, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return nil, err
	}
	for name, data := range files {
		if err := put(filepath.Join(folder, name), data); err != nil {
			return nil, err
		}
	}
	return about, put(filepath.Join(folder, AboutFile), append(text, '\n')) // last: it names the others
}

// PublishKeys puts a list of keys and its signature, as they are, into a
// published folder. A list that revokes a key need not wait for a bundle. It
// refuses to go back behind the list that is there, as every client would.
func PublishKeys(dir string, list, sig []byte) error {
	next, err := ReadKeys(list)
	if err != nil {
		return err
	}
	if text, err := os.ReadFile(filepath.Join(dir, KeysFile)); err == nil {
		if now, err := ReadKeys(text); err == nil && (next.Version < now.Version || next.Version == now.Version && !bytes.Equal(text, list)) {
			return fmt.Errorf("the list of keys has version %d; version %d is published: change that one", next.Version, now.Version)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return errors.Join(put(filepath.Join(dir, KeysFile), list), put(filepath.Join(dir, KeysFile+".sig"), sig))
}

// put writes a file so that who reads it meanwhile gets all of it, or what was
// there before.
func put(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".put-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

type old struct {
	version uint32
	data    []byte
}

// published returns the bundles of a channel's folder, newest first.
func published(folder string) (out []old, err error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.bundle"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		b, err := bundle.Open(string(data))
		var damaged *bundle.Error
		if errors.As(err, &damaged) {
			continue // of a format that is no longer read: no delta from it
		} else if err != nil {
			return nil, err
		}
		out = append(out, old{b.Version(), data})
	}
	slices.SortFunc(out, func(a, b old) int { return int(b.version) - int(a.version) })
	return out, nil
}

func rfc3339(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

// ReadAbout reads what is current of a channel in a published folder.
func ReadAbout(fsys fs.FS, channel string) (*About, error) {
	text, err := fs.ReadFile(fsys, channel+"/"+AboutFile)
	if err != nil {
		return nil, err
	}
	about := &About{}
	if err := json.Unmarshal(text, about); err != nil {
		return nil, fmt.Errorf("%s/%s: %w", channel, AboutFile, err)
	}
	return about, nil
}
