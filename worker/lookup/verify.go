package lookup

import (
	"bytes"
	"crypto/x509"
	"errors"
	"time"
)

// Why a certificate does not verify: the first of these that holds, in this order.
const (
	reasonNone       = "the host showed no certificate that can be read"
	reasonExpired    = "it has expired"
	reasonEarly      = "it is not valid yet"
	reasonNameless   = "it names no host (it has no subject alternative names)"
	reasonOther      = "it is for other names"
	reasonSelfSigned = "it is signed with its own key (self-signed)"
	reasonWeak       = "it is signed with an algorithm that is no longer trusted"
	reasonChainTime  = "an issuer's certificate has expired or is not valid yet"
	reasonUse        = "it is not meant for servers"
	reasonUnknown    = "its issuer is not an authority that is trusted here"
	reasonRootless   = "the authorities to verify it against could not be loaded"
	reasonInvalid    = "its chain of issuers does not hold"
)

// verify says why a chain of certificates, the host's own first, does not
// verify for a host at a time, or "". The order is ours, so that the reason is
// the same on every platform.
func verify(host string, chain []*x509.Certificate, roots *x509.CertPool, now time.Time) string {
	if len(chain) == 0 {
		return reasonNone
	}
	leaf := chain[0]
	switch {
	case now.After(leaf.NotAfter):
		return reasonExpired
	case now.Before(leaf.NotBefore):
		return reasonEarly
	case len(leaf.DNSNames) == 0 && len(leaf.IPAddresses) == 0:
		return reasonNameless
	case leaf.VerifyHostname(host) != nil:
		return reasonOther
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now})
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var rootless x509.SystemRootsError
	switch {
	case err == nil:
		return ""
	case bytes.Equal(leaf.RawIssuer, leaf.RawSubject):
		return reasonSelfSigned
	case outdated(leaf.SignatureAlgorithm):
		return reasonWeak
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return reasonChainTime
	case errors.As(err, &invalid) && invalid.Reason == x509.IncompatibleUsage:
		return reasonUse
	case errors.As(err, &unknown), errors.As(err, &rootless):
		if expired(chain[1:], now) {
			return reasonChainTime
		}
		return reasonUnknown
	}
	return reasonInvalid
}

// outdated reports whether an algorithm is one that nobody accepts any more.
func outdated(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// expired reports whether one of the certificates is not valid at a time.
func expired(chain []*x509.Certificate, now time.Time) bool {
	for _, c := range chain {
		if now.After(c.NotAfter) || now.Before(c.NotBefore) {
			return true
		}
	}
	return false
}
