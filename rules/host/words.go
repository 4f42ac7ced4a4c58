package host

// words are what hosts are commonly named after. A digit or a confusable
// character in the place of a letter of one of them is a look-alike without
// any name to compare with; an edit of one is not.
var words = [...]string{
	"access", "account", "accounts", "activate", "activation", "admin", "alert", "alerts", "auth", "authorize", "bank", "banking", "bill", "billing",
	"bonus", "business", "card", "cards", "cash", "center", "centre", "chat", "check", "claim", "client", "cloud", "confirm", "confirmation", "connect",
	"contact", "credit", "customer", "data", "delivery", "desk", "device", "docs", "domain", "donate", "download", "drive", "ebanking", "email", "file",
	"files", "finance", "form", "forms", "fraud", "free", "gift", "gov", "health", "help", "helpdesk", "host", "hosting", "identity", "info",
	"insurance", "internet", "invoice", "locked", "login", "logon", "mail", "mailing", "member", "members", "message", "mobile", "money", "netbanking",
	"news", "notice", "notification", "offer", "offers", "office", "official", "online", "order", "parcel", "password", "pay", "payment", "payments",
	"pension", "personal", "phone", "portal", "post", "postal", "profile", "promo", "protect", "protection", "recover", "recovery", "refund",
	"register", "renew", "reset", "restore", "review", "reward", "rewards", "safe", "safety", "sale", "search", "secure", "security", "server",
	"service", "services", "session", "settings", "shop", "shopping", "sign", "signin", "signon", "signup", "site", "sites", "social", "status",
	"store", "subscription", "support", "survey", "suspended", "tax", "team", "track", "tracking", "transfer", "travel", "trust", "unlock", "update",
	"user", "users", "validate", "validation", "verification", "verify", "video", "wallet", "warning", "web", "webmail", "website",
}

// wordsFrom is where the words with a first letter begin in words.
var wordsFrom = func() (from [27]uint8) {
	for _, word := range words {
		for letter := word[0] - 'a' + 1; letter < 27; letter++ {
			from[letter]++
		}
	}
	return from
}()

// wordsBy returns the range of words that begin with a letter.
//
//go:noinline
func wordsBy(letter rune) (from, to int) {
	if letter < 'a' || letter > 'z' {
		return 0, 0
	}
	return int(wordsFrom[letter-'a']), int(wordsFrom[letter-'a'+1])
}

// wordsSecond holds for each first letter the second letters of the words, a bit
// for each; words have three letters or more.
var wordsSecond = func() (second [26]uint32) {
	for _, word := range words {
		second[word[0]-'a'] |= 1 << (word[1] - 'a')
	}
	return second
}()

// wordsLast holds for each last letter the letters before it, as wordsSecond.
var wordsLast = func() (last [26]uint32) {
	for _, word := range words {
		last[word[len(word)-1]-'a'] |= 1 << (word[len(word)-2] - 'a')
	}
	return last
}()

// noWord reports whether no word begins with a letter and, where it is plain,
// the one that the elements begin with.
//
//go:noinline
func noWord(letter rune, t []element) bool {
	if letter < 'a' || letter > 'z' {
		return true
	}
	next := plainLetter(t)
	return next != 0 && wordsSecond[letter-'a']>>(next-'a')&1 == 0
}

// minInside is the number of letters from which on a word is found inside of others.
const minInside = 5

// plainLetter returns the first of the elements when it is a letter and stands
// for nothing else, so that words with another one there need no look; else 0.
func plainLetter(t []element) byte {
	if len(t) > 0 && t[0].from == t[0].fold && 'a' <= t[0].from && t[0].from <= 'z' {
		return byte(t[0].from)
	}
	return 0
}

// wordAt reports whether the elements from a place on are the word, and how
// many of them are not its letters but stand for them.
func wordAt(t []element, word string) (standIns int, ok bool) {
	if len(t) < len(word) {
		return 0, false
	}
	digits := 0
	for i := 0; i < len(word); i++ {
		letter := rune(word[i])
		switch matches(t[i], element{letter, letter}) {
		case differs:
			return 0, false
		case digit:
			if !digitAt(t[i].from, word, i) {
				return 0, false
			}
			digits++
			standIns++
		case confusable:
			standIns++
		}
	}
	return standIns, 2*digits <= len(word)
}

// digitAt reports whether a digit in a letter's place of a word is taken for
// the letter, and not for a number: in a short word not at the end, except
// that 0, 1 and 5 are like their letters anywhere; and doc5 is one of some docs.
func digitAt(digit rune, word string, i int) bool {
	last := len(word) - 1
	switch {
	case len(word) == 3:
		return i == 1
	case i != last:
		return true
	case digit == '5':
		return word[last-1] == 's'
	}
	return digit == '0' || digit == '1' || len(word) >= minEdit
}

// isWords reports whether the elements are words one after another, and writes
// the words' letters into out. With exact, nothing may stand for a letter.
func isWords(t []element, exact bool, out []rune) bool {
	if len(t) == 0 || len(t) > maxLabel {
		return false
	}
	var by [maxLabel + 1]uint8 // 1 + the index of the word that ends here
	for at := range t {
		if at > 0 && by[at] == 0 {
			continue
		}
		// What stands for l may stand for i too.
		first, second := t[at].fold, rune(0)
		if !exact && (isDigit(first) || first != t[at].from) {
			if first = coarse(first); first == 'l' {
				second = 'i'
			}
		}
		for _, letter := range [2]rune{first, second} {
			if noWord(letter, t[at+1:]) {
				continue
			}
			for i, to := wordsBy(letter); i < to; i++ {
				if standIns, ok := wordAt(t[at:], words[i]); ok && !(exact && standIns > 0) {
					by[at+len(words[i])] = uint8(i + 1)
				}
			}
		}
	}
	if by[len(t)] == 0 {
		return false
	}
	for end := len(t); end > 0 && out != nil; {
		word := words[by[end]-1]
		end -= len(word)
		for i := range len(word) {
			out[end+i] = rune(word[i])
		}
	}
	return true
}

// isCompound reports whether the elements are two words or more, one after another,
// that make a name as seldom as two words do: postbank, but not security.
func isCompound(t []element) bool {
	if len(t) < minEdit+2 || !isWords(t, true, nil) {
		return false
	}
	for i, to := wordsBy(t[0].from); i < to; i++ {
		if len(words[i]) == len(t) && isExactly(t, words[i]) {
			return false
		}
	}
	return true
}

// isNumbered reports whether the elements are words with numbers before,
// between or after them: web1, 24shop, mail2web.
func isNumbered(t []element) bool {
	words := 0
	for start := 0; start < len(t); {
		end := start
		for end < len(t) && !isDigit(t[end].from) {
			end++
		}
		if end > start {
			if !isWords(t[start:end], true, nil) {
				return false
			}
			words++
		}
		start = end + 1
	}
	return words > 0
}
