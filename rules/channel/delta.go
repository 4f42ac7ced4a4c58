package channel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
)

// A delta makes a newer bundle of an older one: "FTRD", u32 size of the older, u32
// size of the newer (little-endian), then steps: an uvarint, the length of bytes
// that follow and are new, and those; an uvarint, the length of bytes that are
// copied, and an uvarint, where from in the older. Nothing need be believed of a
// delta: the signature covers what it makes.
const deltaMagic = "FTRD"

// blockSize is how long a run must be, in bytes, to be found again.
const blockSize = 32

var errDelta = errors.New("the delta is damaged, or for another bundle")

// Delta returns what makes new of old.
func Delta(old, new []byte) []byte {
	le := binary.LittleEndian
	out := le.AppendUint32(le.AppendUint32([]byte(deltaMagic), uint32(len(old))), uint32(len(new)))
	seed := maphash.MakeSeed()
	at := map[uint64]int{}
	for i := 0; i+blockSize <= len(old); i += blockSize {
		h := maphash.Bytes(seed, old[i:i+blockSize])
		if _, taken := at[h]; !taken {
			at[h] = i
		}
	}
	begin := 0 // of what is new
	for i := 0; i < len(new); {
		from, found := -1, false
		if i+blockSize <= len(new) {
			from, found = at[maphash.Bytes(seed, new[i:i+blockSize])]
		}
		if !found || !bytes.Equal(old[from:from+blockSize], new[i:i+blockSize]) {
			i++
			continue
		}
		n := blockSize
		for i+n < len(new) && from+n < len(old) && new[i+n] == old[from+n] {
			n++
		}
		for i > begin && from > 0 && new[i-1] == old[from-1] {
			i, from, n = i-1, from-1, n+1
		}
		out = appendStep(out, new[begin:i], n, from)
		i += n
		begin = i
	}
	if begin < len(new) {
		out = appendStep(out, new[begin:], 0, 0)
	}
	return out
}

func appendStep(dst, fresh []byte, n, from int) []byte {
	dst = append(binary.AppendUvarint(dst, uint64(len(fresh))), fresh...)
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(n)), uint64(from))
}

// Patch makes the newer bundle of the older and a delta.
func Patch(old, delta []byte) ([]byte, error) {
	if len(delta) < len(deltaMagic)+8 || string(delta[:4]) != deltaMagic || binary.LittleEndian.Uint32(delta[4:]) != uint32(len(old)) {
		return nil, errDelta
	}
	size := binary.LittleEndian.Uint32(delta[8:])
	if size > MaxBundle {
		return nil, errDelta
	}
	out := make([]byte, 0, size)
	for rest := delta[12:]; len(rest) > 0; {
		fresh, ok := takeUvarint(&rest)
		if !ok || fresh > uint64(len(rest)) {
			return nil, errDelta
		}
		out, rest = append(out, rest[:fresh]...), rest[fresh:]
		n, ok1 := takeUvarint(&rest)
		from, ok2 := takeUvarint(&rest)
		if !ok1 || !ok2 || from > uint64(len(old)) || n > uint64(len(old))-from || uint64(len(out))+n > uint64(size) {
			return nil, errDelta
		}
		out = append(out, old[from:from+n]...)
	}
	if len(out) != int(size) {
		return nil, errDelta
	}
	return out, nil
}

func takeUvarint(rest *[]byte) (uint64, bool) {
	n, used := binary.Uvarint(*rest)
	if used <= 0 {
		return 0, false
	}
	*rest = (*rest)[used:]
	return n, true
}
