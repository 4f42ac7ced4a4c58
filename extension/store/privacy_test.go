package store

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// policy is the privacy policy in one line, and the extension's scripts.
func policy(t *testing.T) (string, pack.Files) {
	t.Helper()
	text, err := own.ReadFile("privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := pack.Sources(filepath.Join(bring.Root(), "extension", "src"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), " "), files
}

// The figures of the privacy policy are the code's.
func TestPolicyFigures(t *testing.T) {
	text, files := policy(t)
	for _, c := range []struct{ file, code, says string }{
		{"background/dossiers.js", "const NEW_HOSTS_A_PAGE = 5;", "At most five new hosts for each page"},
		{"background/memory.js", "const DAYS = 180;", "180 days"},
		{"background/memory.js", "const MAX_ENTRIES = 500;", "at most 500"},
		{"background/history.js", "const DAYS = 180;", "180 days, at most 2,000 entries and 200 of one site"},
		{"background/history.js", "const MAX_ENTRIES = 2_000;", "at most 2,000 entries"},
		{"background/history.js", "const MAX_OF_A_SITE = 200;", "200 of one site"},
		{"background/history.js", "const MINUTE = 60_000;", "when (to the minute)"},
		{"background/history.js", "if (incognito) return Promise.resolve();", "From private windows nothing is kept on disk"},
		{"background/stopped.js", "const KEEP = 5 * 60_000;", "in the extension's memory for at most five minutes"},
		{"background/stopped.js", "const MAX_BYTES = 4 << 20;", "larger than 4 MB"},
		{"background/held.js", "const KEEP = 5 * 60_000;", "waits in the browser itself for at most five minutes"},
		{"background/channels/channels.js", "const EVERY = 12 * 60; // minutes", "twice a day"},
		{"background/settings.js", `["leaving", "always", "off"]`, "You can choose that it is asked for forms that stay on their own site too, or only when you ask"},
		{"background/settings.js", `return url.protocol === "https:" || (url.protocol === "http:" && loopback)`, "over https, or is on your own machine"},
	} {
		if !strings.Contains(string(files[c.file]), c.code) {
			t.Errorf("%s no longer says %s: look what the privacy policy has to say", c.file, c.code)
		}
		if !strings.Contains(text, c.says) {
			t.Errorf("the privacy policy does not say %q", c.says)
		}
	}
}

// kept is everything that the scripts keep, by the key that it is kept under, and
// what the privacy policy calls it.
var kept = map[string]string{
	"home": "your settings: home", "homeGuess": "your settings: home", "worker": "home, worker", "language": "worker, language",
	"lookups": "when to ask", "leaks": "when to interrupt", "strictness": "when to interrupt",
	"pairs": "the pairs of sites that you always allow", "off": "the sites for which you switched Formtrace off",
	"memory": "where forms with personal data led last time", "memoryKey": "a secret of this installation",
	"channels": "the channels of rules that you added", "rootKey": "the key for its rules",
	"requests": "what scripts of open tabs sent", "quiet": "a form that waits for your answer",
	"listened": "their signed lists", "dangerous": "their signed lists", // which hosts the rules mark
}

var (
	keeping = regexp.MustCompile(`(?:storage\.(?:local|session)\.set\(|localStorage\.setItem\()(.*)`)
	key     = regexp.MustCompile(`^(?:\{ ?(\w+)|"(\w+)")`)
)

// computed are the places where what is kept has no fixed name.
var computed = map[string]string{
	"background/questions.js":      "a form that waits for your answer", // question:ID
	"background/channels/store.js": "their signed lists",                // channel:ID, and IndexedDB
	"background/evidence.js":       "evidence that you asked for",       // evidence:ID
	"background/history.js":        "a history of interruptions",        // IndexedDB
	"options/choices.js":           "when to interrupt",                 // lookups, strictness, history
	"options/transfers.js":         "until you change them",             // the settings, from a file
}

// Nothing is kept that the privacy policy does not tell of.
func TestPolicyTellsWhatIsKept(t *testing.T) {
	text, files := policy(t)
	seen := 0
	for _, name := range files.Names() {
		if filepath.Ext(name) != ".js" {
			continue
		}
		for _, call := range keeping.FindAllStringSubmatch(string(files[name]), -1) {
			seen++
			says, known := computed[name]
			if of := key.FindStringSubmatch(call[1]); of != nil {
				says, known = kept[of[1]+of[2]]
			}
			if !known {
				t.Errorf("%s keeps %s, and the privacy policy is not known to tell of it", name, call[0])
			} else if !strings.Contains(text, says) {
				t.Errorf("%s keeps %s, and the privacy policy does not say %q", name, call[0], says)
			}
		}
		if strings.Contains(string(files[name]), "indexedDB.open") && computed[name] == "" {
			t.Errorf("%s opens a database, and the privacy policy is not known to tell of it", name)
		}
	}
	if seen < 20 {
		t.Errorf("only %d places were found that keep something", seen)
	}
}

// asking is every script that makes requests, and what the privacy policy says of
// them; "" for those of the package's own files.
var asking = map[string]string{
	"background/dossiers.js":     "it is told **names of hosts and nothing else**",
	"background/encrypted.js":    "the same address is asked once over https whether it answers",
	"background/channels/get.js": "newer signed lists are looked for there twice a day",
	"background/held.js":         "",
	"background/inspector.js":    "",
	"ui/words.js":                "",
	"evidence/evidence.js":       "",
	"platform-own.js":            "the browser's own resolver is asked",
}

var request = regexp.MustCompile(`\bfetch\(|XMLHttpRequest\(|new WebSocket\(|new EventSource\(|sendBeacon\(|dns\.resolve\(`)

// Nothing is asked for that the privacy policy does not tell of.
func TestPolicyTellsWhatIsAsked(t *testing.T) {
	text, files := policy(t)
	var found []string
	for _, name := range files.Names() {
		// What stands before a page's own builtins passes the page's requests on.
		if filepath.Ext(name) != ".js" || name == "content/scripts.js" || !request.Match(files[name]) {
			continue
		}
		found = append(found, name)
		says, known := asking[name]
		if !known {
			t.Errorf("%s makes requests, and the privacy policy is not known to tell of them", name)
		} else if !strings.Contains(text, says) {
			t.Errorf("%s makes requests, and the privacy policy does not say %q", name, says)
		}
	}
	for name := range asking {
		if !slices.Contains(found, name) {
			t.Errorf("%s makes no request any more", name)
		}
	}
}
