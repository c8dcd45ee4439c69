// Package keys is the port for secrets: signing tokens, encrypting fields, and keyed
// hashes. Key files with mode 0600 on one machine, KMS on AWS.
//
// Tokens are signed with RSA (RS256, RFC 7518 section 3.3). There are three keys at a
// time: previous, current, next. Next is published before it signs, so that no verifier
// ever meets an unknown key; previous stays until the last token it signed has expired.
//
// The contract is the suite in keystest.
package keys

import (
	"context"
	"crypto"
	"crypto/rsa"
	"errors"
	"time"
)

// The failures of the port, tested with errors.Is.
var (
	// ErrDecrypt says that a ciphertext was not made by this system for this context, or was changed.
	ErrDecrypt = errors.New("keys: cannot decrypt")
	// ErrUnknownKey says that Sign was asked for a key that is neither current nor previous.
	ErrUnknownKey = errors.New("keys: not a signing key")
	// ErrInvalid says that a call breaks a rule: a digest of another length than its hash,
	// or an empty purpose or context.
	ErrInvalid = errors.New("keys: invalid request")
	// ErrUnavailable says that the keys cannot be asked now; try again.
	ErrUnavailable = errors.New("keys: unavailable")
)

// PublicKey verifies signatures.
type PublicKey struct {
	ID  string // the JWK "kid"
	Key *rsa.PublicKey
}

// Signer signs digests with the current key of a purpose, e.g. "tokens".
type Signer interface {
	// Current names the key that Sign uses now.
	Current(ctx context.Context) (kid string, err error)
	// Sign makes an RSASSA-PKCS1-v1_5 signature of a digest (made with h) by the key kid,
	// which must be the current or the previous key (the caller may have learned its name
	// just before a rotation): otherwise ErrUnknownKey.
	Sign(ctx context.Context, kid string, h crypto.Hash, digest []byte) ([]byte, error)
	// Public lists previous, current and next key, those that exist, in this order.
	Public(ctx context.Context) ([]PublicKey, error)
	// Rotate makes next current, current previous, and a new next, for the occasion due at a
	// time: if there was a rotation at that time or later it does nothing, for it was this
	// one, and its reply was lost. Zero always rotates. Occasions are at least a day apart, so that verifiers have
	// seen next and the tokens of previous have expired; only after a compromise two follow
	// each other.
	Rotate(ctx context.Context, due time.Time) error
}

// Sealer encrypts fields of records (AEAD). The context (e.g. "user#usr_…#email") is
// authenticated, not stored: a ciphertext moved to another record does not decrypt.
type Sealer interface {
	Seal(ctx context.Context, plaintext []byte, context string) ([]byte, error)
	// Open fails with ErrDecrypt.
	Open(ctx context.Context, ciphertext []byte, context string) ([]byte, error)
}

// Hasher makes keyed hashes (HMAC-SHA256): look-up keys for personal data, peppers for
// passwords, signatures of cursors. The purpose separates the uses: a hash made for one
// purpose says nothing about another.
type Hasher interface {
	MAC(ctx context.Context, purpose string, data []byte) ([]byte, error)
}

// Keys is all of it; what a function gets is narrowed to what it uses.
type Keys interface {
	Signer
	Sealer
	Hasher
}
