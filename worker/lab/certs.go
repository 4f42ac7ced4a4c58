package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"
)

// certificates makes the sites' certificates at run time, from an authority
// that lives in memory only. All of them have one key, so that one value of
// Chromium's --ignore-certificate-errors-spki-list makes it accept them; such a
// certificate is accepted whatever its dates, and so is any by a Firefox driven
// with acceptInsecureCerts. That is why recorded dates need no second version
// for the browsers of today: mi5.h0st.biz shows the certificate of 2007, all
// other names one that is valid under the lab's clock and today's.
type certificates struct {
	spki string
	root *x509.Certificate
	sign *ecdsa.PrivateKey // the authority's
	key  *ecdsa.PrivateKey // every site's

	mu   sync.Mutex
	made map[string]*tls.Certificate
}

// recorded is what is known of a certificate of 2007.
type recorded struct {
	names         []string
	organisation  string
	before, after time.Time
}

// history lists the recorded certificates by the domain they are for. The issuer
// was DigiCert; the lab's authority does not borrow its name. The end was not
// written down: one year is what was usual.
var history = map[string]recorded{
	"h0st.biz": {
		names:        []string{"*.h0st.biz"},
		organisation: "Mailtrack Ltd",
		before:       time.Date(2007, 1, 11, 0, 0, 0, 0, time.UTC),
		after:        time.Date(2008, 1, 11, 0, 0, 0, 0, time.UTC),
	},
}

// The dates of everything that is not recorded.
var (
	validFrom = time.Date(2006, 1, 1, 0, 0, 0, 0, time.UTC)
	validTo   = time.Date(2049, 12, 31, 0, 0, 0, 0, time.UTC)
)

func newCertificates() (*certificates, error) {
	c := &certificates{made: map[string]*tls.Certificate{}}
	var err error
	if c.sign, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("lab: key: %w", err)
	}
	if c.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("lab: key: %w", err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&c.key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("lab: key: %w", err)
	}
	sum := sha256.Sum256(spki)
	c.spki = base64.StdEncoding.EncodeToString(sum[:])
	root := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{Organization: []string{"Formtrace lab"}, CommonName: "Formtrace lab, for tests on loopback only"},
		NotBefore:             validFrom,
		NotAfter:              validTo,
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &c.sign.PublicKey, c.sign)
	if err != nil {
		return nil, fmt.Errorf("lab: authority: %w", err)
	}
	c.root, err = x509.ParseCertificate(der)
	return c, err
}

// get returns the certificate for a host, making it when it is first asked for.
func (c *certificates) get(host string) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := recorded{names: []string{host}, before: validFrom, after: validTo}
	for domain, h := range history {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			r = h
		}
	}
	if made := c.made[r.names[0]]; made != nil {
		return made, nil
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(c.made) + 2)),
		Subject:      pkix.Name{CommonName: r.names[0]},
		DNSNames:     r.names,
		NotBefore:    r.before,
		NotAfter:     r.after,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if r.organisation != "" {
		leaf.Subject.Organization = []string{r.organisation}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, c.root, &c.key.PublicKey, c.sign)
	if err != nil {
		return nil, fmt.Errorf("lab: certificate for %s: %w", host, err)
	}
	made := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: c.key}
	c.made[r.names[0]] = made
	return made, nil
}

// Roots returns the lab's certificate authority, for clients that verify.
func (l *Lab) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(l.certs.root)
	return pool
}
