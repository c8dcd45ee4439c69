package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/durable"
)

// CertFile is the file in the data directory with the self-signed certificate and its key.
const CertFile = "tls.pem"

// Life of a certificate. Browsers take none that is valid for more than 398 days.
const (
	certLife  = 390 * 24 * time.Hour
	certRenew = 30 * 24 * time.Hour // before its end
	certSkew  = time.Hour           // it begins in the past, for clocks that are late
)

// tlsConfig is TLS 1.3 with the data directory's self-signed certificate for the names.
func tlsConfig(dir string, names []string, now time.Time) (*tls.Config, error) {
	cert, err := openCert(filepath.Join(dir, CertFile), names, now)
	if err != nil {
		return nil, fmt.Errorf("local: certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}}, nil
}

// openCert reads the certificate, or makes a new one if there is none, if it ends soon, or
// if it lacks a name. A file that cannot be read is replaced: clients must trust the
// new certificate either way.
func openCert(path string, names []string, now time.Time) (tls.Certificate, error) {
	data, err := os.ReadFile(path) //nolint:gosec // inside the data directory
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return tls.Certificate{}, err
	}
	if cert, err := tls.X509KeyPair(data, data); err == nil && serves(cert.Leaf, names, now) {
		return cert, nil
	}
	data, err = makeCert(names, now)
	if err != nil {
		return tls.Certificate{}, err
	}
	if err := durable.Replace(path, data, 0o600); err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(data, data)
}

func serves(leaf *x509.Certificate, names []string, now time.Time) bool {
	if leaf == nil || now.Before(leaf.NotBefore) || now.Add(certRenew).After(leaf.NotAfter) {
		return false
	}
	return !slices.ContainsFunc(names, func(name string) bool { return leaf.VerifyHostname(name) != nil })
}

func makeCert(names []string, now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	const serialBits = 127 // at most 20 bytes and positive (RFC 5280 section 4.1.2.2)
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "AIO Creative Hub on this machine"},
		NotBefore: now.Add(-certSkew), NotAfter: now.Add(certLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})...), nil
}
