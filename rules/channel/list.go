package channel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/formtrace/formtrace/rules/host"
)

// Keys is the list of channel keys, as the root key signs it. Later lists have
// higher versions; a client never goes back.
type Keys struct {
	Version int      `json:"version"`
	Issued  string   `json:"issued"` // RFC 3339
	Keys    []Listed `json:"keys"`
	Revoked []string `json:"revoked"` // ids of keys that are believed no more
}

// Listed is a key that may sign bundles of a channel.
type Listed struct {
	Channel string    `json:"channel"`
	Key     PublicKey `json:"key"`
	From    string    `json:"from"`  // RFC 3339
	Until   string    `json:"until"` // RFC 3339
	// Scope bounds what a third party's channel may speak of; nil for Formtrace's own.
	Scope *Scope `json:"scope,omitempty"`
}

// Scope are the registrable domains that a third party's channel may add findings
// for. An empty list is every domain.
type Scope struct {
	Domains []string `json:"domains"`
}

// Signed is a file and the signature over it.
type Signed struct {
	Key       string `json:"key"`       // id of the key that signed
	Signature string `json:"signature"` // base64
}

var channelPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// SignKeys writes a list and signs it with the root key.
func SignKeys(root *Key, list *Keys) (data []byte, sig *Signed, err error) {
	if err := list.check(); err != nil {
		return nil, nil, err
	}
	data, err = json.MarshalIndent(list, "", "  ")
	if err != nil {
		return nil, nil, err
	}
	data = append(data, '\n')
	return data, &Signed{root.Public().ID(), root.sign(forKeys, data)}, nil
}

// OpenKeys reads a list that the root key has signed.
func OpenKeys(root PublicKey, data []byte, sig *Signed) (*Keys, error) {
	if len(data) > maxKeys {
		return nil, refuse(TooLarge, "the list of keys is larger than %d bytes", maxKeys)
	}
	if !root.verify(forKeys, data, sig.Signature) {
		return nil, refuse(BadSignature, "the list of keys is not signed by the root key %s", root.ID())
	}
	return ReadKeys(data)
}

// ReadKeys reads a list, whoever signed it: for who publishes it, not for clients.
func ReadKeys(data []byte) (*Keys, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	list := &Keys{}
	if err := d.Decode(list); err != nil {
		return nil, refuse(Damaged, "the list of keys cannot be read: %v", err)
	}
	if err := list.check(); err != nil {
		return nil, refuse(Damaged, "the list of keys: %v", err)
	}
	return list, nil
}

const maxKeys = 1 << 20 // bytes

func (k *Keys) check() error {
	if k.Version < 1 {
		return fmt.Errorf("version: %d; expected at least 1", k.Version)
	}
	if _, err := time.Parse(time.RFC3339, k.Issued); err != nil {
		return fmt.Errorf("issued: %q; expected a time such as 2026-11-25T12:00:00Z", k.Issued)
	}
	for i, x := range k.Keys {
		from, err1 := time.Parse(time.RFC3339, x.From)
		until, err2 := time.Parse(time.RFC3339, x.Until)
		switch {
		case !channelPattern.MatchString(x.Channel):
			return fmt.Errorf("keys[%d]: channel: %q; expected small letters, digits and hyphens", i, x.Channel)
		case len(x.Key) == 0:
			return fmt.Errorf("keys[%d]: key: expected 32 bytes in base64", i)
		case err1 != nil || err2 != nil || !until.After(from):
			return fmt.Errorf("keys[%d]: from: %q, until: %q; expected two times, the second after the first", i, x.From, x.Until)
		}
		if x.Scope != nil {
			for _, d := range x.Scope.Domains {
				if site, ok := host.Registrable(d); !ok || site != d {
					return fmt.Errorf("keys[%d]: scope: %q is not a registrable domain", i, d)
				}
			}
		}
	}
	return nil
}

// find returns the key with an id, for a channel, at a time.
func (k *Keys) find(id, channel string, now time.Time) (*Listed, error) {
	if slices.Contains(k.Revoked, id) {
		return nil, refuse(Revoked, "the key %s has been revoked", id)
	}
	for i := range k.Keys {
		x := &k.Keys[i]
		if x.Key.ID() != id || x.Channel != channel {
			continue
		}
		from, _ := time.Parse(time.RFC3339, x.From)
		until, _ := time.Parse(time.RFC3339, x.Until) // check has read them
		if now.Before(from) || !now.Before(until) {
			return nil, refuse(WrongKey, "the key %s is good from %s until %s", id, x.From, x.Until)
		}
		return x, nil
	}
	return nil, refuse(WrongKey, "the key %s is not one of channel %q", id, channel)
}
