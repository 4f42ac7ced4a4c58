package rule

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/host"
)

// marks writes what is said of which domains.
func (c *compiler) marks() {
	type marked struct {
		domain string
		mark   int
	}
	var all []marked
	for i, e := range c.s.marks {
		m := e.it
		v, ok := bundle.ParseVerdict(m.Verdict)
		if !ok || v != bundle.Notice && v != bundle.Warn {
			c.fault(e.document, "verdict", "verdict: %q; expected notice or warn: no mark is worse", m.Verdict)
			continue
		}
		if m.Verified == "no" {
			v = bundle.Notice
		}
		var entry []byte
		for _, text := range []string{m.ID, m.Title, strings.TrimSpace(m.Says), strings.TrimSpace(m.Instead)} {
			entry = c.pool.appendText(entry, text)
		}
		c.put(marksAt, append(entry, byte(v), 0, 0, 0))
		for j, d := range m.Domains {
			if n, err := host.Normalise(d); err != nil || n != d {
				c.fault(e.document, fmt.Sprintf("domains[%d]", j), "domains: %q is not a host name in small letters and A-labels", d)
				continue
			}
			if before := slices.IndexFunc(all, func(x marked) bool { return x.domain == d }); before >= 0 {
				c.fault(e.document, fmt.Sprintf("domains[%d]", j), "domains: %q is also in %s", d, c.s.marks[all[before].mark].file)
				continue
			}
			all = append(all, marked{d, i})
		}
	}
	slices.SortFunc(all, func(a, b marked) int { return strings.Compare(a.domain, b.domain) })
	for _, m := range all {
		c.put(markedAt, binary.LittleEndian.AppendUint32(c.pool.appendText(nil, m.domain), uint32(m.mark)))
	}
}
