package host

// The few functions of package strings that are used here. That package brings
// unicode's tables and more: 7 KB of the WebAssembly for what is below. What is called in many
// places is not inlined, here and in the package's other files: 1 KB more.

// indexByte returns where b first is in s, or -1.
//
//go:noinline
func indexByte(s string, b byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == b {
			return i
		}
	}
	return -1
}

// lastIndexByte returns where b last is in s, or -1.
//
//go:noinline
func lastIndexByte(s string, b byte) int {
	i := len(s) - 1
	for i >= 0 && s[i] != b {
		i--
	}
	return i
}

// cut returns what is before and after the first b; all is before it where
// there is none.
//
//go:noinline
func cut(s string, b byte) (before, after string, found bool) {
	if i := indexByte(s, b); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// hasPrefix reports whether s begins with prefix.
//
//go:noinline
func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// hasSuffix reports whether s ends with suffix.
//
//go:noinline
func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// trimEnd returns s without one b at its end.
func trimEnd(s string, b byte) string {
	if s != "" && s[len(s)-1] == b {
		return s[:len(s)-1]
	}
	return s
}
