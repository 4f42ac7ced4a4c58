package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
)

// subject is what a request comes to: the facts that rules ask about, and what
// the report tells beside them.
type subject struct {
	facts          bundle.Facts
	page, target   address
	sameSite       bool
	filled, all    form.Kinds
	phrase         []byte // the filled kinds in a person's words
	personal       bool
	operator       bundle.Operator
	hasOperator    bool
	place          Address // of the first address; Country and Confidence of all
	hasPlace       bool
	transfer       transfer
	when           int64 // the time that ages are judged at
	stale          bool
	dossierMatches bool
	near           func(key string, n int) (string, bool) // the bundle's protected names
}

// address is a URL taken apart, with what its host is.
type address struct {
	url, scheme, host, site, path string
	network                       host.Network
	secure                        bool
}

func (s *subject) derive(q *Request, b *bundle.Bundle) {
	*s = subject{near: s.near, phrase: s.phrase}
	v := &s.facts
	s.page.parse(q.Page.URL)
	s.target.parse(q.Target.URL)
	s.sameSite = s.page.site != "" && s.page.site == s.target.site
	s.filled, s.all = Kinds(q.Fields)
	s.personal = s.filled&form.Personal != 0

	s.page.facts(v, bundle.PageScheme, bundle.PageHost, bundle.PageSite, bundle.PageSecure, bundle.PageNetwork)
	s.target.facts(v, bundle.TargetScheme, bundle.TargetHost, bundle.TargetSite, bundle.TargetSecure, bundle.TargetNetwork)
	v.SetBool(bundle.TargetSameSite, s.sameSite)
	var frame address
	if frame.parse(q.Frame.URL); frame.site != "" {
		v.SetBool(bundle.FrameForeign, frame.site != s.page.site)
	} else {
		v.SetBool(bundle.FrameForeign, false)
	}
	v.SetText(bundle.SubmissionMethod, q.Target.Method)
	v.SetBool(bundle.SubmissionInURL, q.Target.Method == "get")
	v.SetBool(bundle.SubmissionPersonal, s.personal)
	v.SetBool(bundle.SubmissionSensitive, s.filled&form.Sensitive != 0)
	v.SetBool(bundle.SubmissionFreeText, s.filled.Has(form.FreeText))
	s.phrase = s.filled.AppendPhrase(s.phrase[:0], "your")
	v[bundle.SubmissionKinds] = bundle.Value{Known: true, Int: int64(s.filled), Text: view(s.phrase)}
	setText(v, bundle.Home, q.Home)

	s.when = q.Now
	// A dossier about another host says nothing about this one.
	s.dossierMatches = q.Dossier != nil && s.target.host != "" && q.Dossier.Host == s.target.host
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
func (a *address) parse(url string) {
	*a = address{url: url}
	colon := indexByte(url, ':')
	if colon <= 0 {
		return
	}
	a.scheme = lower(url[:colon])
	rest := url[colon+1:]
	if len(rest) < 2 || rest[:2] != "//" {
		return
	}
	rest = rest[2:]
	end := 0
	for end < len(rest) && rest[end] != '/' && rest[end] != '?' && rest[end] != '#' {
		end++
	}
	name := rest[:end]
	a.path = rest[end:]
	for i := 0; i < len(a.path); i++ {
		if a.path[i] == '?' || a.path[i] == '#' {
			a.path = a.path[:i]
			break
		}
	}
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '@' {
			name = name[i+1:]
			break
		}
	}
	for i := len(name) - 1; i >= 0 && name[i] != ']'; i-- {
		if name[i] == ':' {
			name = name[:i]
			break
		}
	}
	if name == "" {
		return
	}
	n, err := host.Normalise(name)
	if err != nil {
		// No name that the inspector can judge, but one that a browser may
		// resolve: it counts as somebody else's, out in the open.
		a.host, a.site, a.network = name, name, host.Public
		return
	}
	a.host, a.site, a.network = n, host.Site(n), host.NetworkOf(n)
	a.secure = host.Trustworthy(a.scheme, a.host)
}

func (a *address) facts(v *bundle.Facts, scheme, name, site, secure, network bundle.Fact) {
	setText(v, scheme, a.scheme)
	setText(v, name, a.host)
	setText(v, site, a.site)
	v.SetBool(secure, a.secure)
	v.SetText(network, a.network.String())
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
	if s.target.network != host.Public {
		return
	}
	if s.operator, s.hasOperator = b.Operator(s.target.host); !s.hasOperator {
		return
	}
	v.SetBool(bundle.PartyKnown, true)
	v.SetText(bundle.PartyName, s.operator.Name)
	setText(v, bundle.PartyRole, s.operator.Role)
	setText(v, bundle.PartyJurisdiction, s.operator.Jurisdiction)
	v.SetBool(bundle.PartyVerified, s.operator.Verified)
	if own, ok := b.Operator(s.page.host); ok && own.Index == s.operator.Index {
		v.SetBool(bundle.PartySameOwner, true)
	}
}

// memory compares with where this form went the last time.
func (s *subject) memory(seen *Seen) {
	if seen == nil || seen.Site == "" {
		return
	}
	v := &s.facts
	down := seen.Scheme == "https" && s.target.scheme == "http"
	country := s.agreedCountry()
	changed := seen.Site != s.target.site || down || seen.Country != "" && country != "" && seen.Country != country
	v.SetBool(bundle.MemoryChanged, changed)
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

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}
