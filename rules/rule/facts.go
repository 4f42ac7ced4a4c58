package rule

import "github.com/formtrace/formtrace/rules/bundle"

// FactDoc tells researchers what a fact means and, for a text, which values it
// may have.
type FactDoc struct {
	Fact    bundle.Fact
	Means   string
	Allowed []string
}

var (
	networks   = []string{"public", "private", "local", "loopback", "onion", "none"}
	confidence = []string{"agreed", "differing", "anycast", "unknown"}
)

// FactDocs describes every fact, in the order of their numbers.
var FactDocs = []FactDoc{
	{bundle.PageScheme, "scheme of the page's URL", nil},
	{bundle.PageHost, "host of the page", nil},
	{bundle.PageSite, "registrable domain of the page, or its host where there is none", nil},
	{bundle.PageSecure, "the page is potentially trustworthy (https or loopback)", nil},
	{bundle.PageNetwork, "what kind of host the page has", networks},
	{bundle.FrameForeign, "the form stands in a frame of another site than the page's", nil},
	{bundle.TargetScheme, "scheme of the target", nil},
	{bundle.TargetHost, "host of the target", nil},
	{bundle.TargetSite, "registrable domain of the target, or its host where there is none", nil},
	{bundle.TargetSecure, "the target is potentially trustworthy (https or loopback)", nil},
	{bundle.TargetNetwork, "what kind of host the target has", networks},
	{bundle.TargetSameSite, "page and target have the same registrable domain", nil},
	{bundle.SubmissionMethod, "the form's method", []string{"get", "post", "dialog"}},
	{bundle.SubmissionInURL, "the fields travel in the URL (GET)", nil},
	{bundle.SubmissionPersonal, "a filled field is of a personal kind", nil},
	{bundle.SubmissionSensitive, "a filled field is a password, a card, a bank account, an identifier or about health", nil},
	{bundle.SubmissionFreeText, "a filled field is free text", nil},
	{bundle.SubmissionKinds, "the kinds of the filled fields", nil},
	{bundle.Home, "the jurisdiction that the person chose", nil},
	{bundle.PartyKnown, "the bundle knows who runs the target's host", nil},
	{bundle.PartyName, "who runs the target's host", nil},
	{bundle.PartyRole, "what they do", roles},
	{bundle.PartyJurisdiction, "the country whose law they are under", nil},
	{bundle.PartyVerified, "somebody has opened the source of that entry", nil},
	{bundle.PartySameOwner, "the page's host has the same operator", nil},
	{bundle.LookalikeHow, "how the target's name resembles another", []string{"digits", "confusables", "edit", "added", "embedded", "suffix"}},
	{bundle.LookalikeImitates, "the name that the target's resembles", nil},
	{bundle.LookalikeOf, "whose name that is", []string{"page", "protected", "word"}},
	{bundle.DNSStatus, "what DNS says of the target's host", []string{"found", "no-data", "no-such-name"}},
	{bundle.DNSScope, "what kind of addresses it has", []string{"public", "private", "mixed", "none"}},
	{bundle.HostingCountry, "the country that the target's addresses are in; not known for anycast", nil},
	{bundle.HostingConfidence, "how sure that is", confidence},
	{bundle.HostingASN, "number of the autonomous system", nil},
	{bundle.HostingASName, "its name", nil},
	{bundle.TransferStatus, "how the law of home sees the sending", []string{"none", "no-home", "unknown", "home", "neutral", "adequate", "partial", "restricted", "no-data"}},
	{bundle.TransferCountry, "the country that it goes to", nil},
	{bundle.TransferBasis, "what the country is concluded from", []string{"operator", "operator-unverified", "hosting"}},
	{bundle.TransferLaw, "the law that judges", nil},
	{bundle.TransferRecipients, "for partial adequacy: which recipients are covered", nil},
	{bundle.RegistrationAge, "whole days since the domain was registered", nil},
	{bundle.RegistrationCreated, "the day it was registered", nil},
	{bundle.RegistrationOrganisation, "the registrant's organisation", nil},
	{bundle.RegistrationCountry, "the registrant's country", nil},
	{bundle.RegistrationInconsistent, "the registration's contacts contradict each other", nil},
	{bundle.RegistrationDetail, "the first contradiction, in words", nil},
	{bundle.CertificateAge, "whole days since the certificate became valid", nil},
	{bundle.CertificateFrom, "the day it became valid", nil},
	{bundle.CertificateOrganisation, "the organisation it names", nil},
	{bundle.CertificateVerified, "it verifies", nil},
	{bundle.CertificateReason, "why it does not", nil},
	{bundle.HTTPSoftware, "the server software that the host names", nil},
	{bundle.HTTPHSTS, "the host asks for HTTP Strict Transport Security", nil},
	{bundle.MemoryChanged, "the form goes elsewhere than the last time: another site, another country, or down to cleartext", nil},
	{bundle.MemoryHost, "the host that it went to the last time", nil},
	{bundle.MemoryCountry, "the country of that host", nil},
	{bundle.MemoryDowngraded, "the last time it was encrypted, and is not now", nil},
	{bundle.MemoryAt, "the day of the last time", nil},
	{bundle.MemoryMoved, "the form goes to another site than the last time", nil},
	{bundle.RegistrationKnown, "the registration was looked up", nil},
	{bundle.CertificateKnown, "the certificate was looked up", nil},
	{bundle.ScriptHost, "host of the script that sends by itself; not known of a form", nil},
	{bundle.ScriptEarly, "a script sends while the person is still typing, before anything was submitted", nil},
}

// roles are what operators do for others. A host of an operator with the role
// bundle.Dangerous is warned about always, and stopped in the network.
var roles = []string{"e-mail marketing", "form service", "survey", "customer database", "payment", "sign-on", "support", "event booking",
	"petition", "donation", "analytics", bundle.Hosting, "platform", "government", "advertising", "marketing", "content", "consent management", "web service", bundle.Dangerous}
