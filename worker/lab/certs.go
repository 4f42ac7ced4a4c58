package lab

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// certificates makes the sites' certificates at run time, from authorities that
// live in memory only. All of them have one key, so that one value of
// Chromium's --ignore-certificate-errors-spki-list makes it accept them; such a
// certificate is accepted whatever its dates, and so is any by a Firefox driven
// with acceptInsecureCerts. That is why recorded dates need no second version
// for the browsers of today: mi5.h0st.biz shows the certificate of 2007, all
// other names one that is valid under the lab's clock and today's, unless
// hosts.txt says otherwise.
type certificates struct {
	spki string
	root *authority
	key  *ecdsa.PrivateKey // every site's

	mu      sync.Mutex
	serial  int64
	between map[string]*authority // by organisation
	made    map[string]*tls.Certificate
}

// authority signs certificates.
type authority struct {
	cert  *x509.Certificate
	key   crypto.Signer
	chain [][]byte // what servers show beside the leaf
}

// The dates of everything that is not recorded.
var (
	validFrom = time.Date(2006, 1, 1, 0, 0, 0, 0, time.UTC)
	validTo   = time.Date(2049, 12, 31, 0, 0, 0, 0, time.UTC)
)

// Issuers that are wrong: one that nobody trusts, one that has expired.
const (
	stranger = "stranger"
	stale    = "stale"
)

func newCertificates() (*certificates, error) {
	c := &certificates{made: map[string]*tls.Certificate{}, between: map[string]*authority{}}
	var err error
	if c.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("lab: key: %w", err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&c.key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("lab: key: %w", err)
	}
	sum := sha256.Sum256(spki)
	c.spki = base64.StdEncoding.EncodeToString(sum[:])
	c.root, err = c.authority("Formtrace lab", "Formtrace lab, for tests on loopback only", validTo, nil)
	return c, err
}

// authority makes an authority under another one, or a root.
func (c *certificates) authority(organisation, name string, to time.Time, under *authority) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("lab: key: %w", err)
	}
	c.serial++
	cert := &x509.Certificate{
		SerialNumber:          big.NewInt(c.serial),
		Subject:               pkix.Name{Organization: []string{organisation}, CommonName: name},
		NotBefore:             validFrom,
		NotAfter:              to,
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	a := &authority{key: key}
	signer := &authority{cert: cert, key: key}
	if under != nil {
		signer = under
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, signer.cert, &key.PublicKey, signer.key)
	if err != nil {
		return nil, fmt.Errorf("lab: authority: %w", err)
	}
	if under != nil {
		a.chain = append([][]byte{der}, under.chain...)
	}
	a.cert, err = x509.ParseCertificate(der)
	return a, err
}

// issuer returns the authority of that organisation: under the lab's root, and
// marked as what it is. "" is the root itself.
func (c *certificates) issuer(organisation string) (*authority, error) {
	if organisation == "" {
		return c.root, nil
	}
	if a := c.between[organisation]; a != nil {
		return a, nil
	}
	root := c.root
	var err error
	if organisation == stranger {
		if root, err = c.authority("Formtrace lab", "An authority that nobody trusts, for tests on loopback only", validTo, nil); err != nil {
			return nil, err
		}
	}
	to := validTo
	if organisation == stale {
		to = time.Date(2006, 6, 1, 0, 0, 0, 0, time.UTC)
	}
	a, err := c.authority(organisation, organisation+" (a re-enactment by the Formtrace lab)", to, root)
	c.between[organisation] = a
	return a, err
}

// get returns the certificate that e describes, making it when it is first
// asked for. name is what it is kept under, host whose it is without names in e.
func (c *certificates) get(name, host string, e *entry) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if made := c.made[name]; made != nil {
		return made, nil
	}
	made, err := c.make(host, e)
	if err != nil {
		return nil, fmt.Errorf("lab: certificate for %s: %w", host, err)
	}
	c.made[name] = made
	return made, nil
}

func (c *certificates) make(host string, e *entry) (*tls.Certificate, error) {
	names := e.names
	if names == nil {
		names = []string{host}
	}
	c.serial++
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(c.serial),
		Subject:      pkix.Name{CommonName: host},
		NotBefore:    e.from,
		NotAfter:     e.to,
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if len(names) > 0 {
		leaf.Subject.CommonName = names[0]
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, name)
		}
	}
	if e.organisation != "" {
		leaf.Subject.Organization = []string{e.organisation}
	}
	if e.key == "sha1" {
		leaf.SignatureAlgorithm = x509.ECDSAWithSHA1
	}
	if e.use == "client" {
		leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	key, err := c.keyFor(e.key)
	if err != nil {
		return nil, err
	}
	a := &authority{cert: leaf, key: key}
	if e.issuer != "self" {
		if a, err = c.issuer(e.issuer); err != nil {
			return nil, err
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	if e.key == "garbage" {
		der = bytes.Repeat([]byte("garbage "), 64)
	}
	return &tls.Certificate{Certificate: append([][]byte{der}, a.chain...), PrivateKey: key, Leaf: leaf}, nil
}

// keyFor returns a key of a kind; "" is every site's.
func (c *certificates) keyFor(kind string) (crypto.Signer, error) {
	if kind == "rsa-1024" {
		return rsa.GenerateKey(rand.Reader, 1024)
	}
	return c.key, nil
}

// Roots returns the lab's certificate authority, for clients that verify.
func (l *Lab) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(l.certs.root.cert)
	return pool
}

// RootsPEM returns the same as text.
func (l *Lab) RootsPEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: l.certs.root.cert.Raw}))
}
