package pack

import (
	"bytes"
	"fmt"
	"maps"

	"github.com/formtrace/formtrace/rules/channel"
)

// sources is the script that says which root key the extension came with.
const sources = "background/channels/sources.js"

var noRoot = []byte("\nexport const ROOT = \"\";\n")

// WithRoot returns the files of an extension that comes with a root key: its own
// channel is believed without that a person sets one. To be called before Minify.
func WithRoot(files Files, key channel.PublicKey) (Files, error) {
	if bytes.Count(files[sources], noRoot) != 1 {
		return nil, fmt.Errorf("%s: expected one line %q", sources, bytes.TrimSpace(noRoot))
	}
	files = maps.Clone(files)
	files[sources] = bytes.Replace(files[sources], noRoot, fmt.Appendf(nil, "\nexport const ROOT = %q;\n", key), 1)
	return files, nil
}
