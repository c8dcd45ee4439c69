package kms_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/keys/keystest"
	"github.com/aio-creative-hub/aio/shared/keys/kms"
	"github.com/aio-creative-hub/aio/shared/store"
)

// outage is a store whose calls go wrong in the order of a script: "Get" and "Write" are
// not done, a "Write lost" is done and not answered. Calls that the script does not name
// next go well.
type outage struct {
	store.Store
	mu     sync.Mutex
	script []string
}

var errDown = errors.New("the store is down, on purpose")

// next tells whether the script's next fault is one of a method, and which.
func (o *outage) next(method string) (fault string, bad bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.script) == 0 || !strings.HasPrefix(o.script[0], method) {
		return "", false
	}
	fault = o.script[0]
	o.script = o.script[1:]
	return fault, true
}

func (o *outage) begin(script ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.script = slices.Clone(script)
}

func (o *outage) Get(ctx context.Context, k ...store.Key) ([]store.Item, error) {
	if _, bad := o.next("Get"); bad {
		return nil, errDown
	}
	return o.Store.Get(ctx, k...)
}

func (o *outage) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	if _, bad := o.next("Query"); bad {
		return nil, "", errDown
	}
	return o.Store.Query(ctx, q)
}

func (o *outage) Write(ctx context.Context, w store.Write) (store.Item, error) {
	fault, bad := o.next("Write")
	if !bad {
		return o.Store.Write(ctx, w)
	}
	if fault == "Write lost" {
		if _, err := o.Store.Write(ctx, w); err != nil {
			return store.Item{}, err
		}
	}
	return store.Item{}, errDown
}

// TestStoreFaultsOfSecrets: whatever the store does when the secrets are made, nothing is
// sealed that another process cannot open.
func TestStoreFaultsOfSecrets(t *testing.T) {
	emulator.Each(t, "keys store faults", func(t *testing.T, target emulator.Target) {
		for _, script := range []string{"Get", "Query", "Write", "Write lost"} {
			o := options(t, target)
			down := &outage{Store: o.Store}
			o.Store = down
			k, other := kms.Open(target.Config(), o), kms.Open(target.Config(), o)
			down.begin(script)
			if _, err := k.Seal(t.Context(), []byte("first"), "here"); !errors.Is(err, errDown) {
				t.Errorf("%s: seal: %v", script, err)
			}
			sealed, err := k.Seal(t.Context(), []byte("again"), "here")
			if err != nil {
				t.Fatalf("%s: seal again: %v", script, err)
			}
			if plain, err := other.Open(t.Context(), sealed, "here"); err != nil || string(plain) != "again" {
				t.Errorf("%s: another process opens %q, %v", script, plain, err)
			}
		}
	})
}

// TestStoreFaultsOfRotation: whatever the store does in a rotation, no ring names a key
// that KMS deletes: previous and current sign, and so does what was next after one more.
func TestStoreFaultsOfRotation(t *testing.T) {
	emulator.Each(t, "keys rotation faults", func(t *testing.T, target emulator.Target) {
		for _, c := range []struct {
			script []string
			moves  bool // the ring has moved
			fails  bool
		}{
			{[]string{"Get"}, false, true},
			{[]string{"Write"}, false, true},
			{[]string{"Write", "Get"}, false, true},
			{[]string{"Write lost"}, true, false},
			{[]string{"Write lost", "Get"}, true, true},
		} {
			t.Run(strings.Join(c.script, ", "), func(t *testing.T) {
				o := options(t, target)
				down := &outage{Store: o.Store}
				o.Store = down
				k := kms.Open(target.Config(), o)
				rotateTimes(t, k, 3) // until none of the ring is the deployment's
				first, err := k.Current(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				down.begin(c.script...)
				if err := k.Rotate(t.Context(), keystest.Due()); (err != nil) != c.fails {
					t.Errorf("rotate: %v", err)
				}
				other := kms.Open(target.Config(), o)
				wantRingSigns(t, other)
				if kid, err := other.Current(t.Context()); err != nil || (kid != first) != c.moves {
					t.Errorf("the ring moved: %v, %v", kid != first, err)
				}
				rotateTimes(t, other, 1)
				wantRingSigns(t, other)
			})
		}
	})
}

// wantRingSigns checks that previous and current key sign.
func wantRingSigns(t *testing.T, k *kms.Keys) {
	t.Helper()
	ring, err := k.Public(t.Context())
	if err != nil || len(ring) != 3 {
		t.Fatalf("%d keys, %v", len(ring), err)
	}
	for _, p := range ring[:2] {
		wantSigns(t, k, p.ID)
	}
}
