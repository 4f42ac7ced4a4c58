package form

// What fold makes of a character that is no part of a word's letters: dropped is
// passed over, separator ends the word, and ß is written as two letters.
const (
	dropped   = 0
	separator = ' '
	sharpS    = 'ß'
)

// latin are the base letters of U+00C0 to U+017F.
const latin = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" +
	"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

// fold returns a character beyond ASCII as phrases are written: small, without
// accent or vowel sign, in one of the forms that people use alike (wide letters,
// ё and е, أ and ا, ة and ه).
func fold(c rune) rune {
	switch {
	case c == sharpS || c == 0x1e9e:
		return sharpS
	case c == 0xad || c >= 0x300 && c < 0x370 || c == 0x200c || c == 0x200d || c >= 0xfe00 && c < 0xfe10:
		return dropped
	case c < 0xc0:
		return separator
	case c < 0x180:
		return rune(latin[c-0xc0])
	case c >= 0x410 && c < 0x430:
		return c + 0x20
	case c == 0x401 || c == 0x451:
		return 'е'
	case c == 0x640 || c >= 0x64b && c < 0x660 || c == 0x670:
		return dropped
	case c == 0x622 || c == 0x623 || c == 0x625:
		return 'ا'
	case c == 0x629:
		return 'ه'
	case c == 0x649 || c == 0x6cc:
		return 'ي'
	case c >= 0x660 && c < 0x66a:
		return c - 0x660 + '0'
	case c == 0x60c || c == 0x61b || c == 0x61f || c == 0x964 || c == 0x965:
		return separator
	case c == 0x93c:
		return dropped // nukta
	case c >= 0x958 && c < 0x960:
		return [...]rune{'क', 'ख', 'ग', 'ज', 'ड', 'ढ', 'फ', 'य'}[c-0x958]
	case c >= 0x2000 && c < 0x2e80 || c >= 0x3000 && c < 0x3005 || c >= 0x3006 && c < 0x3040 || c == 0x30fb:
		return separator
	case c > 0xff00 && c < 0xff5f:
		return c - 0xff00 + ' '
	case c >= 0xff00 || c >= 0xd800 && c < 0xf900:
		return separator
	}
	return c
}
