package inspect

import "github.com/formtrace/formtrace/rules/bundle"

// headline appends one plain sentence that says what would be sent, how, and to
// whom, escaped to stand within a JSON string. The gravest finding may bring a
// headline of its own.
func (in *Inspector) headline(dst []byte) []byte {
	s := &in.s
	if len(in.found) > 0 && in.found[0].Rule != noRule {
		n := len(dst)
		if dst = in.b.AppendHeadline(dst, in.found[0].Case, &s.facts); len(dst) > n {
			return dst
		}
	}
	if from := s.facts.Text(bundle.ScriptHost); from != "" {
		dst = append(bundle.AppendEscaped(append(dst, "A script of "...), from), " would send "...)
	} else {
		dst = append(dst, "This form would send "...)
	}
	dst = append(dst, s.phrase...)
	if in.fired("transport/cleartext") {
		dst = append(dst, " unencrypted"...)
	}
	if s.target.Name == "" {
		switch s.target.scheme {
		case "", "http", "https":
			return append(dst, " to an address that cannot be read."...)
		}
		return append(dst, " to a place that is not a web site."...)
	}
	dst = append(dst, " to "...)
	if s.hasOperator && !s.sameSite {
		dst = append(bundle.AppendEscaped(dst, s.operator.Name), " ("...)
		dst = append(bundle.AppendEscaped(dst, s.target.Name), ')')
	} else {
		dst = bundle.AppendEscaped(dst, s.target.Name)
	}
	switch s.transfer.status {
	case "restricted", "partial", "adequate", "neutral", "home", "no-data":
		switch s.transfer.basis {
		case "hosting":
			dst = in.data.AppendLand(append(dst, ", on a server in "...), s.transfer.country)
		case "operator":
			dst = in.data.AppendLand(append(dst, ", under the law of "...), s.transfer.country)
		}
	}
	return append(dst, '.')
}

// fired reports whether a rule is among the findings.
func (in *Inspector) fired(rule string) bool {
	for i := range in.found {
		if n := in.found[i].Rule; n != noRule {
			if id, _, _ := in.b.Rule(n); id == rule {
				return true
			}
		}
	}
	return false
}
