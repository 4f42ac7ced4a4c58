//go:build !js

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"

	"github.com/formtrace/formtrace/rules/place"
)

// readMMDB lists the networks of a MaxMind DB file (format 2.0) with the text
// that each one's record has under a key. The file is a binary tree over the
// bits of an address, whose leaves point into a data section of tagged values.
func readMMDB(data, key string) ([]place.Range[string], error) {
	const marker = "\xab\xcd\xefMaxMind.com"
	at := strings.LastIndex(data, marker)
	if at < 0 {
		return nil, errors.New("not a MaxMind DB: no metadata")
	}
	meta, _, err := decodeMMDB(data[at+len(marker):], 0, 0)
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	number := func(name string) int {
		fields, _ := meta.(map[string]any)
		n, _ := fields[name].(uint64)
		return int(min(n, math.MaxInt32))
	}
	m := &mmdb{nodes: number("node_count"), bits: number("record_size"), key: key}
	version := number("ip_version")
	if m.bits != 24 && m.bits != 28 && m.bits != 32 || version != 4 && version != 6 {
		return nil, fmt.Errorf("record size %d or IP version %d is unknown", m.bits, version)
	}
	size := m.nodes * m.bits / 4
	if size+16 > at {
		return nil, fmt.Errorf("%d nodes do not fit in %d bytes", m.nodes, at)
	}
	m.tree, m.values = data[:size], data[size+16:at]
	width := 32
	if version == 6 {
		width = 128
	}
	if err := m.walk(0, 0, width, [16]byte{}); err != nil {
		return nil, fmt.Errorf("search tree: %w", err)
	}
	return m.rows, nil
}

type mmdb struct {
	nodes, bits  int
	seen         int // nodes walked through
	key          string
	tree, values string
	rows         []place.Range[string]
}

// walk lists what is below a record: the address's first depth bits are prefix's.
func (m *mmdb) walk(record, depth, width int, prefix [16]byte) error {
	switch {
	case record == m.nodes:
		return nil // nothing there
	case record > m.nodes:
		return m.leaf(record-m.nodes-16, depth, width, prefix)
	case depth == width:
		return fmt.Errorf("node %d lies below the last bit of an address", record)
	case m.seen == m.nodes:
		return fmt.Errorf("node %d is reached twice", record)
	}
	m.seen++
	for bit := range 2 {
		below := prefix
		below[depth/8] |= byte(bit) << (7 - depth%8)
		if err := m.walk(m.child(record, bit), depth+1, width, below); err != nil {
			return err
		}
	}
	return nil
}

// child reads one of the two records of a node.
func (m *mmdb) child(node, bit int) int {
	n := m.tree[node*m.bits/4 : (node+1)*m.bits/4]
	big := func(s string) (v int) {
		for i := range len(s) {
			v = v<<8 | int(s[i])
		}
		return v
	}
	switch {
	case m.bits != 28:
		return big(n[bit*m.bits/8 : (bit+1)*m.bits/8])
	case bit == 0:
		return int(n[3]>>4)<<24 | big(n[:3])
	}
	return int(n[3]&0xf)<<24 | big(n[4:])
}

func (m *mmdb) leaf(at, depth, width int, prefix [16]byte) error {
	value, _, err := decodeMMDB(m.values, at, 0)
	if err != nil {
		return err
	}
	record, _ := value.(map[string]any)
	text, ok := record[m.key].(string)
	if !ok {
		return fmt.Errorf("record at %d has no text under %q", at, m.key)
	}
	addr := netip.AddrFrom16(prefix)
	if width == 32 {
		addr = netip.AddrFrom4([4]byte(prefix[:4]))
	}
	last := prefix
	for i := depth; i < width; i++ {
		last[i/8] |= 1 << (7 - i%8)
	}
	end := netip.AddrFrom16(last)
	if width == 32 {
		end = netip.AddrFrom4([4]byte(last[:4]))
	}
	m.rows = append(m.rows, place.Range[string]{First: addr, Last: end, Value: text})
	return nil
}

// decodeMMDB reads the value at s[at:] and where the next one begins: texts,
// maps, arrays and unsigned numbers; other values are read as nil.
func decodeMMDB(s string, at, depth int) (value any, next int, err error) {
	short := fmt.Errorf("value at %d runs over the end or too deep", at)
	take := func(n int) string {
		if n < 0 || at < 0 || n > len(s)-at {
			err = short
			return "\x00\x00\x00\x00"
		}
		at += n
		return s[at-n : at]
	}
	if depth > 16 {
		return nil, 0, short
	}
	control := take(1)[0]
	kind, size := control>>5, int(control&31)
	if kind == 1 { // pointer
		bytes := size>>3 + 1
		var b [4]byte
		copy(b[4-bytes:], take(bytes))
		if err != nil {
			return nil, 0, err
		}
		target := int(binary.BigEndian.Uint32(b[:]))
		if bytes < 4 {
			target += size&7<<(8*bytes) + []int{0, 0, 2048, 526336}[bytes]
		}
		value, _, err = decodeMMDB(s, target, depth+1)
		return value, at, err
	}
	if kind == 0 {
		kind = take(1)[0] + 7
	}
	if size > 28 {
		base := []int{29, 285, 65821}[size-29]
		extra := take(size - 28)
		size = 0
		for i := range len(extra) {
			size = size<<8 | int(extra[i])
		}
		size += base
	}
	switch {
	case err != nil:
	case kind == 2: // text
		value = strings.Clone(take(size))
	case kind == 7: // map
		fields := map[string]any{}
		for range size {
			var name, field any
			if name, at, err = decodeMMDB(s, at, depth+1); err != nil {
				return nil, 0, err
			}
			if field, at, err = decodeMMDB(s, at, depth+1); err != nil {
				return nil, 0, err
			}
			text, _ := name.(string)
			fields[text] = field
		}
		value = fields
	case kind == 11: // array
		for range size {
			if _, at, err = decodeMMDB(s, at, depth+1); err != nil {
				return nil, 0, err
			}
		}
	case kind == 5, kind == 6, kind == 9: // unsigned
		digits, n := take(size), uint64(0)
		for i := range len(digits) {
			n = n<<8 | uint64(digits[i])
		}
		value = n
	case kind == 14: // truth, in the size itself
	default:
		take(size)
	}
	return value, at, err
}
