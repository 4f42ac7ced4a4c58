package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/channel"
)

// runPublish signs a bundle and puts it, and the list of keys, into a folder that
// a worker serves; without a bundle, the list alone. What clients would refuse is
// refused here.
func runPublish(k *call) int {
	with := k.flags.String("key", "", "the `file` of the channel's private key")
	keys := k.flags.String("keys", "", "the `file` of the list of channel keys; its signature stands beside it")
	to := k.flags.String("to", "", "the `folder` that a worker serves (worker -channels FOLDER)")
	if status, understood := k.parse(1); !understood {
		return status
	}
	if *keys == "" || *to == "" || (*with == "") != (len(k.args) == 0) {
		return k.misuse("expected -keys FILE, -to FOLDER and, but for a list of keys alone, -key FILE and a BUNDLE")
	}
	list, err := os.ReadFile(*keys)
	var sig []byte
	if err == nil {
		sig, err = os.ReadFile(*keys + ".sig")
	}
	if err != nil {
		return k.misuse("-keys %v", err)
	}
	var about *channel.About
	if len(k.args) == 1 {
		data, signature, err := k.signFor(list, *with, k.args[0])
		if err == nil {
			about, err = channel.Publish(*to, data, signature)
		}
		if err != nil {
			return k.unpublished(k.args[0], err)
		}
	}
	if err := channel.PublishKeys(*to, list, sig); err != nil {
		return k.unpublished(*keys, err)
	}
	file := filepath.ToSlash(filepath.Join(*to, channel.KeysFile))
	switch {
	case about == nil && k.json:
		k.write(map[string]string{"keys": file})
	case about == nil:
		fmt.Fprintf(k.stdout, "%s: the list of keys alone\n", file)
	case k.json:
		k.write(about)
	default:
		fmt.Fprintf(k.stdout, "%s: channel %s, version %d, %d bytes", filepath.ToSlash(filepath.Join(*to, about.Channel, about.File)), about.Channel, about.Version, about.Size)
		for _, d := range about.Deltas {
			fmt.Fprintf(k.stdout, "; %d bytes from version %d", d.Size, d.From)
		}
		fmt.Fprintln(k.stdout)
	}
	return ok
}

// signFor signs a bundle, and judges it as a client with this list of keys would.
func (k *call) signFor(list []byte, with, file string) ([]byte, *channel.Signed, error) {
	key, err := readKey(with)
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	b, err := bundle.Open(string(data))
	if err != nil {
		return nil, nil, err
	}
	c := &channel.Client{Channel: b.Channel(), Now: time.Now}
	if c.Keys, err = channel.ReadKeys(list); err != nil {
		return nil, nil, err
	}
	sig := channel.Sign(key, data)
	return data, sig, c.Offer(data, sig)
}

// unpublished says why nothing was published, and returns the exit status.
func (k *call) unpublished(file string, err error) int {
	var refused *channel.Refusal
	var missing *os.PathError
	switch {
	case errors.As(err, &missing):
		return k.misuse("%v", err)
	case errors.As(err, &refused):
		if k.json {
			k.write(map[string]any{"refused": refused.Reason, "what": refused.What})
		}
		fmt.Fprintf(k.stderr, "rules publish: %s: clients would refuse it (%s): %s\n", file, refused.Reason, refused.What)
	default:
		fmt.Fprintf(k.stderr, "rules publish: %s: %v\n", file, err)
	}
	return faulty
}
