package evidence

import "strings"

// plainURL is of a URL what a document may tell: scheme, host, port and path, and
// of a mailto its address. Credentials, query and fragment can hold what a person
// has typed, and path parameters (";jsessionid=…", RFC 3986, 3.3) a session. Of
// schemes without a host, which can hold anything, the scheme is all; of what
// begins with no scheme, nothing.
func plainURL(s string) string {
	colon := strings.IndexByte(s, ':')
	if colon <= 0 || !isScheme(s[:colon]) {
		return ""
	}
	scheme := strings.ToLower(s[:colon])
	rest := s[colon+1:]
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	switch scheme {
	case "mailto", "about":
		return scheme + ":" + withoutParameters(rest)
	case "http", "https", "ws", "wss", "ftp":
	default:
		return scheme + ":"
	}
	// As browsers do, a backslash is read as a slash.
	rest = strings.TrimLeft(strings.ReplaceAll(rest, `\`, "/"), "/")
	host, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	host = host[strings.LastIndexByte(host, '@')+1:]
	return scheme + "://" + withoutParameters(host+path)
}

// isScheme: RFC 3986, 3.1.
func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !(s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.')) {
			return false
		}
	}
	return s != ""
}

// withoutParameters drops of each segment what stands behind its first ";".
func withoutParameters(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i], _, _ = strings.Cut(p, ";")
	}
	return strings.Join(parts, "/")
}
