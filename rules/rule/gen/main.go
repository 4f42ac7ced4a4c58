// Command gen makes operators/third-party-web.yaml of the npm package that
// package.json beside it names, which `npm ci --ignore-scripts` here brings. Run
// it by go generate in rules/curated.
//
//	go run ../rule/gen [-dir DIR] [-out FILE]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "../rule/gen", "the `folder` of package.json")
	out := flag.String("out", "operators/third-party-web.yaml", "the `file` to write")
	day := flag.String("created", "2026-11-25", "the `day` that the list says it was made on")
	flag.Parse()
	if err := run(*dir, *out, *day); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, out, day string) error {
	from := filepath.Join(dir, "node_modules", "third-party-web")
	var pack struct {
		Version string `json:"version"`
	}
	if err := read(filepath.Join(from, "package.json"), &pack); err != nil {
		return fmt.Errorf("%w; npm ci --ignore-scripts in %s brings it", err, dir)
	}
	var all []entity
	if err := read(filepath.Join(from, "dist", "entities.json"), &all); err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(from, "LICENSE"))
	if err != nil {
		return err
	}
	list, left := convert(all)
	if err := os.WriteFile(out, write(list, pack.Version, day, string(licence)), 0o644); err != nil {
		return err
	}
	domains := 0
	for _, o := range list {
		domains += len(o.domains)
	}
	fmt.Printf("%s: %d of %d entities, %d domains; left out: %d addresses and names that are none, %d under which other people have their sites, %d that an entity before has\n",
		out, len(list), len(all), domains, left.bad, left.shared, left.twice)
	return nil
}

func read(file string, v any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
