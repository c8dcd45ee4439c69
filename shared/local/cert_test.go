package local

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	r := startServer(t, ServerOptions{Functions: things(t), TLS: true, DataDir: dir})
	pem, err := os.ReadFile(filepath.Join(dir, CertFile))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	get := func(c *tls.Config) (reply, error) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: c}}
		defer client.CloseIdleConnections()
		req, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/nothing", http.NoBody)
		if err != nil {
			return reply{}, err
		}
		res, err := client.Do(req)
		if err != nil {
			return reply{}, err
		}
		return reply{res.StatusCode, res.Header}, res.Body.Close()
	}
	res, err := get(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13})
	if err != nil || res.StatusCode != 404 || res.Header.Get("Strict-Transport-Security") == "" || !strings.HasPrefix(r.url, "https://127.0.0.1:") {
		t.Errorf("%v, %v at %s", res, err, r.url)
	}
	if _, err := get(&tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS12}); err == nil {
		t.Error("TLS 1.2 was taken")
	}
}

func TestCertificateIsKeptAndRenewed(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), CertFile), time.Now()
	names := []string{"localhost", "127.0.0.1", "::1"}
	serial := func(names []string, at time.Time) string {
		t.Helper()
		cert, err := openCert(path, names, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if err := cert.Leaf.VerifyHostname(name); err != nil {
				t.Error(err)
			}
		}
		return cert.Leaf.SerialNumber.String()
	}
	first := serial(names, now)
	if serial(names, now.Add(300*24*time.Hour)) != first {
		t.Error("renewed long before its end")
	}
	second := serial(names, now.Add(certLife-certRenew+time.Hour))
	if second == first {
		t.Error("not renewed near its end")
	}
	at := now.Add(certLife)
	third := serial(append(names, "my.name"), at)
	if third == second {
		t.Error("not renewed for a new name")
	}
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if serial(names, at) == third {
		t.Error("not renewed though damaged")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
