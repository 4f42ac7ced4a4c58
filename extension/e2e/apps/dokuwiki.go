//go:build linux

package apps

import (
	"context"
	"crypto/md5"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// dokuwiki is a wiki that keeps its pages in files.
var dokuwiki = &App{
	Name: "dokuwiki",
	Host: "wiki.example.org",
	seed: func(_ context.Context, folder string) error {
		for _, name := range []string{"attic", "cache", "index", "locks", "log", "media", "media_attic", "media_meta", "meta", "pages", "tmp"} {
			if err := os.MkdirAll(filepath.Join(folder, "data", name), 0o700); err != nil {
				return err
			}
		}
		for name, text := range map[string]string{
			"acl.auth.php":   "*\t@ALL\t1\n*\t@user\t16\n",
			"users.auth.php": fmt.Sprintf("%s:%x:Ann Example:ann@example.org:user,admin\n", person, md5.Sum([]byte(password))),
		} {
			if err := os.MkdirAll(filepath.Join(folder, "conf"), 0o700); err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(folder, "conf", name), []byte(text), 0o600); err != nil {
				return err
			}
		}
		return nil
	},
	run: func(ctx context.Context, folder, base string) (*process, error) {
		conf := filepath.Join(folder, "conf")
		err := os.WriteFile(filepath.Join(conf, "local.php"), fmt.Appendf(nil, `<?php
			$conf['title'] = 'Wiki';
			$conf['useacl'] = 1;
			$conf['superuser'] = '@admin';
			$conf['savedir'] = '%s/data';
			$conf['baseurl'] = '%s';
			$conf['updatecheck'] = 0;
			$conf['useheading'] = 0;
		`, folder, base), 0o600)
		if err != nil {
			return nil, err
		}
		return php(ctx, folder, "/usr/share/dokuwiki", fmt.Sprintf("define('DOKU_CONF', '%s/');\n", conf))
	},
	state: func(_ context.Context, folder string) (string, error) {
		return files(filepath.Join(folder, "data"), "pages", "media")
	},
	Tokens:  []string{"sectok", "date", "changecheck", "rev", "lasttimestamp"},
	Chatter: regexp.MustCompile(`call=(draftdel|draftsave|lock|qsearch)&`),
	File:    "plan.png",
	Content: pixel,
	Steps: []Step{
		{"log in", `
			await go('/doku.php?id=start&do=login');
			await fill('[name=u]', 'ann');
			await fill('[name=p]', 'correct-horse-7');
			await send('#dw__login [type=submit]');
			await shows('Ann Example');`},
		{"save", `
			await go('/doku.php?id=plans&do=edit');
			await fill('[name=wikitext]', '====== Plans ======\nA & Ø, "quoted", the telescope.');
			await fill('[name=summary]', 'first words');
			await send('#edbtn__save');
			await shows('the telescope');`},
		{"upload", `
			await go('/doku.php?id=plans&do=media&ns=&tab_files=upload');
			await upload('input[type=file]');
			await page.waitForSelector('#mediamanager__upload_button', { visible: true });
			await sleep(pause);
			await page.click('#mediamanager__upload_button');
			await shows('plan.png');
			await page.waitForSelector('.qq-upload-success, .success', { timeout: 10000 });`},
		{"search", `
			await go('/doku.php?id=start');
			await fill('[name=q]', 'telescope');
			await send('#dw__search [type=submit]');
			await shows('plans');`},
	},
	Look: []string{
		"/doku.php?id=start&do=profile", "/doku.php?id=plans&do=edit", "/doku.php?id=plans&do=revisions", "/doku.php?id=start&do=media",
		"/doku.php?id=start&do=admin&page=usermanager", "/doku.php?id=start&do=admin&page=config", "/lib/exe/mediamanager.php?ns=",
	},
}
