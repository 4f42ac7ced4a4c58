package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/channel"
)

// runKey makes a private key, in a file that only its owner may read, or says the
// public one of a key that is there.
func runKey(k *call) int {
	file := k.flags.String("o", "", "the `file` to write the private key to")
	show := k.flags.String("show", "", "the `file` of a private key that is there already, to say its public key")
	if status, understood := k.parse(0); !understood {
		return status
	}
	if (*file == "") == (*show == "") {
		return k.misuse("expected -o FILE, or -show FILE")
	}
	if *show != "" {
		key, err := readKey(*show)
		if err != nil {
			return k.misuse("-show %v", err)
		}
		k.public(*show, key)
		return ok
	}
	key, err := channel.NewKey()
	if err != nil {
		return k.misuse("%v", err)
	}
	text, err := key.MarshalPEM()
	if err != nil {
		return k.misuse("%v", err)
	}
	f, err := os.OpenFile(*file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return k.misuse("%s is there already; a key is never written over", *file)
	} else if err != nil {
		return k.misuse("%v", err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return k.misuse("%v", err)
	}
	k.public(*file, key)
	return ok
}

// public says the public half of a key.
func (k *call) public(file string, key *channel.Key) {
	if k.json {
		k.write(map[string]string{"file": file, "id": key.Public().ID(), "public": key.Public().String()})
	} else {
		fmt.Fprintf(k.stdout, "%s: private, keep it offline and out of every repository\nid      %s\npublic  %s\n", file, key.Public().ID(), key.Public())
	}
}

// runKeys writes the list of channel keys and signs it with the root key: the
// list in -o (when it is there), with keys added and revoked, as its next version.
func runKeys(k *call) int {
	root := k.flags.String("root", "", "the `file` of the private root key")
	file := k.flags.String("o", "", "the `file` of the list; its signature goes beside it, in FILE.sig")
	until := k.flags.String("until", "", "the `day` until which added keys are good; a year from now when empty")
	scope := k.flags.String("scope", "", "the registrable `domains`, with commas, that added keys may speak of; for a third party's channel")
	third := k.flags.Bool("third-party", false, "added keys are of a third party's channel")
	var add, revoke words
	k.flags.Var(&add, "add", "`CHANNEL:PUBLIC`, a key to add; may be repeated")
	k.flags.Var(&revoke, "revoke", "`id` of a key to revoke; may be repeated")
	if status, understood := k.parse(0); !understood {
		return status
	}
	if *root == "" || *file == "" || len(add)+len(revoke) == 0 {
		return k.misuse("expected -root FILE, -o FILE and at least one -add or -revoke")
	}
	key, err := readKey(*root)
	if err != nil {
		return k.misuse("-root %v", err)
	}
	list, err := readKeys(*file, key.Public())
	if errors.Is(err, fs.ErrNotExist) {
		list = &channel.Keys{Keys: []channel.Listed{}, Revoked: []string{}}
	} else if err != nil {
		return k.misuse("%v", err)
	}
	now := time.Now().UTC()
	end := now.AddDate(1, 0, 0)
	if *until != "" {
		if end, err = time.Parse(time.DateOnly, *until); err != nil {
			return k.misuse("-until %q: expected a day such as 2027-11-25", *until)
		}
	}
	list.Version++
	list.Issued = now.Format(time.RFC3339)
	for _, a := range add {
		id, text, _ := strings.Cut(a, ":")
		public, err := channel.ParsePublic(text)
		if err != nil {
			return k.misuse("-add %s: expected CHANNEL:PUBLIC: %v", a, err)
		}
		l := channel.Listed{Channel: id, Key: public, From: now.Format(time.RFC3339), Until: end.Format(time.RFC3339)}
		if *third || *scope != "" {
			l.Scope = &channel.Scope{Domains: []string{}}
			if *scope != "" {
				l.Scope.Domains = strings.Split(*scope, ",")
			}
		}
		list.Keys = append(list.Keys, l)
	}
	for _, id := range revoke {
		if !slices.ContainsFunc(list.Keys, func(l channel.Listed) bool { return l.Key.ID() == id }) {
			return k.misuse("-revoke %s: the list has no such key", id)
		}
		if !slices.Contains(list.Revoked, id) {
			list.Revoked = append(list.Revoked, id)
		}
	}
	data, sig, err := channel.SignKeys(key, list)
	if err != nil {
		return k.misuse("%v", err)
	}
	if err := errors.Join(os.WriteFile(*file, data, 0o644), writeJSON(*file+".sig", sig)); err != nil {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(list)
	} else {
		fmt.Fprintf(k.stdout, "%s: version %d, %d keys, %d revoked, signed by %s\n", *file, list.Version, len(list.Keys), len(list.Revoked), sig.Key)
	}
	return ok
}

// runSign signs a bundle with a channel's key.
func runSign(k *call) int {
	with := k.flags.String("key", "", "the `file` of the channel's private key")
	if status, understood := k.parse(1); !understood {
		return status
	}
	if *with == "" || len(k.args) != 1 {
		return k.misuse("expected -key FILE and a BUNDLE; its signature goes beside it, in BUNDLE.sig")
	}
	key, err := readKey(*with)
	if err != nil {
		return k.misuse("-key %v", err)
	}
	data, err := os.ReadFile(k.args[0])
	if err != nil {
		return k.misuse("%v", err)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		fmt.Fprintf(k.stderr, "rules sign: %s: %v\n", k.args[0], err)
		return faulty
	}
	sig := channel.Sign(key, data)
	if err := writeJSON(k.args[0]+".sig", sig); err != nil {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(sig)
	} else {
		fmt.Fprintf(k.stdout, "%s.sig: channel %s, version %d, good until %s, signed by %s\n", k.args[0], b.Channel(), b.Version(), time.Unix(b.Expires(), 0).UTC().Format(time.DateOnly), sig.Key)
	}
	return ok
}

// runVerify judges a bundle as a client would.
func runVerify(k *call) int {
	root := k.flags.String("root", "", "the public root `key`, in base64")
	keys := k.flags.String("keys", "", "the `file` of the list of channel keys; its signature stands beside it")
	id := k.flags.String("channel", "curated", "the `channel` that the bundle should be of")
	installed := k.flags.String("installed", "", "the `bundle` that is installed; the new one must be newer")
	if status, understood := k.parse(1); !understood {
		return status
	}
	if *root == "" || *keys == "" || len(k.args) != 1 {
		return k.misuse("expected -root KEY, -keys FILE and a BUNDLE with its signature beside it")
	}
	public, err := channel.ParsePublic(*root)
	if err != nil {
		return k.misuse("-root: %v", err)
	}
	c := &channel.Client{Root: public, Channel: *id, Now: time.Now}
	data, sig, err := signed(*keys)
	if err == nil {
		err = c.OfferKeys(data, sig)
	}
	if err == nil && *installed != "" {
		if data, err = os.ReadFile(*installed); err == nil {
			c.Installed, err = bundle.Open(string(data))
		}
	}
	if err == nil {
		if data, sig, err = signed(k.args[0]); err == nil {
			err = c.Offer(data, sig)
		}
	}
	var refused *channel.Refusal
	switch {
	case errors.As(err, &refused):
		if k.json {
			k.write(map[string]any{"refused": refused.Reason, "what": refused.What})
		} else {
			fmt.Fprintf(k.stderr, "rules verify: refused (%s): %s\n", refused.Reason, refused.What)
		}
		return faulty
	case err != nil:
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(map[string]any{"channel": c.Installed.Channel(), "version": c.Installed.Version(), "key": sig.Key})
	} else {
		fmt.Fprintf(k.stdout, "%s: good: channel %s, version %d, signed by %s\n", k.args[0], c.Installed.Channel(), c.Installed.Version(), sig.Key)
	}
	return ok
}

// words is a flag that may be repeated.
type words []string

func (w *words) String() string { return strings.Join(*w, ",") }

func (w *words) Set(s string) error {
	*w = append(*w, s)
	return nil
}

func readKey(file string) (*channel.Key, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := channel.ParseKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return key, nil
}

// readKeys reads a list and believes it only with the root's signature.
func readKeys(file string, root channel.PublicKey) (*channel.Keys, error) {
	data, sig, err := signed(file)
	if err != nil {
		return nil, err
	}
	list, err := channel.OpenKeys(root, data, sig)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return list, nil
}

// signed reads a file and the signature beside it.
func signed(file string) ([]byte, *channel.Signed, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	text, err := os.ReadFile(file + ".sig")
	if err != nil {
		return nil, nil, fmt.Errorf("the signature of %s: %v", file, err)
	}
	sig := &channel.Signed{}
	if err := json.Unmarshal(text, sig); err != nil {
		return nil, nil, fmt.Errorf("%s.sig: expected a signature as rules sign writes it: %v", file, err)
	}
	return data, sig, nil
}

func writeJSON(file string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}
