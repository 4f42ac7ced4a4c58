package pack

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// patched is a delta, and what Go makes of it.
type patched struct {
	Old, Delta []byte
	Want       []byte // null: refused
}

const runPatches = `import { patch } from %q;
import { header } from %q;
let text = "";
for await (const part of process.stdin) text += part;
const { patches, bundle } = JSON.parse(text);
const bytes = (text) => new Uint8Array(Buffer.from(text ?? "", "base64"));
const made = patches.map(({ Old, Delta }) => {
  const out = patch(bytes(Old), bytes(Delta), 64 << 20);
  return out && Buffer.from(out).toString("base64");
});
console.log(JSON.stringify({ made, header: header(bytes(bundle)) }));`

// TestChannelsInJavaScript: the extension takes deltas apart, whole and damaged,
// exactly as rules/channel does, and reads a bundle's header as rules/bundle does.
func TestChannelsInJavaScript(t *testing.T) {
	_, err := exec.LookPath("node")
	bring.Require(t, "Node", err)
	r := rand.New(rand.NewPCG(6, 2026))
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	var cases []patched
	add := func(old, delta []byte) {
		want, err := channel.Patch(old, delta)
		if err == nil && want == nil {
			want = []byte{}
		} else if err != nil {
			want = nil
		}
		cases = append(cases, patched{old, delta, want})
	}
	for range 40 {
		old := random(200 + r.IntN(3000))
		newer := append(bytes.Clone(old[r.IntN(100):]), random(r.IntN(300))...)
		copy(newer[r.IntN(len(newer)):], random(40))
		delta := channel.Delta(old, newer)
		add(old, delta)
		add(old[1:], delta)
		for range 20 {
			damaged := bytes.Clone(delta)
			damaged[r.IntN(min(len(damaged), 60))] = byte(r.Uint32())
			add(old, damaged[:len(damaged)-r.IntN(2)*r.IntN(len(damaged))])
		}
	}
	add(nil, channel.Delta(nil, nil))
	add([]byte{1}, nil)
	rules := real(t)[Rules]
	input, err := json.Marshal(map[string]any{"patches": cases, "bundle": rules})
	if err != nil {
		t.Fatal(err)
	}
	source := func(name string) string {
		return "file://" + filepath.ToSlash(filepath.Join(bring.Root(), "extension", "src", "background", "channels", name))
	}
	command := exec.Command("node", "--input-type=module", "-e", fmt.Sprintf(runPatches, source("delta.js"), source("header.js")))
	command.Stdin = bytes.NewReader(input)
	text, err := command.Output()
	if err != nil {
		t.Fatalf("node: %v", describe(err))
	}
	var got struct {
		Made   []*string
		Header struct {
			Channel, Revision string
			Version           uint32
			Issued, Expires   int64
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i, c := range cases {
		switch made := got.Made[i]; {
		case c.Want == nil:
			if refused++; made != nil {
				t.Errorf("delta %d: JavaScript takes it, Go does not", i)
			}
		case made == nil || *made != base64.StdEncoding.EncodeToString(c.Want):
			t.Errorf("delta %d: JavaScript makes something else of it", i)
		}
	}
	if refused < len(cases)/4 || refused > len(cases)*9/10 {
		t.Errorf("%d of %d deltas are refused: the damage tests nothing", refused, len(cases))
	}
	b, err := bundle.Open(string(rules))
	if err != nil {
		t.Fatal(err)
	}
	if h := got.Header; h.Channel != b.Channel() || h.Version != b.Version() || h.Revision != b.Revision() || h.Issued != b.Issued() || h.Expires != b.Expires() {
		t.Errorf("the header: %+v", h)
	}
}
