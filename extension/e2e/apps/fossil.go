//go:build linux

package apps

import (
	"context"
	"net"
	"strings"
)

// fossil is a version control system with its own web server, wiki and tickets.
var fossil = &App{
	Name: "fossil",
	Host: "code.example.org",
	seed: func(ctx context.Context, folder string) error {
		for _, args := range []string{
			"init --admin-user " + person + " project.fossil",
			"user password " + person + " " + password + " -R project.fossil",
			"fts-config enable cdtwe -R project.fossil",
		} {
			if err := do(ctx, folder, "fossil", strings.Fields(args)...); err != nil {
				return err
			}
		}
		return nil
	},
	run: func(ctx context.Context, folder, base string) (*process, error) {
		address, err := free()
		if err != nil {
			return nil, err
		}
		_, port, _ := net.SplitHostPort(address)
		return serve(ctx, address, folder, []string{"HOME=" + folder},
			"fossil", "server", "project.fossil", "--port", port, "--localhost", "--nossl", "--baseurl", base)
	},
	state: func(ctx context.Context, folder string) (string, error) {
		return ask(ctx, folder, "fossil", "sql", "-R", "project.fossil", "--readonly", `
			SELECT title, type, severity, private_contact <> '' FROM ticket; SELECT icomment, login FROM ticketchng;
			SELECT filename, length(content(src)), comment, user FROM attachment;`)
	},
	Tokens:  []string{"cs", "csrf", "from", "target", "name", "tkt"},
	File:    "notes.txt",
	Content: "One line.\r\nAnother, \x00\xff.\n",
	Steps: []Step{
		{"log in", `
			await go('/login');
			await fill('[name=u]', 'ann');
			await fill('[name=p]', 'correct-horse-7');
			await send('[name=in]');
			await go('/timeline');
			await shows('Admin');`},
		{"save", `
			await go('/tktnew');
			await fill('[name=title]', 'The lamp & the <ladder>');
			await fill('[name=private_contact]', 'ann@example.org');
			await fill('[name=icomment]', 'It does not stand. Ø\nNot at all.');
			await send('[name=preview]');
			await send('[name=submit]');
			await shows('The lamp & the <ladder>');`},
		{"upload", `
			await arrive(() => page.$$eval('a', (links) => links.find((link) => /^attach/i.test(link.textContent)).click()));
			await upload('[name=f]');
			await fill('[name=comment]', 'a drawing');
			await send('[name=ok]');
			await shows('notes.txt');`},
		{"search", `
			await go('/search');
			await fill('[name=s]', 'ladder');
			await send('[type=submit]');
			await shows('The lamp & the <ladder>');`},
	},
	Look: []string{"/login", "/tktnew", "/wikinew", "/search", "/setup_settings", "/setup_uedit", "/my", "/forumnew", "/technoteedit"},
}
