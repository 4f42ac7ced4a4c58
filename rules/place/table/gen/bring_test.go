//go:build !js

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

const wants = `{"devDependencies":{"@some/data":"2.3.2026061719"}}`

func TestBringLeavesAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"package.json":                         wants,
		"node_modules/@some/data/package.json": `{"version":"2.3.2026061719"}`,
	})
	t.Setenv("PATH", "") // no npm: nothing may be asked of it
	if err := bring(dir, io.Discard); err != nil {
		t.Errorf("got %v, want nothing to do", err)
	}
}

func TestBringWithoutNpm(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"package.json":                         wants,
		"node_modules/@some/data/package.json": `{"version":"1.0.0"}`,
	})
	t.Setenv("PATH", "")
	err := bring(dir, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "npm") {
		t.Errorf("got %v, want an error that says npm is needed", err)
	}
}

func TestRelease(t *testing.T) {
	for text, want := range map[string]string{
		wants: "2.3.2026061719 2026-06-17",
		`{"devDependencies":{"a":"1.0.20260617","b":"1.0.20260618"}}`: "error",
		`{"devDependencies":{"a":"1.0.0"}}`:                           "error",
		`{"devDependencies":{}}`:                                      "error",
		`{`:                                                           "error",
	} {
		dir := t.TempDir()
		write(t, dir, map[string]string{"package.json": text})
		version, date, err := release(dir)
		got := version + " " + date
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestReadNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "no rows",
		"1.0.0.0,1.0.0.255,AU\n1.0.1.0":      "line 2",
		"1.0.0.0,1.0.0.255,AU\nx,1.0.0.1,AU": "line 2",
		"1.0.0.9,1.0.0.1,AU":                 "line 1: 1.0.0.9 to 1.0.0.1 is not a range",
		"1.0.0.9,::1,AU":                     "is not a range",
	} {
		dir := t.TempDir()
		write(t, dir, map[string]string{"geo-whois-asn-country/geo-whois-asn-country-ipv4.csv": text})
		_, err := read(os.DirFS(dir))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "geo-whois-asn-country-ipv4.csv") {
			t.Errorf("%q: got %v, want %q and the file's name", text, err, want)
		}
	}
}

func TestOnlyNumbersAreSystems(t *testing.T) {
	if got, err := system([]string{"", "", "4589", "Easynet"}); err != nil || got.Number != 4589 || got.Name != "Easynet" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, n := range []string{"", "AS1", "-1", "4294967296"} {
		if _, err := system([]string{"", "", n, "x"}); err == nil {
			t.Errorf("%q: got no error", n)
		}
	}
}

// tree is a MaxMind DB of one node: the lower half of IPv4 is GB, the rest nothing.
const tree = "\x00\x00\x11\x00\x00\x01" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"\xe1\x4ccountry_code\x42GB" + "\xab\xcd\xefMaxMind.com" +
	"\xe3\x4anode_count\xc1\x01\x4brecord_size\xa1\x18\x4aip_version\xa1\x04"

func TestReadMMDB(t *testing.T) {
	rows, err := readMMDB(tree, "country_code")
	if err != nil || len(rows) != 1 || rows[0].First.String() != "0.0.0.0" || rows[0].Last.String() != "127.255.255.255" || rows[0].Value != "GB" {
		t.Errorf("got %v, %v", rows, err)
	}
	if _, err := readMMDB(tree, "country"); err == nil {
		t.Error("got no error for a key that is not there")
	}
}

func FuzzReadMMDB(f *testing.F) {
	f.Add(tree)
	f.Add("")
	for i := range len(tree) {
		f.Add(tree[:i] + string([]byte{tree[i] ^ 0x41}) + tree[i+1:])
	}
	f.Fuzz(func(t *testing.T, data string) {
		rows, err := readMMDB(data, "country_code")
		if err != nil && rows != nil {
			t.Errorf("got rows and %v", err)
		}
	})
}
