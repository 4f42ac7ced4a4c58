//go:build !js

package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/source"
	"github.com/formtrace/formtrace/rules/place/table"
)

// sources brings the npm packages and reads them, once.
var sources = sync.OnceValues(func() (place.Sources, error) {
	dir := ".."
	var log bytes.Buffer
	err := bring(dir, &log)
	os.Stdout.Write(log.Bytes())
	if err != nil {
		return place.Sources{}, err
	}
	s, err := source.Packages(os.DirFS(filepath.Join(dir, "node_modules", "@ip-location-db")))
	if err != nil {
		return s, err
	}
	s.Revision, s.Date, err = release(dir)
	s.Source = "ip-location-db " + s.Date
	return s, err
})

// require gives the sources. Where they cannot be had a person's run says so;
// under continuous integration it fails.
func require(t *testing.T) place.Sources {
	t.Helper()
	s, err := sources()
	switch {
	case err == nil:
		return s
	case os.Getenv("CI") == "true":
		t.Fatal("the range tables' sources cannot be had: ", err)
	}
	t.Skip("the range tables' sources cannot be had: ", err)
	return s
}

// What is committed is what the generator makes.
func TestTableIsUpToDate(t *testing.T) {
	data, err := place.Build(require(t))
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != table.Data() {
		t.Errorf("table.bin (%d bytes) is not what go generate makes (%d bytes)", len(table.Data()), len(data))
	}
}

// ask is one address and, of the rows around it, the narrowest so far.
type ask struct {
	addr [16]byte
	size [16]byte // of the row
	row  int      // its number, -1 for none
}

// narrowest goes through all rows, and for each through all addresses in it.
func narrowest[T any](rows []place.Range[T], asks []ask) {
	for i := range asks {
		asks[i].row, asks[i].size = -1, [16]byte{}
	}
	compare := func(a ask, b [16]byte) int { return bytes.Compare(a.addr[:], b[:]) }
	for n, row := range rows {
		first, last := row.First.As16(), row.Last.As16() // IPv4 in its mapped form
		size := difference(last, first)
		from, _ := slices.BinarySearchFunc(asks, first, compare)
		for i := from; i < len(asks) && bytes.Compare(asks[i].addr[:], last[:]) <= 0; i++ {
			if asks[i].row < 0 || bytes.Compare(size[:], asks[i].size[:]) <= 0 {
				asks[i].row, asks[i].size = n, size
			}
		}
	}
}

func difference(a, b [16]byte) (d [16]byte) {
	borrow := 0
	for i := 15; i >= 0; i-- {
		v := int(a[i]) - int(b[i]) - borrow
		borrow = 0
		if v < 0 {
			v, borrow = v+256, 1
		}
		d[i] = byte(v)
	}
	return d
}

// addresses are random ones, and for a sample of the rows both ends and their
// neighbours.
func addresses(s place.Sources) []netip.Addr {
	random := rand.New(rand.NewPCG(5, 6))
	var list []netip.Addr
	end := func(first, last netip.Addr) {
		list = append(list, first, first.Prev(), last, last.Next())
	}
	for range 20000 {
		end(edges(s.Used[random.IntN(len(s.Used))]))
		end(edges(s.Registered[random.IntN(len(s.Registered))]))
		end(edges(s.Systems[random.IntN(len(s.Systems))]))
	}
	for i := 1; i < len(s.Used); i++ { // every place where rows overlap
		if a, b := s.Used[i-1], s.Used[i]; a.First.BitLen() == b.First.BitLen() && !a.Last.Less(b.First) {
			end(edges(a))
			end(edges(b))
		}
	}
	for range 100000 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], random.Uint32())
		list = append(list, netip.AddrFrom4(b))
	}
	list = slices.DeleteFunc(list, func(a netip.Addr) bool { return !a.IsValid() })
	slices.SortFunc(list, func(a, b netip.Addr) int {
		x, y := a.As16(), b.As16()
		return bytes.Compare(x[:], y[:])
	})
	return slices.Compact(list)
}

func edges[T any](row place.Range[T]) (first, last netip.Addr) { return row.First, row.Last }

func TestLookupAgainstNarrowest(t *testing.T) {
	s := require(t)
	big, err := place.Open(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	list := addresses(s)
	asks := make([]ask, len(list))
	for i, addr := range list {
		asks[i].addr = addr.As16()
	}
	used, registered := make([]string, len(list)), make([]string, len(list))
	systems := make([]uint32, len(list))
	narrowest(s.Used, asks)
	for i, a := range asks {
		if a.row >= 0 && place.IsCountry(s.Used[a.row].Value) {
			used[i] = s.Used[a.row].Value
		}
	}
	narrowest(s.Registered, asks)
	for i, a := range asks {
		if a.row >= 0 && place.IsCountry(s.Registered[a.row].Value) {
			registered[i] = s.Registered[a.row].Value
		}
	}
	narrowest(s.Systems, asks)
	for i, a := range asks {
		if a.row >= 0 {
			systems[i] = s.Systems[a.row].Value.Number
		}
	}
	checked, wrong := 0, 0
	for i, addr := range list {
		got := big.Lookup(addr)
		want := place.Facts{ASN: systems[i], Country: used[i], RegisteredCountry: registered[i]}
		if place.Scope(addr) != place.Public {
			want = place.Facts{}
		}
		checked++
		if got.ASN != want.ASN || got.Country != want.Country || got.RegisteredCountry != want.RegisteredCountry {
			if wrong++; wrong <= 10 {
				t.Errorf("%v: got AS%d %q %q, want AS%d %q %q", addr, got.ASN, got.Country, got.RegisteredCountry, want.ASN, want.Country, want.RegisteredCountry)
			}
		}
	}
	if checked < 200000 {
		t.Errorf("got %d addresses, want at least 200,000", checked)
	}
	t.Logf("%d addresses, %d wrong", checked, wrong)
}

// The same for a few addresses, row by row with nothing clever at all.
func TestLookupAgainstLinearScan(t *testing.T) {
	s := require(t)
	big, err := place.Open(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	list := addresses(s)
	random := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		addr := list[random.IntN(len(list))]
		country, best := "", [16]byte{}
		for _, row := range s.Used {
			if row.First.BitLen() != addr.BitLen() || addr.Less(row.First) || row.Last.Less(addr) {
				continue
			}
			size := difference(row.Last.As16(), row.First.As16())
			if country == "" || bytes.Compare(size[:], best[:]) <= 0 {
				country, best = row.Value, size
			}
		}
		if place.Scope(addr) != place.Public || !place.IsCountry(country) {
			country = ""
		}
		if got := big.Lookup(addr).Country; got != country {
			t.Errorf("%v: got %q, want %q", addr, got, country)
		}
	}
}

// A system's country is the one that most of its addresses have in the data of
// which the table keeps only that. It must stay a fair summary.
func TestSystemsCountries(t *testing.T) {
	s := require(t)
	big, err := place.Open(table.Data())
	if err != nil {
		t.Fatal(err)
	}
	same, all := 0, 0
	for _, row := range s.Homes {
		facts := big.Lookup(row.First)
		if facts.ASCountry == "" || !place.IsCountry(row.Value) {
			continue
		}
		all++
		if facts.ASCountry == row.Value {
			same++
		}
	}
	t.Logf("%d of %d ranges (%.2f %%)", same, all, 100*float64(same)/float64(all))
	if all < 100000 || same*100 < all*98 {
		t.Errorf("got the same country for %d of %d ranges, want 98 %%", same, all)
	}
}
