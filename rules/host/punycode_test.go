package host

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/idna"
)

// TestPunycode has samples of RFC 3492, section 7.1.
func TestPunycode(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"},
		{"他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"},
		{"Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"},
		{"почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"},
		{"3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"},
		{"bücher", "bcher-kva"},
		{"abc", "abc-"},
		{"-> $1.00 <-", "-> $1.00 <--"},
		{"", ""},
	} {
		if got, ok := punyEncode(nil, []rune(c.text)); string(got) != c.code || !ok {
			t.Errorf("punyEncode(%q): got %q, %v; want %q", c.text, got, ok, c.code)
		}
		if got, ok := punyDecode(nil, c.code); string(got) != c.text || !ok {
			t.Errorf("punyDecode(%q): got %q, %v; want %q", c.code, string(got), ok, c.text)
		}
	}
	for _, code := range []string{"-", "é", "bcher-kv", "a-b-c-é", "999999999", "bcher-kva!", "\x80-a", "zzzzzzzzzzzz"} {
		if got, ok := punyDecode(nil, code); ok {
			t.Errorf("punyDecode(%q): got %q, want not ok", code, string(got))
		}
	}
}

// TestPunycodeOracle compares labels of every script, made at random from a
// fixed seed, with golang.org/x/net/idna.
func TestPunycodeOracle(t *testing.T) {
	random := rand.New(rand.NewPCG(3492, 2003))
	alphabets := [][2]rune{{'a', 'z'}, {0xe0, 0xff}, {0x3b1, 0x3c9}, {0x430, 0x44f}, {0x5d0, 0x5ea}, {0x627, 0x64a}, {0x905, 0x939}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, {0x20000, 0x2a6df}}
	for n := range 20000 {
		label := make([]rune, 1+random.IntN(12))
		for i := range label {
			a := alphabets[(n+random.IntN(2))%len(alphabets)]
			label[i] = a[0] + random.Int32N(a[1]-a[0]+1)
		}
		text := string(label)
		want, err := idna.Punycode.ToASCII(text)
		got, ok := punyEncode(nil, label)
		if encoded, international := strings.CutPrefix(want, "xn--"); international && (string(got) != encoded || !ok || err != nil) {
			t.Fatalf("punyEncode(%q): got %q, %v; want %q, %v", text, got, ok, want, err)
		}
		if back, ok := punyDecode(nil, string(got)); string(back) != text || !ok {
			t.Fatalf("punyDecode(%q): got %q, %v; want %q", got, string(back), ok, text)
		}
	}
}

// FuzzPunycode: whatever decodes also encodes and decodes to the same, and the
// oracle agrees on what is none.
func FuzzPunycode(f *testing.F) {
	for _, seed := range []string{"bcher-kva", "egbpdaj6bu4bxfgehfvwxn", "3B-ww4c5e180e575a65lsy2b", "-", "a-", "99999b", "é", "zz-zz-zz", "0", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		label, ok := punyDecode(nil, code)
		if len(code) <= 59 && code == strings.ToLower(code) && strings.IndexByte(code, '.') < 0 {
			want, err := idna.Punycode.ToUnicode("xn--" + code)
			if ok && err == nil && string(label) != want {
				t.Errorf("punyDecode(%q): got %q, want %q", code, string(label), want)
			}
			if !ok && err == nil && want != "xn--"+code {
				t.Errorf("punyDecode(%q): not decoded; the oracle has %q", code, want)
			}
		}
		if !ok {
			return
		}
		again, ok := punyEncode(nil, label)
		back, ok2 := punyDecode(nil, string(again))
		if !ok || !ok2 || string(back) != string(label) {
			t.Errorf("punyDecode(%q): %q encodes to %q, which decodes to %q", code, string(label), again, string(back))
		}
	})
}
