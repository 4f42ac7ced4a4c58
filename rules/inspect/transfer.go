package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/host"
)

// transfer is how the law of home sees this sending.
type transfer struct {
	status      string // see judgeTransfer
	country     string
	countryName string
	basis       string // "operator", "operator-unverified", "hosting" or ""
	law         string
	source      string // of what the law says of the country
}

// judgeTransfer sets the transfer's status:
//
//	none        the target is the page's own site, or no public host
//	no-home     the person has not chosen a home
//	unknown     the country of the recipient is not known for sure
//	home        the recipient is under the law of home
//	neutral     location makes no difference under the law of home (the EEA)
//	adequate    the law of home treats the country as adequate, or covers the
//	            recipient there, who is known to be certified
//	partial     … for some recipients only, and this one is not known to be one
//	restricted  it does not
//	no-data     the bundle has no law for home
//
// The basis is the operator's jurisdiction where somebody has verified it, else
// the hosting country where the tables agree, else an operator's jurisdiction
// that nobody has verified. What nobody has verified makes nothing safe: by it
// alone, or against it by the hosting country alone, the status is unknown where
// it would be home, neutral or adequate.
func (s *subject) judgeTransfer(home string, b *bundle.Bundle) {
	t, v := &s.transfer, &s.facts
	s.weighTransfer(home, b)
	v.SetText(bundle.TransferStatus, t.status)
	setText(v, bundle.TransferBasis, t.basis)
	setText(v, bundle.TransferCountry, t.country)
	setText(v, bundle.TransferLaw, t.law)
}

func (s *subject) weighTransfer(home string, b *bundle.Bundle) {
	t := &s.transfer
	if t.status = "none"; s.sameSite || s.target.Network != host.Public {
		return
	}
	switch agreed := s.agreedCountry(); {
	case s.hasOperator && s.operator.Verified && s.operator.Jurisdiction != "":
		t.country, t.basis = s.operator.Jurisdiction, "operator"
	case agreed != "":
		t.country, t.basis = agreed, "hosting"
	case s.hasOperator && s.operator.Jurisdiction != "":
		t.country, t.basis = s.operator.Jurisdiction, "operator-unverified"
	}
	if t.countryName, _ = b.Land(t.country); t.countryName == "" { // also a pseudo-code such as EU
		t.country, t.basis = "", ""
	}
	if home == "" {
		t.status = "no-home"
		return
	}
	if t.country == "" {
		t.status = "unknown"
		return
	}
	view, ok := b.View(home, t.country)
	t.law, t.source = view.Law, view.Source
	s.weighView(home, view, ok)
	if t.status != "home" && t.status != "neutral" && t.status != "adequate" {
		return
	}
	said := ""
	if s.hasOperator && !s.operator.Verified {
		said = s.operator.Jurisdiction
	}
	if t.basis == "operator-unverified" || said != "" && said != t.country && !harmless(b, home, said) {
		*t = transfer{status: "unknown"}
	}
}

// harmless reports whether the law of home has nothing to say against a country.
func harmless(b *bundle.Bundle, home, country string) bool {
	view, ok := b.View(home, country)
	return country == home || ok && (view.Standing == bundle.Neutral || view.Standing == bundle.Adequate)
}

func (s *subject) weighView(home string, view bundle.View, ok bool) {
	t := &s.transfer
	switch {
	case t.country == home:
		t.status = "home"
	case !ok:
		t.status = "no-data"
	case view.Standing == bundle.Neutral:
		t.status = "neutral"
	case view.Standing == bundle.Adequate:
		t.status = "adequate"
	case view.Standing == bundle.Partial && t.country == "US" && t.basis == "operator" && s.operator.Certified(home):
		t.status = "adequate"
	case view.Standing == bundle.Partial:
		t.status = "partial"
		setText(&s.facts, bundle.TransferRecipients, view.Recipients)
	default:
		t.status = "restricted"
	}
}
