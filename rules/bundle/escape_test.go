package bundle

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAppendEscaped(t *testing.T) {
	for _, s := range []string{"", "plain", `a"b\c`, "\x00\x1f\n\t\x7f", "é–\u2028😀", "\xff\xc3(", "half \xe2\x82", "</script>"} {
		var got string
		if err := json.Unmarshal(append(AppendEscaped([]byte{'"'}, s), '"'), &got); err != nil || got != strings.ToValidUTF8(s, "\uFFFD") && !strings.Contains(s, "\xff") && !strings.Contains(s, "half") {
			t.Errorf("%q: got %q, %v", s, got, err)
		}
	}
}

// TestAppendText: texts of every length are appended, with room and without, and
// what lies behind them is left alone.
func TestAppendText(t *testing.T) {
	text := strings.Repeat("0123456789abcdefghijk", 8)
	for n := range len(text) {
		for _, room := range []int{0, 3, n, 200} {
			whole := append([]byte("before"), strings.Repeat("-", 300)...)
			dst := whole[: 6 : 6+room]
			if got, want := string(AppendText(dst, text[:n])), "before"+text[:n]; got != want {
				t.Fatalf("%d bytes with room for %d: got %q, want %q", n, room, got, want)
			}
			if behind := string(whole[6+n:]); strings.Trim(behind, "-") != "" {
				t.Fatalf("%d bytes with room for %d: got %q behind them", n, room, behind)
			}
		}
	}
}
