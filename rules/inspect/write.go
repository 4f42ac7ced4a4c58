package inspect

import (
	"github.com/formtrace/formtrace/rules/bundle"
	"github.com/formtrace/formtrace/rules/form"
)

// Schema is the version of the report's JSON; it rises when a name in it changes
// or goes. The shape is described in wasm/README.md.
const Schema = 1

// The facts that a finding names are told by the bits of one word.
const _ = uint(64 - bundle.NumFacts)

// write makes the report's JSON in in.out.
func (in *Inspector) write(q *Request) {
	s, b := &in.s, in.b
	w := writer{in.out[:0]}
	w.number(`{"schema":`, Schema)
	w.text(`,"verdict":"`, in.verdict().String())
	w.flag(`,"interrupts":`, in.interrupts())
	w.text(`,"page":{"url":"`, s.page.url)
	w.text(`,"host":"`, s.page.host)
	w.text(`,"site":"`, s.page.site)
	w.flag(`,"secure":`, s.page.secure)
	w.text(`},"target":{"url":"`, s.target.url)
	w.text(`,"scheme":"`, s.target.scheme)
	w.text(`,"host":"`, s.target.host)
	w.text(`,"site":"`, s.target.site)
	w.flag(`,"secure":`, s.target.secure)
	w.text(`,"network":"`, s.target.network.String())
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
	in.writeMemory(&w)
	w.text(`,"bundle":{"channel":"`, b.Channel())
	w.number(`,"version":`, int64(b.Version()))
	w.text(`,"revision":"`, b.Revision())
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
	w.text(`,"countryName":"`, in.land(s.transfer.country))
	w.text(`,"basis":"`, s.transfer.basis)
	w.text(`,"law":"`, s.transfer.law)
	w.raw("}")
}

func (in *Inspector) land(code string) string {
	name, _ := in.b.Land(code)
	return name
}

func (in *Inspector) writeFinding(w *writer, q *Request, f *finding) {
	b, v := in.b, &in.s.facts
	id, from, sure := b.Rule(f.Rule)
	w.text(`{"rule":"`, id)
	w.text(`,"verdict":"`, f.verdict.String())
	w.raw(`,"title":"`)
	w.b = b.AppendText(w.b, f.Case, bundle.Title, v)
	w.raw(`","why":"`)
	w.b = b.AppendText(w.b, f.Case, bundle.Why, v)
	w.raw(`","instead":"`)
	w.b = b.AppendText(w.b, f.Case, bundle.Instead, v)
	source, asOf := in.source(q, from)
	w.text(`","source":"`, source)
	w.text(`,"asOf":"`, asOf)
	w.text(`,"confidence":"`, sure.String())
	if f.loweredBy != "" {
		w.text(`,"loweredBy":"`, f.loweredBy)
	}
	w.raw(`,"parameters":{`)
	var told uint64 // a bit for each fact
	b.EachFact(f.Case, bundle.Why, func(fact bundle.Fact) {
		if told&(1<<fact) != 0 {
			return
		}
		if told != 0 {
			w.raw(",")
		}
		told |= 1 << fact
		w.text(`"`, fact.Name())
		w.raw(`:"`)
		w.b = append(b.AppendFact(w.b, fact, v), '"')
	})
	w.raw("}}")
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
// be asked for.
func (in *Inspector) writeUnknown(w *writer, q *Request) {
	s := &in.s
	leaves := !s.sameSite && s.personal && mayAsk(s.target.host)
	w.raw(`,"unknown":[`)
	n := 0
	say := func(what, why string) {
		if n++; n > 1 {
			w.raw(",")
		}
		w.raw(`"`)
		w.raw(what)
		w.text(": ", why)
	}
	if s.stale {
		say("rules", "expired; exemptions do not count")
	}
	if leaves {
		why := "not looked up"
		switch q.Asked {
		case "off":
			why = "not looked up: no worker is chosen"
		case "failed":
			why = "not looked up: the worker did not answer"
		}
		var d Dossier
		if s.dossierMatches {
			d = *q.Dossier
		}
		unless := func(what string, there bool, err func() string) {
			switch {
			case !there:
				say(what, why)
			case err() != "":
				say(what, err())
			}
		}
		unless("addresses", d.DNS != nil, func() string { return d.DNS.Error })
		unless("hosting", d.Hosting != nil, func() string { return d.Hosting.Error })
		unless("registration", d.Registration != nil, func() string { return d.Registration.Error })
		unless("certificate", d.Certificate != nil || s.target.scheme != "https", func() string {
			if d.Certificate == nil {
				return ""
			}
			return d.Certificate.Error
		})
	}
	ask := ""
	if leaves && !s.dossierMatches && q.Asked == "" {
		ask = s.target.host
	}
	w.text(`],"ask":"`, ask)
}

// writeMemory gives what to look up, and to keep, in the memory of targets; the
// key is to be put through an HMAC. Only targets of other sites are kept.
func (in *Inspector) writeMemory(w *writer) {
	s := &in.s
	if !s.personal || s.target.site == "" || s.page.host == "" {
		return
	}
	k := in.scratch[:0]
	k = append(append(append(append(k, s.page.host...), '\n'), s.page.path...), '\n')
	for kind := form.Kind(0); kind < form.NumKinds; kind++ {
		if (s.all & form.Personal).Has(kind) {
			k = append(append(k, ' '), kind.String()...)
		}
	}
	in.scratch = k
	w.text(`,"memory":{"key":"`, view(k))
	w.flag(`,"keep":`, !s.sameSite)
	w.text(`,"host":"`, s.target.host)
	w.text(`,"site":"`, s.target.site)
	w.text(`,"country":"`, s.agreedCountry())
	w.text(`,"scheme":"`, s.target.scheme)
	w.raw("}")
}
