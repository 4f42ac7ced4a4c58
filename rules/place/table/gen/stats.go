//go:build !js

package main

import (
	"fmt"
	"io"
	"net/netip"

	"github.com/formtrace/formtrace/rules/place"
)

// shares prints what part of the public IPv4 space that has any facts gets
// which confidence.
func shares(data string, log io.Writer) error {
	table, err := place.Open(data)
	if err != nil {
		return err
	}
	var count [place.Anycast + 1]uint64
	var total uint64
	for addr := netip.IPv4Unspecified(); addr.IsValid(); {
		facts := table.Lookup(addr)
		size := uint64(1) << 8 // of a step over what is not known
		if facts.Network.IsValid() {
			size = 1 << (32 - facts.Network.Bits())
			count[facts.Confidence] += size
			total += size
		}
		addr = plus(addr, size)
	}
	if total == 0 {
		return fmt.Errorf("the table knows no IPv4 address")
	}
	fmt.Fprintf(log, "IPv4, %.2f billion addresses known:", float64(total)/1e9)
	for confidence, n := range count {
		fmt.Fprintf(log, " %v %.1f %%", place.Confidence(confidence), 100*float64(n)/float64(total))
	}
	fmt.Fprintln(log)
	return nil
}

// plus is the IPv4 address n further, at most to the next multiple of n, or
// none behind the last one.
func plus(addr netip.Addr, n uint64) netip.Addr {
	b := addr.As4()
	x := uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3])
	x = (x/n + 1) * n
	if x > 1<<32-1 {
		return netip.Addr{}
	}
	return netip.AddrFrom4([4]byte{byte(x >> 24), byte(x >> 16), byte(x >> 8), byte(x)})
}
