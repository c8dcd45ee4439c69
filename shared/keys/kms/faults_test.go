package kms_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/keys/kms"
)

// TestFaults: one fault in any call to KMS is got over, but for the making of a key, which
// is not repeated: then the ring stays as it was, and the next rotation counts. Whatever
// was sealed meanwhile can be opened by every process.
func TestFaults(t *testing.T) {
	emulator.Each(t, "keys faults", func(t *testing.T, target emulator.Target) {
		for _, kind := range faulty.Kinds() {
			for _, operation := range []string{"Encrypt", "Decrypt", "GetPublicKey", "CreateKey", "ScheduleKeyDeletion"} {
				t.Run(string(kind)+" "+operation, func(t *testing.T) {
					client := &faulty.Client{}
					config := target.Config()
					config.HTTPClient = aws.HTTPClient(client)
					o := options(t, target)
					client.Set(operation, kind, 1)
					broken := kms.Open(config, o)
					sealed, err := broken.Seal(t.Context(), []byte("secret"), "here")
					if err != nil {
						t.Fatalf("seal: %v", err)
					}
					before, err := broken.Public(t.Context())
					if err != nil {
						t.Fatalf("public keys: %v", err)
					}
					rotateUnder(t, broken, before[0].ID, operation == "CreateKey")
					other := kms.Open(target.Config(), o)
					if plain, err := other.Open(t.Context(), sealed, "here"); err != nil || string(plain) != "secret" {
						t.Errorf("another process opens %q, %v", plain, err)
					}
				})
			}
		}
	})
}

// rotateUnder rotates, twice where the first time fails, and checks that it counted once.
func rotateUnder(t *testing.T, k *kms.Keys, first string, fails bool) {
	t.Helper()
	err := k.Rotate(t.Context())
	if (err != nil) != fails {
		t.Fatalf("rotate: %v", err)
	}
	if fails {
		if kid, err := k.Current(t.Context()); err != nil || kid != first {
			t.Errorf("after a rotation that failed the current key is %s, %v", kid, err)
		}
		if err := k.Rotate(t.Context()); err != nil {
			t.Fatalf("rotate again: %v", err)
		}
	}
	now, err := k.Public(t.Context())
	if err != nil || len(now) != 3 || now[0].ID != first {
		t.Errorf("%d keys after a rotation, %v", len(now), err)
	}
}
