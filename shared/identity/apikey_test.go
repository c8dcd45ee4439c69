package identity_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
)

func (f *fixture) key(t testing.TB, user string, scopes ...string) (string, identity.APIKey) {
	t.Helper()
	text, key, err := f.CreateKey(t.Context(), identity.NewKey{UserID: user, Name: "ci", Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return text, key
}

func TestAPIKey(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	expires := f.clock.Now().Add(time.Hour)
	text, key, err := f.CreateKey(t.Context(), identity.NewKey{UserID: user, Name: " ci ", Scopes: []string{"write", "read"}, ExpiresAt: expires})
	if err != nil || !regexp.MustCompile(`^aio_[0-9A-Z]{26}_[A-Za-z0-9_-]{43}$`).MatchString(text) || !strings.Contains(text, key.ID[len("key_"):]) {
		t.Fatalf("%q, %+v, %v", text, key, err)
	}
	if key.Name != "ci" || !slices.Equal(key.Scopes, []string{"read", "write"}) || !key.ExpiresAt.Equal(expires) || !key.UsedAt.IsZero() {
		t.Errorf("%+v", key)
	}
	p, err := f.Verifier().Verify(t.Context(), text)
	if err != nil || p.UserID != user || p.KeyID != key.ID || p.SessionID != "" || !slices.Equal(p.Scopes, key.Scopes) || !p.Expires.Equal(expires) {
		t.Errorf("%+v, %v", p, err)
	}
	list, err := f.Keys(t.Context(), user)
	if err != nil || len(list) != 1 || list[0].ID != key.ID || list[0].Name != "ci" || !list[0].UsedAt.Equal(f.clock.Now()) {
		t.Errorf("%+v, %v", list, err)
	}
	f.clock.Advance(time.Hour)
	_, err = f.Verifier().Verify(t.Context(), text)
	wantCode(t, "expired", err, identity.CodeTokenInvalid)
	if list, err = f.Keys(t.Context(), user); err != nil || len(list) != 0 {
		t.Errorf("after its expiry: %+v, %v", list, err)
	}
}

func TestKeyRefuses(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	good := identity.NewKey{UserID: user, Name: "ci", Scopes: []string{"read"}}
	for name, spoil := range map[string]func(*identity.NewKey){
		"no name":        func(k *identity.NewKey) { k.Name = " " },
		"name of lines":  func(k *identity.NewKey) { k.Name = "a\nb" },
		"endless name":   func(k *identity.NewKey) { k.Name = strings.Repeat("a", 101) },
		"no scope":       func(k *identity.NewKey) { k.Scopes = nil },
		"unknown scope":  func(k *identity.NewKey) { k.Scopes = []string{"read", "admin"} },
		"a scope twice":  func(k *identity.NewKey) { k.Scopes = []string{"read", "read"} },
		"expired":        func(k *identity.NewKey) { k.ExpiresAt = f.clock.Now() },
		"long since so ": func(k *identity.NewKey) { k.ExpiresAt = time.Unix(0, 0) },
	} {
		k := good
		spoil(&k)
		_, _, err := f.CreateKey(t.Context(), k)
		wantCode(t, name, err, identity.CodeInvalidKey)
	}
	text, key := f.key(t, user, "read")
	other, _ := f.key(t, user, "read")
	for name, bad := range map[string]string{
		"prefix alone": "aio_", "no secret": text[:31], "cut": text[:len(text)-1], "longer": text + "A", "small letters": strings.ToLower(text),
		"unknown id": "aio_" + strings.Repeat("0", 26) + text[30:], "another's secret": text[:31] + other[31:], "secret of A": text[:31] + strings.Repeat("A", 43),
		"white space": text + "\n", "endless": text + strings.Repeat("A", 1<<20),
	} {
		p, err := f.Verifier().Verify(t.Context(), bad)
		wantCode(t, name, err, identity.CodeTokenInvalid)
		if p.UserID != "" || strings.Contains(err.Error(), bad[4:]) && len(bad) > 8 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	if _, err := f.Verifier().Verify(t.Context(), text); err != nil {
		t.Errorf("the key itself, after all that: %v", err)
	}
	wantCode(t, "revoked by another", f.RevokeKey(t.Context(), "usr_other", key.ID), identity.CodeKeyNotFound)
	f.store.lose.Store(1)
	wantCode(t, "revoked", f.RevokeKey(t.Context(), user, key.ID), "")
	_, err := f.Verifier().Verify(t.Context(), text)
	wantCode(t, "a revoked key", err, identity.CodeTokenInvalid)
	wantCode(t, "again", f.RevokeKey(t.Context(), user, key.ID), identity.CodeKeyNotFound)
	if _, err := f.Verifier().Verify(t.Context(), other); err != nil {
		t.Errorf("the other key: %v", err)
	}
}

// TestKeyElsewhere: that a key ended is noticed elsewhere within SessionCache.
func TestKeyElsewhere(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	text, key := f.key(t, user, "read")
	elsewhere, err := identity.New(f.c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := elsewhere.Verifier().Verify(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "revoke", f.RevokeKey(t.Context(), user, key.ID), "")
	f.clock.Advance(identity.SessionCache - time.Millisecond)
	_, err = elsewhere.Verifier().Verify(t.Context(), text)
	wantCode(t, "within the cache's time", err, "")
	_, err = elsewhere.Verifier().VerifyFresh(t.Context(), text)
	wantCode(t, "read strongly", err, identity.CodeTokenInvalid)
	f.clock.Advance(time.Millisecond)
	_, err = elsewhere.Verifier().Verify(t.Context(), text)
	wantCode(t, "after it", err, identity.CodeTokenInvalid)
}

// TestKeyUses: they are noted to the minute, and beside a revocation they undo nothing.
func TestKeyUses(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	for range 10 {
		text, key := f.key(t, user, "read")
		f.clock.Advance(identity.SeenEvery)
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = f.Verifier().VerifyFresh(t.Context(), text) }) // it may come too late
		wg.Go(func() {
			if err := f.RevokeKey(t.Context(), user, key.ID); err != nil {
				t.Errorf("revoke: %v", err)
			}
		})
		wg.Wait()
		_, err := f.Verifier().VerifyFresh(t.Context(), text)
		wantCode(t, "after the end", err, identity.CodeTokenInvalid)
		_, err = f.Verifier().Verify(t.Context(), text)
		wantCode(t, "after the end", err, identity.CodeTokenInvalid)
	}
}

// TestManyKeys: never more than MaxKeys, and expired ones do not count.
func TestManyKeys(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	soon := f.clock.Now().Add(time.Minute)
	for n := range 10 {
		if _, _, err := f.CreateKey(t.Context(), identity.NewKey{UserID: user, Name: fmt.Sprint(n), Scopes: []string{"read"}, ExpiresAt: soon}); err != nil {
			t.Fatal(err)
		}
	}
	f.clock.Advance(time.Minute)
	for range identity.MaxKeys - 3 {
		f.key(t, user, "read")
	}
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, _, err := f.CreateKey(t.Context(), identity.NewKey{UserID: user, Name: "x", Scopes: []string{"write"}})
			switch {
			case err == nil:
				made.Add(1)
			case identity.CodeOf(err) != identity.CodeTooManyKeys:
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if list, err := f.Keys(t.Context(), user); err != nil || made.Load() != 3 || len(list) != identity.MaxKeys {
		t.Errorf("%d more made, %d in all, %v", made.Load(), len(list), err)
	}
}
