package e2e

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// The native command says about a saved page what the extension's popup says
// about the same page in the browser.
func TestNativeInspectorAgrees(t *testing.T) {
	s := setUp(t)
	inspector := filepath.Join(folder, "inspector")
	build := exec.Command("go", "build", "-o", inspector, "./wasm")
	build.Dir = bring.Root()
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	const sites = "https://forms.example.org/"
	for _, c := range []struct{ url, file, state string }{
		{"http://www.mi5.gov.uk/output/Page575.html", "a/www.mi5.gov.uk/output/Page575.html", lab.StateA},
		{"https://www.mi5.gov.uk/output/Page575.html", "b/www.mi5.gov.uk/output/Page575.html", lab.StateB},
		{sites + "abroad.html", "", lab.StateA},
		{sites + "base.html", "", lab.StateA},
		{sites + "blank.html", "", lab.StateA},
		{sites + "clear.html", "", lab.StateA},
		{sites + "clobbered.html", "", lab.StateA},
		{sites + "multipart.html", "", lab.StateA},
		{sites + "plain.html", "", lab.StateA},
		{sites + "search.html", "", lab.StateA},
		{sites + "submit-get.html", "", lab.StateA},
	} {
		for _, worker := range []string{"", s.worker.URL} {
			name := strings.TrimPrefix(c.url, sites)
			if worker != "" {
				name += " with the worker"
			}
			t.Run(name, func(t *testing.T) {
				s.state(t, c.state)
				reset(t, s.with, worker)
				if c.file == "" {
					c.file = "sites/forms.example.org/" + strings.TrimPrefix(c.url, sites)
				}
				args := []string{"inspect", "-json", "-home", "GB", "-page", c.url}
				if worker != "" {
					args = append(args, "-worker", worker)
				}
				command := exec.Command(inspector, append(args, filepath.Join(bring.Root(), "worker", "lab", "data", c.file))...)
				command.Stderr = os.Stderr
				output, err := command.Output()
				var exit *exec.ExitError
				if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
					t.Fatal(err)
				}
				var want []any
				if err := json.Unmarshal(output, &want); err != nil {
					t.Fatalf("%v in\n%s", err, output)
				}

				p := page(t, s.with)
				if strings.HasPrefix(c.url, "http://www.mi5") {
					if err := p.Serve("http://www.mi5.gov.uk/*", s.lab.Web); err != nil {
						t.Fatal(err)
					}
				}
				if err := p.Open(c.url); err != nil {
					t.Fatal(err)
				}
				got, err := p.Overview()
				if err != nil {
					t.Fatal(err)
				}
				timeless(got)
				timeless(want)
				if len(want) != 1 || !reflect.DeepEqual(got, want) {
					t.Errorf("the extension says\n%s\nthe native inspector says\n%s", indent(got), indent(want))
				}
			})
		}
	}
}

// timeless takes the present time out of what reports would remember: the two
// were not made in the same second. Another time, a dossier's, is compared.
func timeless(reports []any) {
	for _, report := range reports {
		fields, _ := report.(map[string]any)
		memory, _ := fields["memory"].(map[string]any)
		at, _ := memory["at"].(float64)
		if time.Since(time.Unix(int64(at), 0)).Abs() < time.Minute {
			delete(memory, "at")
		}
	}
}

func indent(value any) string {
	text, _ := json.MarshalIndent(value, "", " ")
	return string(text)
}
