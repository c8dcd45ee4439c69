package keystest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/keys"
)

func seal(t *testing.T, h Harness) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := rt.Context()
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plaintext")
		where := rapid.StringN(1, 60, -1).Draw(rt, "context")
		sealed, err := h.Keys.Seal(ctx, plain, where)
		if err != nil {
			rt.Fatalf("Seal: %v", err)
		}
		again, err := h.Keys.Seal(ctx, plain, where)
		if err != nil || bytes.Equal(sealed, again) {
			rt.Fatalf("equal fields have equal ciphertexts (%v)", err)
		}
		if len(plain) > 8 && bytes.Contains(sealed, plain) {
			rt.Fatal("the plaintext shows")
		}
		got, err := h.Keys.Open(ctx, sealed, where)
		if err != nil || !bytes.Equal(got, plain) {
			rt.Fatalf("Open: %v", err)
		}
	})
}

// sealedTamper: a ciphertext moved to another context or changed in any way does not open.
func sealedTamper(t *testing.T, h Harness) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := rt.Context()
		where := rapid.StringN(1, 60, -1).Draw(rt, "context")
		sealed, err := h.Keys.Seal(ctx, rapid.SliceOf(rapid.Byte()).Draw(rt, "plaintext"), where)
		if err != nil {
			rt.Fatalf("Seal: %v", err)
		}
		other := rapid.String().Filter(func(s string) bool { return s != where }).Draw(rt, "other context")
		refused(rt, h.Keys, "moved", sealed, other)

		at := rapid.IntRange(0, len(sealed)-1).Draw(rt, "at")
		changed := bytes.Clone(sealed)
		changed[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(rt, "bit"))
		refused(rt, h.Keys, "changed", changed, where)
		refused(rt, h.Keys, "cut", sealed[:at], where)
		refused(rt, h.Keys, "extended", append(bytes.Clone(sealed), 0), where)
	})
}

func refused(rt *rapid.T, k keys.Keys, what string, sealed []byte, where string) {
	if got, err := k.Open(rt.Context(), sealed, where); !errors.Is(err, keys.ErrDecrypt) || got != nil {
		rt.Fatalf("%s ciphertext: %v, want ErrDecrypt", what, err)
	}
}

func sealRefuses(t *testing.T, h Harness) {
	if _, err := h.Keys.Seal(t.Context(), []byte("x"), ""); !errors.Is(err, keys.ErrInvalid) {
		t.Errorf("Seal without context: %v, want ErrInvalid", err)
	}
	if _, err := h.Keys.MAC(t.Context(), "", []byte("x")); !errors.Is(err, keys.ErrInvalid) {
		t.Errorf("MAC without purpose: %v, want ErrInvalid", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Keys.Seal(ended, []byte("x"), "c"); !errors.Is(err, context.Canceled) {
		t.Errorf("Seal after the request's end: %v, want context.Canceled", err)
	}
}

// mac: the same purpose and data give the same hash; another purpose or other data
// another one, also where purpose and data could run into each other.
func mac(t *testing.T, h Harness) {
	seen := map[string]string{}
	for _, in := range [][2]string{{"a", "b"}, {"ab", ""}, {"a", "bc"}, {"ab", "c"}, {"b", "a"}, {"a", ""}, {"abc", ""}, {"a\x00", "b"}, {"a", "\x00b"}} {
		var hash [2][]byte
		for i := range hash {
			var err error
			if hash[i], err = h.Keys.MAC(t.Context(), in[0], []byte(in[1])); err != nil {
				t.Fatalf("MAC: %v", err)
			}
		}
		if len(hash[0]) != 32 || !bytes.Equal(hash[0], hash[1]) {
			t.Errorf("%q: %d bytes, or not the same twice", in, len(hash[0]))
		}
		if other, dup := seen[string(hash[0])]; dup {
			t.Errorf("%q and %s have one hash", in, other)
		}
		seen[string(hash[0])] = in[0] + "/" + in[1]
	}
}

// concurrency: signatures, hashes and fields go on while keys rotate, and a verifier that
// reads the public keys after a signature was made knows its key.
func concurrency(t *testing.T, h Harness) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				useAll(t, h.Keys)
			}
		})
	}
	wg.Go(func() {
		if err := h.Keys.Rotate(t.Context(), Due()); err != nil {
			t.Errorf("Rotate: %v", err)
		}
	})
	wg.Wait()
	if n := len(public(t, h.Keys)); n != 3 {
		t.Errorf("%d keys after a rotation", n)
	}
}

func useAll(t *testing.T, k keys.Keys) {
	ctx := t.Context()
	kid, err := k.Current(ctx)
	if err != nil {
		t.Errorf("Current: %v", err)
		return
	}
	sig := sign(t, k, kid, "text")
	if err := verify(t, k, kid, "text", sig); err != nil {
		t.Errorf("signature made during a rotation: %v", err)
	}
	sealed, err := k.Seal(ctx, []byte("x"), "c")
	if err != nil {
		t.Errorf("Seal: %v", err)
	}
	if _, err := k.Open(ctx, sealed, "c"); err != nil {
		t.Errorf("Open: %v", err)
	}
	if _, err := k.MAC(ctx, "p", []byte("x")); err != nil {
		t.Errorf("MAC: %v", err)
	}
}
