package pack

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// assembled is the real extension, made once for all tests.
var assembled = sync.OnceValues(func() (Files, error) {
	return Assemble(context.Background(), bring.Root(), nil)
})

func real(t *testing.T) Files {
	t.Helper()
	files, err := assembled()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestAssemble(t *testing.T) {
	files := real(t)
	for _, name := range []string{"manifest.json", Inspector, Loader, Rules} {
		if len(files[name]) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	for name := range files {
		if strings.HasSuffix(name, ".d.ts") || strings.Contains(name, "node_modules") {
			t.Errorf("%s is in the extension, and is only for those who write it", name)
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	small, err := Minify(files)
	if err != nil {
		t.Fatal(err)
	}
	for kind, made := range map[string]Files{"as written": files, "minified": small} {
		if !bytes.Equal(made[Loader], want) {
			t.Errorf("%s: %s differs from Go's own", kind, Loader)
		}
		for _, text := range []string{bring.Root(), strings.TrimSpace(string(root))} {
			if bytes.Contains(made[Inspector], []byte(text)) {
				t.Errorf("%s: %s contains the machine's path %s", kind, Inspector, text)
			}
		}
	}
}

// Packing twice, from the sources on, gives the same bytes.
func TestTwiceTheSame(t *testing.T) {
	again, err := Assemble(t.Context(), bring.Root(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var archives [2][]byte
	for i, files := range []Files{real(t), again} {
		small, err := Minify(files)
		if err != nil {
			t.Fatal(err)
		}
		if archives[i], err = Zip(small); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Errorf("packed twice: %d and %d bytes that differ", len(archives[0]), len(archives[1]))
	}
	t.Logf("the packed extension is %d bytes", len(archives[0]))
	got := unzip(t, archives[0])
	small, err := Minify(real(t))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, small) {
		t.Errorf("the zip holds %v, want %v", got.Names(), small.Names())
	}
}

// The content scripts run in every page: at most 14 KB in a world of their own,
// and 7 KB in the page's. What comes when a person goes to a field is not among
// them: at most 11 KB more.
func TestContentScriptsAreSmall(t *testing.T) {
	small, err := Minify(real(t))
	if err != nil {
		t.Fatal(err)
	}
	var names [3][]string
	for i, world := range []string{Isolated, Main} {
		if names[i], err = ContentScripts(small, world); err != nil {
			t.Fatal(err)
		}
	}
	for _, match := range regexp.MustCompile(`"(content/[a-z]+\.js)"`).FindAllSubmatch(small["background/background.js"], -1) {
		names[2] = append(names[2], string(match[1]))
	}
	for i, part := range []struct {
		name  string
		limit int
	}{{"in a world of their own", 14 << 10}, {"in the page's world", 7 << 10}, {"when a person goes to a field", 11 << 10}} {
		total := 0
		for _, name := range names[i] {
			t.Logf("%6d %s", len(small[name]), name)
			total += len(small[name])
		}
		t.Logf("%6d of %d, %s", total, part.limit, part.name)
		if total == 0 || total > part.limit {
			t.Errorf("the content scripts %s are %d bytes minified, want at most %d", part.name, total, part.limit)
		}
	}
}

func unzip(t *testing.T, archive []byte) Files {
	t.Helper()
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := Files{}
	for _, entry := range reader.File {
		if !entry.Modified.Equal(epoch) {
			t.Errorf("%s has the time %v, want %v", entry.Name, entry.Modified, epoch)
		}
		file, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[entry.Name], err = io.ReadAll(file); err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	return files
}
