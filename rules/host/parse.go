package host

// Parsed is a host looked at once, with what the package's other functions tell
// of it one by one. The zero Parsed is no host.
type Parsed struct {
	Name    string  // as [Normalise] has it
	Site    string  // as [Site] has it
	Network Network // as [NetworkOf] has it

	kind   kind
	suffix int // where the public suffix begins in Site; 0 where Site is no registrable domain
}

// Parse looks at a host. The error is that of [Normalise].
func Parse(host string) (Parsed, error) { return PublicSuffixes().Parse(host) }

// Parse looks at a host by this list. The error is that of [Normalise].
func (x Suffixes) Parse(host string) (Parsed, error) {
	name, k, problem := analyse(host)
	if k == kindBad {
		return Parsed{}, &Error{Host: host, Problem: problem}
	}
	return x.parsed(name, k), nil
}

// parsed is Parse for a host that is analysed, by this program's list.
func parsed(name string, k kind) Parsed { return PublicSuffixes().parsed(name, k) }

// parsed is Parse for a host that is analysed.
func (x Suffixes) parsed(name string, k kind) (p Parsed) {
	p.Name, p.Site, p.kind = name, name, k
	switch k {
	case kindName:
		p.Network = networkName(name)
		if start, _ := x.start(name); start > 0 {
			begin := start - 1
			for begin > 0 && name[begin-1] != '.' {
				begin--
			}
			p.Site, p.suffix = name[begin:], start-begin
		}
	case kindV4:
		v4, _ := parseV4(name)
		p.Network = networkV4(v4)
	case kindV6:
		v6, _ := parseV6(name)
		p.Network = networkV6(&v6)
	default:
		p = Parsed{}
	}
	return p
}

// Registrable reports whether Site is a registrable domain.
func (p *Parsed) Registrable() bool { return p.suffix > 0 }

// Trustworthy is the function of that name, for a scheme in small letters and
// without a colon.
func (p *Parsed) Trustworthy(scheme string) bool {
	switch scheme {
	case "https", "wss", "file":
		return true
	case "http", "ws":
		// A mapped 127.0.0.1 is this machine and not potentially trustworthy.
		return p.Network == Loopback && (p.kind != kindV6 || p.Name == "::1")
	}
	return false
}

// isVetted reports whether a name can be had only from a body that looks at who
// asks for it, of governments, schools, forces, and another than the one that gave
// the name that it resembles.
func (p *Parsed) isVetted(like string) bool {
	suffix := p.Site[p.suffix:]
	if _, other, _ := cut(like, '.'); other == suffix {
		return false
	}
	for rest, more := suffix, true; more; {
		var label string
		label, rest, more = cut(rest, '.')
		switch label {
		case "gov", "gob", "gouv", "govt", "edu", "ac", "mil":
			return true
		}
	}
	return false
}

// label is what stands before the public suffix in Site.
func (p *Parsed) label() string {
	if p.suffix == 0 {
		return ""
	}
	return p.Site[:p.suffix-1]
}

// isUsual reports whether a host is a normalised name, by one pass that asks
// for what nearly all hosts are: small letters, digits, hyphens and dots, no
// A-label, and letters at the beginning of the last label. Of the others it
// says nothing.
func isUsual(host string) bool {
	label := 0 // where the label begins
	for i := 0; i < len(host); i++ {
		b := host[i]
		if b-'a' < 26 || b-'0' < 10 || b == '-' || b == '_' {
			continue
		}
		if b != '.' || i == label || i-label > maxLabel || host[label] == 'x' && hasPrefix(host[label:i], "xn--") {
			return false
		}
		label = i + 1
	}
	last := host[label:]
	return last != "" && last[0]-'a' < 26 && !hasPrefix(last, "xn--") && len(last) <= maxLabel && len(host) <= maxName
}
