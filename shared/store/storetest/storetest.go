// Package storetest is the contract of package store as a test suite: every adapter's
// test calls Run. It holds example tests for each rule of the port's comments, a
// property test that drives random operations against a model (Claessen and Hughes,
// "QuickCheck", ICFP 2000; the model is store/memory), tests of concurrency, which mean
// most under the race detector, and a check that histories are linearizable.
//
// Nasty is a wrapper that makes any store behave as badly as the contract allows, for
// this suite and for the tests of whatever is built on a store.
package storetest

import (
	"context"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Harness is an adapter made ready for a test. The store need not be empty: the suite
// keeps to keys that hold the name of the running test.
type Harness struct {
	// Store is the adapter.
	Store store.Store
	// Clock is the clock the adapter reads.
	Clock *Clock
	// Twin, unless nil, opens a store of the same kind with another cursor key.
	Twin func() store.Store
	// Emitted gives all events published so far, those of one item in their order.
	Emitted func() []bus.Event
	// Scattered says that events of different items come in any order.
	Scattered bool
	// Index, unless nil, names the ith of more than MaxIndex indexes, for an adapter whose
	// back end must know them beforehand. It knows "one", "too", "shared" and "none", too.
	Index func(i int) string
	// Settle, unless nil, returns when index reads show all that was written.
	Settle func()
	// Sweep, unless nil, removes what has expired, as the adapter does now and then.
	Sweep func(context.Context) error
	// LosesReplies says that a write may fail with CodeUnavailable. What needs to know
	// each write's outcome is then left out.
	LosesReplies bool
	// DeletesOverlap says that two deletes of an item at the same time may both be told
	// what it was, as those of DynamoDB Local are. One of them tells the truth.
	DeletesOverlap bool
}

// Open makes a harness for a test; it registers what must be closed with t.Cleanup.
type Open func(t *testing.T) Harness

// Run checks the adapter against the whole contract.
func Run(t *testing.T, open Open) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
		sure bool // needs to know the outcome of each write
	}{
		{"get", testGet, true},
		{"put", testPut, true},
		{"delete", testDelete, true},
		{"conditions", testConditions, true},
		{"revisions", testRevisions, true},
		{"counters", testCounters, true},
		{"expiry", testExpiry, true},
		{"limits", testLimits, true},
		{"refusals", testRefusals, true},
		{"keys", testKeys, true},
		{"query", testQuery, true},
		{"pages", testPages, true},
		{"cursors", testCursors, true},
		{"index", testIndex, true},
		{"transact", testTransact, true},
		{"tokens", testTokens, true},
		{"events", testEvents, true},
		{"context", testContext, true},
		{"model", testModel, false},
		{"exact counters", testExactCounters, false},
		{"compare and set", testCompareAndSet, true},
		{"one winner", testOneWinner, true},
		{"log", testLog, true},
		{"transfers", testTransfers, false},
		{"strong reads", testStrongReads, true},
		{"linearizable", testLinearizable, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			if c.sure && h.LosesReplies {
				t.Skip("needs the outcome of each write")
			}
			h.Store = patient{h.Store}
			c.test(t, h)
		})
	}
}

// key gives a key that only this test uses.
func key(t testing.TB, sk string) store.Key {
	return store.Key{Table: store.Work, PK: t.Name(), SK: sk}
}

// settle waits until index reads are up to date.
func (h Harness) settle() {
	if h.Settle != nil {
		h.Settle()
	}
}

// put writes an item without condition.
func (h Harness) put(t testing.TB, it store.Item) store.Item {
	t.Helper()
	return h.write(t, store.Write{Item: it})
}

// write makes a write that must succeed.
func (h Harness) write(t testing.TB, w store.Write) store.Item {
	t.Helper()
	it, err := h.Store.Write(t.Context(), w)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	return it
}

// get reads one item, nil if it is absent.
func (h Harness) get(t testing.TB, k store.Key) *store.Item {
	t.Helper()
	items, err := h.Store.Get(t.Context(), k)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if len(items) == 0 {
		return nil
	}
	return &items[0]
}

// all reads all pages of a query.
func (h Harness) all(t testing.TB, q store.Query) []store.Item {
	t.Helper()
	items, err := drain(t.Context(), h.Store, q)
	if err != nil {
		t.Fatalf("query: %v", err)
	}
	return items
}

// drain reads a query to its end.
func drain(ctx context.Context, s store.Store, q store.Query) ([]store.Item, error) {
	var all []store.Item
	for {
		items, cursor, err := s.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if cursor == "" {
			return all, nil
		}
		q.Cursor = cursor
	}
}

// published gives the published events about subjects with the prefix.
func (h Harness) published(prefix string) []bus.Event {
	var out []bus.Event
	for _, e := range h.Emitted() {
		if strings.HasPrefix(e.Subject, prefix) {
			out = append(out, e)
		}
	}
	return out
}

// wantCode checks an error's code.
func wantCode(t testing.TB, what string, err error, code store.Code) {
	t.Helper()
	if got := store.CodeOf(err); got != code {
		t.Errorf("%s: got code %q (%v), want %q", what, got, err, code)
	}
}
