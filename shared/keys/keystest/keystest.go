// Package keystest is the contract of the keys port: a suite that every adapter's test
// runs.
package keystest

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/keys"
)

// Harness is a system of keys under test.
type Harness struct {
	Keys keys.Keys
	// Reopen gives the same keys anew, as after a restart of the process.
	Reopen func(t *testing.T) keys.Keys
}

// Run runs the suite. Each call of open gives keys that no other test has seen.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"Signatures", signatures},
		{"SignRefuses", signRefuses},
		{"Rotation", rotation},
		{"RotationOnce", rotationOnce},
		{"PublicIsNeverBehind", publicIsNeverBehind},
		{"Seal", seal},
		{"SealRefuses", sealRefuses},
		{"SealedTamper", sealedTamper},
		{"MAC", mac},
		{"Reopen", reopen},
		{"Concurrency", concurrency},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func signatures(t *testing.T, h Harness) {
	for _, text := range []string{"", "a", "a longer text to be signed"} {
		kid := current(t, h.Keys)
		sig := sign(t, h.Keys, kid, text)
		if err := verify(t, h.Keys, kid, text, sig); err != nil {
			t.Errorf("signature of %q: %v", text, err)
		}
		if err := verify(t, h.Keys, kid, text+"x", sig); err == nil {
			t.Errorf("signature of %q verifies another text", text)
		}
	}
}

func signRefuses(t *testing.T, h Harness) {
	ctx := t.Context()
	digest := sha256.Sum256(nil)
	kid := current(t, h.Keys)
	public := public(t, h.Keys)
	next := public[len(public)-1].ID
	for _, c := range []struct {
		name, kid string
		hash      crypto.Hash
		digest    []byte
		want      error
	}{
		{"unknown key", "nobody", crypto.SHA256, digest[:], keys.ErrUnknownKey},
		{"no key", "", crypto.SHA256, digest[:], keys.ErrUnknownKey},
		{"next key", next, crypto.SHA256, digest[:], keys.ErrUnknownKey},
		{"short digest", kid, crypto.SHA256, digest[:31], keys.ErrInvalid},
		{"no digest", kid, crypto.SHA256, nil, keys.ErrInvalid},
		{"no hash", kid, 0, digest[:], keys.ErrInvalid},
	} {
		if sig, err := h.Keys.Sign(ctx, c.kid, c.hash, c.digest); !errors.Is(err, c.want) || sig != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// rotation: the three keys move up by one place, and previous may still sign for one who
// asked for the current key just before.
func rotation(t *testing.T, h Harness) {
	before := public(t, h.Keys)
	kid := current(t, h.Keys)
	if len(before) != 2 || before[0].ID != kid || before[1].ID == kid {
		t.Fatalf("fresh keys must be current and next, got %d", len(before))
	}
	for round := range 3 {
		old := public(t, h.Keys)
		rotate(t, h.Keys)
		now := public(t, h.Keys)
		if len(now) != 3 {
			t.Fatalf("round %d: %d keys, want 3", round, len(now))
		}
		if now[0].ID != old[len(old)-2].ID || now[1].ID != old[len(old)-1].ID || current(t, h.Keys) != now[1].ID {
			t.Fatalf("round %d: keys did not move up", round)
		}
		for _, seen := range old {
			if seen.ID == now[2].ID {
				t.Fatalf("round %d: next is an old key", round)
			}
		}
		sig := sign(t, h.Keys, now[0].ID, "late")
		if err := verify(t, h.Keys, now[0].ID, "late", sig); err != nil {
			t.Errorf("round %d: previous: %v", round, err)
		}
	}
}

// publicIsNeverBehind: a verifier that read the public keys before a rotation knows the
// key that signs after it, and one that reads them after knows the key that signed before.
func publicIsNeverBehind(t *testing.T, h Harness) {
	for round := range 3 {
		cached := public(t, h.Keys)
		oldKid := current(t, h.Keys)
		oldSig := sign(t, h.Keys, oldKid, "old")
		rotate(t, h.Keys)
		kid := current(t, h.Keys)
		sig := sign(t, h.Keys, kid, "new")
		if err := verifyWith(cached, kid, "new", sig); err != nil {
			t.Errorf("round %d: verifier with yesterday's keys: %v", round, err)
		}
		if err := verify(t, h.Keys, oldKid, "old", oldSig); err != nil {
			t.Errorf("round %d: token from before the rotation: %v", round, err)
		}
	}
}

func reopen(t *testing.T, h Harness) {
	ctx := t.Context()
	rotate(t, h.Keys)
	kid := current(t, h.Keys)
	sig := sign(t, h.Keys, kid, "text")
	sealed, err := h.Keys.Seal(ctx, []byte("secret"), "context")
	if err != nil {
		t.Fatal(err)
	}
	hash, err := h.Keys.MAC(ctx, "purpose", []byte("data"))
	if err != nil {
		t.Fatal(err)
	}
	ids := public(t, h.Keys)

	again := h.Reopen(t)
	for i, p := range public(t, again) {
		if i >= len(ids) || p.ID != ids[i].ID || !p.Key.Equal(ids[i].Key) {
			t.Errorf("public key %d changed", i)
		}
	}
	if current(t, again) != kid {
		t.Error("the current key changed")
	}
	if err := verify(t, again, kid, "text", sig); err != nil {
		t.Errorf("signature from before: %v", err)
	}
	if got, err := again.Open(ctx, sealed, "context"); err != nil || !bytes.Equal(got, []byte("secret")) {
		t.Errorf("sealed before: %v", err)
	}
	if got, err := again.MAC(ctx, "purpose", []byte("data")); err != nil || !bytes.Equal(got, hash) {
		t.Errorf("keyed hash changed: %v", err)
	}
}

func current(t *testing.T, k keys.Keys) string {
	t.Helper()
	kid, err := k.Current(t.Context())
	if err != nil || kid == "" {
		t.Fatalf("Current: %q, %v", kid, err)
	}
	return kid
}

func public(t *testing.T, k keys.Keys) []keys.PublicKey {
	t.Helper()
	p, err := k.Public(t.Context())
	if err != nil || len(p) < 2 {
		t.Fatalf("Public: %d keys, %v", len(p), err)
	}
	for _, one := range p {
		if one.ID != keys.Thumbprint(one.Key) {
			t.Errorf("key id %q is not the key's thumbprint", one.ID)
		}
	}
	return p
}

func rotate(t *testing.T, k keys.Keys) {
	t.Helper()
	if err := k.Rotate(t.Context(), Due()); err != nil {
		t.Fatalf("Rotate: %v", err)
	}
}

// Due is when an occasion to rotate is due that is later than all before it, whatever the
// clock of the keys under test says.
func Due() time.Time { return time.Now().AddDate(1000, 0, 0) }

// rotationOnce: an occasion rotates once, however often it comes; the next one does again.
func rotationOnce(t *testing.T, h Harness) {
	due := Due()
	for range 3 {
		if err := h.Keys.Rotate(t.Context(), due); err != nil {
			t.Fatal(err)
		}
	}
	once := public(t, h.Keys)
	if len(once) != 3 {
		t.Fatalf("%d keys after an occasion that came three times, want 3", len(once))
	}
	if err := h.Keys.Rotate(t.Context(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if next := public(t, h.Keys); next[0].ID != once[1].ID || next[1].ID != once[2].ID {
		t.Errorf("the next occasion did not rotate once")
	}
}

func sign(t *testing.T, k keys.Keys, kid, text string) []byte {
	t.Helper()
	digest := sha256.Sum256([]byte(text))
	sig, err := k.Sign(t.Context(), kid, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatalf("Sign: %v", err)
	}
	return sig
}

func verify(t *testing.T, k keys.Keys, kid, text string, sig []byte) error {
	t.Helper()
	return verifyWith(public(t, k), kid, text, sig)
}

func verifyWith(public []keys.PublicKey, kid, text string, sig []byte) error {
	digest := sha256.Sum256([]byte(text))
	for _, p := range public {
		if p.ID == kid {
			return rsa.VerifyPKCS1v15(p.Key, crypto.SHA256, digest[:], sig)
		}
	}
	return errors.New("unknown key")
}
