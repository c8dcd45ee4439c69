package custom

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/aio-creative-hub/aio/internal/lru"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// Staleness is how long a process goes by what it knows of somebody's active model: so
	// long after a promotion some messages are still understood by the one before. Asking
	// costs a read of one small item for each person, and these seconds are a turn of a
	// conversation.
	Staleness = 5 * time.Second
	// maxModels and maxModelBytes bound the decoded models that a process holds. One has 3 to
	// 6 MB; a function of the chat has 512 MB of memory, of which the rest takes 100, and
	// serves one person at a time.
	maxModels     = 16
	maxModelBytes = 64 << 20
	// maxFileBytes is the largest file of a model that is read: three times what one has.
	maxFileBytes = 16 << 20
	// maxPointers bounds the people of whom a process knows which model is active.
	maxPointers = 10_000
	// retryAfter is when a model that could not be read is tried again.
	retryAfter = time.Minute
	// patience bounds the reading of pointer and model, for which a message waits.
	patience = 5 * time.Second
)

// ModelsConfig is what Models needs.
type ModelsConfig struct {
	Store store.Store
	Blob  blob.Store
	Base  *nlp.Recognizer // the product's own
	Log   *slog.Logger
	Now   func() time.Time
}

// Models are the active models of people, decoded. It is safe for concurrent use.
type Models struct {
	c     ModelsConfig
	group singleflight.Group // one read of a person's pointer, or model, at a time

	mu       sync.Mutex
	people   *lru.Cache[string, known]  // by user
	decoded  *lru.Cache[string, loaded] // by person and hashes
	failures *lru.Cache[string, time.Time]
}

// known is what is known of a person.
type known struct {
	pointer
	asked time.Time
}

// loaded is a decoded model.
type loaded struct {
	r     *nlp.Recognizer
	bytes int64
}

// NewModels makes an empty cache.
func NewModels(c ModelsConfig) *Models {
	return &Models{c: c,
		people:   lru.New[string, known](maxPointers, maxPointers, func(known) int64 { return 1 }),
		decoded:  lru.New[string, loaded](maxModels, maxModelBytes, func(l loaded) int64 { return l.bytes }),
		failures: lru.New[string, time.Time](maxPointers, maxPointers, func(time.Time) int64 { return 1 }),
	}
}

// For gives what understands a person's messages: their active model, or the product's own
// if they have none or it cannot be read, which is logged once.
func (m *Models) For(ctx context.Context, user string) *nlp.Recognizer {
	if user == "" {
		return m.c.Base
	}
	p := m.active(ctx, user)
	if p.ID == "" {
		return m.c.Base
	}
	id := user + "/" + p.ID + "/" + p.Model + "/" + p.Slots
	m.mu.Lock()
	l, ok := m.decoded.Get(id)
	since, failed := m.failures.Get(id)
	m.mu.Unlock()
	if ok {
		return l.r
	}
	if failed && m.c.Now().Sub(since) < retryAfter {
		return m.c.Base
	}
	// Who waits for the same model waits for one read, which no single person's patience ends.
	v, err, _ := m.group.Do("model "+id, func() (any, error) { return m.load(context.WithoutCancel(ctx), user, p) })
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		if !failed {
			m.c.Log.ErrorContext(ctx, "own model not read; the product's own answers", "model", p.ID, "error", err)
		}
		m.failures.Put(id, m.c.Now())
		return m.c.Base
	}
	l, _ = v.(loaded)
	m.decoded.Put(id, l)
	m.failures.Remove(id)
	return l.r
}

// active gives a person's pointer, as it was at most Staleness ago. If the store does not
// answer, it is what was known.
func (m *Models) active(ctx context.Context, user string) pointer {
	m.mu.Lock()
	k, ok := m.people.Get(user)
	m.mu.Unlock()
	if ok && m.c.Now().Sub(k.asked) < Staleness {
		return k.pointer
	}
	v, err, _ := m.group.Do("person "+user, func() (any, error) { return m.ask(context.WithoutCancel(ctx), user) })
	asked := m.c.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.c.Log.WarnContext(ctx, "active model not known", "error", err)
		m.people.Put(user, known{k.pointer, asked})
		return k.pointer
	}
	p, _ := v.(pointer)
	m.people.Put(user, known{p, asked})
	return p
}

func (m *Models) ask(ctx context.Context, user string) (pointer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	items, err := m.c.Store.Get(ctx, stateKey(user))
	if err != nil || len(items) == 0 {
		return pointer{}, err
	}
	st, err := readState(&items[0])
	return st.Active, err
}

// load reads and decodes a model.
func (m *Models) load(ctx context.Context, user string, p pointer) (loaded, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	model, err := m.file(ctx, user, p.ID, p.Model)
	if err != nil {
		return loaded{}, err
	}
	var slotModel []byte
	if p.Slots != "" {
		if slotModel, err = m.file(ctx, user, p.ID, p.Slots); err != nil {
			return loaded{}, err
		}
	}
	r, err := m.c.Base.With(model, slotModel)
	return loaded{r, int64(len(model) + len(slotModel))}, err
}

// file reads a file of a model and checks that it is what its name says.
func (m *Models) file(ctx context.Context, user, id, hash string) ([]byte, error) {
	key, err := fileKey(user, id, hash)
	if err != nil {
		return nil, err
	}
	data, err := readBlob(ctx, m.c.Blob, key, maxFileBytes)
	if err != nil {
		return nil, err
	}
	if got := hashOf(data); got != hash {
		return nil, fmt.Errorf("custom: a file of model %s has changed", id)
	}
	return data, nil
}
