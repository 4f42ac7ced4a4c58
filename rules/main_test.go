package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/rule"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rules": main})
}

// TestScripts: the tool as a person calls it. $CURATED is the curated rules,
// $INSPECTOR the inspector's command.
func TestScripts(t *testing.T) {
	curated, err := filepath.Abs("curated")
	if err != nil {
		t.Fatal(err)
	}
	inspector := filepath.Join(t.TempDir(), "inspector")
	if out, err := exec.Command("go", "build", "-o", inspector, "../wasm").CombinedOutput(); err != nil {
		t.Fatalf("go build ../wasm: %v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"public": func(ts *testscript.TestScript, _ bool, args []string) { // FILE NAME IDNAME
				text, err := os.ReadFile(ts.MkAbs(args[0]))
				ts.Check(err)
				key, err := channel.ParseKey(text)
				ts.Check(err)
				ts.Setenv(args[1], key.Public().String())
				ts.Setenv(args[2], key.Public().ID())
			},
			"copydir": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
			},
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("CURATED", curated)
			env.Setenv("INSPECTOR", inspector)
			return nil
		},
	})
}

// TestHarmless: the corpus is as large as it is meant to be, and what is wrong
// with a submission of it is said.
func TestHarmless(t *testing.T) {
	quiet, err := fs.Sub(harmless, "testdata/harmless")
	if err != nil {
		t.Fatal(err)
	}
	c, err := rule.LoadCorpus(quiet)
	if err != nil {
		t.Fatal(err)
	}
	if c.Len() < 300 {
		t.Errorf("%d harmless submissions, want at least 300", c.Len())
	}
}
