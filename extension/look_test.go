package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// The worker's page for people cannot load the extension's design tokens and icon:
// it has copies, which stay the same.
func TestWorkersPageLooksTheSame(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(bring.Root(), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	page, tokens, icon := read("worker/api/page.html"), read("extension/src/ui/tokens.css"), read("extension/src/icons/icon.svg")
	token := regexp.MustCompile(`(--[a-z0-9-]+): ([^;]+);`)
	themes := func(css string) (all [2]map[string]string) {
		for i, part := range strings.SplitN(css, "@media (prefers-color-scheme: dark)", 2) {
			all[i] = map[string]string{}
			for _, m := range token.FindAllStringSubmatch(part, -1) {
				all[i][m[1]] = m[2]
			}
		}
		return all
	}
	ours, its := themes(tokens), themes(page)
	same := 0
	for i := range its {
		for name, value := range its[i] {
			if want, ok := ours[i][name]; ok && value != want {
				t.Errorf("worker/api/page.html: %s is %s, in extension/src/ui/tokens.css it is %s", name, value, want)
			} else if ok {
				same++
			}
		}
	}
	if same < 20 {
		t.Errorf("%d tokens are the same, want at least 20", same)
	}
	for _, path := range regexp.MustCompile(` (?:d|rx|cx|fill)="[^"]+"`).FindAllString(icon, -1) {
		if !strings.Contains(page, path) {
			t.Errorf("worker/api/page.html has no%s, extension/src/icons/icon.svg has", path)
		}
	}
}
