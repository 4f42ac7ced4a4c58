package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/place"
)

// maxFile bounds a file of an operator's folder, maxFiles how many there are.
const (
	maxFile  = 1 << 30
	maxFiles = 100
)

// Folder reads the tables that an operator has dropped into a folder and puts
// them in the place of a table's: countries of use, of registration and of systems,
// and systems, each as a whole. What the folder has nothing of stays the
// table's.
//
// It reads files named as in the packages of ip-location-db
// (geo-whois-asn-country-ipv4.csv, asn-country-ipv6.csv, asn-ipv4.csv, …) and
// databases in MaxMind's format under any name that ends in .mmdb, in the folder
// and in its sub-folders. Where several files are about the same, they count
// together, and the narrowest range around an address decides. Of a package's
// two forms of one table that in numbers (-num.csv) is passed over, as is
// everything else that does not end in .csv or .mmdb.
func Folder(dir fs.FS, table *place.Table) (place.Sources, error) {
	var none place.Sources
	files, newest, err := list(dir)
	if err != nil {
		return none, err
	}
	if len(files) == 0 {
		return none, fmt.Errorf("expected tables (.csv or .mmdb), and there are none")
	}
	var r rows
	sum := sha256.New()
	for _, name := range files {
		if err := r.read(dir, name); err != nil {
			return none, err
		}
		if err := digest(sum, dir, name); err != nil {
			return none, err
		}
	}
	base := table.Sources()
	replace(&base.Used, r.used)
	replace(&base.Registered, r.registered)
	replace(&base.Homes, r.homes)
	if len(r.systems) > 0 {
		base.Names = names
	}
	replace(&base.Systems, r.systems)
	base.Revision += "+" + hex.EncodeToString(sum.Sum(nil)[:4])
	base.Date = newest.UTC().Format(time.DateOnly)
	base.Source += ", with the operator's own tables of " + base.Date
	return base, nil
}

// list names the tables of a folder, sorted, and says when the newest was changed.
func list(dir fs.FS) (files []string, newest time.Time, err error) {
	err = fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return inFile(name, err)
		case name != "." && strings.HasPrefix(base, "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir(), strings.HasSuffix(base, "-num.csv"), !strings.HasSuffix(base, ".csv") && !strings.HasSuffix(base, ".mmdb"):
			return nil
		}
		info, err := fs.Stat(dir, name) // of what a link leads to
		switch {
		case err != nil:
			return inFile(name, err)
		case !info.Mode().IsRegular():
			return fmt.Errorf("%s: expected a file", name)
		case info.Size() > maxFile:
			return fmt.Errorf("%s: expected at most %d bytes", name, maxFile)
		case len(files) == maxFiles:
			return fmt.Errorf("expected at most %d tables", maxFiles)
		}
		files = append(files, name)
		if t := info.ModTime(); t.After(newest) {
			newest = t
		}
		return nil
	})
	slices.Sort(files)
	return files, newest, err
}

// digest adds a file's name and content to a sum.
func digest(sum io.Writer, dir fs.FS, name string) error {
	f, err := dir.Open(name)
	if err != nil {
		return inFile(name, err)
	}
	defer f.Close()
	fmt.Fprintln(sum, name)
	if _, err := io.Copy(sum, f); err != nil {
		return inFile(name, err)
	}
	return nil
}

func replace[T any](old *[]T, fresh []T) {
	if len(fresh) > 0 {
		*old = fresh
	}
}
