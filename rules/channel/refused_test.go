package channel_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/channel"
	"github.com/formtrace/formtrace/rules/channel/refusals"
)

// looker is a client that reads published folders in the way of the extension.
type looker struct {
	*channel.Client
	data []byte // of what is installed
}

var fileName = regexp.MustCompile(`^[0-9]+-(to-[0-9]+-)?[0-9a-f]+\.(bundle|delta)$`)

func (l *looker) look(files refusals.Files) error {
	sig := &channel.Signed{}
	if err := json.Unmarshal(files["keys.json.sig"], sig); err != nil {
		return err
	}
	if err := l.OfferKeys(files["keys.json"], sig); err != nil {
		return err
	}
	var about channel.About
	folder := l.Channel + "/"
	if err := json.Unmarshal(files[folder+"about.json"], &about); err != nil || !fileName.MatchString(about.File) {
		return &channel.Refusal{Reason: channel.Damaged, What: "what is said to be current cannot be read"}
	}
	data := files[folder+about.File]
	if about.Size > channel.MaxBundle || len(data) > about.Size {
		return &channel.Refusal{Reason: channel.TooLarge, What: "it is larger than it may be"}
	}
	for _, d := range about.Deltas {
		if made, err := channel.Patch(l.data, files[folder+d.File]); err == nil && l.Offer(made, &about.Signature) == nil {
			l.data = made
			return nil
		}
	}
	err := l.Offer(data, &about.Signature)
	if err == nil {
		l.data = data
	}
	return err
}

// TestCases: of the table of what must be refused, everything is, for its reason,
// and the last good one stays and works.
func TestCases(t *testing.T) {
	now := time.Now()
	cases, err := refusals.Cases(now)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[channel.Reason]bool{}
	for _, c := range cases {
		l := &looker{Client: &channel.Client{Root: c.Root, Channel: c.Channel, Third: c.Third, Now: func() time.Time { return now }}}
		if err := l.look(c.Before); err != nil || l.Installed.Version() != refusals.Installed {
			t.Fatalf("%s: before: %v", c.Name, err)
		}
		err := l.look(c.Files)
		var r *channel.Refusal
		switch {
		case c.Want == "" && (err != nil || l.Installed.Version() != refusals.Newer):
			t.Errorf("%s: %v; want it installed", c.Name, err)
		case c.Want != "" && (!errors.As(err, &r) || r.Reason != c.Want):
			t.Errorf("%s: got %v, want a refusal for %s", c.Name, err, c.Want)
		case c.Want != "" && l.Installed.Version() != refusals.Installed:
			t.Errorf("%s: version %d is installed, want the last good one", c.Name, l.Installed.Version())
		}
		if _, known := l.Installed.Operator("refused.example"); known == c.Third {
			t.Errorf("%s: the operator is known: %v", c.Name, known)
		}
		if mark, _ := l.Installed.Mark("eu.example.net"); c.Third && c.Want != "" && mark.Verdict != bundle.Warn {
			t.Errorf("%s: the last good one does not mark any more", c.Name)
		}
		reasons[c.Want] = true
	}
	for _, want := range []channel.Reason{channel.TooLarge, channel.Damaged, channel.BadSignature, channel.WrongKey, channel.Revoked,
		channel.WrongChannel, channel.Older, channel.Expired, channel.NewerClient, channel.OutOfScope} {
		if !reasons[want] {
			t.Errorf("no case is refused for %s", want)
		}
	}
}
