package identity

import (
	"context"
	"crypto/rsa"
	"maps"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/keys"
)

// SessionCache is how long a session's state is believed: the time within which the end
// of a session is noticed everywhere.
const SessionCache = 30 * time.Second

// maxSessions bounds the cache to a few megabytes.
const maxSessions = 20_000

// How long public keys are believed. Keys change once a day at most, and the next one
// is published a day before it signs.
const (
	keyLife  = 5 * time.Minute // then they are read anew
	keyRetry = 5 * time.Second // the least time between two readings for unknown keys, which anybody can send
)

// sessionID names a session together with its owner. For an API key the session is the
// hash of the key, and the owner is not known before it is read.
type sessionID struct{ user, session string }

// sessionState is what is known of a session or of a key.
type sessionState struct {
	live  bool
	who   Principal // if it lives; of a session the owner and the roles
	until time.Time // when it is to be read anew
}

// loader reads a state. What it says of until is a bound: it may be read anew before.
type loader func(ctx context.Context, now time.Time) (sessionState, error)

// sessionCache knows which sessions and keys live.
type sessionCache struct {
	now func() time.Time

	mu    sync.Mutex
	known map[sessionID]sessionState
	// version counts what was forgotten, so that a reading under way at that time is not kept.
	version uint64
}

func newSessionCache(now func() time.Time) *sessionCache {
	return &sessionCache{now: now, known: map[sessionID]sessionState{}}
}

// live gives a state as of SessionCache ago or later.
func (c *sessionCache) live(ctx context.Context, id sessionID, load loader) (sessionState, error) {
	c.mu.Lock()
	state, ok := c.known[id]
	c.mu.Unlock()
	if ok && c.now().Before(state.until) {
		return state, nil
	}
	return c.read(ctx, id, load)
}

// read gives a state as of now.
func (c *sessionCache) read(ctx context.Context, id sessionID, load loader) (sessionState, error) {
	c.mu.Lock()
	version := c.version
	c.mu.Unlock()
	now := c.now()
	state, err := load(ctx, now)
	if err != nil {
		return sessionState{}, err
	}
	if last := now.Add(SessionCache); state.until.IsZero() || state.until.After(last) {
		state.until = last
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version { // nothing was forgotten meanwhile
		c.makeRoom(now)
		c.known[id] = state
	}
	return state, nil
}

// makeRoom drops what is to be read anew, and if that is not enough, anything.
func (c *sessionCache) makeRoom(now time.Time) {
	if len(c.known) < maxSessions {
		return
	}
	for id, state := range c.known {
		if !now.Before(state.until) {
			delete(c.known, id)
		}
	}
	for id := range c.known {
		if len(c.known) < maxSessions {
			return
		}
		delete(c.known, id)
	}
}

// forget drops a session's state: it has just changed.
func (c *sessionCache) forget(user, session string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	delete(c.known, sessionID{user, session})
}

// forgetOwned drops the states of all that an account owns: it has just changed.
func (c *sessionCache) forgetOwned(user string) {
	c.forgetIf(func(id sessionID, state sessionState) bool { return id.user == user || state.who.UserID == user })
}

// forgetKey drops the state of an API key.
func (c *sessionCache) forgetKey(keyID string) {
	c.forgetIf(func(_ sessionID, state sessionState) bool { return state.who.KeyID == keyID })
}

func (c *sessionCache) forgetIf(gone func(sessionID, sessionState) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	maps.DeleteFunc(c.known, gone)
}

// keyCache keeps public keys by name.
type keyCache struct {
	source PublicKeys
	now    func() time.Time

	mu   sync.Mutex
	keys []keys.PublicKey
	read time.Time
}

// find gives a key, nil if there is none of that name.
func (k *keyCache) find(ctx context.Context, kid string) (*rsa.PublicKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	age := k.now().Sub(k.read)
	if key := k.pick(kid); key != nil && age < keyLife || key == nil && age < keyRetry && k.keys != nil {
		return key, nil
	}
	public, err := k.source.Public(ctx)
	if err != nil {
		return nil, err
	}
	k.keys, k.read = public, k.now()
	return k.pick(kid), nil
}

func (k *keyCache) pick(kid string) *rsa.PublicKey {
	for _, p := range k.keys {
		if p.ID == kid {
			return p.Key
		}
	}
	return nil
}
