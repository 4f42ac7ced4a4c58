package channel_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/formtrace/formtrace/rules/channel"
)

// TestDelta: what a delta makes is the newer bundle, whatever the two are.
func TestDelta(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	old := random(20_000)
	changed := bytes.Clone(old)
	copy(changed[700:], "changed")
	for _, c := range []struct {
		name     string
		old, new []byte
		most     int // bytes of the delta
	}{
		{"the same", old, old, 40},
		{"one place changed", old, changed, 200},
		{"something in between", old, append(append(bytes.Clone(old[:9000]), "in between"...), old[9000:]...), 200},
		{"something taken out", old, append(bytes.Clone(old[:9000]), old[9500:]...), 200},
		{"the halves changed places", old, append(bytes.Clone(old[10_000:]), old[:10_000]...), 200},
		{"nothing in common", old, random(5000), 5100},
		{"from nothing", nil, old, 20_100},
		{"to nothing", old, nil, 20},
		{"short", []byte("a"), []byte("b"), 30},
	} {
		d := channel.Delta(c.old, c.new)
		got, err := channel.Patch(c.old, d)
		if err != nil || !bytes.Equal(got, c.new) {
			t.Errorf("%s: %v, %d bytes, want %d", c.name, err, len(got), len(c.new))
		}
		if len(d) > c.most {
			t.Errorf("%s: a delta of %d bytes, want at most %d", c.name, len(d), c.most)
		}
		if _, err := channel.Patch(append(bytes.Clone(c.old), 'x'), d); err == nil {
			t.Errorf("%s: a delta for another bundle was taken", c.name)
		}
	}
	d := channel.Delta(old, changed)
	for i := range d {
		damaged := bytes.Clone(d)
		damaged[i] ^= 0x80
		if got, err := channel.Patch(old, damaged); err == nil && bytes.Equal(got, changed) {
			t.Errorf("byte %d: damage changes nothing", i)
		}
		channel.Patch(old, d[:i])
	}
}

// FuzzPatch: no delta makes it panic or grow beyond what it says.
func FuzzPatch(f *testing.F) {
	old := []byte("0123456789012345678901234567890123456789012345678901234567890123456789")
	f.Add(old, channel.Delta(old, append(old[10:], old[:10]...)))
	f.Fuzz(func(t *testing.T, old, delta []byte) {
		if got, err := channel.Patch(old, delta); err == nil && len(got) > channel.MaxBundle {
			t.Errorf("%d bytes", len(got))
		}
	})
}
