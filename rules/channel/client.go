package channel

import (
	"errors"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
)

// Client is what a client knows of one channel: which root it believes, the list
// of keys, and what is installed. Offer changes nothing unless it installs.
type Client struct {
	Root    PublicKey
	Channel string
	// Third is for a channel that a person added: it may only mark domains of a
	// scope that its key declares.
	Third     bool
	Now       func() time.Time
	Keys      *Keys          // nil before the first list
	Installed *bundle.Bundle // the last good one; nil before the first
}

// MaxBundle is the size of the largest bundle, in bytes.
const MaxBundle = 64 << 20

// OfferKeys takes a newer list of keys.
func (c *Client) OfferKeys(data []byte, sig *Signed) error {
	list, err := OpenKeys(c.Root, data, sig)
	if err != nil {
		return err
	}
	if c.Keys != nil && list.Version <= c.Keys.Version {
		if list.Version == c.Keys.Version {
			return nil // the same again
		}
		return refuse(Older, "the list of keys has version %d; version %d is known", list.Version, c.Keys.Version)
	}
	c.Keys = list
	return nil
}

// Offer installs a bundle if everything about it is right; its error is a
// *Refusal, and what is installed stays.
func (c *Client) Offer(data []byte, sig *Signed) error {
	b, err := c.judge(data, sig)
	if err != nil {
		return err
	}
	c.Installed = b
	return nil
}

func (c *Client) judge(data []byte, sig *Signed) (*bundle.Bundle, error) {
	if len(data) > MaxBundle {
		return nil, refuse(TooLarge, "the bundle has %d bytes; expected at most %d", len(data), MaxBundle)
	}
	if c.Keys == nil {
		return nil, refuse(WrongKey, "no list of keys is known")
	}
	now := c.Now()
	key, err := c.Keys.find(sig.Key, c.Channel, now)
	if err != nil {
		return nil, err
	}
	if !key.Key.verify(forBundle, data, sig.Signature) {
		return nil, refuse(BadSignature, "the bundle is not what the key %s signed", sig.Key)
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		var e *bundle.Error
		if errors.As(err, &e) && e.Newer() {
			return nil, refuse(NewerClient, "%v", err)
		}
		return nil, refuse(Damaged, "%v", err)
	}
	if c.Third && key.Scope == nil {
		return nil, refuse(OutOfScope, "the key %s declares no scope, which a channel that was added must", sig.Key)
	}
	if key.Scope != nil {
		if why := b.ThirdParty(key.Scope.Domains); why != "" {
			return nil, refuse(OutOfScope, "the bundle goes beyond its channel: %s", why)
		}
	}
	switch {
	case b.Channel() != c.Channel:
		return nil, refuse(WrongChannel, "the bundle is of channel %q; expected %q", b.Channel(), c.Channel)
	case b.Expires() <= now.Unix():
		return nil, refuse(Expired, "the bundle was good until %s", time.Unix(b.Expires(), 0).UTC().Format(time.DateOnly))
	case c.Installed != nil && b.Version() <= c.Installed.Version():
		return nil, refuse(Older, "the bundle has version %d; version %d is installed", b.Version(), c.Installed.Version())
	}
	return b, nil
}

// Stale reports whether what is installed is past its day: it goes on, says so,
// and its exemptions lapse (package inspect).
func (c *Client) Stale() bool {
	return c.Installed != nil && c.Installed.Expires() <= c.Now().Unix()
}

// Sign signs a bundle.
func Sign(key *Key, data []byte) *Signed {
	return &Signed{key.Public().ID(), key.sign(forBundle, data)}
}
