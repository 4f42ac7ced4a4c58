package rule

import "github.com/formtrace/formtrace/rules/bundle"

// unverified notes the operators that would raise danger though nobody has opened
// their source: verified: no never rises above notice. (Of behaviour rules and of
// marks the verdict is lowered instead; of other operators the law counts for
// nothing, package inspect.)
func (c *compiler) unverified() {
	for _, e := range c.s.operators {
		if e.it.Role == bundle.Dangerous && e.it.Verified == "no" {
			c.fault(e.document, "role", "role: %q; expected another, as nobody has opened the source (verified: no)", e.it.Role)
		}
	}
}
