package bundle_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/fuzzed"
	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/rule"
)

func compiled(t testing.TB) string {
	t.Helper()
	data, err := rule.Compile(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func open(t testing.TB) *bundle.Bundle {
	t.Helper()
	b, err := bundle.Open(compiled(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpenRefuses(t *testing.T) {
	good := compiled(t)
	for want, data := range map[string]string{
		"byte 0: ends within the header":                         "",
		"byte 40: ends within the header":                        good[:40],
		"not a Formtrace bundle":                                 "GIF8" + good[4:],
		"format 513, this reader knows 3":                        good[:4] + "\x01\x02" + good[6:],
		"asks for facts of version 255, this reader knows 3":     good[:6] + "\xff\x00" + good[8:],
		"behind the end of the file":                             good[:len(good)/2],
		"section rules ends behind the end of the file":          good[:48] + "\xff\xff\xff\xff" + good[52:],
		"byte 28: asks for a client of version 9, this one is 1": good[:28] + "\x09\x00\x00\x00" + good[32:],
		"byte 32: a text lies behind the end of the file":        good[:32] + "\xff\xff\xff\x7f" + good[36:],
		"section rules ends behind the end of the file ":         good[:52] + "\xff\xff\xff\x0f" + good[56:],
		"the tables of section operators do not fit in it":       manyOperators(good),
		"bundle: byte 4: format 65535, this reader knows 3":      good[:4] + "\xff\xff" + good[6:],
		"bundle: byte 0: does not begin with FTRB: not a Formt":  strings.Repeat("\x00", 4000),
	} {
		_, err := bundle.Open(data)
		var e *bundle.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), strings.TrimSpace(want)) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// manyOperators says that there are more operators than fit.
func manyOperators(good string) string {
	at := int(good[72]) | int(good[73])<<8 | int(good[74])<<16
	return good[:at] + "\xff\xff\xff\x00" + good[at+4:]
}

// TestDamaged changes bytes at random: what still opens must be usable.
func TestDamaged(t *testing.T) {
	good := compiled(t)
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 3000 {
		data := []byte(good)
		for range 1 + r.IntN(4) {
			data[r.IntN(len(data))] = byte(r.Uint32())
		}
		if r.IntN(4) == 0 {
			data = data[:r.IntN(len(data))]
		}
		if !use(string(data)) {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no damage was refused")
	}
}

// use opens a bundle and asks it everything.
func use(data string) bool {
	b, err := bundle.Open(data)
	if err != nil {
		return false
	}
	var v bundle.Facts
	for f := range bundle.NumFacts {
		switch f % 3 {
		case 1:
			v.SetKinds(f, uint64(f%2), "http")
		case 2:
			v.SetBool(f, f%2 == 0)
		}
	}
	for _, m := range b.Match(nil, &v) {
		b.AppendFinding(nil, m.Case, &v, &bundle.Slots{})
		b.AppendHeadline(nil, m.Case, &v)
		b.Rule(m.Rule)
		b.Verdict(m.Case)
	}
	b.Exempt(&v, func(string, uint64, bundle.Verdict) {})
	b.Operator("forms.list-manage.com")
	b.Marked(func(string) {})
	b.Near("paypal", 0)
	b.Land("GB")
	b.View("GB", "US")
	b.Mark("eu.lists.example.net")
	b.ThirdParty([]string{"example.net"})
	return true
}

// watch is a third party's channel.
func watch(t testing.TB) []byte {
	t.Helper()
	data, err := rule.Compile(fstest.MapFS{
		"channel.yaml":                 {Data: []byte("kind: channel\nid: watch\nversion: 1\nissued: 2026-01-01\nexpires: 2027-01-01\n")},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom}\n")},
		"marks/a.yaml":                 {Data: []byte("kind: mark\nid: a\nverdict: warn\ndomains: [lists.example.net, example.com]\ntitle: T\nsays: S.\ninstead: I.\nverified: 2026-01-01\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// FuzzOpen: whatever the bytes are, they are refused or can be asked everything,
// in time.
func FuzzOpen(f *testing.F) {
	good := compiled(f)
	f.Add([]byte(good))
	f.Add([]byte(good[:200]))
	f.Add(watch(f))
	for _, at := range []int{28, 48, 300, len(good) / 3, len(good) / 2, len(good) - 9} { // one byte of each part
		damaged := []byte(good)
		damaged[at] ^= 0x81
		f.Add(damaged)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed.InTime(t, len(data), func() { use(string(data)) })
	})
}

func TestSearch(t *testing.T) {
	b := open(t)
	for host, want := range map[string]string{
		"pmv2.co.uk": "whatcounts", "media.whatcounts.com": "whatcounts", "a.b.list-manage.com": "mailchimp",
		"list-manage.com": "mailchimp", "xlist-manage.com": "", "com": "", "": "", ".": "", "docs.google.com": "google-forms",
	} {
		if op, ok := b.Operator(host); op.ID != want || ok != (want != "") {
			t.Errorf("operator of %q: got %q, want %q", host, op.ID, want)
		}
	}
	var marked []string
	b.Marked(func(domain string) { marked = append(marked, domain) })
	if !slices.Contains(marked, "dangerous.example") || slices.Contains(marked, "pmv2.co.uk") {
		t.Errorf("marked dangerous: got %q, want dangerous.example among them and no list server", marked)
	}
	for code, want := range map[string]string{"US": "the United States", "GB": "the United Kingdom", "FR": "France", "EU": "EU", "": "", "us": "us"} {
		if got := string(b.AppendLand(nil, code)); got != want {
			t.Errorf("country %q: got %q, want %q", code, got, want)
		}
	}
	for _, test := range []struct {
		home, country string
		want          bundle.Standing
		ok            bool
	}{
		{"GB", "BR", bundle.NotListed, true}, {"DE", "BR", bundle.Adequate, true},
		{"GB", "GI", bundle.Adequate, true}, {"DE", "GI", bundle.NotListed, true},
		{"GB", "US", bundle.Partial, true}, {"DE", "US", bundle.Partial, true},
		{"GB", "CA", bundle.Partial, true}, {"DE", "CA", bundle.Partial, true},
		{"NO", "FR", bundle.Neutral, true}, {"FR", "IS", bundle.Neutral, true},
		{"GB", "GB", bundle.Neutral, true}, {"US", "GB", bundle.NotListed, false}, {"", "GB", bundle.NotListed, false},
	} {
		if v, ok := b.View(test.home, test.country); ok != test.ok || v.Standing != test.want {
			t.Errorf("%s as seen from %s: got %v, %v, want %v, %v", test.country, test.home, v.Standing, ok, test.want, test.ok)
		}
	}
	key := host.Skeleton("paypal")
	if name, ok := b.Near(key, 0); !ok || name != "paypal.com" {
		t.Errorf("got %q, %v", name, ok)
	}
	if _, ok := b.Near(key, 99); ok {
		t.Error("a 100th name was found")
	}
}

func TestTime(t *testing.T) {
	for day := range 200000 {
		want := time.Unix(int64(day-80000)*86400+17, 0).UTC()
		y, m, d := bundle.Civil(want.Unix())
		if int(y) != want.Year() || m != int(want.Month()) || d != want.Day() {
			t.Fatalf("%v: got %d-%d-%d", want, y, m, d)
		}
		got, ok := bundle.ParseTime(want.Format(time.RFC3339))
		if want.Year() >= 0 && want.Year() <= 9999 && (!ok || got != want.Unix()) {
			t.Fatalf("%v: got %d, %v", want, got, ok)
		}
	}
	for _, s := range []string{"2007-01-12T11:30:00Z", "2007-01-12T11:30:00.123456Z", "2007-01-12T11:30:00+01:00", "2007-01-12t11:30:00-05:30", "2007-01-12"} {
		layout := time.RFC3339
		if len(s) == 10 {
			layout = time.DateOnly
		}
		want, err := time.Parse(layout, strings.ToUpper(s))
		if got, ok := bundle.ParseTime(s); err != nil || !ok || got != want.Unix() {
			t.Errorf("%s: got %d, %v, want %d", s, got, ok, want.Unix())
		}
	}
	for _, s := range []string{"", "2007", "2007-02-30", "2007-13-01", "2007-01-12T", "2007-01-12T25:00:00Z", "2007-01-12T11:30:00", "12 January 2007", "2007-01-12T11:30:00+99:00", "2007-01-12 11:30:00Z", "xxxx-xx-xx"} {
		if got, ok := bundle.ParseTime(s); ok {
			t.Errorf("%q: got %d, want none", s, got)
		}
	}
	if got := string(bundle.AppendDay(nil, 1168473600)); got != "11 January 2007" {
		t.Errorf("got %q", got)
	}
}
