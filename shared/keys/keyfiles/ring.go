package keyfiles

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/internal/durable"
	"github.com/aio-creative-hub/aio/shared/keys"
)

const signingFile = "signing.json"

// signingKey is a key of the ring with its name.
type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

// ring is the three signing keys of a moment. Previous is nil until the first rotation.
type ring struct {
	previous      *signingKey
	current, next *signingKey
	rotated       time.Time // when they became so
}

// signing is the content of signing.json: keys in PKCS #8 (RFC 5208), base64 in the file.
type signing struct {
	Version  int       `json:"version"`
	Rotated  time.Time `json:"rotated"`
	Previous []byte    `json:"previous,omitempty"`
	Current  []byte    `json:"current"`
	Next     []byte    `json:"next"`
}

// loadRing reads signing.json, or makes it.
func (k *Keys) loadRing() error {
	path := filepath.Join(k.dir, signingFile)
	data, ok, err := readPrivate(path)
	if err != nil {
		return err
	}
	if !ok {
		return k.createRing()
	}
	var s signing
	if err := json.Unmarshal(data, &s); err != nil || s.Version != 1 {
		return fmt.Errorf("%s: unknown version or damaged: remove it to get new signing keys", path)
	}
	if k.ring, err = s.ring(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// createRing makes the first two keys side by side, for a quick first start.
func (k *Keys) createRing() error {
	var made [2]*signingKey
	var g errgroup.Group
	for i := range made {
		g.Go(func() (err error) {
			made[i], err = k.generate()
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return k.adopt(ring{current: made[0], next: made[1], rotated: k.opt.Now()})
}

func (k *Keys) generate() (*signingKey, error) {
	key, err := k.opt.Generate(k.opt.Bits)
	if err != nil {
		return nil, fmt.Errorf("make signing key: %w", err)
	}
	return named(key), nil
}

func named(key *rsa.PrivateKey) *signingKey {
	return &signingKey{id: keys.Thumbprint(&key.PublicKey), key: key}
}

// adopt makes a ring durable and only then uses it.
func (k *Keys) adopt(r ring) error {
	s := signing{Version: 1, Rotated: r.rotated.UTC()}
	for _, p := range []struct {
		to   *[]byte
		from *signingKey
	}{{&s.Previous, r.previous}, {&s.Current, r.current}, {&s.Next, r.next}} {
		if p.from == nil {
			continue
		}
		der, err := x509.MarshalPKCS8PrivateKey(p.from.key)
		if err != nil {
			return fmt.Errorf("write signing key: %w", err)
		}
		*p.to = der
	}
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write signing keys: %w", err)
	}
	if err := durable.Replace(filepath.Join(k.dir, signingFile), data, filePerm); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ring = r
	return nil
}

// ring decodes the keys of a file.
func (s signing) ring() (r ring, err error) {
	r.rotated = s.Rotated
	for _, p := range []struct {
		der      []byte
		to       **signingKey
		optional bool
	}{{s.Previous, &r.previous, true}, {s.Current, &r.current, false}, {s.Next, &r.next, false}} {
		if len(p.der) == 0 && p.optional {
			continue
		}
		parsed, err := x509.ParsePKCS8PrivateKey(p.der)
		if err != nil {
			return ring{}, fmt.Errorf("signing key is damaged: remove the file to get new ones: %w", err)
		}
		key, ok := parsed.(*rsa.PrivateKey)
		if !ok {
			return ring{}, fmt.Errorf("signing key is a %T, not RSA", parsed)
		}
		*p.to = named(key)
	}
	return r, nil
}

func (k *Keys) now() ring {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.ring
}

// Current implements keys.Signer.
func (k *Keys) Current(ctx context.Context) (string, error) {
	if err := live(ctx, "current"); err != nil {
		return "", err
	}
	return k.now().current.id, nil
}

// Sign implements keys.Signer.
func (k *Keys) Sign(ctx context.Context, kid string, h crypto.Hash, digest []byte) ([]byte, error) {
	if err := live(ctx, "sign"); err != nil {
		return nil, err
	}
	if !h.Available() || len(digest) != h.Size() {
		return nil, fmt.Errorf("keyfiles: sign: %w: digest", keys.ErrInvalid)
	}
	r := k.now()
	for _, s := range []*signingKey{r.current, r.previous} {
		if s == nil || s.id != kid {
			continue
		}
		sig, err := rsa.SignPKCS1v15(rand.Reader, s.key, h, digest)
		if err != nil {
			return nil, fmt.Errorf("keyfiles: sign: %w", err)
		}
		return sig, nil
	}
	return nil, fmt.Errorf("keyfiles: sign: %w", keys.ErrUnknownKey)
}

// Public implements keys.Signer.
func (k *Keys) Public(ctx context.Context) ([]keys.PublicKey, error) {
	if err := live(ctx, "public"); err != nil {
		return nil, err
	}
	r := k.now()
	var out []keys.PublicKey
	for _, s := range []*signingKey{r.previous, r.current, r.next} {
		if s != nil {
			out = append(out, keys.PublicKey{ID: s.id, Key: &s.key.PublicKey})
		}
	}
	return out, nil
}

// Rotate implements keys.Signer.
func (k *Keys) Rotate(ctx context.Context, due time.Time) error {
	k.rotating.Lock()
	defer k.rotating.Unlock()
	if err := live(ctx, "rotate"); err != nil {
		return err
	}
	old := k.now()
	if !due.IsZero() && !old.rotated.Before(due) {
		return nil
	}
	next, err := k.generate()
	if err != nil {
		return fmt.Errorf("keyfiles: rotate: %w", err)
	}
	if err := k.adopt(ring{previous: old.current, current: old.next, next: next, rotated: latest(k.opt.Now(), due)}); err != nil {
		return fmt.Errorf("keyfiles: rotate: %w", err)
	}
	return nil
}

// latest is the later of two times: a clock that is behind the one that says what is due
// would have the same occasion due again.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
