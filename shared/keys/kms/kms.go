// Package kms keeps the system's keys with AWS KMS: the keys adapter of the cloud.
//
// Tokens are signed by KMS itself, with RSA keys that never leave it (kms:Sign). The ring
// of previous, current and next key is an item of the table identity, with the public keys
// beside their ids, so that whoever verifies tokens asks KMS for nothing. Before the first
// rotation there is no item, and the ring is the two keys that the deployment made
// (kms:GetPublicKey). A rotation makes a new key (kms:CreateKey, kms:TagResource) and, when
// the last token of the key before the previous one is long over, has that one deleted
// (kms:ScheduleKeyDeletion); the deployment's own two keys stay with the deployment.
//
// Fields and keyed hashes use secrets that KMS seals as a whole (envelope encryption): one
// item, opened once in a process (kms:Decrypt), made at the first need (kms:Encrypt). A
// call for each field would cost more than the field's whole request.
package kms

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/secretbox"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// callTime bounds a call; within a region it takes some ten milliseconds.
	callTime = 5 * time.Second
	// maxBackOff bounds the wait before another try: somebody waits for the answer.
	maxBackOff = time.Second
	// ringLife is how long a ring is believed. Whoever signs with yesterday's current key
	// signs with today's previous one, which is as good; and a next key is published for a
	// month before it signs.
	ringLife = time.Minute
)

// The items of the table identity.
const (
	itemsPK   = "KEYS"
	signingSK = "signing"
	secretsSK = "secrets"
)

// Options are what Open and OpenPublic may be given.
type Options struct {
	Stage       string
	Store       store.Store
	SigningKeys []string         // the deployment's: current, next; ids or ARNs
	SealKey     string           // the KMS key of the secrets; OpenPublic needs none
	Now         func() time.Time // nil is time.Now
}

// PublicKeys is what a verifier needs.
type PublicKeys struct {
	o      Options
	client *kms.Client
	create *kms.Client // without repetition

	mu    sync.Mutex
	ring  ring
	until time.Time         // when ring is no longer believed
	der   map[string][]byte // public keys that KMS was asked for
}

// OpenPublic gives the public keys; it calls nothing.
func OpenPublic(c aws.Config, o Options) *PublicKeys {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &PublicKeys{o: o, der: map[string][]byte{},
		client: kms.NewFromConfig(c, func(k *kms.Options) {
			k.Retryer = awsretry.Repeat(maxBackOff) // all but CreateKey may be made twice
		}),
		create: kms.NewFromConfig(c, func(k *kms.Options) { k.Retryer = aws.NopRetryer{} }),
	}
}

// Keys is all of it.
type Keys struct {
	*PublicKeys

	opening sync.Mutex
	box     *secretbox.Box
}

var _ keys.Keys = (*Keys)(nil)

// Open gives the keys; it calls nothing.
func Open(c aws.Config, o Options) *Keys { return &Keys{PublicKeys: OpenPublic(c, o)} }

// Seal implements keys.Sealer.
func (k *Keys) Seal(ctx context.Context, plaintext []byte, context string) ([]byte, error) {
	b, err := k.opened(ctx)
	if err != nil {
		return nil, err
	}
	return b.Seal(ctx, plaintext, context)
}

// Open implements keys.Sealer.
func (k *Keys) Open(ctx context.Context, ciphertext []byte, context string) ([]byte, error) {
	b, err := k.opened(ctx)
	if err != nil {
		return nil, err
	}
	return b.Open(ctx, ciphertext, context)
}

// MAC implements keys.Hasher.
func (k *Keys) MAC(ctx context.Context, purpose string, data []byte) ([]byte, error) {
	b, err := k.opened(ctx)
	if err != nil {
		return nil, err
	}
	return b.MAC(ctx, purpose, data)
}

// opened gives the secrets, which one caller at a time opens. A failure is not remembered.
func (k *Keys) opened(ctx context.Context) (*secretbox.Box, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("kms: %w", err)
	}
	k.opening.Lock()
	defer k.opening.Unlock()
	if k.box != nil {
		return k.box, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	b, err := k.openSecrets(ctx)
	if err != nil {
		return nil, fmt.Errorf("kms: secrets: %w", err)
	}
	k.box = b
	return b, nil
}

// errLost says that there are accounts and no secrets to read them with.
var errLost = errors.New("the item KEYS/secrets of the table identity is gone although there are accounts: restore it (point-in-time recovery)")

func (k *Keys) openSecrets(ctx context.Context) (*secretbox.Box, error) {
	key := store.Key{Table: store.Identity, PK: itemsPK, SK: secretsSK}
	items, err := k.o.Store.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		it, err := k.makeSecrets(ctx, key)
		if err != nil {
			return nil, err
		}
		items = []store.Item{it}
	}
	out, err := k.client.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: items[0].Data, KeyId: &k.o.SealKey, EncryptionContext: k.sealContext()})
	if err != nil {
		return nil, failed(err)
	}
	return secretbox.Open(out.Plaintext)
}

// sealContext binds the sealed secrets to their place.
func (k *Keys) sealContext() map[string]string {
	return map[string]string{"product": "aio", "stage": k.o.Stage, "purpose": "secrets"}
}

// makeSecrets makes the secrets of a new system. Of several processes that do so at once
// one is first, and all use what is then stored: nothing was sealed with another's before.
func (k *Keys) makeSecrets(ctx context.Context, key store.Key) (store.Item, error) {
	accounts, _, err := k.o.Store.Query(ctx, store.Query{Table: store.Identity, Index: "users", PK: "USERS", Limit: 1})
	if err != nil {
		return store.Item{}, err
	}
	if len(accounts) > 0 {
		return store.Item{}, errLost
	}
	plain, err := secretbox.New(rand.Reader)
	if err != nil {
		return store.Item{}, err
	}
	sealed, err := k.client.Encrypt(ctx, &kms.EncryptInput{KeyId: &k.o.SealKey, Plaintext: plain, EncryptionContext: k.sealContext()})
	if err != nil {
		return store.Item{}, failed(err)
	}
	it, err := k.o.Store.Write(ctx, store.Write{Item: store.Item{Key: key, Data: sealed.CiphertextBlob}, If: store.Absent()})
	var conflict *store.Conflict
	if errors.As(err, &conflict) && conflict.Current != nil {
		return *conflict.Current, nil
	}
	return it, err // one whose reply was lost is read by the next call
}
