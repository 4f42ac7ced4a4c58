package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/formtrace/formtrace/rules/curated"
	"github.com/formtrace/formtrace/rules/rule"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// From an entry of the history one click leads to a document of its host, and the
// browser saves each of its files as the page has it.
func TestEvidenceIsSaved(t *testing.T) {
	s := setUp(t)
	set, err := rule.Load(curated.FS)
	if err != nil {
		t.Fatal(err)
	}
	setHistory(t, s.with, past(2)...)
	p := ownPage("/history/history.html", ".entry .save")(t, s)
	folder := t.TempDir()
	var got documented
	err = p.Act(evidencePage+`
		const own = await shown(() => page.click('.entry .save'));
		const got = await saved(own);
		const session = await own.createCDPSession();
		await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: args[0], eventsEnabled: true });
		for (const id of ['html', 'markdown', 'json']) {
			const done = new Promise((resolve) => session.on('Browser.downloadProgress', ({ state }) => state === 'completed' && resolve()));
			await own.click('#' + id);
			await Promise.race([done, sleep(10000).then(() => { throw new Error(id + ' was not saved'); })]);
			session.removeAllListeners();
		}
		await session.send('Browser.setDownloadBehavior', { behavior: 'default' });
		for (const one of await page.browser().pages()) if (/[/](evidence|dossier)[/]/.test(one.url())) await one.close();
		return got;`, &got, folder)
	if err != nil {
		t.Fatal(err)
	}
	got.fits(t)
	got.compare(t, got.native(t, evidence.Know(set), nil))
	if got.Kept.Occasion != evidence.Host {
		t.Errorf("it is of what was %s, want of a host", got.Kept.Occasion)
	}
	for format, file := range got.Files {
		data, err := os.ReadFile(filepath.Join(folder, file.Name))
		if err != nil || string(data) != file.Text {
			t.Errorf("%s: the file has %d bytes, %v; want the %d that the page has", format, len(data), err, len(file.Text))
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 3 {
		t.Errorf("%d files were saved, %v; want 3", len(files), err)
	}
}
