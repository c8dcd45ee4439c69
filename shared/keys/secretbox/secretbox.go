// Package secretbox is what is done with a system's secrets once they are in memory,
// wherever they are kept: fields are encrypted with AES-256-GCM through tink, whose keysets
// can be rotated, and keyed hashes (HMAC-SHA-256) have one key per purpose, derived from
// the master secret by HKDF (RFC 5869).
package secretbox

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/aio-creative-hub/aio/shared/keys"
)

const (
	// masterBytes is the length of the master secret and of the keys derived from it: the
	// output of SHA-256, the strength HMAC-SHA256 has.
	masterBytes = sha256.Size
	// macInfo separates the keys of purposes from whatever else may be derived one day.
	macInfo = "aio keyed hash v1: "
	// version is that of the secrets' form.
	version = 1
)

// ErrDamaged says that secrets cannot be read. Its text shows none of them.
var ErrDamaged = errors.New("secretbox: unknown version or damaged")

// secrets is the form in which they are kept.
type secrets struct {
	Version int             `json:"version"`
	Master  []byte          `json:"master"` // base64
	Fields  json.RawMessage `json:"fields"` // a tink keyset in its JSON form
}

// New makes new secrets, in the form that Open reads. Whoever keeps them encrypts them, or
// lets nobody else read them.
func New(random io.Reader) ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("secretbox: make keyset: %w", err)
	}
	var fields bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&fields)); err != nil {
		return nil, fmt.Errorf("secretbox: write keyset: %w", err)
	}
	s := secrets{Version: version, Master: make([]byte, masterBytes), Fields: fields.Bytes()}
	if _, err := io.ReadFull(random, s.Master); err != nil {
		return nil, fmt.Errorf("secretbox: make master secret: %w", err)
	}
	return json.Marshal(s)
}

// Box encrypts and hashes. It implements keys.Sealer and keys.Hasher.
type Box struct {
	master []byte
	aead   tink.AEAD
}

var (
	_ keys.Sealer = (*Box)(nil)
	_ keys.Hasher = (*Box)(nil)
)

// Open reads secrets; ErrDamaged if they are none.
func Open(data []byte) (*Box, error) {
	var s secrets
	if err := json.Unmarshal(data, &s); err != nil || s.Version != version || len(s.Master) != masterBytes {
		return nil, ErrDamaged // the cause could show secrets
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(s.Fields)))
	if err != nil {
		return nil, ErrDamaged
	}
	a, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("secretbox: %w", err)
	}
	return &Box{master: s.Master, aead: a}, nil
}

// Seal implements keys.Sealer.
func (b *Box) Seal(ctx context.Context, plaintext []byte, context string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("keys: seal: %w", err)
	}
	if context == "" {
		return nil, fmt.Errorf("keys: seal: %w: empty context", keys.ErrInvalid)
	}
	sealed, err := b.aead.Encrypt(plaintext, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("keys: seal: %w", err)
	}
	return sealed, nil
}

// Open implements keys.Sealer.
func (b *Box) Open(ctx context.Context, ciphertext []byte, context string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("keys: open: %w", err)
	}
	plaintext, err := b.aead.Decrypt(ciphertext, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("keys: open: %w", keys.ErrDecrypt)
	}
	return plaintext, nil
}

// MAC implements keys.Hasher.
func (b *Box) MAC(ctx context.Context, purpose string, data []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("keys: mac: %w", err)
	}
	if purpose == "" {
		return nil, fmt.Errorf("keys: mac: %w: empty purpose", keys.ErrInvalid)
	}
	key, err := hkdf.Key(sha256.New, b.master, nil, macInfo+purpose, masterBytes)
	if err != nil {
		return nil, fmt.Errorf("keys: mac: %w", err)
	}
	h := hmac.New(sha256.New, key)
	h.Write(data) // a hash never fails to write
	return h.Sum(nil), nil
}
