package host

import (
	"testing"
	"unicode"
)

// TestLower compares with unicode.ToLower: every character where the versions
// of Unicode are the same, the scripts that do not change any more otherwise.
func TestLower(t *testing.T) {
	last := rune(unicode.MaxRune)
	if lowerVersion != unicode.Version {
		t.Logf("the table has Unicode %s, Go has %s: comparing Latin, Greek and Cyrillic; run go generate", lowerVersion, unicode.Version)
		last = 0x52f
	}
	capitals := 0
	for r := rune(0); r <= last; r++ {
		got, want := lower(r), unicode.ToLower(r)
		if got != want {
			t.Errorf("lower(%U): got %U, want %U", r, got, want)
		}
		if want != r {
			capitals++
		}
	}
	if capitals == 0 {
		t.Error("compared no capital letter")
	}
}

func TestLowerASCII(t *testing.T) {
	for _, c := range []struct{ text, want string }{{"", ""}, {"https", "https"}, {"HTTPS", "https"}, {"aBÜ[", "abÜ["}} {
		if got := lowerASCII(c.text); got != c.want {
			t.Errorf("lowerASCII(%q): got %q, want %q", c.text, got, c.want)
		}
	}
}
