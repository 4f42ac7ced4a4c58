package rule

import (
	"encoding/binary"

	"github.com/formtrace/formtrace/rules/bundle"
)

// pool holds the texts of a bundle, each once; it stands right behind the header,
// so that references into it are known at once.
type pool struct {
	b  []byte
	at map[string]uint32
}

func newPool() *pool { return &pool{at: map[string]uint32{}} }

// appendText appends a reference to s: its offset in the bundle and its length.
func (p *pool) appendText(dst []byte, s string) []byte {
	off, ok := p.at[s]
	if !ok {
		off = uint32(len(p.b))
		p.b = append(p.b, s...)
		p.at[s] = off
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(bundle.PoolAt)+off)
	return binary.LittleEndian.AppendUint32(dst, uint32(len(s)))
}

// appendBlob appends a reference to bytes: code or a template.
func (p *pool) appendBlob(dst []byte, b []byte) []byte { return p.appendText(dst, string(b)) }
