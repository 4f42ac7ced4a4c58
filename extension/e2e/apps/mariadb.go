//go:build linux

package apps

import (
	"context"
	"net"
	"os"
	"path/filepath"
)

// library is the database that people work with in phpmyadmin and adminer.
const library = `
CREATE DATABASE library CHARACTER SET utf8mb4;
USE library;
CREATE TABLE readers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80), email VARCHAR(80), note TEXT);
INSERT INTO readers (name, email, note) VALUES ('Bea Example', 'bea@example.org', 'likes maps'), ('Cy Example', 'cy@example.org', 'likes stars');
CREATE USER '` + person + `'@'%' IDENTIFIED BY '` + password + `';
GRANT ALL ON *.* TO '` + person + `'@'%';
`

// databaseSeed makes the files of a database server of our own, with library.
func databaseSeed(ctx context.Context, folder string) error {
	data := filepath.Join(folder, "database")
	args := []string{"--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db"}
	if os.Geteuid() == 0 {
		args = append(args, "--user=root")
	}
	if err := do(ctx, folder, "mariadb-install-db", args...); err != nil {
		return err
	}
	server, err := database(ctx, folder)
	if err != nil {
		return err
	}
	defer server.close()
	if err := do(ctx, folder, "mariadb", "--no-defaults", "--socket="+socket(folder), "--user=root", "--execute="+library+"SHUTDOWN;"); err != nil {
		return err
	}
	select {
	case <-server.ended: // with its files complete
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// socket is short, and outside the folder, because a socket's path may have 107 bytes.
func socket(folder string) string { return filepath.Join(folder, "db.sock") }

// database starts the server on the files in folder.
func database(ctx context.Context, folder string) (*process, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	host, port, _ := net.SplitHostPort(address)
	args := []string{
		"--no-defaults", "--datadir=" + filepath.Join(folder, "database"), "--socket=" + socket(folder), "--bind-address=" + host, "--port=" + port,
		"--tmpdir=" + folder, "--skip-name-resolve", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0", "--performance-schema=off",
	}
	if os.Geteuid() == 0 {
		args = append(args, "--user=root")
	}
	return serve(ctx, address, folder, nil, "mariadbd", args...)
}

// readers returns what the table of readers holds, and what was uploaded.
func readers(ctx context.Context, folder string) (string, error) {
	return ask(ctx, folder, "mariadb", "--no-defaults", "--socket="+socket(folder), "--user=root", "--table", "--execute",
		"SELECT * FROM library.readers; SELECT * FROM library.loans")
}

// loans is what is uploaded.
const loans = `CREATE TABLE loans (id INT PRIMARY KEY, book VARCHAR(80));
INSERT INTO loans VALUES (1, 'On lamps & ladders'), (2, 'Øresund');
`
