package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
)

// securityServer is a server and how to speak to it.
type securityServer struct {
	*server
	http *http.Client
}

func (s *securityServer) send(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode == http.StatusSwitchingProtocols {
		return res, ""
	}
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(data)
}

// latestCode waits for a mail of a subject and gives the code of the latest.
func (s *securityServer) latestCode(t *testing.T, subject string) string {
	t.Helper()
	for end := time.Now().Add(mailPatience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if parts := strings.Split(s.mails(), subject); len(parts) > 1 {
			return mailCode.FindString(strings.ReplaceAll(parts[1], "<pre>", "\n"))
		}
	}
	t.Fatalf("no mail %q", subject)
	return ""
}

func noRedirects(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// securityWorld is what the cases share: a server without limits, people on it, and
// forged tokens.
type securityWorld struct {
	t     *testing.T
	plain *securityServer
	once  sync.Once
	tls   *securityServer
	known map[string]string
}

func (w *securityWorld) open(t *testing.T) {
	t.Helper()
	w.t = t
	s, admin := administrator(t, serveIn(t, t.TempDir(), "--no-limits"), "admin@example.org")
	w.plain = &securityServer{s, noRedirects(http.DefaultTransport)}
	user, other := s.register("user@example.org"), s.register("other@example.org")
	w.known = map[string]string{"password": testPassword, "host": strings.TrimPrefix(s.url, "http://"), "url": s.url, "user.email": "user@example.org", "other.email": "other@example.org"}
	for name, c := range map[string]*client.Client{"user": user, "other": other, "admin": admin} {
		me, err := c.Me(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		w.known[name+".token"], w.known[name+".refresh"], w.known[name+".id"] = c.Session().AccessToken, c.Session().RefreshToken, me.ID
	}
	maps.Copy(w.known, forgedTokens(t, s.dir, w.known["user.token"]))
}

// openTLS starts the server that serves over TLS; none is needed without a case for it.
func (w *securityWorld) openTLS(t *testing.T) {
	t.Helper()
	w.once.Do(func() {
		s := serveIn(t, t.TempDir(), "--no-limits", "--tls")
		w.tls = &securityServer{s, noRedirects(&http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}})}
	})
}

func (w *securityWorld) server(t *testing.T, kind string) *securityServer {
	t.Helper()
	switch kind {
	case "tls":
		return w.tls
	case "limits":
		return &securityServer{serveIn(t, t.TempDir()), noRedirects(http.DefaultTransport)}
	}
	return w.plain
}

func (w *securityWorld) vars() map[string]string { return maps.Clone(w.known) }

// forgedTokens are made of a real token's claims: some signed by nobody or somebody else,
// some by the system's own key, which the data directory has, over other claims.
func forgedTokens(t *testing.T, dir, genuine string) map[string]string {
	t.Helper()
	own, err := keyfiles.Open(filepath.Join(dir, "keys"), keyfiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(genuine, ".")
	header, payload := unpacked(t, parts[0]), unpacked(t, parts[1])
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	byStranger := func(digest []byte) ([]byte, error) {
		return rsa.SignPKCS1v15(rand.Reader, stranger, crypto.SHA256, digest)
	}
	bySystem := func(digest []byte) ([]byte, error) {
		kid, err := own.Current(context.Background())
		if err != nil {
			return nil, err
		}
		return own.Sign(context.Background(), kid, crypto.SHA256, digest)
	}
	with := func(m map[string]any, changes map[string]any) map[string]any {
		out := maps.Clone(m)
		maps.Copy(out, changes)
		return out
	}
	now := time.Now().Unix()
	token := func(h, p map[string]any, sign func([]byte) ([]byte, error)) string {
		text := packed(t, h) + "." + packed(t, p)
		if sign == nil {
			return text + "."
		}
		sum := sha256.Sum256([]byte(text))
		sig, err := sign(sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + base64.RawURLEncoding.EncodeToString(sig)
	}
	jwk := map[string]any{"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(stranger.N.Bytes())}
	return map[string]string{
		"forged.good":      token(header, payload, bySystem), // to show that the rest fails for its own reason
		"forged.changed":   parts[0] + "." + packed(t, with(payload, map[string]any{"roles": []string{"admin"}})) + "." + parts[2],
		"forged.signature": token(header, payload, byStranger),
		"forged.none":      token(with(header, map[string]any{"alg": "none"}), payload, nil),
		"forged.hs256":     token(with(header, map[string]any{"alg": "HS256"}), payload, byStranger),
		"forged.jwk":       token(with(header, map[string]any{"jwk": jwk}), payload, byStranger),
		"forged.jku":       token(with(header, map[string]any{"jku": "http://127.0.0.1:1/keys"}), payload, byStranger),
		"forged.kid":       token(with(header, map[string]any{"kid": "../../etc/passwd"}), payload, bySystem),
		"forged.type":      token(with(header, map[string]any{"typ": "JWT"}), payload, bySystem),
		"forged.expired":   token(header, with(payload, map[string]any{"exp": now - 60, "iat": now - 2000, "nbf": now - 2000}), bySystem),
		"forged.early":     token(header, with(payload, map[string]any{"nbf": now + 3600, "exp": now + 7200}), bySystem),
		"forged.forever":   token(header, with(payload, map[string]any{"exp": nil}), bySystem),
		"forged.audience":  token(header, with(payload, map[string]any{"aud": []string{"urn:other:api"}}), bySystem),
		"forged.issuer":    token(header, with(payload, map[string]any{"iss": "urn:other:local"}), bySystem),
	}
}

func unpacked(t *testing.T, part string) map[string]any {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func packed(t *testing.T, part map[string]any) string {
	t.Helper()
	data, err := json.Marshal(part)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(data)
}
