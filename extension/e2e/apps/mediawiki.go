//go:build linux

package apps

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
)

// mediawiki is the wiki of the large encyclopaedia.
var mediawiki = &App{
	Name: "mediawiki",
	Host: "pages.example.org",
	seed: func(ctx context.Context, folder string) error {
		for _, name := range []string{"data", "uploads"} {
			if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
				return err
			}
		}
		err := do(ctx, folder, "php", "/usr/share/mediawiki/maintenance/install.php", "--dbtype", "sqlite", "--dbpath", filepath.Join(folder, "data"),
			"--dbname", "wiki", "--server", "http://127.0.0.1", "--scriptpath", "", "--confpath", folder, "--lang", "en",
			"--pass", password, "Pages", person)
		if err != nil {
			return err
		}
		return warm(ctx, folder)
	},
	run: runMediawiki,
	state: func(ctx context.Context, folder string) (string, error) {
		return ask(ctx, folder, "php", "-r", `
			$db = new PDO('sqlite:data/wiki.sqlite');
			foreach ($db->query("SELECT page_title, old_text, page_is_new FROM page JOIN revision ON rev_id = page_latest
				JOIN slots ON slot_revision_id = rev_id JOIN content ON content_id = slot_content_id
				JOIN text ON 'tt:' || old_id = content_address
				WHERE page_title <> 'Main_Page' ORDER BY page_title", PDO::FETCH_NUM) as $row) echo json_encode($row), "\n";
			foreach ($db->query('SELECT rc_title, comment_text FROM recentchanges JOIN comment ON comment_id = rc_comment_id ORDER BY rc_id', PDO::FETCH_NUM) as $row) echo json_encode($row), "\n";
			foreach ($db->query('SELECT img_name, img_size, img_sha1 FROM image', PDO::FETCH_NUM) as $row) echo json_encode($row), "\n";`)
	},
	Tokens:  []string{"wpLoginToken", "wpEditToken", "wpStarttime", "wpEdittime", "editRevId", "wpAutoSummary", "centralauthtoken", "token", "returnto", "fuid"},
	Chatter: regexp.MustCompile(`action=stashedit&`),
	File:    "Plan.png",
	Content: pixel,
	Steps: []Step{
		{"log in", `
			await go('/index.php?title=Special:UserLogin');
			await fill('[name=wpName]', 'Ann');
			await fill('[name=wpPassword]', 'correct-horse-7');
			await send('[name=wploginattempt]');
			await page.waitForSelector('#pt-logout');`},
		{"save", `
			await go('/index.php?title=Plans&action=edit');
			await fill('[name=wpTextbox1]', '== Plans ==\nA & Ø, "quoted", the telescope.');
			await fill('[name=wpSummary]', 'first words');
			await send('[name=wpSave]');
			await shows('the telescope');`},
		{"upload", `
			await go('/index.php?title=Special:Upload');
			await upload('[name=wpUploadFile]');
			await fill('[name=wpUploadDescription]', 'a drawing of the telescope');
			await send('[name=wpUpload]');
			await shows('a drawing of the telescope');`},
		{"search", `
			await go('/index.php?title=Special:Search');
			await fill('#searchText input', 'telescope');
			await send('#mw-search-top-table [type=submit]');
			await shows('Plans');`},
	},
	Look: []string{
		"/index.php?title=Special:Preferences", "/index.php?title=Special:CreateAccount", "/index.php?title=Plans&action=edit", "/index.php?title=Plans&action=history",
		"/index.php?title=Special:ChangeCredentials", "/index.php?title=Special:Search&profile=advanced&search=x", "/index.php?title=Special:RecentChanges", "/index.php?title=Special:Upload",
	},
}

func runMediawiki(ctx context.Context, folder, base string) (*process, error) {
	// What the installer wrote, at another place and under another name.
	text, err := os.ReadFile(filepath.Join(folder, "LocalSettings.php"))
	if err != nil {
		return nil, err
	}
	text = fmt.Appendf(text, `
		$wgServer = '%s';
		$wgSQLiteDataDir = '%s/data';
		foreach ($wgObjectCaches as &$cache) if (isset($cache['server']['dbDirectory'])) $cache['server']['dbDirectory'] = $wgSQLiteDataDir;
		$wgLocalisationCacheConf['storeServer']['dbDirectory'] = $wgSQLiteDataDir;
		$wgJobTypeConf['default']['server']['dbDirectory'] = $wgSQLiteDataDir;
		$wgCacheDirectory = '%[2]s/data';
		$wgEnableUploads = true;
		$wgUploadDirectory = '%[2]s/uploads';
		$wgUploadPath = '/uploads';
		$wgUseImageResize = false;
		$wgMainCacheType = CACHE_DB;
		$wgDefaultUserOptions['watchdefault'] = 0;
	`, base, folder)
	settings := filepath.Join(folder, "Settings.php")
	if err := os.WriteFile(settings, text, 0o600); err != nil {
		return nil, err
	}
	return php(ctx, folder, "/usr/share/mediawiki", fmt.Sprintf(`
		define('MW_CONFIG_FILE', '%s');
		if (preg_match('#^(/uploads/[/\w.]+)#', $_SERVER['REQUEST_URI'], $found) && is_file('%s' . $found[1])) {
			header('Content-Type: image/png');
			readfile('%[2]s' . $found[1]);
			exit;
		}
	`, settings, folder))
}

// warm has the wiki make its tables of messages and scripts, so that not every
// run makes them anew.
func warm(ctx context.Context, folder string) error {
	p, err := runMediawiki(ctx, folder, "http://127.0.0.1")
	if err != nil {
		return err
	}
	defer p.close()
	for _, path := range []string{"?title=Main_Page", "?title=Special:UserLogin"} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/index.php"+path, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("mediawiki answers %s for %s\n%s", answer.Status, path, p.output)
		}
	}
	return nil
}
