package channel

import "fmt"

// Reason is why a bundle is refused.
type Reason string

// The reasons.
const (
	TooLarge     Reason = "too-large"     // larger than any bundle
	Damaged      Reason = "damaged"       // not a bundle, or not a whole one
	BadSignature Reason = "bad-signature" // the bytes are not what was signed
	WrongKey     Reason = "wrong-key"     // signed by a key that may not, or not now
	Revoked      Reason = "revoked-key"   // signed by a key that is believed no more
	WrongChannel Reason = "wrong-channel" // a bundle of another channel
	Older        Reason = "older"         // not newer than what is installed
	Expired      Reason = "expired"       // past its day
	NewerClient  Reason = "newer-client"  // needs a newer client
	OutOfScope   Reason = "out-of-scope"  // speaks of what its channel may not
)

// Refusal is a bundle or a list of keys that was refused.
type Refusal struct {
	Reason Reason
	What   string
}

func (r *Refusal) Error() string { return r.What }

func refuse(reason Reason, format string, args ...any) *Refusal {
	return &Refusal{reason, fmt.Sprintf(format, args...)}
}
