package refusals

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/channel"
)

// ownCases are those of the extension's own channel.
func (m *maker) ownCases() []Case {
	list := m.list(Own, nil, nil)
	first := m.list(Own, nil, func(l *channel.Keys) { l.Version = 2 })
	before := m.bytes(m.own(Installed))
	good := m.bytes(m.own(Newer))
	const file = Own + "/1003-0123456789abcdef.bundle"
	folder := func(data []byte) Files { return m.folder(list, Own, Newer, data, m.signer) }
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at] ^= 1; return b }
	}
	cut := func(b []byte) []byte { return b[:len(b)-9] }
	turn := func(b []byte) []byte { return append(bytes.Clone(b[len(b)/2:]), b[:len(b)/2]...) }
	whole := folder(good)
	by := func(l *channel.Keys, k *channel.Key) Files { return m.folder(l, Own, Newer, good, k) }
	of := func(b bundle) Files { return m.folder(list, Own, b.version, m.bytes(b), m.signer) }
	past := func(l *channel.Keys) {
		l.Keys[0].From, l.Keys[0].Until = m.now.AddDate(-2, 0, 0).Format(time.RFC3339), m.now.AddDate(-1, 0, 0).Format(time.RFC3339)
	}
	future := func(l *channel.Keys) {
		l.Keys[0].From = m.now.AddDate(0, 6, 0).Format(time.RFC3339)
	}
	delta := channel.Delta(before, good)
	short := func(data []byte) Files {
		f := m.about(whole, Own, func(a *channel.About) {
			a.Deltas = []channel.Short{{From: Installed, Size: len(data), File: "1002-to-1003-0123456789abcdef.delta"}}
		})
		f[Own+"/1002-to-1003-0123456789abcdef.delta"] = data
		return f
	}
	expired, elsewhere := m.own(Newer), m.own(Newer)
	expired.expires = m.now.Add(-time.Second)
	elsewhere.channel = "elsewhere"

	cases := []Case{
		{Name: "a newer one", Files: whole},
		{Name: "a delta", Files: short(delta)},
		{Name: "a damaged delta: the whole bundle is taken", Files: short(flip(len(delta) / 2)(bytes.Clone(delta)))},

		{Name: "damaged", Files: whole.with(file, flip(len(good)/2)), Want: channel.BadSignature},
		{Name: "damaged in its header", Files: whole.with(file, flip(1)), Want: channel.BadSignature},
		{Name: "truncated", Files: whole.with(file, cut), Want: channel.BadSignature},
		{Name: "reordered", Files: whole.with(file, turn), Want: channel.BadSignature},
		{Name: "damaged before it was signed", Files: folder(append(append(bytes.Clone(good[:48]), 0xff, 0xff, 0xff, 0xff), good[52:]...)), Want: channel.Damaged},
		{Name: "truncated before it was signed", Files: folder(cut(good)), Want: channel.Damaged},
		{Name: "truncated to less than a header", Files: folder(good[:20]), Want: channel.Damaged},
		{Name: "reordered before it was signed", Files: folder(turn(good)), Want: channel.Damaged},
		{Name: "empty", Files: folder([]byte{}), Want: channel.Damaged},

		{Name: "signed by another key", Files: by(list, m.other), Want: channel.WrongKey},
		{Name: "signed by the root key itself", Files: by(list, m.root), Want: channel.WrongKey},
		{Name: "signed by another key under this one's name", Want: channel.BadSignature,
			Files: m.about(by(list, m.other), Own, func(a *channel.About) { a.Signature.Key = m.signer.Public().ID() })},
		{Name: "a signature that is none", Files: m.about(whole, Own, func(a *channel.About) { a.Signature.Signature = "AAAA" }), Want: channel.BadSignature},
		{Name: "signed by another channel's key", Files: by(m.list("elsewhere", nil, nil), m.signer), Want: channel.WrongKey},
		{Name: "a key past its time", Files: by(m.list(Own, nil, past), m.signer), Want: channel.WrongKey},
		{Name: "a key before its time", Files: by(m.list(Own, nil, future), m.signer), Want: channel.WrongKey},
		{Name: "a revoked key", Want: channel.Revoked,
			Files: by(m.list(Own, nil, func(l *channel.Keys) { l.Revoked = []string{m.signer.Public().ID()} }), m.signer)},

		{Name: "the same version with other bytes", Files: of(m.changed(Installed)), Want: channel.Older},
		{Name: "an older version", Files: of(m.own(Installed - 1)), Want: channel.Older},
		{Name: "expired", Files: of(expired), Want: channel.Expired},
		{Name: "a bundle of another channel", Files: of(elsewhere), Want: channel.WrongChannel},
		{Name: "for a later client", Files: folder(append(append(bytes.Clone(good[:28]), 9), good[29:]...)), Want: channel.NewerClient},
		{Name: "of a later format", Files: folder(append(append(bytes.Clone(good[:4]), 0xff, 0x00), good[6:]...)), Want: channel.NewerClient},
		{Name: "larger than any bundle", Files: m.about(whole, Own, func(a *channel.About) { a.Size = channel.MaxBundle + 1 }), Want: channel.TooLarge},
		{Name: "larger than it says", Files: whole.with(file, func(b []byte) []byte { return append(b, make([]byte, Size)...) }), Want: channel.TooLarge},
		{Name: "what is current cannot be read", Files: whole.with(Own+"/about.json", cut), Want: channel.Damaged},
		{Name: "a bundle that lies elsewhere", Files: m.about(whole, Own, func(a *channel.About) { a.File = "../../secret" }), Want: channel.Damaged},
	}
	lists := []Case{
		{Name: "an older list of keys", Files: by(m.list(Own, nil, func(l *channel.Keys) { l.Version = 1 }), m.signer), Want: channel.Older},
		{Name: "a list of keys that was changed", Files: whole.with("keys.json", flip(20)), Want: channel.BadSignature},
		{Name: "a list of keys too large", Files: whole.with("keys.json", func([]byte) []byte { return make([]byte, Size+1) }), Want: channel.TooLarge},
		{Name: "a list of keys without a signature", Files: whole.with("keys.json.sig", func([]byte) []byte { return []byte("{}") }), Want: channel.BadSignature},
	}
	signedByOther := &maker{root: m.other, signer: m.signer, other: m.other, now: m.now}
	lists = append(lists, Case{Name: "a list of keys by another root key", Files: signedByOther.folder(list, Own, Newer, good, m.signer), Want: channel.BadSignature})
	m.note(signedByOther.err)
	out := append(cases, lists...)
	for i := range out {
		out[i].Root, out[i].Channel, out[i].Before = m.root.Public(), Own, m.folder(first, Own, Installed, before, m.signer)
	}
	return out
}

// changed is a bundle with the same version and another operator.
func (m *maker) changed(version int) bundle {
	b := m.own(version)
	b.more = map[string]string{"operators/refused.yaml": operator + "author: other\n"}
	return b
}

// thirdCases are those of a third party's channel.
func (m *maker) thirdCases() []Case {
	scope := &channel.Scope{Domains: []string{"example.net"}}
	list := m.list(Third, scope, nil)
	with := func(domain string, name, text string) Files {
		b := m.third(Newer, domain)
		if name != "" {
			b.more[name] = text
		}
		return m.folder(list, Third, Newer, m.bytes(b), m.signer)
	}
	everything := m.list(Third, &channel.Scope{Domains: []string{}}, nil)
	out := []Case{
		{Name: "marks within their scope", Files: with("eu.example.net", "", "")},
		{Name: "a scope of every domain", Files: m.folder(everything, Third, Newer, m.bytes(m.third(Newer, "example.com")), m.signer)},
		{Name: "marks outside their scope", Files: with("example.com", "", ""), Want: channel.OutOfScope},
		{Name: "marks of a name that only ends as their scope", Files: with("badexample.net", "", ""), Want: channel.OutOfScope},
		{Name: "operators of a third party", Files: with("example.net", "operators/refused.yaml", operator), Want: channel.OutOfScope},
		{Name: "exemptions of a third party", Files: with("example.net", "exemptions/e.yaml", "kind: exemption\nid: e\nrules: []\nlower: clear\nwhen: {target.scheme: https}\n"), Want: channel.OutOfScope},
		{Name: "laws of a third party", Files: with("example.net", "jurisdictions/l.yaml", "kind: jurisdiction\nid: l\nlaw: L\nhome: [GB]\n"), Want: channel.OutOfScope},
		{Name: "protected names of a third party", Files: with("example.net", "names/n.yaml", "kind: names\nid: n\nnames: [example.net]\nverified: 2026-01-01\n"), Want: channel.OutOfScope},
		{Name: "rules of a third party", Want: channel.OutOfScope, Files: with("example.net", "behaviour/a.yaml",
			"kind: behaviour\nid: own/a\nstatus: stable\nfrom: page\nconfidence: certain\ncases:\n  - {verdict: danger, when: {target.scheme: https}, title: T, says: S., instead: I.}\n")},
		{Name: "more words than a mark may have", Want: channel.OutOfScope,
			Files: with("example.net", "marks/long.yaml", fmt.Sprintf(strings.Replace(mark, "Ask the", strings.Repeat("Ask the ", 80), 1), "long.example.net"))},
		{Name: "words that turn the direction of others", Want: channel.OutOfScope,
			Files: with("example.net", "marks/turn.yaml", fmt.Sprintf(strings.Replace(mark, "Ask the", "\u202eAsk the", 1), "turn.example.net"))},
		{Name: "a third party's key without a scope", Want: channel.OutOfScope,
			Files: m.folder(m.list(Third, nil, nil), Third, Newer, m.bytes(m.third(Newer, "example.net")), m.signer)},
	}
	first := m.list(Third, scope, func(l *channel.Keys) { l.Version = 2 })
	before := m.folder(first, Third, Installed, m.bytes(m.third(Installed, "example.net")), m.signer)
	for i := range out {
		out[i].Root, out[i].Channel, out[i].Third, out[i].Before = m.root.Public(), Third, true, before
	}
	return out
}
