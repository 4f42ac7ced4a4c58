//go:build !js

// Command gen makes table.bin, the range tables of package place, from the four
// npm packages that package.json beside it names, which it brings when they are
// missing. Run it by go generate in rules/place/table.
//
//	go run ./gen [-from DIR] [-date 2006-01-02 -revision TEXT] [-out FILE]
//
// With -from it reads newer files of the same names and shape from another
// folder, one sub-folder a package; then -date and -revision say which they are.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/formtrace/formtrace/rules/place"
	"github.com/formtrace/formtrace/rules/place/source"
)

func main() {
	dir := flag.String("dir", ".", "the `folder` of package.json")
	from := flag.String("from", "", "a `folder` with the data, instead of the npm packages")
	date := flag.String("date", "", "the `day` of the data, with -from")
	revision := flag.String("revision", "", "the `version` of the data, with -from")
	out := flag.String("out", "table.bin", "the `file` to write")
	flag.Parse()
	if flag.NArg() > 0 || (*from != "") != (*date != "") || (*from != "") != (*revision != "") {
		fmt.Fprintln(os.Stderr, "gen: -from, -date and -revision go together, and nothing follows the flags")
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*dir, *from, *date, *revision, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, from, date, revision, out string, log io.Writer) error {
	if from == "" {
		if err := bring(dir, log); err != nil {
			return err
		}
		var err error
		from = filepath.Join(dir, "node_modules", "@ip-location-db")
		if revision, date, err = release(dir); err != nil {
			return err
		}
	}
	fmt.Fprintln(log, "reading the data of", date)
	sources, err := source.Packages(os.DirFS(from))
	if err != nil {
		return err
	}
	sources.Revision, sources.Date = revision, date
	sources.Source = "ip-location-db " + date
	fmt.Fprintf(log, "building from %d + %d + %d ranges of countries and %d of systems\n",
		len(sources.Used), len(sources.Registered), len(sources.Homes), len(sources.Systems))
	data, err := place.Build(sources)
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, data, 0o644); err != nil {
		return err
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := z.Write(data); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Fprintf(log, "wrote %s: %d bytes, %d with gzip -9\n", out, len(data), packed.Len())
	return shares(string(data), log)
}
