// Command extension builds, packs and demonstrates the Formtrace browser
// extension. Its sources are in src/, as they are loaded unpacked.
//
//	go run ./extension build   an unpacked folder to load into a browser
//	go run ./extension pack    a zip to hand to a store, the same bytes every time
//	go run ./extension demo    the case of January 2007, in a real browser
//	go run ./extension store   all that the browsers' stores ask for
//	go run ./extension source  the sources that a store's reviewer builds from
//
// Building and packing need Go alone, source git too. The demo and the pictures
// for the stores also need Node.js and Chromium, Chrome, Edge or Brave; the demo
// says how to get them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/formtrace/formtrace/extension/pack"
	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

const usage = `Usage: go run ./extension COMMAND [FLAGS]

  build  make an unpacked folder to load into a browser
           -o DIR          where (default extension/build/unpacked)
           -unminified     files as written (default true; -unminified=false packs them tight)
           -firefox        for Firefox; for Chromium otherwise
           -root KEY       the public root key of its own channel of rules (rules/README.md)
  pack   make a zip, the same bytes every time
           -o FILE         where (default extension/build/formtrace.zip)
           -unminified     files as written (default false)
           -firefox        for Firefox; for Chromium otherwise
           -root KEY       as build
  demo   show the case of January 2007 in a real browser, against servers on this machine
           -headless       without a window: fill in the form, submit it and tell what happens
           -browser PATH   the browser to use (default: an installed Chromium, Chrome, Edge or Brave)
           -screenshots DIR  where pictures go (default extension/build/demo)
           -keep           leave the built extension and the browser's profile behind
  store  make what the browsers' stores ask for: packages, sources, texts and pictures
           -o DIR          where (default extension/build/store)
           -pictures=false  without the pictures, which need a browser
           -browser PATH   the browser to use (default: as demo)
  source make a zip of the sources that a reviewer builds the packages from
           -o FILE         where (default extension/build/formtrace-source.zip)
`

// errUsage marks what the person should have typed differently.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole command; it returns the exit code: 0 done, 1 failed, 2 bad usage.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	var err error
	switch command, rest := args[0], args[1:]; command {
	case "build":
		err = build(ctx, rest, stdout)
	case "pack":
		err = packed(ctx, rest, stdout)
	case "demo":
		err = demo(ctx, rest, stdin, stdout)
	case "store":
		err = forStores(ctx, rest, stdout)
	case "source":
		err = source(ctx, rest, stdout)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return 0
	default:
		err = fmt.Errorf("%w: there is no command %q; there are build, pack, demo, store and source", errUsage, command)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "extension: %v\n\n%s", err, usage)
		return 2
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "extension: stopped")
		return 1
	default:
		fmt.Fprintf(stderr, "extension: %v\n", err)
		return 1
	}
}

// parse reads flags and refuses further arguments.
func parse(flags *flag.FlagSet, args []string) error {
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return fmt.Errorf("%w: %s: %v", errUsage, flags.Name(), err)
	case flags.NArg() > 0:
		return fmt.Errorf("%w: %s takes no argument %q", errUsage, flags.Name(), flags.Arg(0))
	}
	return nil
}

// root returns the module's folder, which everything is built from.
func root() (string, error) {
	if dir := bring.Root(); dir != "" {
		return dir, nil
	}
	return "", errors.New("the sources of Formtrace are not here: run this inside the module")
}

func build(ctx context.Context, args []string, stdout io.Writer) error {
	files, output, err := made(ctx, "build", args, true, "unpacked", stdout)
	if err != nil {
		return err
	}
	if err := pack.WriteFolder(output, files); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %d files, %s\n", output, len(files), kilobytes(files.Size()))
	fmt.Fprintln(stdout, "Load it. Chromium: chrome://extensions, developer mode, load unpacked. Firefox: about:debugging, this Firefox, load temporary add-on.")
	return nil
}

func packed(ctx context.Context, args []string, stdout io.Writer) error {
	files, output, err := made(ctx, "pack", args, false, "formtrace.zip", stdout)
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
	fmt.Fprintf(stdout, "%s: %d files, %s\n", output, len(files), kilobytes(len(archive)))
	return nil
}

// made is what build and pack have in common: it reads the flags and makes the
// extension's files. output is where they go; in extension/build, under the name
// given here, unless a flag says otherwise.
func made(ctx context.Context, command string, args []string, asWritten bool, name string, stdout io.Writer) (files pack.Files, output string, err error) {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.StringVar(&output, "o", "", "")
	unminified := flags.Bool("unminified", asWritten, "")
	firefox := flags.Bool("firefox", false, "")
	var key channel.PublicKey
	flags.TextVar(&key, "root", channel.PublicKey{}, "")
	if err := parse(flags, args); err != nil {
		return nil, "", err
	}
	root, err := root()
	if err != nil {
		return nil, "", err
	}
	if output == "" {
		if *firefox {
			name = "firefox-" + name
		}
		output = filepath.Join(root, "extension", "build", name)
	}
	files, err = assemble(ctx, root, !*unminified, key, stdout)
	if err == nil && *firefox {
		files, err = pack.Firefox(files)
	}
	return files, output, err
}

func assemble(ctx context.Context, root string, minified bool, key channel.PublicKey, log io.Writer) (pack.Files, error) {
	files, err := pack.Assemble(ctx, root, func(step string) { fmt.Fprintln(log, step) })
	if err == nil && len(key) > 0 {
		files, err = pack.WithRoot(files, key)
	}
	if err != nil || !minified {
		return files, err
	}
	return pack.Minify(files)
}

func kilobytes(n int) string { return fmt.Sprintf("%.1f KB", float64(n)/1000) }
