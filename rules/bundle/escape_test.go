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
