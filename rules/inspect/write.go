package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
)

// Schema is the version of the report's JSON; it rises when a name in it changes
// or goes. The shape is described in wasm/README.md.
const Schema = 1

// write makes the report's JSON in in.out.
func (in *Inspector) write(q *Request) {
	s := &in.s
	w := writer{in.out[:0]}
	w.number(`{"schema":`, Schema)
	w.text(`,"verdict":"`, in.verdict().String())
	w.flag(`,"interrupts":`, in.interrupts())
	w.text(`,"page":{"url":"`, s.page.url)
	w.text(`,"host":"`, s.page.Name)
	w.text(`,"site":"`, s.page.Site)
	w.flag(`,"secure":`, s.page.secure)
	w.text(`},"target":{"url":"`, s.target.url)
	w.text(`,"scheme":"`, s.target.scheme)
	w.text(`,"host":"`, s.target.Name)
	w.text(`,"site":"`, s.target.Site)
	w.flag(`,"secure":`, s.target.secure)
	w.text(`,"network":"`, s.target.Network.String())
	w.flag(`,"sameSite":`, s.sameSite)
	w.text(`,"method":"`, q.Target.Method)
	w.text(`,"context":"`, q.Target.Context)
	w.text(`},"home":"`, q.Home)
	w.raw(`,"kinds":[`)
	w.kinds(s.filled)
	w.flag(`],"personal":`, s.personal)
	in.writeParty(&w)
	w.raw(`,"headline":"`)
	w.b = in.headline(w.b)
	w.raw(`","findings":[`)
	for i := range in.found {
		if i > 0 {
			w.raw(",")
		}
		in.writeFinding(&w, q, &in.found[i])
	}
	w.raw("]")
	in.writeUnknown(&w, q)
	in.writeMemory(&w, q)
	w.text(`,"bundle":{"channel":"`, in.data.Channel())
	w.number(`,"version":`, int64(in.data.Version()))
	w.text(`,"revision":"`, in.data.Revision())
	w.text(`,"rules":"`, in.b.Revision())
	w.flag(`,"stale":`, s.stale)
	w.raw("}}")
	in.out = w.b
}

func (in *Inspector) writeParty(w *writer) {
	s := &in.s
	if s.hasOperator {
		w.text(`,"operator":{"id":"`, s.operator.ID)
		w.text(`,"name":"`, s.operator.Name)
		w.text(`,"role":"`, s.operator.Role)
		w.text(`,"jurisdiction":"`, s.operator.Jurisdiction)
		w.flag(`,"verified":`, s.operator.Verified)
		w.raw("}")
	}
	if s.hasPlace {
		w.text(`,"place":{"address":"`, s.place.Address)
		w.text(`,"country":"`, s.place.Country)
		w.text(`,"countryName":"`, in.land(s.place.Country))
		w.text(`,"confidence":"`, s.place.Confidence)
		w.number(`,"asn":`, s.place.ASN)
		w.text(`,"asName":"`, s.place.ASName)
		w.raw("}")
	}
	w.text(`,"transfer":{"status":"`, s.transfer.status)
	w.text(`,"country":"`, s.transfer.country)
	w.text(`,"countryName":"`, s.transfer.countryName)
	w.text(`,"basis":"`, s.transfer.basis)
	w.text(`,"law":"`, s.transfer.law)
	w.text(`,"source":"`, s.transfer.source)
	w.raw("}")
}

func (in *Inspector) land(code string) string {
	name, _ := in.data.Land(code)
	return name
}

func (in *Inspector) writeFinding(w *writer, q *Request, f *finding) {
	if f.Rule == noRule {
		in.writeMark(w, f.verdict, &in.said[f.Case])
		return
	}
	_, from, _ := in.b.Rule(f.Rule)
	var slots bundle.Slots
	slots[bundle.VerdictSlot], slots[bundle.LoweredSlot] = f.verdict.String(), f.loweredBy
	slots[bundle.SourceSlot], slots[bundle.AsOfSlot] = in.source(q, from)
	w.b = in.b.AppendFinding(w.b, f.Case, &in.s.facts, &slots)
}

// writeMark writes what a third party's channel says, as a finding.
func (in *Inspector) writeMark(w *writer, verdict bundle.Verdict, m *said) {
	w.text(`{"rule":"`, m.by.Channel()+"/"+m.ID)
	w.text(`,"verdict":"`, verdict.String())
	w.text(`,"title":"`, m.Title)
	w.text(`,"why":"`, m.Says)
	w.text(`,"instead":"`, m.Instead)
	w.text(`,"source":"`, "channel "+m.by.Channel())
	w.raw(`,"asOf":"`)
	w.b = appendDate(w.b, m.by.Issued())
	w.raw(`","confidence":"possible","parameters":{}}`)
}

// source tells where the facts of a finding come from, and their time.
func (in *Inspector) source(q *Request, from bundle.Source) (source, asOf string) {
	if d := q.Dossier; in.s.dossierMatches {
		var s *Section
		switch {
		case from == bundle.FromDNS && d.DNS != nil:
			s = &d.DNS.Section
		case from == bundle.FromHosting && d.Hosting != nil:
			s = &d.Hosting.Section
		case from == bundle.FromRegistration && d.Registration != nil:
			s = &d.Registration.Section
		case from == bundle.FromCertificate && d.Certificate != nil:
			s = &d.Certificate.Section
		case from == bundle.FromHTTP && d.HTTP != nil:
			s = &d.HTTP.Section
		}
		if s != nil {
			return s.Source, s.AsOf
		}
	}
	switch from {
	case bundle.FromPage:
		return "the page", ""
	case bundle.FromMemory:
		return "what Formtrace remembers of this form", ""
	}
	return "the rules", ""
}

// writeUnknown lists in words what could not be checked, and the host that may
// be asked for: only public names and addresses, never single labels or names of
// private networks.
func (in *Inspector) writeUnknown(w *writer, q *Request) {
	s := &in.s
	w.raw(`,"unknown":[`)
	n := len(w.b)
	if s.stale {
		w.item(n, "rules: ", "expired; exemptions do not count")
	}
	leaves := !s.sameSite && s.personal && s.target.named && s.target.Network == host.Public
	if leaves {
		var d Dossier
		if s.dossierMatches {
			d = *q.Dossier
		}
		why := notLookedUp(q.Asked)
		if d.DNS == nil {
			w.item(n, "addresses: ", why)
		} else if d.DNS.Error != "" {
			w.item(n, "addresses: ", d.DNS.Error)
		}
		if d.Hosting == nil {
			w.item(n, "hosting: ", why)
		} else if d.Hosting.Error != "" {
			w.item(n, "hosting: ", d.Hosting.Error)
		}
		if d.Registration == nil {
			w.item(n, "registration: ", why)
		} else if d.Registration.Error != "" {
			w.item(n, "registration: ", d.Registration.Error)
		}
		if d.Certificate == nil && s.target.scheme == "https" {
			w.item(n, "certificate: ", why)
		} else if d.Certificate != nil && d.Certificate.Error != "" {
			w.item(n, "certificate: ", d.Certificate.Error)
		}
	}
	ask := ""
	if leaves && !s.dossierMatches && q.Asked == "" {
		ask = s.target.Name
	}
	w.text(`],"ask":"`, ask)
}

// notLookedUp says why a section of the dossier is not there.
func notLookedUp(asked string) string {
	switch asked {
	case "off":
		return "not looked up: no worker is chosen"
	case "failed":
		return "not looked up: the worker did not answer"
	case "limit":
		return "not looked up: this page has led to too many hosts"
	case "never":
		return "not looked up: the organisation names it as one that is never looked up"
	}
	return "not looked up"
}

// newline is one within a JSON string, as AppendEscaped writes it.
const newline = `\u000a`

// writeMemory gives what to look up, and to keep, in the memory of targets; the
// key is to be put through an HMAC. Only targets of other sites are kept.
func (in *Inspector) writeMemory(w *writer, q *Request) {
	s := &in.s
	if !s.personal || s.target.Site == "" || s.page.Name == "" {
		return
	}
	b := bundle.AppendEscaped(append(w.b, `,"memory":{"key":"`...), s.page.Name)
	b = bundle.AppendEscaped(append(b, newline...), s.page.path)
	b = append(b, newline...)
	b = bundle.AppendEscaped(b, q.Form.ID)
	b = bundle.AppendEscaped(append(b, ' '), q.Form.Name)
	if q.Form.ID == "" && q.Form.Name == "" {
		b = appendInt(b, int64(q.Form.Index))
	}
	if q.Submitter.Overrides {
		b = bundle.AppendEscaped(append(b, ' '), q.Submitter.Name)
	}
	b = append(b, newline...)
	for left := s.all & form.Personal; left != 0; left = left.Rest() {
		b = append(append(b, ' '), left.First().String()...)
	}
	w.b = append(b, '"')
	w.flag(`,"keep":`, !s.sameSite)
	w.text(`,"host":"`, s.target.Name)
	w.text(`,"site":"`, s.target.Site)
	w.text(`,"country":"`, s.agreedCountry())
	w.text(`,"scheme":"`, s.target.scheme)
	w.number(`,"at":`, s.when)
	w.raw("}")
}
