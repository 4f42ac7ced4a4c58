package pack

import (
	"bytes"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/channel"
)

// TestWithRoot: the key is in what is loaded, minified too, and nothing else of the
// sources is another.
func TestWithRoot(t *testing.T) {
	key, err := channel.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	own := real(t)
	with, err := WithRoot(own, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name := range own {
		if same := bytes.Equal(own[name], with[name]); same == (name == sources) || len(with) != len(own) {
			t.Errorf("%s: the same: %v", name, same)
		}
	}
	minified, err := Minify(with)
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range []Files{with, minified} {
		if !strings.Contains(string(files[sources]), `"`+key.Public().String()+`"`) {
			t.Errorf("the key is not in %s:\n%s", sources, files[sources])
		}
	}
	if _, err := WithRoot(with, key.Public()); err == nil || !strings.Contains(err.Error(), `expected one line "export const ROOT = \"\";"`) {
		t.Errorf("a second time: %v", err)
	}
}
