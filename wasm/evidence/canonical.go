package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/gowebpki/jcs"
)

// canonical writes v as RFC 8785 (JSON Canonicalization Scheme) has it: the same
// bytes in every program.
func canonical(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(data)
}

// digest is the SHA-256 of bytes, in hexadecimal.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// indented writes v canonically, but with two spaces for each level and a newline
// at the end: JSON.stringify(sorted, null, 2) in a browser.
func indented(v any) ([]byte, error) {
	data, err := canonical(v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// object reads one JSON object, with its numbers as they are written.
func object(what string, data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil || m == nil {
		if err == nil {
			err = errors.New("it is null")
		}
		return nil, fmt.Errorf("%s: expected a JSON object: %w", what, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: something follows the JSON object", what)
	}
	return m, nil
}
