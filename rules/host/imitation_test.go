package host_test

import (
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// imitation is one name made to imitate another.
type imitation struct{ class, target string }

// homoglyphs are characters of other scripts and letters that are drawn as ASCII
// ones: Cyrillic, Greek, Armenian, Latin beyond ASCII. They were written down by
// their shapes, not taken from the tables that the check reads.
var homoglyphs = map[rune]string{
	'a': "аɑα", 'c': "с", 'd': "ԁ", 'e': "е", 'g': "ɡ", 'h': "һհ", 'i': "іι", 'j': "ј", 'k': "к", 'l': "ӏ", 'n': "ո",
	'o': "оοօ", 'p': "рρ", 'q': "ԛ", 'r': "г", 's': "ѕ", 't': "т", 'u': "υս", 'v': "ν", 'w': "ԝ", 'x': "х", 'y': "у", 'z': "ᴢ",
}

// numerals are digits that are drawn as letters.
var numerals = map[rune]string{'o': "0", 'l': "1", 'i': "1", 's': "5", 'e': "3"}

// beside are words that published counts of combined names find most often.
var beside = strings.Fields("login support account secure online service help verify update payment security customer mail mobile signin info store shop card alert team center web confirm billing wallet unlock refund password free")

// suffixes are other places that a name is registered under.
var suffixes = strings.Fields("xyz top net org info biz co online site shop cc ru cn com.br co.za github.io pages.dev")

// classes are what imitate makes.
var classes = strings.Fields("confusables whole-script pairs digits insert delete substitute transpose bit-flip hyphen added embedded suffix")

// imitate makes every class of imitation of a registrable domain. Edits are made
// of names of six letters or more, and not of the first letter of names of less
// than eight: making and baking are both names.
func imitate(name string) (made []imitation) {
	label, suffix, _ := strings.Cut(name, ".")
	seen := map[string]bool{label: true}
	put := func(class, label string) {
		if !seen[label] && !strings.HasPrefix(label, "-") && !strings.HasSuffix(label, "-") && (len(label) < 4 || label[2:4] != "--") {
			seen[label] = true
			made = append(made, imitation{class, label + "." + suffix})
		}
	}
	whole, all := "", ""
	for i, r := range label {
		for _, other := range homoglyphs[r] {
			u := label[:i] + string(other) + label[i+1:]
			put("confusables", u)
			if a, err := idna.ToASCII(u); err == nil {
				put("confusables", a)
			}
		}
		if h := homoglyphs[r]; h != "" {
			whole += string([]rune(h)[0])
		}
		if d := numerals[r]; d != "" {
			put("digits", label[:i]+d+label[i+1:])
			all += d
		} else {
			all += string(r)
		}
	}
	put("digits", all)
	if len([]rune(whole)) == len(label) {
		put("whole-script", whole)
		if a, err := idna.ToASCII(whole); err == nil {
			put("whole-script", a)
		}
	}
	for _, p := range [][2]string{{"m", "rn"}, {"w", "vv"}, {"d", "cl"}, {"rn", "m"}, {"vv", "w"}, {"cl", "d"}} {
		for i := range label {
			if strings.HasPrefix(label[i:], p[0]) {
				put("pairs", label[:i]+p[1]+label[i+len(p[0]):])
			}
		}
	}
	if len(label) >= 6 {
		for i := 0; i <= len(label); i++ {
			if i == 0 && len(label) < 8 {
				continue
			}
			for c := 'a'; c <= 'z'; c++ {
				put("insert", label[:i]+string(c)+label[i:])
			}
			if i > 0 && i < len(label) {
				put("hyphen", label[:i]+"-"+label[i:])
			}
			if i == len(label) {
				break
			}
			put("delete", label[:i]+label[i+1:])
			if i+1 < len(label) {
				put("transpose", label[:i]+label[i+1:i+2]+label[i:i+1]+label[i+2:])
			}
			// Before substitutions, of which it is one.
			for bit := range 8 {
				if b := label[i] ^ 1<<bit; strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789-", b) >= 0 {
					put("bit-flip", label[:i]+string(rune(b))+label[i+1:])
				}
			}
			for c := 'a'; c <= 'z'; c++ {
				put("substitute", label[:i]+string(c)+label[i+1:])
			}
		}
	}
	for _, word := range beside {
		put("added", label+"-"+word)
		put("added", word+"-"+label)
		put("added", label+word)
		put("added", word+label)
		put("added", "my-"+label+"-"+word)
	}
	for _, before := range []string{"", "www.", "login."} {
		for _, after := range []string{".evil.test", ".account.verify.test", ".a1b2c3.co.uk"} {
			made = append(made, imitation{"embedded", before + name + after})
		}
	}
	for _, other := range suffixes {
		if other != suffix {
			made = append(made, imitation{"suffix", label + "." + other})
		}
	}
	return slices.DeleteFunc(made, func(m imitation) bool { return m.target == name })
}
