package inspect

func (q *request) readDossier(r *reader) {
	n, ok := r.open(majorMap)
	if !ok {
		return
	}
	q.dossier = Dossier{}
	d := &q.dossier
	q.Dossier = d
	for range n {
		switch r.field() {
		case "host":
			d.Host = r.text()
		case "asOf":
			d.AsOf = r.text()
		case "dns":
			d.DNS = r.dns(&q.dns)
		case "hosting":
			d.Hosting = r.hosting(&q.hosting)
		case "registration":
			d.Registration = r.registration(&q.registration)
		case "certificate":
			d.Certificate = r.certificate(&q.certificate)
		case "http":
			d.HTTP = r.http(&q.http)
		default:
			r.skip()
		}
	}
}

// common reads the entries that every section has; false for any other key.
func (r *reader) common(key string, s *Section) bool {
	switch key {
	case "source":
		s.Source = r.text()
	case "asOf":
		s.AsOf = r.text()
	case "ttl":
		s.TTL = r.integer()
	case "error":
		s.Error = r.text()
	default:
		return false
	}
	return true
}

func (r *reader) dns(d *DNS) *DNS {
	n, ok := r.open(majorMap)
	if !ok {
		return nil
	}
	*d = DNS{Addresses: d.Addresses[:0], Aliases: d.Aliases[:0]}
	for range n {
		switch key := r.field(); key {
		case "status":
			d.Status = r.text()
		case "addresses":
			d.Addresses = r.texts(d.Addresses)
		case "aliases":
			d.Aliases = r.texts(d.Aliases)
		case "scope":
			d.Scope = r.text()
		default:
			if !r.common(key, &d.Section) {
				r.skip()
			}
		}
	}
	return d
}

func (r *reader) hosting(h *Hosting) *Hosting {
	n, ok := r.open(majorMap)
	if !ok {
		return nil
	}
	*h = Hosting{Addresses: h.Addresses[:0]}
	for range n {
		key := r.field()
		if key == "addresses" {
			m, _ := r.open(majorArray)
			for range m {
				h.Addresses = append(h.Addresses, Address{})
				r.address(&h.Addresses[len(h.Addresses)-1])
			}
		} else if !r.common(key, &h.Section) {
			r.skip()
		}
	}
	return h
}

func (r *reader) address(a *Address) {
	n, _ := r.open(majorMap)
	for range n {
		switch r.field() {
		case "address":
			a.Address = r.text()
		case "network":
			a.Network = r.text()
		case "asn":
			a.ASN = r.integer()
		case "asName":
			a.ASName = r.text()
		case "country":
			a.Country = r.text()
		case "registeredCountry":
			a.RegisteredCountry = r.text()
		case "asCountry":
			a.ASCountry = r.text()
		case "confidence":
			a.Confidence = r.text()
		case "scope":
			a.Scope = r.text()
		default:
			r.skip()
		}
	}
}

func (r *reader) registration(g *Registration) *Registration {
	n, ok := r.open(majorMap)
	if !ok {
		return nil
	}
	*g = Registration{Countries: g.Countries[:0], NameServers: g.NameServers[:0], Status: g.Status[:0], Inconsistencies: g.Inconsistencies[:0]}
	for range n {
		switch key := r.field(); key {
		case "domain":
			g.Domain = r.text()
		case "created":
			g.Created = r.text()
		case "changed":
			g.Changed = r.text()
		case "expires":
			g.Expires = r.text()
		case "registrar":
			g.Registrar = r.text()
		case "organisation":
			g.Organisation = r.text()
		case "country":
			g.Country = r.text()
		case "countries":
			g.Countries = r.texts(g.Countries)
		case "nameServers":
			g.NameServers = r.texts(g.NameServers)
		case "status":
			g.Status = r.texts(g.Status)
		case "inconsistencies":
			g.Inconsistencies = r.texts(g.Inconsistencies)
		default:
			if !r.common(key, &g.Section) {
				r.skip()
			}
		}
	}
	return g
}

func (r *reader) certificate(c *Certificate) *Certificate {
	n, ok := r.open(majorMap)
	if !ok {
		return nil
	}
	*c = Certificate{Names: c.Names[:0]}
	for range n {
		switch key := r.field(); key {
		case "organisation":
			c.Organisation = r.text()
		case "names":
			c.Names = r.texts(c.Names)
		case "wildcard":
			c.Wildcard = r.boolean()
		case "issuer":
			c.Issuer = r.text()
		case "notBefore":
			c.NotBefore = r.text()
		case "notAfter":
			c.NotAfter = r.text()
		case "verified":
			c.Verified = r.boolean()
		case "reason":
			c.Reason = r.text()
		default:
			if !r.common(key, &c.Section) {
				r.skip()
			}
		}
	}
	return c
}

func (r *reader) http(h *HTTP) *HTTP {
	n, ok := r.open(majorMap)
	if !ok {
		return nil
	}
	*h = HTTP{}
	for range n {
		switch key := r.field(); key {
		case "server":
			h.Server = r.text()
		case "poweredBy":
			h.PoweredBy = r.text()
		case "hsts":
			h.HSTS = r.boolean()
		default:
			if !r.common(key, &h.Section) {
				r.skip()
			}
		}
	}
	return h
}
