package identity_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

const (
	issuer   = "https://aio.example"
	audience = "aio"
	email    = "ada@example.org"
	password = "a good long password"
)

// watched is a store that loses replies on demand and remembers what was written to it.
type watched struct {
	*memory.Store
	lose atomic.Int32 // so many writes happen and are answered as if nobody knew
	down atomic.Bool  // reads fail

	mu      sync.Mutex
	written bytes.Buffer
}

var errLost = &store.Error{Code: store.CodeUnavailable, Op: "test", Err: errors.New("the reply was lost")}

func (w *watched) note(writes ...store.Write) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range writes {
		w.written.WriteString(one.Item.Key.PK + " " + one.Item.Key.SK + " ")
		w.written.Write(one.Item.Data)
		for _, e := range one.Item.Emit {
			w.written.Write(e.Data)
		}
	}
}

// Get implements store.Store.
func (w *watched) Get(ctx context.Context, k ...store.Key) ([]store.Item, error) {
	if w.down.Load() {
		return nil, errLost
	}
	return w.Store.Get(ctx, k...)
}

// Write implements store.Store.
func (w *watched) Write(ctx context.Context, one store.Write) (store.Item, error) {
	w.note(one)
	it, err := w.Store.Write(ctx, one)
	if w.lose.Add(-1) >= 0 {
		return store.Item{}, errLost
	}
	return it, err
}

// Transact implements store.Store.
func (w *watched) Transact(ctx context.Context, token string, writes ...store.Write) error {
	w.note(writes...)
	err := w.Store.Transact(ctx, token, writes...)
	if w.lose.Add(-1) >= 0 {
		return errLost
	}
	return err
}

// fixture is a service with all that is around it.
type fixture struct {
	*identity.Service
	clock *testclock.Clock
	store *watched
	keys  *keyfiles.Keys
	c     identity.Config
}

func setUp(t testing.TB, change ...func(*identity.Config)) *fixture {
	t.Helper()
	k, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{Bits: 1024})
	if err != nil {
		t.Fatal(err)
	}
	c := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC))
	st := &watched{Store: memory.New(memory.Options{Now: c.Now})}
	conf := identity.Config{
		Store: st, Keys: k, Now: c.Now, NewID: ids.NewSource(c.Now, nil).New,
		Issuer: issuer, Audience: audience, PasswordCost: bcrypt.MinCost,
	}
	for _, f := range change {
		f(&conf)
	}
	s, err := identity.New(conf)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{Service: s, clock: c, store: st, keys: k, c: conf}
}

// Sessions lists all of an account's sessions, page by page.
func (f *fixture) Sessions(ctx context.Context, user string) ([]identity.Session, error) {
	return allSessions(ctx, f.Service, user, 2)
}

// allSessions walks the pages of the list.
func allSessions(ctx context.Context, s *identity.Service, user string, limit int) (all []identity.Session, err error) {
	for cursor := ""; ; {
		page, next, err := s.Sessions(ctx, user, limit, cursor)
		if err != nil {
			return nil, err
		}
		if len(page) > limit {
			return nil, fmt.Errorf("%d sessions on a page of %d", len(page), limit)
		}
		if all = append(all, page...); next == "" {
			return all, nil
		}
		cursor = next
	}
}

func (f *fixture) register(t testing.TB) identity.Tokens { t.Helper(); return f.registerAs(t, email) }

func (f *fixture) registerAs(t testing.TB, address string) identity.Tokens {
	t.Helper()
	got, err := f.Register(t.Context(), identity.Registration{Email: address, Password: password, DisplayName: "Ada", UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (f *fixture) login(t testing.TB) identity.Tokens {
	t.Helper()
	got, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// fataler is what testing.T and rapid.T have in common here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func wantCode(t fataler, what string, err error, want identity.Code) {
	t.Helper()
	if got := identity.CodeOf(err); got != want || (want == "") != (err == nil) {
		t.Fatalf("%s: %v, want code %q", what, err, want)
	}
}
