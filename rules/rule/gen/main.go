// Command gen makes operators/third-party-web.yaml, and the notice of its licence,
// of the npm package that package.json beside it names, which it brings when it is
// missing. Run it by go generate in rules/curated.
//
//	go run ../rule/gen [-dir DIR] [-out FILE]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	version, err := bring(dir, from)
	if err != nil {
		return err
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
	text, err := notice(string(licence), version)
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, write(list, version, day), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(strings.TrimSuffix(out, ".yaml")+".LICENSE.txt", text, 0o644); err != nil {
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

// bring installs the package in the version that package.json names, unless it is
// there, and returns the version.
func bring(dir, from string) (string, error) {
	var wanted struct {
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := read(filepath.Join(dir, "package.json"), &wanted); err != nil {
		return "", err
	}
	version := wanted.DevDependencies["third-party-web"]
	var here struct {
		Version string `json:"version"`
	}
	if read(filepath.Join(from, "package.json"), &here) == nil && here.Version == version {
		return version, nil
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci (of Node.js 20 or later): %w\n%s", err, out)
	}
	if err := read(filepath.Join(from, "package.json"), &here); err != nil || here.Version != version {
		return "", fmt.Errorf("npm ci ended well, but third-party-web %s is not there", version)
	}
	return version, nil
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
