package host

import (
	"slices"
	"testing"
)

func TestSkeleton(t *testing.T) {
	for _, c := range []struct{ label, want string }{
		{"", ""},
		{"host", "host"},
		{"HOST", "host"},
		{"h0st", "host"},
		{"paypal", "paypal"},
		{"paypa1", "paypal"},
		{"mail", "mall"},
		{"rnail", "mall"},
		{"vvest", "west"},
		{"pаypal", "paypal"},
		{"xn--pypal-4ve", "paypal"},
		{"XN--PYPAL-4VE", "paypal"},
		{"0123456789", "olzeasbtbg"},
		{"bücher", "bücher"},
		{"xn--bcher-kva", "bücher"},
		{"xn--99999", "xn--ggggg"},
		{"a-b_c", "a-b_c"},
	} {
		if got := Skeleton(c.label); got != c.want {
			t.Errorf("Skeleton(%q): got %q, want %q", c.label, got, c.want)
		}
	}
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		label string
		want  []string
	}{
		{"", []string{""}},
		{"apple", []string{"apple"}},
		{"a-p-p-l-e", []string{"a-p-p-l-e"}},
		{"google", []string{"google", "oogle", "gogle", "goole", "googe", "googl"}},
		{"horn", []string{"hom", "horn"}},
		{"barclay", []string{"barday", "arday", "brday", "baday", "baray", "bardy", "barda", "barclay", "arclay", "brclay", "baclay", "barlay", "barcay", "barcly", "barcla"}},
		{"bücher", []string{"bücher", "ücher", "bcher", "büher", "bücer", "büchr", "büche"}},
	} {
		if got := Keys(c.label); !slices.Equal(got, c.want) {
			t.Errorf("Keys(%q): got %q, want %q", c.label, got, c.want)
		}
	}
}

// TestConfusables looks every mapping up, and the characters beside it.
func TestConfusables(t *testing.T) {
	for _, c := range []struct {
		char rune
		want string
	}{{'а', "a"}, {'о', "o"}, {'ο', "o"}, {'ӏ', "l"}, {'ѕ', "s"}, {'з', ""}, {'ü', ""}, {'a', ""}, {'中', ""}, {0, ""}, {0x10ffff, ""}} {
		if got := foldConfusable(c.char); got != c.want {
			t.Errorf("foldConfusable(%q): got %q, want %q", c.char, got, c.want)
		}
	}
	found := 0
	for r := range rune(0x110000) {
		fold := foldConfusable(r)
		if fold == "" {
			continue
		}
		found++
		if len([]rune(fold)) > maxFold || isASCII(r) || fold == string(r) {
			t.Errorf("foldConfusable(%q): got %q; want at most %d characters, of another than ASCII", r, fold, maxFold)
		}
		for _, f := range fold {
			if again := foldConfusable(f); again != "" {
				t.Errorf("foldConfusable(%q): got %q, which folds on to %q", r, fold, again)
			}
		}
	}
	if want := confusableCount + 4; found != want { // т, τ, к, κ are not in the table
		t.Errorf("mappings: found %d, want %d", found, want)
	}
}
