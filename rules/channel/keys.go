// Package channel says which bundles may be installed: it signs and verifies
// them, and keeps the rules of a client. A root key, kept offline, signs a list of
// channel keys (SignKeys, OpenKeys); a channel key signs bundles (Sign); Client
// takes a bundle only when everything about it is right, and never goes back.
//
// Signatures are Ed25519 (RFC 8032) over the bytes as they are, with a word before
// them that says what they are for, so that no signature serves another purpose.
// The browser does the same with WebCrypto (extension/src/background/channels/).
package channel

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
)

// Key is a private key.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes a key.
func NewKey() (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Key{private}, nil
}

// pemType is the label of PKCS #8 keys (RFC 7468, 10).
const pemType = "PRIVATE KEY"

// ParseKey reads a key as MarshalPEM writes it (PKCS #8 in PEM).
func ParseKey(text []byte) (*Key, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != pemType || len(rest) > 0 {
		return nil, errors.New("expected one Ed25519 key, PKCS #8 in PEM")
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("expected one Ed25519 key, PKCS #8 in PEM: %w", err)
	}
	private, ok := any.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("expected an Ed25519 key, not %T", any)
	}
	return &Key{private}, nil
}

// MarshalPEM returns the private key as text. Whoever has it can sign.
func (k *Key) MarshalPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}), nil
}

// Public returns the public key, which may be told to everybody.
func (k *Key) Public() PublicKey { return PublicKey(k.private.Public().(ed25519.PublicKey)) }

// PublicKey is a public key: 32 bytes, in text base64 (RFC 4648, 4).
type PublicKey ed25519.PublicKey

// ParsePublic reads a public key.
func ParsePublic(text string) (PublicKey, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%q is not a public key: expected 32 bytes in base64", text)
	}
	return PublicKey(raw), nil
}

func (p PublicKey) String() string { return base64.StdEncoding.EncodeToString(p) }

// MarshalText writes it in base64.
func (p PublicKey) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads it from base64.
func (p *PublicKey) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePublic(string(text))
	return err
}

// ID names a key: the first 16 hexadecimal digits of its SHA-256.
func (p PublicKey) ID() string {
	sum := sha256.Sum256(p)
	return hex.EncodeToString(sum[:8])
}

// What signatures are for.
const (
	forKeys   = "formtrace keys 1\n"
	forBundle = "formtrace bundle 1\n"
)

func (k *Key) sign(purpose string, data []byte) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, append([]byte(purpose), data...)))
}

func (p PublicKey) verify(purpose string, data []byte, signature string) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil && len(p) == ed25519.PublicKeySize && ed25519.Verify(ed25519.PublicKey(p), append([]byte(purpose), data...), raw)
}
