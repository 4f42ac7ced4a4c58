package evidence_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/wasm/evidence"
)

// inNode makes a document of each of the inputs that it reads, and prints them.
const inNode = `
import { make, text } from "./evidence.js";
import { readFileSync } from "node:fs";
const { schema, knowledge, all } = JSON.parse(readFileSync(0, "utf8"));
const made = [];
for (const known of all) made.push(await make(known, knowledge, schema).then(text, (error) => "error " + error.message));
process.stdout.write(JSON.stringify(made));`

// TestJavaScript: the browser's program makes the same bytes.
func TestJavaScript(t *testing.T) {
	if _, err := os.ReadFile("evidence.js"); err != nil { // read here, so that a change of it makes this test run again
		t.Fatal(err)
	}
	b := newBench(t)
	var all []*evidence.Known
	for _, state := range []string{"a", "b"} {
		q, dossier := of2007(t, state)
		all = append(all, b.known(t, q, dossier))
	}
	q, dossier := of2007(t, "b")
	q.Page.URL, q.Frame.URL = "https://u:p@www.shop.example.org/a;s=1?q#f", `HTTP:\\x@frame.example.org\b`
	q.Target = form.Target{URL: "mailto:ann@example.org?subject=x", Method: "post"}
	q.Form.Name, q.Home, q.Asked = "a\u202e\u200b\x00é\U000e0041🦊\"\\/<>&", "DE", "off"
	q.Fields[0].Name = strings.Repeat("é🦊", 200)
	all = append(all, b.known(t, q, nil))
	for _, asked := range []string{"", "off", "failed", "limit", "done"} {
		q, _ := of2007(t, "b")
		q.Asked, q.Home = asked, ""
		in := b.known(t, q, nil)
		in.Occasion = evidence.Held
		if asked == "off" {
			in.Occasion = evidence.Refused
		}
		all = append(all, in)
	}
	host := &evidence.Known{Occasion: evidence.Host, Made: made, Request: []byte(`{"home":"FR"}`), Dossier: dossier, Bundle: b.bundle}
	odd := *host
	odd.Dossier = []byte(`{"host":"a.example","asOf":7,"dns":{"ttl":1.5,"addresses":["\ud800",3,"b"],"mx":[{"preference":-0,"host":"x"},[]]},"hosting":[],"http":{"error":"e","status":9007199254740993},"__proto__":{"x":1},"toString":"y"}`)
	q, _ = of2007(t, "a")
	all = append(all, b.known(t, q, dossier))
	wrong := *host
	wrong.Dossier = nil
	all = append(all, host, &odd, &wrong)

	var inputs []map[string]any
	for _, in := range all {
		bundle := map[string]any{"channel": in.Bundle.Channel, "version": in.Bundle.Version, "revision": in.Bundle.Revision, "rules": in.Bundle.Rules,
			"issued": time.Unix(in.Bundle.Issued, 0).UTC().Format(time.RFC3339), "expires": time.Unix(in.Bundle.Expires, 0).UTC().Format(time.RFC3339),
			"stale": in.Bundle.Stale, "sha256": hex.EncodeToString(in.Bundle.Digest[:])}
		raw := func(data []byte) json.RawMessage {
			if data == nil {
				return json.RawMessage("null")
			}
			return data
		}
		inputs = append(inputs, map[string]any{"occasion": in.Occasion, "made": in.Made.Format(time.RFC3339), "request": raw(in.Request),
			"report": raw(in.Report), "dossier": raw(in.Dossier), "bundle": bundle})
	}
	data, err := json.Marshal(map[string]any{"schema": json.RawMessage(evidence.Schema()), "knowledge": b.know, "all": inputs})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--input-type=module", "-e", inNode)
	var said bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(data), &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(all) {
		t.Fatalf("%d documents, want %d: %v", len(got), len(all), err)
	}
	for i, in := range all {
		d, err := b.know.Make(in)
		if err != nil {
			if got[i] != "error "+err.Error() {
				t.Errorf("%d: got %s, want error %v", i, got[i], err)
			}
			continue
		}
		want, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if got[i] != string(want) {
			t.Errorf("%d: got\n%s\nwant\n%s", i, got[i], want)
		}
	}
}
