package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// API keys let programs act for an account: aio_<id>_<secret>, of which the id finds the
// record and the secret, 256 random bits, is stored hashed. The prefix lets scanners of
// source code find keys that were published by mistake.

// The scopes of API keys. What each may call is decided in shared/operation.
const (
	ScopeRead  = "read"
	ScopeWrite = "write"
)

// MaxKeys is the most API keys of one account: a list that a person can oversee.
const MaxKeys = 50

// MaxKeyName bounds the name of a key, in characters.
const MaxKeyName = 100

const keyPrefix = "aio_"

// keyForm is the id without its prefix, a ULID, and the secret.
var keyForm = regexp.MustCompile(`^aio_([0-9A-Z]{26})_([A-Za-z0-9_-]{43})$`)

// APIKey is a key as its owner sees it.
type APIKey struct {
	ID        string // key_01J...
	Name      string
	Scopes    []string
	CreatedAt time.Time
	ExpiresAt time.Time // zero for never
	UsedAt    time.Time // within SeenEvery; zero for never
}

// keyRecord is a key.
type keyRecord struct {
	ID        string    `json:"id"`
	UserID    string    `json:"userId"`
	Hash      string    `json:"hash"` // SHA-256 of the whole key, hex
	Name      []byte    `json:"name"` // sealed
	Scopes    []string  `json:"scopes"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
	UsedAt    time.Time `json:"usedAt,omitzero"`
}

// keysRecord lists the keys of an account: one item, so that MaxKeys is exact.
type keysRecord struct {
	IDs []string `json:"ids"`

	rev int64 // 0 if there is no item yet
}

func apiKeyKey(id string) store.Key {
	return store.Key{Table: store.Identity, PK: "KEY#" + id, SK: "KEY"}
}

func keysKey(userID string) store.Key {
	return store.Key{Table: store.Identity, PK: userKey(userID).PK, SK: "KEYS"}
}

func keyNameContext(id string) string { return "key#" + id + "#name" }

func (s *Service) loadKeys(ctx context.Context, userID string) (rec keysRecord, err error) {
	rec.rev, err = load(ctx, s.c.Store, keysKey(userID), &rec)
	if errors.Is(err, errAbsent) {
		return keysRecord{}, nil
	}
	return rec, err
}

// condition is "as it was read".
func (r keysRecord) condition() *int64 { return store.AtRev(r.rev) } // 0 means absent

// NewKey is what a key is made of. A zero ExpiresAt is never.
type NewKey struct {
	UserID, Name string
	Scopes       []string
	ExpiresAt    time.Time
}

// CreateKey makes an API key and gives its text, which nobody can read again. Refusals:
// CodeInvalidKey, CodeTooManyKeys.
func (s *Service) CreateKey(ctx context.Context, k NewKey) (text string, _ APIKey, err error) {
	defer func() { err = named("create key", err) }()
	now := s.c.Now().UTC()
	name, err := checkDisplayName(k.Name)
	if err != nil || name == "" || !validScopes(k.Scopes) || !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(now) {
		return "", APIKey{}, refuse(CodeInvalidKey, nil)
	}
	rec := keyRecord{ID: s.c.NewID("key"), UserID: k.UserID, Scopes: slices.Sorted(slices.Values(k.Scopes)), CreatedAt: now, ExpiresAt: k.ExpiresAt.UTC()}
	if text, err = s.newSecret(keyPrefix + strings.TrimPrefix(rec.ID, "key_") + "_"); err != nil {
		return "", APIKey{}, err
	}
	rec.Hash = hashed(text)
	if rec.Name, err = s.c.Keys.Seal(ctx, []byte(name), keyNameContext(rec.ID)); err != nil {
		return "", APIKey{}, err
	}
	key, err := itemOf(apiKeyKey(rec.ID), rec.ExpiresAt, rec)
	if err != nil {
		return "", APIKey{}, err
	}
	err = raced(func() error { return s.addKey(ctx, rec, key) })
	return text, rec.seen(name), err
}

func (s *Service) addKey(ctx context.Context, rec keyRecord, key store.Item) error {
	owned, err := s.loadKeys(ctx, rec.UserID)
	if err != nil {
		return err
	}
	live, err := s.liveKeys(ctx, owned)
	if err != nil {
		return err
	}
	if len(live) >= MaxKeys {
		return refuse(CodeTooManyKeys, nil)
	}
	ids := []string{rec.ID} // the latest first; those that have expired are left out
	for _, k := range live {
		ids = append(ids, k.ID)
	}
	list, err := itemOf(keysKey(rec.UserID), time.Time{}, keysRecord{IDs: ids})
	if err != nil {
		return err
	}
	return s.transact(ctx, store.Write{Item: list, If: owned.condition()}, store.Write{Item: key, If: store.Absent()})
}

// liveKeys reads the keys of a list that have not expired, in its order.
func (s *Service) liveKeys(ctx context.Context, owned keysRecord) ([]keyRecord, error) {
	if len(owned.IDs) == 0 {
		return nil, nil
	}
	keys := make([]store.Key, len(owned.IDs)) // at most MaxKeys: one reading
	for i, id := range owned.IDs {
		keys[i] = apiKeyKey(id)
	}
	items, err := s.c.Store.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	out := make([]keyRecord, len(items))
	for i, it := range items {
		if err := json.Unmarshal(it.Data, &out[i]); err != nil {
			return nil, fmt.Errorf("key is damaged: %w", err)
		}
	}
	return out, nil
}

func validScopes(scopes []string) bool {
	for i, scope := range scopes {
		if scope != ScopeRead && scope != ScopeWrite || slices.Contains(scopes[:i], scope) {
			return false
		}
	}
	return len(scopes) > 0
}

// seen is the record as its owner sees it.
func (r keyRecord) seen(name string) APIKey {
	return APIKey{ID: r.ID, Name: name, Scopes: r.Scopes, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, UsedAt: r.UsedAt}
}

// Keys lists an account's API keys that have not expired, the latest first.
func (s *Service) Keys(ctx context.Context, userID string) (_ []APIKey, err error) {
	defer func() { err = named("list keys", err) }()
	owned, err := s.loadKeys(ctx, userID)
	if err != nil {
		return nil, err
	}
	live, err := s.liveKeys(ctx, owned)
	if err != nil {
		return nil, err
	}
	out := make([]APIKey, len(live))
	for i, rec := range live {
		name, err := s.openField(ctx, rec.Name, keyNameContext(rec.ID))
		if err != nil {
			return nil, err
		}
		out[i] = rec.seen(name)
	}
	return out, nil
}

// RevokeKey ends an API key. CodeKeyNotFound if the account has none of that id.
func (s *Service) RevokeKey(ctx context.Context, userID, keyID string) (err error) {
	defer func() { err = named("revoke key", err) }()
	err = raced(func() error {
		owned, err := s.loadKeys(ctx, userID)
		if err != nil {
			return err
		}
		at := slices.Index(owned.IDs, keyID)
		if at < 0 {
			return refuse(CodeKeyNotFound, nil)
		}
		list, err := itemOf(keysKey(userID), time.Time{}, keysRecord{IDs: slices.Delete(owned.IDs, at, at+1)})
		if err != nil {
			return err
		}
		return s.transact(ctx, store.Write{Item: list, If: owned.condition()}, store.Write{Item: store.Item{Key: apiKeyKey(keyID)}, Delete: true})
	})
	s.verifier.sessions.forgetKey(keyID)
	return err
}
