package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/worker/lab/bring"
)

// In Firefox a policy sets the same.
func TestManagedInFirefox(t *testing.T) {
	s := setUpFirefox(t)
	program, err := filepath.EvalSymlinks(s.browser)
	if err != nil {
		t.Fatal(err)
	}
	where := filepath.Join(filepath.Dir(program), "distribution") // where Firefox looks for policies.json
	bring.Require(t, "mount namespaces (unshare --mount, as root) and "+where, mounts(where))
	own := t.TempDir()
	if err := os.CopyFS(own, os.DirFS(where)); err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Gecko struct {
			Gecko struct{ ID string }
		} `json:"browser_specific_settings"`
	}
	text, err := os.ReadFile(filepath.Join(s.unpacked, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(text, &manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{"reportOnly": true, "strictness": "notices", "never": []string{"not a name"}}
	text, err = json.Marshal(map[string]any{"policies": map[string]any{"3rdparty": map[string]any{"Extensions": map[string]any{manifest.Gecko.Gecko.ID: values}}}})
	if err == nil {
		err = os.WriteFile(filepath.Join(own, "policies.json"), text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := Launch(t.Context(), Options{Path: s.browser, Firefox: true, Extension: s.unpacked, Lab: s.lab, Over: []string{own, where}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reportOnly(t, s, b)
	var got struct {
		Chosen   string
		Disabled bool
		Text     string
	}
	err = page(t, b).Act(`const opened = await firefox.extensionPage('options/options.html');
		await opened.waitForSelector('p.managed', { timeout: 5000 });
		const shown = await opened.evaluate(() => {
			const { value, disabled } = document.querySelector('[name=strictness]:checked');
			return { chosen: value, disabled, text: document.querySelector('#managed').innerText };
		});
		await opened.close();
		return shown`, &got)
	if err != nil {
		t.Fatal(err)
	}
	if got.Chosen != "notices" || !got.Disabled || !strings.Contains(got.Text, "“never[0]” is not used") {
		t.Errorf("the settings show %+v", got)
	}
}
