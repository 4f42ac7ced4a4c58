package host

import "unicode/utf8"

// maxFold is the largest number of characters that one is folded to.
const maxFold = 4

// confusableBlock is the number of mappings in a block of confusableTable.
const confusableBlock = 32

// foldConfusable returns what an international character looks like, in lower
// case, or "" when it looks like nothing else. ASCII is folded elsewhere.
//
// confusableIndex has five bytes for each block of the table: the first
// character of the block and the block's offset. A mapping in the table is the
// distance from the character before (a varint; 0 for the first of a block),
// then what it is folded to: one ASCII character, or a length below 32 and as
// many bytes of UTF-8.
func foldConfusable(r rune) string {
	switch r { // drawn as small capitals: browsers count them, the standard does not
	case 'т', 'τ':
		return "t"
	case 'к', 'κ':
		return "k"
	}
	block := -1
	for lo, hi := 0, len(confusableIndex)/5; lo < hi; {
		mid := int(uint(lo+hi) / 2)
		if blockFirst(mid) <= r {
			block, lo = mid, mid+1
		} else {
			hi = mid
		}
	}
	if block < 0 {
		return ""
	}
	from := blockFirst(block)
	at := int(confusableIndex[5*block+3])<<8 | int(confusableIndex[5*block+4])
	for range confusableBlock {
		if at == len(confusableTable) {
			return ""
		}
		var distance rune
		distance, at = varint(confusableTable, at)
		from += distance
		length := 1
		if confusableTable[at] < ' ' {
			length = int(confusableTable[at])
			at++
		}
		if from >= r {
			if from > r {
				return ""
			}
			return confusableTable[at : at+length]
		}
		at += length
	}
	return ""
}

// blockFirst is the first character of a block.
//
//go:noinline
func blockFirst(block int) rune {
	i := 5 * block
	return rune(confusableIndex[i])<<16 | rune(confusableIndex[i+1])<<8 | rune(confusableIndex[i+2])
}

// standsFor reports whether an ASCII digit can be taken for the letter.
//
//go:noinline
func standsFor(digit, letter rune) bool {
	return digit == '1' && letter == 'i' || '0' <= digit && digit <= '9' && coarse(digit) == letter
}

// coarse folds a character to the one that stands for all that are alike in a
// skeleton: digits to letters, and i to l, since 1 can be either.
//
//go:noinline
func coarse(r rune) rune {
	switch r {
	case 'i':
		return 'l'
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return rune("olzeasbtbg"[r-'0'])
	}
	return r
}

// isDigit reports whether r is an ASCII digit.
func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isASCII reports whether r is ASCII.
func isASCII(r rune) bool { return r < utf8.RuneSelf }
