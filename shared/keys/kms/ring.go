package kms

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/store"
)

// member is a signing key of the ring.
type member struct {
	KeyID  string `json:"keyId"`  // KMS's
	Public []byte `json:"public"` // DER of a SubjectPublicKeyInfo (RFC 5280)

	id  string // thumbprint
	key *rsa.PublicKey
}

// ring is the signing keys of a moment: previous (if there is one), current and next.
type ring struct {
	Members []member  `json:"members"`
	Retired []string  `json:"retired,omitempty"` // KMS keys whose deletion the next rotation makes sure of
	Rotated time.Time `json:"rotated,omitzero"`  // the last time; zero is never

	rev int64 // of the item; 0: there is none
}

const (
	currentFromEnd = 2 // the last is next
	full           = 3
)

func (r ring) current() member { return r.Members[len(r.Members)-currentFromEnd] }

// parse reads the public keys.
func (r *ring) parse() error {
	if len(r.Members) < currentFromEnd {
		return errors.New("kms: the ring of signing keys has no current and next key")
	}
	for i := range r.Members {
		parsed, err := x509.ParsePKIXPublicKey(r.Members[i].Public)
		if err != nil {
			return fmt.Errorf("kms: public key: %w", err)
		}
		key, ok := parsed.(*rsa.PublicKey)
		if !ok {
			return fmt.Errorf("kms: a signing key is a %T, not RSA", parsed)
		}
		r.Members[i].key, r.Members[i].id = key, keys.Thumbprint(key)
	}
	return nil
}

// load gives the ring, at most ringLife old unless fresh.
func (p *PublicKeys) load(ctx context.Context, fresh bool) (ring, error) {
	if err := ctx.Err(); err != nil {
		return ring{}, fmt.Errorf("kms: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.o.Now(); !fresh && now.Before(p.until) && len(p.ring.Members) > 0 {
		return p.ring, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	r, err := p.read(ctx)
	if err != nil {
		return ring{}, fmt.Errorf("kms: signing keys: %w", err)
	}
	p.ring, p.until = r, p.o.Now().Add(ringLife)
	return r, nil
}

func signingKey() store.Key {
	return store.Key{Table: store.Identity, PK: itemsPK, SK: signingSK}
}

// read reads the ring from its item, or makes it of the deployment's keys.
func (p *PublicKeys) read(ctx context.Context) (ring, error) {
	items, err := p.o.Store.Get(ctx, signingKey())
	if err != nil {
		return ring{}, err
	}
	var r ring
	if len(items) > 0 {
		if err := json.Unmarshal(items[0].Data, &r); err != nil {
			return ring{}, fmt.Errorf("the item is damaged: %w", err)
		}
		r.rev = items[0].Rev
		err := r.parse()
		return r, err
	}
	for _, id := range p.o.SigningKeys {
		der, err := p.publicOf(ctx, id)
		if err != nil {
			return ring{}, err
		}
		r.Members = append(r.Members, member{KeyID: id, Public: der})
	}
	err = r.parse()
	return r, err
}

// publicOf asks KMS for a key's public half, once.
func (p *PublicKeys) publicOf(ctx context.Context, id string) ([]byte, error) {
	if der, ok := p.der[id]; ok {
		return der, nil
	}
	out, err := p.client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &id})
	if err != nil {
		return nil, failed(err)
	}
	p.der[id] = out.PublicKey
	return out.PublicKey, nil
}

// Public implements identity.PublicKeys, and its part of keys.Signer.
func (p *PublicKeys) Public(ctx context.Context) ([]keys.PublicKey, error) {
	r, err := p.load(ctx, false)
	if err != nil {
		return nil, err
	}
	var out []keys.PublicKey
	for _, m := range r.Members {
		out = append(out, keys.PublicKey{ID: m.id, Key: m.key})
	}
	return out, nil
}

// Current implements keys.Signer.
func (k *Keys) Current(ctx context.Context) (string, error) {
	r, err := k.load(ctx, false)
	if err != nil {
		return "", err
	}
	return r.current().id, nil
}

// algorithm is KMS's name of RSASSA-PKCS1-v1_5 with a hash.
func algorithm(h crypto.Hash) (types.SigningAlgorithmSpec, bool) {
	switch h {
	case crypto.SHA256:
		return types.SigningAlgorithmSpecRsassaPkcs1V15Sha256, true
	case crypto.SHA384:
		return types.SigningAlgorithmSpecRsassaPkcs1V15Sha384, true
	case crypto.SHA512:
		return types.SigningAlgorithmSpecRsassaPkcs1V15Sha512, true
	}
	return "", false
}

// Sign implements keys.Signer.
func (k *Keys) Sign(ctx context.Context, kid string, h crypto.Hash, digest []byte) ([]byte, error) {
	alg, ok := algorithm(h)
	if !ok || len(digest) != h.Size() {
		return nil, fmt.Errorf("kms: sign: %w: digest", keys.ErrInvalid)
	}
	m, err := k.signer(ctx, kid)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := k.client.Sign(ctx, &kms.SignInput{KeyId: &m.KeyID, Message: digest, MessageType: types.MessageTypeDigest, SigningAlgorithm: alg})
	if err != nil {
		return nil, fmt.Errorf("kms: sign: %w", failed(err))
	}
	return out.Signature, nil
}

// signer finds the current or previous key of a name, in the ring as it is now if not in
// the one that is remembered.
func (k *Keys) signer(ctx context.Context, kid string) (member, error) {
	for _, fresh := range []bool{false, true} {
		r, err := k.load(ctx, fresh)
		if err != nil {
			return member{}, err
		}
		signers := r.Members[:len(r.Members)-1]
		if i := slices.IndexFunc(signers, func(m member) bool { return m.id == kid }); i >= 0 {
			return signers[i], nil
		}
	}
	return member{}, fmt.Errorf("kms: sign: %w", keys.ErrUnknownKey)
}
