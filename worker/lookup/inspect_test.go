package lookup

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/formtrace/formtrace/rules/inspect"
)

// TestInspectorReadsIt: what the worker writes, the inspector's type holds, name
// for name, and writes again the same.
func TestInspectorReadsIt(t *testing.T) {
	section := Section{Source: "s", AsOf: "2007-01-09T10:00:00Z", TTL: 7, Error: "e"}
	d := Dossier{Host: "pmv2.co.uk", AsOf: "2007-01-09T10:00:00Z",
		DNS:     &DNS{Section: section, Status: Found, Addresses: []string{"63.211.0.10"}, Aliases: []string{"a.example"}, Scope: "public"},
		Hosting: &Hosting{Section: section, Addresses: []Address{{"63.211.0.10", "63.211.0.0/16", 3356, "LEVEL3", "US", "US", "US", "agreed", "public"}}}}
	want, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var read inspect.Dossier
	dec := json.NewDecoder(bytes.NewReader(want))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&read); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(&read)
	if err != nil || string(got) != string(bytes.TrimSpace(want)) {
		t.Errorf("got  %s\nwant %s (%v)", got, want, err)
	}
}
