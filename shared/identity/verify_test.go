package identity_test

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/keystest"
)

// forge makes tokens with the system's own signing key, or any other.
type forge struct {
	t      testing.TB
	f      *fixture
	header map[string]any
	claims map[string]any
}

func newForge(t testing.TB, f *fixture, tok identity.Tokens) *forge {
	t.Helper()
	kid, err := f.keys.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := f.clock.Now().Unix()
	return &forge{t: t, f: f,
		header: map[string]any{"alg": "RS256", "typ": "at+jwt", "kid": kid},
		claims: map[string]any{
			"iss": issuer, "aud": audience, "sub": tok.User.ID, "sid": tok.SessionID, "roles": []string{"user"},
			"iat": now, "nbf": now - 5, "exp": now + 900, "jti": "tok_x",
		},
	}
}

// with gives a copy with changed members; nil removes one.
func (g *forge) with(header, claims map[string]any) *forge {
	change := func(m, by map[string]any) map[string]any {
		m = maps.Clone(m)
		for k, v := range by {
			if v == nil {
				delete(m, k)
			} else {
				m[k] = v
			}
		}
		return m
	}
	return &forge{g.t, g.f, change(g.header, header), change(g.claims, claims)}
}

func (g *forge) text() string {
	part := func(m map[string]any) string {
		b, err := json.Marshal(m)
		if err != nil {
			g.t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(g.header) + "." + part(g.claims)
}

func signature(b []byte) string { return "." + base64.RawURLEncoding.EncodeToString(b) }

// signed signs with the system's key, whatever the header says.
func (g *forge) signed() string {
	kid, err := g.f.keys.Current(g.t.Context())
	if err != nil {
		g.t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(g.text()))
	sig, err := g.f.keys.Sign(g.t.Context(), kid, crypto.SHA256, digest[:])
	if err != nil {
		g.t.Fatal(err)
	}
	return g.text() + signature(sig)
}

// signedWith signs with another key.
func (g *forge) signedWith(key *rsa.PrivateKey) string {
	digest := sha256.Sum256([]byte(g.text()))
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		g.t.Fatal(err)
	}
	return g.text() + signature(sig)
}

// hmacWith signs with HS256 and a secret, e.g. the public key that everybody knows.
func (g *forge) hmacWith(secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(g.text()))
	return g.text() + signature(mac.Sum(nil))
}

type m = map[string]any

func TestVerifyForged(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	good := newForge(t, f, tok)
	if _, err := f.Verifier().Verify(t.Context(), good.signed()); err != nil {
		t.Fatalf("what the forge makes unchanged: %v", err)
	}
	evil, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	public, err := f.keys.Public(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(public[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	jwk := json.RawMessage(keys.JWKS([]keys.PublicKey{{ID: "evil", Key: &evil.PublicKey}}))
	parts := strings.Split(tok.Access, ".")
	now := f.clock.Now().Unix()
	cases := map[string]string{
		"another key":                  good.signedWith(evil),
		"another key, its own name":    good.with(m{"kid": keys.Thumbprint(&evil.PublicKey)}, nil).signedWith(evil),
		"key in the header":            good.with(m{"jwk": jwk}, nil).signedWith(evil),
		"key in the header, own key":   good.with(m{"jwk": jwk}, nil).signed(),
		"address of keys":              good.with(m{"jku": "https://evil.example/jwks.json"}, nil).signed(),
		"address of a certificate":     good.with(m{"x5u": "https://evil.example/cert"}, nil).signed(),
		"certificate":                  good.with(m{"x5c": []string{"MII"}}, nil).signed(),
		"extension":                    good.with(m{"crit": []string{"b64"}, "b64": false}, nil).signed(),
		"alg none":                     good.with(m{"alg": "none"}, nil).text() + ".",
		"alg None, signed":             good.with(m{"alg": "None"}, nil).signed(),
		"alg empty":                    good.with(m{"alg": ""}, nil).signed(),
		"no alg":                       good.with(m{"alg": nil}, nil).signed(),
		"HS256 with the public key":    good.with(m{"alg": "HS256"}, nil).hmacWith(der),
		"HS256 with the modulus":       good.with(m{"alg": "HS256"}, nil).hmacWith(public[0].Key.N.Bytes()),
		"RS256 said, HMAC made":        good.hmacWith(der),
		"PS256":                        good.with(m{"alg": "PS256"}, nil).signed(),
		"RS512":                        good.with(m{"alg": "RS512"}, nil).signed(),
		"no kid":                       good.with(m{"kid": nil}, nil).signed(),
		"unknown kid":                  good.with(m{"kid": "../../../dev/null"}, nil).signed(),
		"kid is a number":              good.with(m{"kid": 7}, nil).signed(),
		"next key's kid":               good.with(m{"kid": public[1].ID}, nil).signed(),
		"typ JWT":                      good.with(m{"typ": "JWT"}, nil).signed(),
		"no typ":                       good.with(m{"typ": nil}, nil).signed(),
		"another issuer":               good.with(nil, m{"iss": issuer + "/"}).signed(),
		"no issuer":                    good.with(nil, m{"iss": nil}).signed(),
		"another audience":             good.with(nil, m{"aud": "other"}).signed(),
		"no audience":                  good.with(nil, m{"aud": nil}).signed(),
		"no subject":                   good.with(nil, m{"sub": nil}).signed(),
		"no session":                   good.with(nil, m{"sid": nil}).signed(),
		"no expiry":                    good.with(nil, m{"exp": nil}).signed(),
		"expiry is text":               good.with(nil, m{"exp": "tomorrow"}).signed(),
		"no nbf":                       good.with(nil, m{"nbf": nil}).signed(),
		"no iat":                       good.with(nil, m{"iat": nil}).signed(),
		"not yet":                      good.with(nil, m{"nbf": now + 60}).signed(),
		"expired and for another":      good.with(nil, m{"exp": now - 60, "aud": "other"}).signed(),
		"expired, another key":         good.with(nil, m{"exp": now - 60}).signedWith(evil),
		"roles changed after signing":  parts[0] + "." + strings.Split(good.with(nil, m{"roles": []string{"admin"}}).text(), ".")[1] + "." + parts[2],
		"signature cut":                tok.Access[:len(tok.Access)-4],
		"signature removed":            parts[0] + "." + parts[1] + ".",
		"two parts":                    parts[0] + "." + parts[1],
		"four parts":                   tok.Access + ".AA",
		"white space":                  tok.Access + " ",
		"padding":                      tok.Access + "==",
		"Bearer":                       "Bearer " + tok.Access,
		"nothing":                      "",
		"dots":                         "..",
		"refresh token":                tok.Refresh,
		"endless":                      tok.Access + strings.Repeat("A", 1<<20),
		"endless claims":               good.with(nil, m{"x": strings.Repeat("x", 10_000)}).signed(),
		"header not JSON":              "e30x." + parts[1] + "." + parts[2],
		"header null":                  base64.RawURLEncoding.EncodeToString([]byte("null")) + "." + parts[1] + "." + parts[2],
		"claims an array, signed well": good.text() + signature([]byte("x")),
	}
	for name, token := range cases {
		p, err := f.Verifier().Verify(t.Context(), token)
		wantCode(t, name, err, identity.CodeTokenInvalid)
		if p.UserID != "" || len(token) > 8 && strings.Contains(err.Error(), token) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	_, err = f.Verifier().Verify(t.Context(), good.with(nil, m{"sid": "ses_never"}).signed())
	wantCode(t, "session that never was", err, identity.CodeSessionRevoked)
	_, err = f.Verifier().Verify(t.Context(), good.with(nil, m{"sub": "usr_other"}).signed())
	wantCode(t, "another's session", err, identity.CodeSessionRevoked)
}

func TestVerifyAge(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	p, err := f.Verifier().Verify(t.Context(), tok.Access)
	if err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(p.Expires.Sub(f.clock.Now()) - time.Millisecond)
	_, err = f.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "in its last moment", err, "")
	f.clock.Advance(time.Millisecond)
	_, err = f.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "after it", err, identity.CodeTokenExpired)
	f.clock.Advance(-identity.AccessLife - 3*time.Second)
	_, err = f.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "by a clock that is somewhat slow", err, "")
	f.clock.Advance(-3 * time.Second)
	_, err = f.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "by a clock that is wrong", err, identity.CodeTokenInvalid)
}

// TestVerifyRotation: tokens stay good across a rotation, also for verifiers that read
// the keys before it; two rotations later their key is gone.
func TestVerifyRotation(t *testing.T) {
	f := setUp(t)
	elsewhere, err := identity.NewVerifier(identity.VerifierConfig{
		Store: f.store, Keys: f.keys, Now: f.clock.Now, Issuer: issuer, Audience: audience,
	})
	if err != nil {
		t.Fatal(err)
	}
	old := f.register(t)
	verify := func(what, token string, want identity.Code) {
		t.Helper()
		for _, v := range []*identity.Verifier{f.Verifier(), elsewhere} {
			_, err := v.Verify(t.Context(), token)
			wantCode(t, what, err, want)
		}
	}
	verify("before", old.Access, "")
	for range 2 {
		if err := f.keys.Rotate(t.Context(), keystest.Due()); err != nil {
			t.Fatal(err)
		}
		now := f.login(t)
		verify("of the new key", now.Access, "")
		verify("of the key before", old.Access, "")
		f.clock.Advance(5 * time.Minute)
		verify("when keys were read anew", now.Access, "")
	}
	verify("of a key that is gone", old.Access, identity.CodeTokenInvalid)
}

// TestSessionCache: the end of a session elsewhere is noticed after SessionCache, and at
// once by VerifyFresh.
func TestSessionCache(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	elsewhere, err := identity.New(f.c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := elsewhere.Verifier().Verify(t.Context(), tok.Access); err != nil {
		t.Fatal(err)
	}
	if err := f.Logout(t.Context(), tok.User.ID, tok.SessionID); err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(identity.SessionCache - time.Millisecond)
	_, err = elsewhere.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "within the cache's time", err, "")
	f.store.down.Store(true)
	_, err = elsewhere.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "without a store, within the cache's time", err, "")
	f.clock.Advance(time.Millisecond)
	if _, err := elsewhere.Verifier().Verify(t.Context(), tok.Access); err == nil || identity.CodeOf(err) != "" {
		t.Errorf("without a store: %v, want a failure that is no refusal", err)
	}
	f.store.down.Store(false)
	_, err = elsewhere.Verifier().Verify(t.Context(), tok.Access)
	wantCode(t, "after the cache's time", err, identity.CodeSessionRevoked)

	next := f.login(t)
	if _, err := elsewhere.Verifier().Verify(t.Context(), next.Access); err != nil {
		t.Fatal(err)
	}
	if err := f.Logout(t.Context(), next.User.ID, next.SessionID); err != nil {
		t.Fatal(err)
	}
	_, err = elsewhere.Verifier().VerifyFresh(t.Context(), next.Access)
	wantCode(t, "read strongly", err, identity.CodeSessionRevoked)
	_, err = elsewhere.Verifier().Verify(t.Context(), next.Access)
	wantCode(t, "after that", err, identity.CodeSessionRevoked)
}

// broken has no keys to give.
type broken struct{}

var errKeys = errors.New("the keys cannot be read")

func (broken) Public(context.Context) ([]keys.PublicKey, error) { return nil, errKeys }

func TestVerifyWithoutKeys(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	v, err := identity.NewVerifier(identity.VerifierConfig{Store: f.store, Keys: broken{}, Now: f.clock.Now, Issuer: issuer, Audience: audience})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Verify(t.Context(), tok.Access); !errors.Is(err, errKeys) || identity.CodeOf(err) != "" {
		t.Errorf("%v, want a failure that is no refusal", err)
	}
	if _, err := identity.NewVerifier(identity.VerifierConfig{}); err == nil {
		t.Error("a verifier was made of nothing")
	}
}

func TestVerifyConcurrently(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if p, err := f.Verifier().Verify(t.Context(), tok.Access); err != nil || p.UserID != tok.User.ID {
					t.Errorf("%+v, %v", p, err)
				}
				if _, err := f.Verifier().Verify(t.Context(), tok.Refresh); err == nil {
					t.Error("a refresh token passes")
				}
			}
		})
	}
	wg.Wait()
}

func TestJWKS(t *testing.T) {
	f := setUp(t)
	if err := f.keys.Rotate(t.Context(), keystest.Due()); err != nil {
		t.Fatal(err)
	}
	doc, err := f.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var set struct{ Keys []struct{ Kid string } }
	if err := json.Unmarshal(doc, &set); err != nil || len(set.Keys) != 3 {
		t.Fatalf("%s, %v", doc, err)
	}
	kid, err := f.keys.Current(t.Context())
	if err != nil || set.Keys[1].Kid != kid {
		t.Errorf("current key %s, %v in %s", kid, err, doc)
	}
}

// FuzzVerify: no text but the tokens this system issued speaks for anybody.
func FuzzVerify(f *testing.F) {
	fix := setUp(f)
	one, two := fix.register(f), fix.login(f)
	issued := []string{one.Access, two.Access}
	parts := strings.Split(one.Access, ".")
	for _, seed := range append(issued, "", "a.b.c", one.Refresh, parts[0]+"."+parts[1]+".", parts[0]+"."+strings.Split(two.Access, ".")[1]+"."+parts[2],
		newForge(f, fix, one).with(m{"alg": "none"}, nil).text()+".") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		p, err := fix.Verifier().Verify(t.Context(), token)
		if slices.Contains(issued, token) {
			if err != nil || p.UserID != one.User.ID {
				t.Errorf("an issued token: %v", err)
			}
			return
		}
		if identity.CodeOf(err) != identity.CodeTokenInvalid || p.UserID != "" {
			t.Errorf("%q: %+v, %v", token, p, err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	f := setUp(b)
	tok := f.register(b)
	for b.Loop() {
		if _, err := f.Verifier().Verify(b.Context(), tok.Access); err != nil {
			b.Fatal(err)
		}
	}
}
