// Package refusals makes what a client must not install: for each way in which a
// bundle, or the list of keys, can be wrong, a published folder, and the reason
// that must be given. Call Cases. The tests of rules/channel and of the extension
// run the same table; the keys are made anew each time.
package refusals

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"testing/fstest"
	"time"

	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/rule"
)

// Files are the files of a published folder, by slash-separated name.
type Files map[string][]byte

// Case is a published folder that a client meets which has installed Installed.
type Case struct {
	Name  string
	Root  channel.PublicKey
	Third bool // a third party's channel
	// Channel is the one that is looked for.
	Channel string
	// Before is what is published first and installed, with version Installed.
	Before Files
	Files  Files
	// Want is why what Files offer is refused; "" when it is installed.
	Want channel.Reason
}

// The versions: of what is installed before, and of what a newer bundle has. They
// are above any that comes with the extension.
const (
	Installed = 1002
	Newer     = 1003
)

// The channels of the cases.
const (
	Own   = "curated"
	Third = "watch"
)

// Size is how large the largest made file is, in bytes.
const Size = 1 << 20

const operator = `kind: operator
id: refused
name: Refused Forms
role: form service
jurisdiction: GB
domains: [refused.example]
verified: 2026-01-01
`

const mark = `kind: mark
id: breach
verdict: warn
domains: [%s]
title: Lost data last year
says: This company lost the addresses of its lists.
instead: Ask the site for another way.
verified: 2026-01-01
`

// bundle is what a bundle of the table is made of.
type bundle struct {
	channel string
	version int
	expires time.Time
	more    map[string]string
}

func (b bundle) compile() ([]byte, error) {
	files := fstest.MapFS{
		"channel.yaml": {Data: fmt.Appendf(nil, "kind: channel\nid: %s\nversion: %d\nissued: 2026-01-01\nexpires: %s\n",
			b.channel, b.version, b.expires.UTC().Format(time.RFC3339))},
		"jurisdictions/countries.yaml": {Data: []byte("kind: countries\nsource: own\ncountries: {GB: United Kingdom, US: United States}\n")},
	}
	for name, text := range b.more {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return rule.Compile(files)
}

// maker makes folders; its error is the first.
type maker struct {
	root, signer, other *channel.Key
	now                 time.Time
	err                 error
}

func (m *maker) key() *channel.Key {
	k, err := channel.NewKey()
	m.note(err)
	return k
}

func (m *maker) note(err error) {
	if m.err == nil {
		m.err = err
	}
}

// own is a bundle of the extension's own channel, good for a year.
func (m *maker) own(version int) bundle {
	return bundle{channel: Own, version: version, expires: m.now.AddDate(1, 0, 0), more: map[string]string{"operators/refused.yaml": operator}}
}

// third is a bundle of a third party's, which speaks of a domain.
func (m *maker) third(version int, domain string) bundle {
	return bundle{channel: Third, version: version, expires: m.now.AddDate(1, 0, 0), more: map[string]string{"marks/breach.yaml": fmt.Sprintf(mark, domain)}}
}

func (m *maker) bytes(b bundle) []byte {
	data, err := b.compile()
	m.note(err)
	return data
}

// listed is a key that may sign a channel's bundles now.
func (m *maker) listed(name string, k *channel.Key, scope *channel.Scope) channel.Listed {
	return channel.Listed{Channel: name, Key: k.Public(), From: m.now.AddDate(0, -1, 0).Format(time.RFC3339), Until: m.now.AddDate(1, 0, 0).Format(time.RFC3339), Scope: scope}
}

// list is a list of the signer's key, newer than the one before, with changes.
func (m *maker) list(name string, scope *channel.Scope, change func(*channel.Keys)) *channel.Keys {
	l := &channel.Keys{Version: 3, Issued: m.now.Format(time.RFC3339), Keys: []channel.Listed{m.listed(name, m.signer, scope)}, Revoked: []string{}}
	if change != nil {
		change(l)
	}
	return l
}

// folder is a published folder: a list, and a bundle as it is, signed by a key.
func (m *maker) folder(l *channel.Keys, name string, version int, data []byte, by *channel.Key) Files {
	list, sig, err := channel.SignKeys(m.root, l)
	m.note(err)
	const file = "1003-0123456789abcdef.bundle"
	about := channel.About{Channel: name, Version: uint32(version), Revision: "0123456789abcdef", Client: 1, Size: len(data), File: file, Deltas: []channel.Short{},
		Issued: "2026-01-01T00:00:00Z", Expires: m.now.AddDate(1, 0, 0).UTC().Format(time.RFC3339), Signature: *channel.Sign(by, data)}
	return Files{"keys.json": list, "keys.json.sig": m.json(sig), name + "/about.json": m.json(about), name + "/" + file: data}
}

func (m *maker) json(v any) []byte {
	data, err := json.Marshal(v)
	m.note(err)
	return data
}

// with is a folder with one file changed.
func (f Files) with(name string, change func([]byte) []byte) Files {
	out := maps.Clone(f)
	out[name] = change(bytes.Clone(out[name]))
	return out
}

// about changes what is said to be current.
func (m *maker) about(f Files, name string, change func(*channel.About)) Files {
	return f.with(name+"/about.json", func(text []byte) []byte {
		var a channel.About
		m.note(json.Unmarshal(text, &a))
		change(&a)
		return m.json(a)
	})
}

// Cases makes the table, as of a time.
func Cases(now time.Time) ([]Case, error) {
	m := &maker{now: now}
	m.root, m.signer, m.other = m.key(), m.key(), m.key()
	if m.err != nil {
		return nil, m.err
	}
	return append(m.ownCases(), m.thirdCases()...), m.err
}
