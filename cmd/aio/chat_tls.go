package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// trusting makes an HTTP client that trusts, besides the system's authorities, the
// certificates of a PEM file: those of a server with a self-signed one. nil without a file.
func trusting(file string) (*http.Client, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // no file, no client of its own
	}
	pem, err := os.ReadFile(file) //nolint:gosec // the person's own file
	if err != nil {
		return nil, fmt.Errorf("--ca: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("--ca: no certificate in the file")
	}
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, errors.New("--ca: the default transport was replaced")
	}
	transport = transport.Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}
	return &http.Client{Transport: transport}, nil
}
