package place

// Countries holds the two-letter codes of all countries and territories of ISO
// 3166-1, and XK, which is Kosovo's by user assignment, in ascending order. What
// is not among them (EU, AP, ZZ, the withdrawn AN, …) is not a country.
const Countries = "" +
	"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJ" +
	"BLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCR" +
	"CUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFR" +
	"GAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHU" +
	"IDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZ" +
	"LALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQ" +
	"MRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPF" +
	"PGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSI" +
	"SJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTR" +
	"TTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW"

// IsCountry says whether code is the code of a country.
func IsCountry(code string) bool { return countryValue(code) != 0 }

// countryValue is the number that stands for a country in a column: 1 + its
// index in Countries, or 0 when it is none.
func countryValue(code string) uint32 {
	if !isLetters(code) {
		return 0
	}
	low, high := 0, len(Countries)/2
	for low < high {
		middle := int(uint(low+high) >> 1)
		switch c := Countries[middle*2 : middle*2+2]; {
		case c == code:
			return uint32(middle + 1)
		case c < code:
			low = middle + 1
		default:
			high = middle
		}
	}
	return 0
}

func isLetters(code string) bool {
	return len(code) == 2 && 'A' <= code[0] && code[0] <= 'Z' && 'A' <= code[1] && code[1] <= 'Z'
}
