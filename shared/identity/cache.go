package identity

import (
	"context"
	"crypto/rsa"
	"errors"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/store"
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

// sessionID names a session together with its owner.
type sessionID struct{ user, session string }

// sessionState is what is known of a session.
type sessionState struct {
	live  bool
	until time.Time // when it is to be read anew
}

// sessionCache knows which sessions live.
type sessionCache struct {
	store store.Store
	now   func() time.Time

	mu    sync.Mutex
	known map[sessionID]sessionState
	// version counts what was forgotten, so that a reading under way at that time is not kept.
	version uint64
}

func newSessionCache(st store.Store, now func() time.Time) *sessionCache {
	return &sessionCache{store: st, now: now, known: map[sessionID]sessionState{}}
}

// live says whether a session lives, as of SessionCache ago or later.
func (c *sessionCache) live(ctx context.Context, user, session string) (bool, error) {
	c.mu.Lock()
	state, ok := c.known[sessionID{user, session}]
	c.mu.Unlock()
	if ok && c.now().Before(state.until) {
		return state.live, nil
	}
	return c.read(ctx, user, session)
}

// read says whether a session lives now.
func (c *sessionCache) read(ctx context.Context, user, session string) (bool, error) {
	c.mu.Lock()
	version := c.version
	c.mu.Unlock()
	now := c.now()
	ses, err := loadSession(ctx, c.store, user, session)
	if err != nil && !errors.Is(err, errAbsent) {
		return false, err
	}
	state := sessionState{live: err == nil && ses.RevokedAt.IsZero(), until: now.Add(SessionCache)}
	if state.live && ses.ExpiresAt.Before(state.until) {
		state.until = ses.ExpiresAt
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version || !state.live { // an ended session stays ended
		c.makeRoom(now)
		c.known[sessionID{user, session}] = state
	}
	return state.live, nil
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
