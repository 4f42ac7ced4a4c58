package e2e

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// What pack makes for the stores, minified, loads and works.
func TestPackedExtensionWorks(t *testing.T) {
	s := setUp(t)
	small, err := pack.Minify(files)
	if err != nil {
		t.Fatal(err)
	}
	archive, err := pack.Zip(small)
	if err != nil {
		t.Fatal(err)
	}
	unpacked := t.TempDir()
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(unpacked, reader); err != nil {
		t.Fatal(err)
	}
	b, err := Launch(t.Context(), Options{Path: s.browser, Extension: unpacked, Lab: s.lab})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	reset(t, b, s.asked.URL)
	p := ask(t, b, "http://forms.example.org/click.html", "[value=subscribe]")
	held, err := b.Held(p.ctx)
	if err != nil || len(held) != 1 || !held[0].Has("transport/cleartext") || !held[0].Has("transfer/restricted") {
		t.Errorf("got %+v, %v; want transport/cleartext and transfer/restricted", held, err)
	}
	if err := p.Screenshot(filepath.Join(t.ArtifactDir(), "packed.png")); err != nil {
		t.Error(err)
	}
	if err := p.Choose(SendOnce); err != nil {
		t.Fatal(err)
	}
	if got := s.arrived(t, collector); len(got) != 1 {
		t.Errorf("after consent %s received %s, want one request", collector, list(got))
	}

	popup := page(t, b)
	for _, name := range []string{"popup/popup.html", "options/options.html"} {
		if err := popup.Open(b.Origin + "/" + name); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
		var text string
		if err := popup.Act(`return page.evaluate(() => document.body.innerText)`, &text); err != nil || text == "" {
			t.Errorf("%s shows %q, %v", name, text, err)
		}
	}
	var made documented
	if err := popup.Act(evidencePage+`
		await page.goto(args[0]);
		const save = await page.waitForSelector('.save');
		return saved(await shown(() => save.click()));`, &made, b.Origin+"/dossier/dossier.html?page=&host=pmv2.co.uk&tab=-1"); err != nil {
		t.Fatal(err)
	}
	set, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	made.compare(t, made.native(t, evidence.Know(set), nil))
	if faults, err := popup.Errors(); err != nil || len(faults) > 0 {
		t.Errorf("got errors %q, %v", faults, err)
	}
}
