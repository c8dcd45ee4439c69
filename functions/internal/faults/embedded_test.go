package faults

import (
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/local"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
)

// many is a limit's number that no scenario reaches: limits are counted, and hinder nobody.
const many = 1_000_000

func unlimited() function.Limits {
	limits := function.DefaultLimits()
	for class, rule := range limits {
		rule.Events = many
		limits[class] = rule
	}
	return limits
}

// embedded opens the system of one machine with every adapter within reach of the plan.
func embedded(t *testing.T) *system {
	t.Helper()
	clock := &clock{}
	s := &system{plan: &plan{}, now: clock.now, advance: clock.advance, sockets: newSockets()}
	app, err := local.Open(t.Context(), local.Config{DataDir: t.TempDir(), Limits: unlimited(), Log: slog.New(slog.DiscardHandler), Now: clock.now, PasswordCost: 4, Learn: parrot,
		Accounts: local.AccountLimits{Passwords: limit.Rule{Events: many, Period: time.Hour}, Mails: limit.Rule{Events: many, Period: time.Hour}},
		Keys:     keyfiles.Options{Now: clock.now, Bits: 1024, Generate: keyPool(t)},
		Around: local.Around{
			Store: func(inner store.Store) store.Store { return brokenStore{inner, s.plan, s.publish} },
			Blob: func(inner blob.Store) blob.Store {
				s.upload = handlerOf(inner)
				return brokenBlob{inner, s.plan}
			},
			Keys:  func(inner keys.Keys) keys.Keys { return brokenKeys{inner, s.plan} },
			Limit: func(inner limit.Limiter) limit.Limiter { return brokenLimit{inner, s.plan} },
			Mail:  func(inner mail.Sender) mail.Sender { return brokenMail{inner, s.plan, s.send} },
			Push:  func(push.Pusher) push.Pusher { return brokenPush{s.sockets, s.plan} },
			Call:  func(inner call.Invoker) call.Invoker { return brokenCall{inner, s.plan, s.start} },
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	s.invoke = app.Invoke
	return s
}

// handlerOf serves the signed requests of the files' store.
func handlerOf(inner blob.Store) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		inner.(interface{ Handler() http.Handler }).Handler().ServeHTTP(w, r)
		return w.Result(), nil
	}
}

// keyPool gives out four signing keys in turn, since making one is slow: a ring has three,
// and one that comes back in a later ring is no matter here. A ring makes its keys at once.
func keyPool(t *testing.T) func(int) (*rsa.PrivateKey, error) {
	t.Helper()
	var mu sync.Mutex
	var pool []*rsa.PrivateKey
	n := 0
	return func(bits int) (*rsa.PrivateKey, error) {
		mu.Lock()
		defer mu.Unlock()
		const different = 4 // a ring has three
		if len(pool) < different {
			k, err := rsa.GenerateKey(rand.Reader, bits)
			if err != nil {
				return nil, err
			}
			pool = append(pool, k)
			return k, nil
		}
		n++
		return pool[n%different], nil
	}
}
