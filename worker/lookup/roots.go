package lookup

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// DistrustAfter is the PEM header of an authority whose certificates count only
// when they were issued before a time (RFC 3339).
const DistrustAfter = "Distrust-After"

// ParseRoots reads authorities: certificates in PEM, some of them perhaps with
// DistrustAfter.
func ParseRoots(text []byte) (*x509.CertPool, error) {
	pool, n := x509.NewCertPool(), 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			continue // one that nobody can read vouches for nothing
		}
		n++
		limit := block.Headers[DistrustAfter]
		if limit == "" {
			pool.AddCert(c)
			continue
		}
		at, err := time.Parse(time.RFC3339, limit)
		if err != nil {
			return nil, fmt.Errorf("%s: %q; expected a time such as 2024-11-30T23:59:59Z", DistrustAfter, limit)
		}
		pool.AddCertWithConstraint(c, func(chain []*x509.Certificate) error {
			for _, c := range chain {
				if c.NotBefore.After(at) {
					return errDistrusted
				}
			}
			return nil
		})
	}
	if n == 0 {
		return nil, errors.New("expected certificates in PEM")
	}
	return pool, nil
}

var errDistrusted = errors.New("issued after its authority was no longer trusted")

// verified says why a chain does not verify for a host, or "".
func (s *Service) verified(ctx context.Context, host string, chain []*x509.Certificate) string {
	roots := s.Roots
	if roots == nil && s.LoadRoots != nil {
		var err error
		if roots, err = s.LoadRoots(ctx); err != nil {
			return reasonRootless
		}
	}
	return verify(host, chain, roots, s.Now())
}
