package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
)

// subject is what a request comes to: the facts that rules ask about, and what
// the report tells beside them.
type subject struct {
	facts    bundle.Facts
	phrase   []byte // the filled kinds in a person's words
	suffixes host.Suffixes
	words    *form.Dictionary
	seeker   *host.Seeker
	near     func(key string, n int) (name string, ok bool) // the bundle's protected names
	conclusions
}

// conclusions are the parts of a subject that begin anew with each request.
type conclusions struct {
	page, target   address
	sameSite       bool
	filled, all    form.Kinds
	personal       bool
	operator       bundle.Operator
	hasOperator    bool
	place          Address // of the first address; Country and Confidence of all
	hasPlace       bool
	transfer       transfer
	when           int64 // the time that ages are judged at
	stale          bool
	dossierMatches bool
}

// address is a URL taken apart, with what its host is.
type address struct {
	url, scheme, path string
	host.Parsed            // of a name that cannot be judged: that name, as if it were public
	named             bool // the host can be judged
	secure            bool
}

func (s *subject) derive(q *Request, b *bundle.Bundle) {
	s.conclusions = conclusions{}
	v := &s.facts
	v.Forget()
	s.page.parse(q.Page.URL, s.suffixes)
	s.target.parse(q.Target.URL, s.suffixes)
	s.sameSite = s.page.Site != "" && s.page.Site == s.target.Site
	s.filled, s.all = s.kinds(q.Fields)
	s.personal = s.filled&form.Personal != 0

	s.page.facts(v, bundle.PageScheme, bundle.PageHost, bundle.PageSite, bundle.PageSecure, bundle.PageNetwork)
	s.target.facts(v, bundle.TargetScheme, bundle.TargetHost, bundle.TargetSite, bundle.TargetSecure, bundle.TargetNetwork)
	v.SetBool(bundle.TargetSameSite, s.sameSite)
	v.SetBool(bundle.FrameForeign, false)
	if q.Frame.URL != "" {
		var frame address
		frame.parse(q.Frame.URL, s.suffixes)
		v.SetBool(bundle.FrameForeign, frame.Site != "" && frame.Site != s.page.Site)
	}
	v.SetBool(bundle.ScriptEarly, q.Script.Early)
	if q.Script.URL != "" {
		var script address
		script.parse(q.Script.URL, s.suffixes)
		setText(v, bundle.ScriptHost, script.Name)
	}
	v.SetText(bundle.SubmissionMethod, q.Target.Method)
	v.SetBool(bundle.SubmissionInURL, q.Target.Method == "get")
	v.SetBool(bundle.SubmissionPersonal, s.personal)
	v.SetBool(bundle.SubmissionSensitive, s.filled&form.Sensitive != 0)
	v.SetBool(bundle.SubmissionFreeText, s.filled.Has(form.FreeText))
	s.phrase = s.filled.AppendPhrase(s.phrase[:0], "your")
	v.SetKinds(bundle.SubmissionKinds, uint64(s.filled), view(s.phrase))
	setText(v, bundle.Home, q.Home)

	s.when = q.Now
	// A dossier about another host says nothing about this one.
	s.dossierMatches = q.Dossier != nil && s.target.Name != "" && q.Dossier.Host == s.target.Name
	s.party(b)
	if s.dossierMatches {
		s.fromDossier(q.Dossier)
	}
	s.likeness()
	s.judgeTransfer(q.Home, b)
	s.memory(q.Seen)
}

// parse takes an absolute URL apart, as the WHATWG serialiser writes it; a URL
// without a host keeps its scheme only. Userinfo and port are dropped.
func (a *address) parse(url string, suffixes host.Suffixes) {
	*a = address{url: url}
	colon := 0
	for colon < len(url) && url[colon] != ':' {
		colon++
	}
	if colon == 0 || colon == len(url) {
		return
	}
	a.scheme = lower(url[:colon])
	rest := url[colon+1:]
	if len(rest) < 2 || rest[0] != '/' || rest[1] != '/' {
		return
	}
	name, end := hostOf(rest[2:])
	a.path = pathOf(rest[2+end:])
	if name == "" {
		return
	}
	p, err := suffixes.Parse(name)
	if err != nil {
		// No name that the inspector can judge, but one that a browser may
		// resolve: it counts as somebody else's, out in the open.
		a.Parsed = host.Parsed{Name: name, Site: name, Network: host.Public}
		return
	}
	a.Parsed, a.named = p, true
	a.secure = p.Trustworthy(a.scheme)
}

// hostOf takes the host out of what follows "//" in a URL, without userinfo and
// port, and tells where the path begins.
func hostOf(s string) (name string, end int) {
	begin, port := 0, -1
	for ; end < len(s); end++ {
		switch c := s[end]; {
		case c > '@':
			if c == ']' {
				port = -1
			}
		case c == ':':
			port = end
		case c == '@':
			begin, port = end+1, -1
		case c == '/' || c == '?' || c == '#':
			if port >= 0 {
				return s[begin:port], end
			}
			return s[begin:end], end
		}
	}
	if port >= 0 {
		return s[begin:port], end
	}
	return s[begin:], end
}

// pathOf is s up to a query or a fragment.
func pathOf(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '?' || c == '#' {
			return s[:i]
		}
	}
	return s
}

func (a *address) facts(v *bundle.Facts, scheme, name, site, secure, network bundle.Fact) {
	setText(v, scheme, a.scheme)
	setText(v, name, a.Name)
	setText(v, site, a.Site)
	v.SetBool(secure, a.secure)
	v.SetText(network, a.Network.String())
}

// setText notes a text that is not empty.
func setText(v *bundle.Facts, f bundle.Fact, s string) {
	if s != "" {
		v.SetText(f, s)
	}
}

// party looks the target's operator up, and whether the page has the same one.
func (s *subject) party(b *bundle.Bundle) {
	v := &s.facts
	v.SetBool(bundle.PartyKnown, false)
	v.SetBool(bundle.PartySameOwner, false)
	if s.target.Network != host.Public {
		return
	}
	if s.operator, s.hasOperator = b.Operator(s.target.Name); !s.hasOperator {
		return
	}
	v.SetBool(bundle.PartyKnown, true)
	v.SetText(bundle.PartyName, s.operator.Name)
	setText(v, bundle.PartyRole, s.operator.Role)
	setText(v, bundle.PartyJurisdiction, s.operator.Jurisdiction)
	v.SetBool(bundle.PartyVerified, s.operator.Verified)
	if own, ok := b.Operator(s.page.Name); ok && s.page.has(&own) && s.target.has(&s.operator) && own.SameOwner(&s.operator) {
		v.SetBool(bundle.PartySameOwner, true)
	}
}

// has reports whether the address is the operator's own: not one of the sites that
// other people have under a public suffix of the operator.
func (a *address) has(op *bundle.Operator) bool { return len(op.Domain) >= len(a.Site) }

// memory compares with where this form went the last time.
func (s *subject) memory(seen *Seen) {
	if seen == nil || seen.Site == "" {
		return
	}
	v := &s.facts
	down := seen.Scheme == "https" && s.target.scheme == "http" && s.target.Network == host.Public
	country := s.agreedCountry()
	moved := seen.Site != s.target.Site
	v.SetBool(bundle.MemoryChanged, moved || down || seen.Country != "" && country != "" && seen.Country != country)
	v.SetBool(bundle.MemoryMoved, moved)
	v.SetBool(bundle.MemoryDowngraded, down)
	setText(v, bundle.MemoryHost, seen.Host)
	setText(v, bundle.MemoryCountry, seen.Country)
	if seen.At > 0 {
		v.SetInt(bundle.MemoryAt, seen.At)
	}
}

// lower is s in small letters, ASCII only; s itself where it has no capital.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
