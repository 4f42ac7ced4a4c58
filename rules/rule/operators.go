package rule

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/host"
)

// owned is a domain and the entry whose operator has it.
type owned struct {
	domain   string
	operator int // in the set
	at       int // in that operator's list
}

// operators writes the section that says who runs which domains
// (bundle/operators.go).
func (c *compiler) operators() {
	var all []owned
	owner := map[string]string{} // of the domains that have a file of their own
	for _, e := range c.s.operators {
		for _, d := range e.it.Domains {
			if e.within == "" {
				owner[d] = cmp.Or(e.it.Owner, e.it.Name)
			}
		}
	}
	// What yields one of its own domains has that one's owner.
	adopted := map[int]string{}
	for i, e := range c.s.operators {
		o := e.it
		if _, ok := c.s.countries.Countries[o.Jurisdiction]; !ok && o.Jurisdiction != "" {
			c.fault(e.document, e.path("jurisdiction"), "jurisdiction: %q is not a country's code", o.Jurisdiction)
		}
		if len(o.ID) > 255 || len(o.Name) > 255 || len(o.Owner) > 255 {
			c.fault(e.document, e.path("name"), "id, name and owner: expected at most 255 bytes each")
		}
		for j, d := range o.Domains {
			if n, err := host.Normalise(d); err != nil || n != d {
				c.fault(e.document, e.path(fmt.Sprintf("domains[%d]", j)), "domains: %q is not a host name in small letters and A-labels", d)
				continue
			}
			if e.within != "" && yields(d, owner) {
				if by, ok := owner[d]; ok && adopted[i] == "" {
					adopted[i] = by
				}
				continue
			}
			all = append(all, owned{d, i, j})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].domain < all[j].domain })
	for i := len(all) - 1; i > 0; i-- {
		if d := all[i]; d.domain == all[i-1].domain {
			e, before := c.s.operators[d.operator], c.s.operators[all[i-1].operator]
			c.fault(e.document, e.path(fmt.Sprintf("domains[%d]", d.at)), "domains: %q is also in %s", d.domain, before.file)
			all = slices.Delete(all, i, i+1)
		}
	}
	if len(c.errs) > 0 {
		return
	}
	for _, role := range roles {
		c.put(rolesAt, c.pool.appendText(nil, role))
	}
	section := encodeOperators(all, func(i int) *operator {
		o := c.s.operators[i].it
		o.Owner = cmp.Or(adopted[i], o.Owner)
		return &o
	})
	c.sections[operatorsAt], c.counts[operatorsAt] = section, len(section)
}

// yields reports whether a domain of a list, or one above it, has a file of its own.
func yields(domain string, owner map[string]string) bool {
	for rest, more := domain, true; more; _, rest, more = strings.Cut(rest, ".") {
		if _, own := owner[rest]; own {
			return true
		}
	}
	return false
}

// encodeOperators writes the section's bytes; the domains are sorted.
func encodeOperators(all []owned, of func(int) *operator) []byte {
	le := binary.LittleEndian
	first := map[int]int{} // operator → the entry that holds it
	var marked []int
	var blocks [][]byte
	for i, d := range all {
		before := ""
		if i%bundle.BlockSize == 0 {
			blocks = append(blocks, nil)
		} else {
			before = all[i-1].domain
		}
		b := &blocks[len(blocks)-1]
		shared := 0
		for shared < min(len(before), len(d.domain)) && before[shared] == d.domain[shared] {
			shared++
		}
		*b = append(append(*b, byte(shared), byte(len(d.domain)-shared)), d.domain[shared:]...)
		o := of(d.operator)
		if o.Role == bundle.Dangerous {
			marked = append(marked, i)
		}
		if n, known := first[d.operator]; known {
			*b = binary.AppendUvarint(*b, uint64(n)+1)
			continue
		}
		first[d.operator] = i
		*b = appendOperator(append(*b, 0), o, d.domain)
	}
	depth, buckets := 0, 1
	for depth < 3 && buckets*bundle.BlockSize < len(all) {
		depth, buckets = depth+1, buckets*bundle.Buckets
	}
	out := le.AppendUint32(nil, uint32(len(all)))
	out = append(out, byte(depth), 0, 0, 0)
	out = le.AppendUint32(out, uint32(len(marked)))
	// For each bucket the block in which its first domain stands, or would.
	at := make([]int, buckets+1)
	at[buckets] = max(0, len(blocks)-1)
	j := 0
	for k := range buckets {
		for j < len(all) && bucketOf(all[j].domain, depth) < k {
			j++
		}
		at[k] = max(0, min(j, len(all)-1)) / bundle.BlockSize
	}
	for _, n := range at {
		out = le.AppendUint32(out, uint32(n))
	}
	offset := len(out) + 4*len(blocks) + 4*len(marked)
	for _, b := range blocks {
		out = le.AppendUint32(out, uint32(offset))
		offset += len(b)
	}
	for _, n := range marked {
		out = le.AppendUint32(out, uint32(n))
	}
	return append(out, slices.Concat(blocks...)...)
}

func bucketOf(domain string, depth int) (n int) {
	for i := range depth {
		digit := 0
		if i < len(domain) {
			digit = bundle.Bucket(domain[i])
		}
		n = n*bundle.Buckets + digit
	}
	return n
}

// appendOperator writes an operator behind the domain that introduces it.
func appendOperator(dst []byte, o *operator, domain string) []byte {
	label, _, _ := strings.Cut(domain, ".")
	flags := byte(0)
	var rest []byte
	text := func(flag byte, s string) {
		flags |= flag
		rest = append(append(rest, byte(len(s))), s...)
	}
	if o.Verified != "no" {
		flags |= bundle.OpVerified
	}
	if slices.Contains(o.Certified, "eu") {
		flags |= bundle.OpCertifiedEU
	}
	if slices.Contains(o.Certified, "uk") {
		flags |= bundle.OpCertifiedUK
	}
	if len(o.Jurisdiction) == 2 {
		flags |= bundle.OpCountry
		rest = append(rest, o.Jurisdiction...)
	}
	if o.ID != label {
		text(bundle.OpID, o.ID)
	}
	if splits, ok := splitsOf(label, o.Name); !ok {
		text(bundle.OpName, o.Name)
	} else if len(splits) > 0 {
		text(bundle.OpSplit, splits)
	}
	if o.Owner != "" && o.Owner != o.Name {
		text(bundle.OpOwner, o.Owner)
	}
	return append(append(dst, flags, byte(max(0, slices.Index(roles, o.Role)))), rest...)
}

// splitsOf says where a label would be split to be the name: "brightforms" is
// "Bright Forms", split at 6.
func splitsOf(label, name string) (splits string, ok bool) {
	var at []byte
	rest := name
	for i := 0; i < len(label); i++ {
		if i > 0 && strings.HasPrefix(rest, " ") {
			at = append(at, byte(i))
			rest = rest[1:]
			if !strings.HasPrefix(rest, strings.ToUpper(label[i:i+1])) {
				return "", false
			}
			rest = rest[1:]
			continue
		}
		c := label[i : i+1]
		if i == 0 {
			c = strings.ToUpper(c)
		}
		if !strings.HasPrefix(rest, c) {
			return "", false
		}
		rest = rest[1:]
	}
	return string(at), rest == ""
}

// Operator is an operator as a program hands it over, instead of a file.
type Operator struct {
	ID, Name, Role, Jurisdiction string
	Verified                     bool
	Domains                      []string
}

// Add puts operators into the set that a program has made, in the name of by.
func (s *Set) Add(by string, list []Operator) {
	for _, o := range list {
		verified := "no"
		if o.Verified {
			verified = s.channel.Issued
		}
		s.operators = append(s.operators, entry[operator]{
			document: &document{file: by},
			it: operator{Kind: "operator", ID: o.ID, Name: o.Name, Role: o.Role, Jurisdiction: o.Jurisdiction, Domains: o.Domains,
				Generated: by, About: About{Verified: verified}},
		})
	}
}
