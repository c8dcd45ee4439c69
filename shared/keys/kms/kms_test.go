package kms_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/keystest"
	"github.com/aio-creative-hub/aio/shared/keys/kms"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

func TestContract(t *testing.T) {
	emulator.Each(t, "keys", func(t *testing.T, target emulator.Target) {
		keystest.Run(t, func(t *testing.T) keystest.Harness {
			o := options(t, target)
			return keystest.Harness{Keys: kms.Open(target.Config(), o), Reopen: func(*testing.T) keys.Keys { return kms.Open(target.Config(), o) }}
		})
	})
}

// options are of a new system, with the keys that a deployment makes.
func options(t *testing.T, target emulator.Target) kms.Options {
	t.Helper()
	c := awskms.NewFromConfig(target.Config())
	key := func(spec types.KeySpec, usage types.KeyUsageType) string {
		t.Helper()
		out, err := c.CreateKey(t.Context(), &awskms.CreateKeyInput{KeySpec: spec, KeyUsage: usage})
		if err != nil {
			t.Fatal(err)
		}
		return aws.ToString(out.KeyMetadata.Arn)
	}
	signing := func() string { return key(types.KeySpecRsa2048, types.KeyUsageTypeSignVerify) }
	return kms.Options{Stage: "test", Store: memory.New(memory.Options{}), SigningKeys: []string{signing(), signing()},
		SealKey: key(types.KeySpecSymmetricDefault, types.KeyUsageTypeEncryptDecrypt)}
}
