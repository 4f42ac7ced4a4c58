//go:build !js

package lookup

import "crypto/x509"

// platformRoots are the authorities that the platform trusts: its own pool.
func platformRoots() *x509.CertPool { return nil }
