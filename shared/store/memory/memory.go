// Package memory is the store in a process's memory: the plainest code that keeps the
// contract. It is the model that the property test of storetest compares other adapters
// with, and a fast store for the tests of other packages. Nothing outlives the process,
// so no deployment uses it.
package memory

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Options of a store. The zero value works.
type Options struct {
	Now       func() time.Time // the clock; time.Now if nil
	CursorKey []byte           // signs cursors; a fixed key if empty, since only tests read them
}

// Store keeps items in memory. Make it with New.
type Store struct {
	now     func() time.Time
	cursors store.Cursors

	mu      sync.Mutex
	parts   map[partKey]*partition
	highest int64 // the highest revision ever given
	tokens  map[string]token
	emitted []bus.Event
}

// token is what is remembered of a transaction.
type token struct {
	content [sha256.Size]byte
	until   time.Time
}

var _ store.Store = (*Store)(nil)

// New makes an empty store.
func New(o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if len(o.CursorKey) == 0 {
		o.CursorKey = []byte("cursors of a store in memory")
	}
	return &Store{
		now:     o.Now,
		cursors: store.NewCursors(o.CursorKey),
		parts:   map[partKey]*partition{},
		tokens:  map[string]token{},
	}
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := store.ValidateGet(keys); err != nil {
		return nil, err
	}
	if err := alive(ctx, store.OpGet); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var items []store.Item
	for _, k := range keys {
		if it := s.live(k); it != nil {
			items = append(items, it.Clone())
		}
	}
	return items, nil
}

// Write implements store.Store.
func (s *Store) Write(ctx context.Context, w store.Write) (store.Item, error) {
	w, err := store.ValidateWrite(w)
	if err != nil {
		return store.Item{}, err
	}
	if err := alive(ctx, store.OpWrite); err != nil {
		return store.Item{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := w.Check(0, s.live(w.Item.Key)); err != nil {
		return store.Item{}, err
	}
	return s.apply(w), nil
}

// Transact implements store.Store.
func (s *Store) Transact(ctx context.Context, tok string, writes ...store.Write) error {
	writes, err := store.ValidateTransact(tok, writes)
	if err != nil {
		return err
	}
	content, err := store.Fingerprint(writes)
	if err != nil {
		return err
	}
	if err := alive(ctx, store.OpTransact); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if t, ok := s.tokens[tok]; ok && now.Before(t.until) {
		if t.content != content {
			return &store.Error{Code: store.CodeTokenReused, Op: store.OpTransact}
		}
		return nil
	}
	for i, w := range writes {
		if err := w.Check(i, s.live(w.Item.Key)); err != nil {
			return err
		}
	}
	for _, w := range writes {
		s.apply(w)
	}
	s.tokens[tok] = token{content: content, until: now.Add(store.TokenLife)}
	return nil
}

// Emitted gives all events published so far, in order.
func (s *Store) Emitted() []bus.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return store.Item{Emit: s.emitted}.Clone().Emit
}

// apply makes a write whose condition holds and returns what the port says.
func (s *Store) apply(w store.Write) store.Item {
	k, current := w.Item.Key, s.live(w.Item.Key)
	if w.Delete {
		gone := store.Item{Key: k}
		if current != nil {
			gone = *current
		}
		s.remove(k)
		return gone
	}
	s.highest = store.NextRev(s.highest, s.now())
	next := w.Apply(current, s.highest)
	s.put(next)
	s.emitted = append(s.emitted, w.Item.Clone().Emit...)
	return next.Clone()
}

// alive refuses a call whose context has ended.
func alive(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return &store.Error{Code: store.CodeUnavailable, Op: op, Err: err}
	}
	return nil
}
