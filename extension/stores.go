package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/extension/store"
)

// sourceName is the name of the zip of sources.
const sourceName = "formtrace-source.zip"

// source makes the package of sources.
func source(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("source", flag.ContinueOnError)
	output := flags.String("o", "", "")
	if err := parse(flags, args); err != nil {
		return err
	}
	root, err := root()
	if err != nil {
		return err
	}
	if *output == "" {
		*output = filepath.Join(root, "extension", "build", sourceName)
	}
	packages, err := store.Packages(ctx, root, func(step string) { fmt.Fprintln(stdout, step) })
	if err != nil {
		return err
	}
	return writeSource(ctx, root, *output, packages, stdout)
}

func writeSource(ctx context.Context, root, output string, packages []store.Package, stdout io.Writer) error {
	files, err := store.Source(ctx, root, packages)
	if err != nil {
		return err
	}
	archive, err := pack.Zip(files)
	if err != nil {
		return err
	}
	if err := pack.WriteFile(output, archive); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %d files, %s; %s in it says how to build\n", output, len(files), kilobytes(len(archive)), store.BuildText)
	return nil
}

// forStores makes everything that a store asks for, in one folder.
func forStores(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("store", flag.ContinueOnError)
	folder := flags.String("o", "", "")
	pictures := flags.Bool("pictures", true, "")
	browser := flags.String("browser", "", "")
	if err := parse(flags, args); err != nil {
		return err
	}
	root, err := root()
	if err != nil {
		return err
	}
	if *folder == "" {
		*folder = filepath.Join(root, "extension", "build", "store")
	}
	if *browser != "" {
		os.Setenv("FORMTRACE_BROWSER", *browser)
	}
	packages, err := store.Packages(ctx, root, func(step string) { fmt.Fprintln(stdout, step) })
	if err != nil {
		return err
	}
	texts, err := store.Texts(packages)
	if err != nil {
		return err
	}
	for _, name := range texts.Names() {
		if err := pack.WriteFile(filepath.Join(*folder, filepath.FromSlash(name)), texts[name]); err != nil {
			return err
		}
	}
	fmt.Fprintf(stdout, "%s: %d texts\n", *folder, len(texts))
	for _, one := range packages {
		output := filepath.Join(*folder, one.Name)
		if err := pack.WriteFile(output, one.Zip); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s: for %s, %d files, %s\n", output, one.Browser, len(one.Files), kilobytes(len(one.Zip)))
	}
	if err := writeSource(ctx, root, filepath.Join(*folder, sourceName), packages, stdout); err != nil {
		return err
	}
	if !*pictures {
		return nil
	}
	return storePictures(ctx, root, filepath.Join(*folder, "pictures"), stdout)
}
