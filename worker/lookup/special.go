package lookup

import "strings"

// special lists the special-use domains that are never public, each with the
// document that says so. example.com, example.net and example.org are special
// too, but they exist and resolve.
var special = map[string]string{
	"alt":       "RFC 9476",
	"arpa":      "RFC 3172: infrastructure",
	"example":   "RFC 6761",
	"internal":  "reserved by ICANN for private use",
	"invalid":   "RFC 6761",
	"local":     "RFC 6762",
	"localhost": "RFC 6761",
	"onion":     "RFC 7686",
	"test":      "RFC 6761",
}

// specialUse returns the special-use suffix of a name and the reason, or "".
func specialUse(name string) (suffix, why string) {
	suffix = name[strings.LastIndexByte(name, '.')+1:]
	if why, ok := special[suffix]; ok {
		return suffix, why
	}
	return "", ""
}
