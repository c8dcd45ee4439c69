package dynamo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
)

// TestFaults: every method with every fault, once and for ever. Whatever the service does,
// an error says whether something may have been done, and nothing is done twice.
func TestFaults(t *testing.T) {
	emulator.Each(t, "store faults", func(t *testing.T, target emulator.Target) {
		w := openWorld(t, target, suiteIndexes)
		clean := w.open(t, cursorKey, time.Now)
		for _, kind := range faulty.Kinds() {
			for _, times := range []int{1, 100} {
				t.Run(fmt.Sprint(kind, " ", times), func(t *testing.T) {
					client := &faulty.Client{}
					config := target.Config()
					config.HTTPClient = aws.HTTPClient(client)
					broken, err := dynamo.Open(config, dynamo.Options{Stage: w.stage, CursorKey: []byte(cursorKey), Indexes: suiteIndexes})
					if err != nil {
						t.Fatal(err)
					}
					for _, c := range methods(t.Name()) {
						t.Run(c.name, func(t *testing.T) { c.check(t, clean, broken, client, kind, times) })
					}
				})
			}
		}
	})
}

// method is a call whose effect on its item can be counted.
type method struct {
	name, operation string
	key             store.Key
	call            func(t *testing.T, s store.Store, k store.Key) error
	reads           bool
}

func methods(scope string) []method {
	add := func(k store.Key) store.Write {
		return store.Write{Item: store.Item{Key: k, Data: []byte("x")}, Add: map[string]int64{"n": 1}}
	}
	out := []method{
		{name: "write", operation: "UpdateItem", call: func(t *testing.T, s store.Store, k store.Key) error {
			_, err := s.Write(t.Context(), add(k))
			return err
		}},
		{name: "transact", operation: "TransactWriteItems", call: func(t *testing.T, s store.Store, k store.Key) error {
			return s.Transact(t.Context(), k.PK, add(k))
		}},
		{name: "get", operation: "GetItem", reads: true, call: func(t *testing.T, s store.Store, k store.Key) error {
			_, err := s.Get(t.Context(), k)
			return err
		}},
		{name: "query", operation: "Query", reads: true, call: func(t *testing.T, s store.Store, k store.Key) error {
			_, _, err := s.Query(t.Context(), store.Query{Table: k.Table, PK: k.PK})
			return err
		}},
	}
	for i := range out {
		out[i].key = store.Key{Table: store.Work, PK: scope + out[i].name, SK: "-"}
	}
	return out
}

// check breaks the call and looks at what was done.
func (m method) check(t *testing.T, clean, broken store.Store, client *faulty.Client, kind faulty.Kind, times int) {
	client.Set(m.operation, kind, times)
	err := m.call(t, broken, m.key)
	client.Set(m.operation, kind, 0)
	code, done := store.CodeOf(err), m.done(t, clean)
	switch {
	case times == 1 && (m.reads || kind == faulty.Throttle):
		if err != nil {
			t.Errorf("one fault that harms nobody: %v", err)
		}
	case kind == faulty.Throttle:
		if code != store.CodeThrottled || done != 0 {
			t.Errorf("%v, done %d times", err, done)
		}
	case m.reads:
		if code != store.CodeUnavailable {
			t.Errorf("%v", err)
		}
	case code != store.CodeUnavailable:
		t.Errorf("%v, want %s: it may have been done", err, store.CodeUnavailable)
	case kind == faulty.Lost && done != 1, kind != faulty.Lost && done != 0:
		t.Errorf("done %d times", done)
	}
	if m.name != "transact" || err == nil {
		return
	}
	// The same again, under the same token, is done once in all.
	if err := m.call(t, broken, m.key); err != nil || m.done(t, clean) != 1 {
		t.Errorf("again: %v, done %d times", err, m.done(t, clean))
	}
}

// done is how often the call's change was made.
func (m method) done(t *testing.T, clean store.Store) int64 {
	t.Helper()
	items, err := clean.Get(t.Context(), m.key)
	if err != nil {
		t.Fatal(err)
	}
	if len(items) == 0 {
		return 0
	}
	return items[0].Count["n"]
}
