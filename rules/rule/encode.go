package rule

import (
	"encoding/binary"
	"strings"

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

// template compiles "… {fact} …" to the bundle's template parts.
func (c *conditions) template(where, s string) []byte {
	var out []byte
	literal := func(t string) {
		if t != "" {
			out = c.pool.appendText(append(out, 0), string(bundle.AppendEscaped(nil, t)))
		}
	}
	for s != "" {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			literal(s)
			break
		}
		literal(s[:open])
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			*c.errs = append(*c.errs, &Error{File: c.file, What: where + ": a { without its }"})
			break
		}
		name := s[open+1 : open+end]
		f, ok := bundle.ParseFact(name)
		if !ok {
			*c.errs = append(*c.errs, &Error{File: c.file, What: where + ": there is no fact {" + name + "}" + nearest(name)})
		}
		out = append(out, 1, byte(f))
		s = s[open+end+1:]
	}
	return out
}
