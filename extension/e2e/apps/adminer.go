//go:build linux

package apps

import (
	"context"
	"net"
)

// adminer manages databases from a single PHP file.
var adminer = &App{
	Name: "adminer",
	Host: "tables.example.org",
	seed: databaseSeed,
	run: func(ctx context.Context, folder, _ string) (*process, error) {
		return withDatabase(ctx, folder, func(database *process) (*process, error) {
			host, port, _ := net.SplitHostPort(database.address)
			return php(ctx, folder, "/usr/share/adminer", "", "mysqli.default_host="+host, "mysqli.default_port="+port)
		})
	},
	state:   readers,
	Tokens:  []string{"token"},
	File:    "loans.sql",
	Content: loans,
	Steps: []Step{
		{"log in", `
			await go('/adminer.php');
			await fill('[name="auth[username]"]', 'ann');
			await fill('[name="auth[password]"]', 'correct-horse-7');
			await send('form [type=submit]');
			await shows('library');`},
		{"save", `
			await go('/adminer.php?username=ann&db=library&edit=readers');
			await fill('[name="fields[name]"]', 'Di & Ø');
			await fill('[name="fields[email]"]', 'di@example.org');
			await fill('[name="fields[note]"]', 'two\nlines, "quoted"');
			await send('#form [type=submit]');
			await shows('Item 3 has been inserted');`},
		{"upload", `
			await go('/adminer.php?username=ann&db=library&import=');
			await upload('[name="sql_file[]"]');
			await send('#form [type=submit]');
			await shows('queries executed OK');`},
		{"search", `
			await go('/adminer.php?username=ann&db=library&select=readers');
			await page.click('[href="#fieldset-search"]');
			await page.select('[name="where[0][col]"]', 'note');
			await page.select('[name="where[0][op]"]', 'LIKE %%');
			await fill('[name="where[0][val]"]', 'stars');
			await send('#form [type=submit]');
			await shows('Cy Example');`},
	},
	Look: []string{
		"/adminer.php", "/adminer.php?username=ann", "/adminer.php?username=ann&db=library&sql=", "/adminer.php?username=ann&db=library&create=readers",
		"/adminer.php?username=ann&db=library&edit=readers", "/adminer.php?username=ann&db=library&dump=", "/adminer.php?username=ann&user=",
	},
}

// withDatabase starts a database, and a second server that ends it when it ends.
func withDatabase(ctx context.Context, folder string, start func(database *process) (*process, error)) (*process, error) {
	server, err := database(ctx, folder)
	if err != nil {
		return nil, err
	}
	p, err := start(server)
	if err != nil {
		server.close()
		return nil, err
	}
	go func() { <-p.ended; server.close() }()
	return p, nil
}
