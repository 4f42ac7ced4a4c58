//go:build linux

package apps

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
)

// phpmyadmin manages databases.
var phpmyadmin = &App{
	Name: "phpmyadmin",
	Host: "data.example.org",
	seed: databaseSeed,
	run: func(ctx context.Context, folder, _ string) (*process, error) {
		return withDatabase(ctx, folder, func(database *process) (*process, error) {
			host, port, _ := net.SplitHostPort(database.address)
			config := filepath.Join(folder, "config.inc.php")
			err := os.WriteFile(config, fmt.Appendf(nil, `<?php
				$cfg['blowfish_secret'] = str_repeat('x', 32);
				$cfg['Servers'][1] = ['host' => '%s', 'port' => '%s', 'auth_type' => 'cookie'];
				$cfg['SendErrorReports'] = 'never';
			`, host, port), 0o600)
			if err != nil {
				return nil, err
			}
			// Debian's own settings lie under /etc; these constants come before those.
			return php(ctx, folder, "/usr/share/phpmyadmin", fmt.Sprintf("define('CONFIG_FILE', '%s');\ndefine('TEMP_DIR', '%s/tmp/');\n", config, folder))
		})
	},
	state:   readers,
	Tokens:  []string{"token", "_nocache", "noplugin", "set_session"},
	Chatter: regexp.MustCompile(`route=/(config/[gs]et|navigation|lint|recent-table|table/recent-favorite|version-check|git-revision)\b`),
	File:    "loans.sql",
	Content: loans,
	Steps: []Step{
		{"log in", `
			await go('/index.php');
			await fill('#input_username', 'ann');
			await fill('#input_password', 'correct-horse-7');
			await send('#input_go');
			await page.waitForSelector('#pma_navigation');`},
		{"save", `
			await go('/index.php?route=/table/change&db=library&table=readers');
			await fill('#field_2_3', 'Di & Ø');
			await fill('#field_3_3', 'di@example.org');
			await fill('#field_4_3', 'two\nlines, "quoted"');
			await sleep(pause);
			await page.click('#buttonYes');
			await shows('1 row inserted');`},
		{"upload", `
			await go('/index.php?route=/database/import&db=library');
			await upload('#input_import_file');
			await sleep(pause);
			await page.click('#buttonGo');
			await shows('Import has been successfully finished');`},
		{"search", `
			await go('/index.php?route=/table/search&db=library&table=readers');
			await page.select('[name="criteriaColumnOperators[3]"]', 'LIKE %...%');
			await fill('#fieldID_3', 'stars');
			await sleep(pause);
			await page.click('#tbl_search_form [type=submit]');
			await shows('Cy Example');`},
	},
	Look: []string{
		"/index.php?route=/table/search&db=library&table=readers", "/index.php?route=/database/import&db=library", "/index.php?route=/server/sql",
		"/index.php?route=/table/change&db=library&table=readers", "/index.php?route=/server/privileges&adduser=1", "/index.php?route=/database/search&db=library",
		"/index.php?route=/table/create&db=library",
	},
}
