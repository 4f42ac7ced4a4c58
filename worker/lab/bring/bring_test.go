package bring

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// recorder is a TB that notes how the test ended.
type recorder struct{ ended string }

func (r *recorder) Helper()           {}
func (r *recorder) Skip(args ...any)  { r.ended = "skip: " + fmt.Sprint(args...) }
func (r *recorder) Fatal(args ...any) { r.ended = "fatal: " + fmt.Sprint(args...) }

func TestRequire(t *testing.T) {
	lacking := errors.New("not here")
	for _, c := range []struct {
		name, ci string
		err      error
		want     string
	}{
		{"there", "true", nil, ""},
		{"person", "", lacking, "skip: not run: this test needs a browser: not here"},
		{"ci", "true", lacking, "fatal: this test needs a browser, and CI=true allows no skipping: not here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("CI", c.ci)
			var got recorder
			Require(&got, "a browser", c.err)
			if got.ended != c.want {
				t.Errorf("got %q, want %q", got.ended, c.want)
			}
		})
	}
}

func TestRoot(t *testing.T) {
	root := Root()
	if _, err := os.Stat(filepath.Join(root, "worker", "lab", "bring", "bring.go")); root == "" || err != nil {
		t.Fatalf("got %q, %v; want the folder that holds worker/lab/bring", root, err)
	}
	t.Chdir(t.TempDir()) // a caller elsewhere still finds it by the source's place
	if got := Root(); got != root && got != "" {
		t.Errorf("from another folder: got %q, want %q or nothing", got, root)
	}
}
