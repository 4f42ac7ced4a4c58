package api

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"
)

// Published gives the files of a published folder, as `rules publish` makes it
// (package rules/channel): signed lists, bundles and deltas, which the clients
// verify. The worker changes nothing in them.
type Published interface {
	// File returns a file and a digest of its bytes, in hexadecimal. The name is
	// one that isPublished accepts; its error is fs.ErrNotExist where there is none.
	File(ctx context.Context, name string) (data []byte, digest string, err error)
}

// What the folder's own files are called; rules/channel says what is in them.
const (
	keysFile  = "keys.json"
	keysSig   = "keys.json.sig"
	aboutFile = "about.json"
)

// isPublished reports whether a published folder can have a file of this name,
// and whether what stands under it never changes.
func isPublished(name string) (ok, immutable bool) {
	if name == keysFile || name == keysSig {
		return true, false
	}
	channel, file, found := strings.Cut(name, "/")
	if !found || len(channel) > maxName || !all(channel, isWord) || len(file) > maxName {
		return false, false
	}
	if file == aboutFile {
		return true, false
	}
	rest, delta := strings.CutSuffix(file, ".delta")
	if !delta {
		if rest, ok = strings.CutSuffix(file, ".bundle"); !ok {
			return false, false
		}
	}
	version, rest, _ := strings.Cut(rest, "-")
	if delta {
		to, after, _ := strings.Cut(rest, "-")
		next, after, _ := strings.Cut(after, "-")
		if to != "to" || !all(next, isDigit) {
			return false, false
		}
		rest = after
	}
	ok = all(version, isDigit) && all(rest, isHex)
	return ok, ok
}

const maxName = 100 // bytes, of a channel's name or a file's

func all(s string, is func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !is(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isHex(c byte) bool   { return isDigit(c) || c >= 'a' && c <= 'f' }
func isWord(c byte) bool  { return isDigit(c) || c >= 'a' && c <= 'z' || c == '-' }

// published serves a file of the published folder; where the folder has none of
// that name, what the worker was built with answers.
func (h *Handler) published(w http.ResponseWriter, r *http.Request, name string) {
	ok, immutable := isPublished(name)
	if h.Published == nil || !ok {
		h.rules(w, r, name)
		return
	}
	data, digest, err := h.Published.File(r.Context(), name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		h.rules(w, r, name)
		return
	case err != nil:
		problem{Type: "internal", Title: "Something went wrong here", Status: http.StatusInternalServerError,
			Detail: "The published folder cannot be read."}.write(w, r)
		return
	}
	if immutable {
		h.immutable(w, r, digest, data)
		return
	}
	tagged(r, digest, "no-cache", "application/json", data).write(w)
}

// forever is for what never changes under its address.
const forever = "public, max-age=31536000, immutable"
