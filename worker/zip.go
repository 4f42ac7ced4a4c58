//go:build !js

package main

import (
	"bytes"
	"compress/gzip"
	"sync"

	"github.com/formtrace/formtrace/rules/channel"
)

// zipped compresses bundles and deltas (api.Config.Gzip), each once.
type zipped struct {
	mu   sync.Mutex
	kept map[string][]byte // by digest
	size int
}

// maxZipped bounds what is kept in memory, in bytes.
const maxZipped = channel.MaxBundle

func (z *zipped) gzip(digest string, data []byte) []byte {
	z.mu.Lock()
	defer z.mu.Unlock()
	if out, ok := z.kept[digest]; ok {
		return out
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data) // a buffer takes everything
	w.Close()
	if z.size += b.Len(); z.kept == nil || z.size > maxZipped {
		z.kept, z.size = map[string][]byte{}, b.Len()
	}
	z.kept[digest] = b.Bytes()
	return b.Bytes()
}
