package outbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/mail/mailtest"
	"github.com/aio-creative-hub/aio/shared/mail/outbox"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// lossy is a store whose transactions happen but are answered as if nobody knew, so many
// times.
type lossy struct {
	store.Store
	lose atomic.Int32
	seen [][]byte // data of all writes
}

func (l *lossy) Transact(ctx context.Context, token string, writes ...store.Write) error {
	for _, w := range writes {
		l.seen = append(l.seen, w.Item.Data)
	}
	err := l.Store.Transact(ctx, token, writes...)
	if l.lose.Add(-1) >= 0 {
		return &store.Error{Code: store.CodeUnavailable, Op: "transact", Err: errors.New("the reply was lost")}
	}
	return err
}

// testKeys are made once for a test: making them takes the longest.
func testKeys(t *testing.T) *keyfiles.Keys {
	t.Helper()
	k, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{Bits: 1024})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t *testing.T, k *keyfiles.Keys, st store.Store, now func() time.Time) *outbox.Outbox {
	t.Helper()
	o, err := outbox.New(outbox.Config{Store: st, Sealer: k, Now: now, NewID: rand.Text})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestContract(t *testing.T) {
	k := testKeys(t)
	mailtest.Run(t, func(t *testing.T) mailtest.Harness {
		o := open(t, k, memory.New(memory.Options{}), time.Now)
		return mailtest.Harness{Sender: o, Sent: func(t *testing.T) []mail.Message {
			var all []mail.Message
			for cursor := ""; ; {
				page, next, err := o.List(t.Context(), 3, cursor)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range page {
					all = append(all, m.Message)
				}
				if cursor = next; cursor == "" {
					return all
				}
			}
		}}
	})
}

func send(t *testing.T, o *outbox.Outbox, id string) error {
	t.Helper()
	return o.Send(t.Context(), mail.Message{ID: id, To: "ada@example.org", Subject: "Hello " + id, Text: "text"})
}

func TestNewestFirstAndExpiry(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	clock := func() time.Time { return now }
	o := open(t, testKeys(t), memory.New(memory.Options{Now: clock}), clock)
	for i := range 3 {
		if err := send(t, o, fmt.Sprint(3-i)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	page, _, err := o.List(t.Context(), 0, "")
	if err != nil || len(page) != 3 || page[0].ID != "1" || page[2].ID != "3" {
		t.Fatalf("%+v, %v", page, err)
	}
	if want := now.Add(-time.Hour); !page[0].SentAt.Equal(want) {
		t.Errorf("sent at %v, want %v", page[0].SentAt, want)
	}
	now = now.Add(outbox.Keep - time.Hour)
	if page, _, err := o.List(t.Context(), 0, ""); err != nil || len(page) != 0 {
		t.Errorf("after %v: %d mails, %v", outbox.Keep, len(page), err)
	}
}

// TestLostReplies: a mail is sent once although the store's answers are lost, and its
// text does not lie open in the store.
func TestLostReplies(t *testing.T) {
	st := &lossy{Store: memory.New(memory.Options{})}
	o := open(t, testKeys(t), st, time.Now)
	st.lose.Store(2)
	if err := send(t, o, "a"); err != nil {
		t.Errorf("two lost replies: %v", err)
	}
	st.lose.Store(100)
	if err := send(t, o, "b"); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("a store that does not answer: %v", err)
	}
	st.lose.Store(0)
	if err := send(t, o, "b"); err != nil {
		t.Errorf("the caller's retry: %v", err)
	}
	if page, _, err := o.List(t.Context(), 0, ""); err != nil || len(page) != 2 {
		t.Errorf("%d mails, %v; want 2", len(page), err)
	}
	for _, data := range st.seen {
		if bytes.Contains(data, []byte("ada@example.org")) || bytes.Contains(data, []byte("Hello")) {
			t.Error("the mail is stored in clear")
		}
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := outbox.New(outbox.Config{}); err == nil {
		t.Error("made of nothing")
	}
}
