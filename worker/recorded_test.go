//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/formtrace/formtrace/worker/lab"
)

var record = flag.Bool("record", false, "write the dossiers of 2007 that the inspector's tests use")

// TestRecorded: the dossiers that the inspector's own tests are given, without a
// worker, are what this worker answers in the lab.
func TestRecorded(t *testing.T) {
	for state, host := range map[string]string{lab.StateA: "pmv2.co.uk", lab.StateB: "mi5.h0st.biz"} {
		_, url := nativeIn(t, state)
		var out bytes.Buffer
		if err := json.Indent(&out, dossierJSON(t, url+"/v1/hosts/"+host+everything), "", "  "); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("..", "wasm", "testdata", "2007", host+".json")
		if *record {
			if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if recorded, err := os.ReadFile(file); err != nil || !bytes.Equal(recorded, out.Bytes()) {
			t.Errorf("%s: %v; go test ./worker -run TestRecorded -record writes it anew. Got\n%s", file, err, out.Bytes())
		}
	}
}
