package place

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// u128 is an address as a number: IPv6 as it is, IPv4 in the low 32 bits.
type u128 struct{ hi, lo uint64 }

func (a u128) less(b u128) bool {
	return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo
}

func (a u128) add(b u128) u128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return u128{hi, lo}
}

func (a u128) sub(b u128) u128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return u128{hi, lo}
}

// shl shifts left by n < 128; Go defines shifts of 64 and more as zero.
func (a u128) shl(n uint) u128 {
	if n >= 64 {
		return u128{a.lo << (n - 64), 0}
	}
	return u128{a.hi<<n | a.lo>>(64-n), a.lo << n}
}

func (a u128) shr(n uint) u128 {
	if n >= 64 {
		return u128{0, a.hi >> (n - 64)}
	}
	return u128{a.hi >> n, a.lo>>n | a.hi<<(64-n)}
}

func (a u128) trailingZeros() int {
	if a.lo != 0 {
		return bits.TrailingZeros64(a.lo)
	}
	return 64 + bits.TrailingZeros64(a.hi)
}

// common counts the leading bits, of 128, in which two numbers are the same.
func (a u128) common(b u128) int {
	if x := a.hi ^ b.hi; x != 0 {
		return bits.LeadingZeros64(x)
	}
	return 64 + bits.LeadingZeros64(a.lo^b.lo)
}

// highest is the last address of a family of 32 or 128 bits.
func highest(width int) u128 {
	if width == 32 {
		return u128{0, 1<<32 - 1}
	}
	return u128{^uint64(0), ^uint64(0)}
}

// number takes an address apart: its number and its family's bits, 32 or 128.
// IPv4 inside IPv6 (mapped, or behind the well-known NAT64 prefix) is IPv4.
func number(addr netip.Addr) (u128, int) {
	if addr.Is4() {
		b := addr.As4()
		return u128{0, uint64(binary.BigEndian.Uint32(b[:]))}, 32
	}
	b := addr.As16()
	x := u128{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
	if mapped := x.hi == 0 && x.lo>>32 == 0xffff; mapped || x.hi == nat64 && x.lo>>32 == 0 {
		return u128{0, x.lo & (1<<32 - 1)}, 32
	}
	return x, 128
}

// nat64 is the upper half of 64:ff9b::/96 (RFC 6052).
const nat64 = 0x0064ff9b << 32

// address is the reverse of number.
func address(x u128, width int) netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], x.hi)
	binary.BigEndian.PutUint64(b[8:], x.lo)
	if width == 32 {
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return netip.AddrFrom16(b)
}

// around is the largest prefix that holds x and lies between first and last:
// one bit longer than what x shares with either neighbour of the range.
func around(x, first, last u128, width int) netip.Prefix {
	one, length := u128{0, 1}, 128-width
	if first != (u128{}) {
		length = max(length, x.common(first.sub(one))+1)
	}
	if last != highest(width) {
		length = max(length, x.common(last.add(one))+1)
	}
	prefix, _ := address(x, width).Prefix(length - (128 - width))
	return prefix
}
