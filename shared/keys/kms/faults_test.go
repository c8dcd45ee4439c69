package kms_test

import (
	"crypto"
	"crypto/sha256"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/keys/keystest"
	"github.com/aio-creative-hub/aio/shared/keys/kms"
)

// TestFaults: one fault in any call to KMS is got over, but for the making of a key, which
// is not repeated: then the ring stays as it was, and the next rotation counts. Whatever
// was sealed meanwhile can be opened by every process.
func TestFaults(t *testing.T) {
	emulator.Each(t, "keys faults", func(t *testing.T, target emulator.Target) {
		for _, c := range []struct {
			operation string
			before    int // rotations, until one makes that call
		}{{"Encrypt", 0}, {"Decrypt", 0}, {"GetPublicKey", 0}, {"Sign", 0}, {"CreateKey", 0}, {"ScheduleKeyDeletion", 3}} {
			for _, kind := range faulty.Kinds() {
				t.Run(string(kind)+" "+c.operation, func(t *testing.T) {
					client, o := &faulty.Client{}, options(t, target)
					rotateTimes(t, kms.Open(target.Config(), o), c.before)
					config := target.Config()
					config.HTTPClient = aws.HTTPClient(client)
					client.Set(c.operation, kind, 1)
					useUnder(t, kms.Open(config, o), kms.Open(target.Config(), o), c.operation == "CreateKey")
					if calls := client.Calls(); !slices.Contains(calls, c.operation) {
						t.Errorf("nothing failed: the calls were %v", calls)
					}
				})
			}
		}
	})
}

// useUnder seals, signs and rotates, and opens as another process does.
func useUnder(t *testing.T, broken, other *kms.Keys, rotationFails bool) {
	t.Helper()
	sealed, err := broken.Seal(t.Context(), []byte("secret"), "here")
	if err != nil {
		t.Fatalf("seal: %v", err)
	}
	first, err := broken.Current(t.Context())
	if err != nil {
		t.Fatalf("current key: %v", err)
	}
	wantSigns(t, broken, first)
	rotateUnder(t, broken, first, rotationFails)
	if plain, err := other.Open(t.Context(), sealed, "here"); err != nil || string(plain) != "secret" {
		t.Errorf("another process opens %q, %v", plain, err)
	}
}

// rotateUnder rotates, twice where the first time fails, and checks that it counted once.
func rotateUnder(t *testing.T, k *kms.Keys, first string, fails bool) {
	t.Helper()
	err := k.Rotate(t.Context(), keystest.Due())
	if (err != nil) != fails {
		t.Fatalf("rotate: %v", err)
	}
	if fails {
		if kid, err := k.Current(t.Context()); err != nil || kid != first {
			t.Errorf("after a rotation that failed the current key is %s, %v", kid, err)
		}
		rotateTimes(t, k, 1)
	}
	now, err := k.Public(t.Context())
	if err != nil || len(now) != 3 || now[0].ID != first {
		t.Errorf("%d keys after a rotation, %v", len(now), err)
	}
}

func rotateTimes(t *testing.T, k *kms.Keys, times int) {
	t.Helper()
	for range times {
		if err := k.Rotate(t.Context(), keystest.Due()); err != nil {
			t.Fatalf("rotate: %v", err)
		}
	}
}

func wantSigns(t *testing.T, k *kms.Keys, kid string) {
	t.Helper()
	digest := sha256.Sum256([]byte("text"))
	if _, err := k.Sign(t.Context(), kid, crypto.SHA256, digest[:]); err != nil {
		t.Errorf("sign: %v", err)
	}
}
