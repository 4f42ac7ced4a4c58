package place_test

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/table"
)

// A table made of a table's own sources says the same of every address.
func TestSources(t *testing.T) {
	first, err := place.Open(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	data, err := place.Build(first.Sources())
	if err != nil {
		t.Fatal(err)
	}
	second, err := place.Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	if len(data) != len(table.Data()) {
		t.Errorf("got %d bytes, want %d", len(data), len(table.Data()))
	}
	random := rand.New(rand.NewPCG(1, 2))
	known := 0
	for range 200_000 {
		var b [16]byte
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		addr := netip.AddrFrom4([4]byte(b[:4]))
		if random.IntN(4) == 0 {
			b[0], b[1] = 0x20+b[0]&0xf, b[1]&0xf // where IPv6 is in use
			addr = netip.AddrFrom16(b)
		}
		got, want := second.Lookup(addr), first.Lookup(addr)
		if got != want {
			t.Fatalf("%v: got %+v, want %+v", addr, got, want)
		}
		if want.Network.IsValid() {
			known++
		}
	}
	if known < 100_000 {
		t.Errorf("only %d addresses are known", known)
	}
	if got, want := second.Revision()+second.Date()+second.Source()+second.Attribution(), first.Revision()+first.Date()+first.Source()+first.Attribution(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
