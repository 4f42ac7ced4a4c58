package lookup

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

const (
	tlsSource = "a TLS handshake with the host"
	tlsTTL    = 3600 // certificates live for days
	// contactTTL is how long a contact that failed is not repeated.
	contactTTL = 60

	maxNames = 100 // of a certificate; more are cut off
	maxChain = 10  // issuers
	maxText  = 256 // bytes of anything that a host says
)

// certificate makes the section about what the host shows in a TLS handshake.
func (q *query) certificate(ctx context.Context) *Certificate {
	c, err := within(ctx, q.Service, func(ctx context.Context) (*Certificate, error) {
		v := q.visit()
		if errors.Is(v.err, ErrPlatform) && q.CT != "" {
			return q.searched(ctx), nil
		}
		c := describe(q.Host, v.shown.chain)
		c.Source, c.AsOf, c.TTL, c.Protocol = tlsSource, q.now, tlsTTL, v.shown.protocol
		if v.err != nil {
			c.Error, c.TTL = v.err.Error(), v.ttl
		}
		if len(v.shown.chain) > 0 {
			c.Reason = q.verified(ctx, q.Host, parseChain(v.shown.chain))
			c.Verified = c.Reason == "" && v.err == nil
		}
		return c, nil
	})
	if err != nil {
		c = describe(q.Host, nil)
		c.Section = Section{Source: tlsSource, AsOf: q.now, TTL: contactTTL, Error: late(err).Error()}
	}
	return c
}

// late is an error of within as the host's.
func late(err error) error {
	if err == errTime {
		return errLate
	}
	return err
}

// parseChain reads certificates (DER). One that cannot be read ends the chain.
func parseChain(raw [][]byte) (chain []*x509.Certificate) {
	for _, der := range raw[:min(len(raw), maxChain)] {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			break
		}
		chain = append(chain, c)
	}
	return chain
}

// describe makes the facts of a chain of certificates (DER), the host's own first.
func describe(host string, raw [][]byte) *Certificate {
	out := &Certificate{Names: []string{}, Chain: []string{}}
	chain := parseChain(raw)
	if len(chain) == 0 {
		return out
	}
	leaf := chain[0]
	if !isIndividual(leaf.Subject) {
		out.Organisation = organisation(leaf.Subject)
	}
	for _, name := range leaf.DNSNames {
		if len(out.Names) < maxNames {
			out.Names = append(out.Names, printable(name))
		}
		out.Wildcard = out.Wildcard || fitsWildcard(name, host)
	}
	for _, ip := range leaf.IPAddresses {
		if len(out.Names) < maxNames {
			out.Names = append(out.Names, ip.String())
		}
	}
	out.Issuer = organisation(leaf.Issuer)
	if out.Issuer == "" {
		out.Issuer = printable(leaf.Issuer.CommonName)
	}
	out.Chain = issuers(chain)
	out.NotBefore, out.NotAfter = stamp(leaf.NotBefore), stamp(leaf.NotAfter)
	out.Key = key(leaf)
	return out
}

// issuers names the issuers from the leaf's upwards, as far as they are shown.
func issuers(chain []*x509.Certificate) []string {
	out := []string{}
	for at := chain[0]; at != nil && len(out) < maxChain; {
		name := printable(at.Issuer.CommonName)
		if name == "" {
			name = organisation(at.Issuer)
		}
		out = append(out, name)
		var next *x509.Certificate
		for _, c := range chain[1:] {
			if string(c.RawSubject) == string(at.RawIssuer) && string(at.RawIssuer) != string(at.RawSubject) {
				next = c
			}
		}
		if next != nil && string(next.RawIssuer) == string(next.RawSubject) {
			break // the root names itself
		}
		at = next
	}
	return out
}

func organisation(name pkix.Name) string {
	if len(name.Organization) == 0 {
		return ""
	}
	return printable(name.Organization[0])
}

// isIndividual reports whether a certificate is for a person, who has a given name
// or a surname in it; the organisation may be the same name then (CA/Browser
// Forum, Baseline Requirements 7.1.2.7.3).
func isIndividual(name pkix.Name) bool {
	return slices.ContainsFunc(name.Names, func(a pkix.AttributeTypeAndValue) bool {
		return a.Type.Equal(oidGivenName) || a.Type.Equal(oidSurname)
	})
}

var oidGivenName, oidSurname = asn1.ObjectIdentifier{2, 5, 4, 42}, asn1.ObjectIdentifier{2, 5, 4, 4}

// fitsWildcard reports whether a name is a wildcard that the host fits (RFC
// 9525, 6.3: one whole label at the left).
func fitsWildcard(name, host string) bool {
	suffix, ok := strings.CutPrefix(strings.ToLower(name), "*.")
	_, rest, more := strings.Cut(host, ".")
	return ok && more && rest == suffix
}

// key names a certificate's key and its size.
func key(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	if c.PublicKeyAlgorithm == x509.UnknownPublicKeyAlgorithm {
		return "unknown"
	}
	return c.PublicKeyAlgorithm.String()
}

// printable is what a host says of itself, without what does not print and cut
// to what may be repeated.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	return strings.TrimSpace(s)
}
