package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// Faults says how badly a nasty store behaves. Chances are from 0 (never) to 1 (always).
// The same seed and the same calls in the same order give the same faults.
type Faults struct {
	Seed uint64
	// Throttle is the chance that a call is refused with CodeThrottled; nothing is done.
	Throttle float64
	// LostReply is the chance that a write or transaction is done and answers
	// CodeUnavailable nevertheless.
	LostReply float64
	// LostRequest is the chance that a write or transaction is not done and answers
	// CodeUnavailable, which the caller cannot tell from a lost reply.
	LostRequest float64
	// ShortPage is the chance that a page is cut; of those cut, some are empty.
	ShortPage float64
	// IndexLag is the most calls after a write until index reads show it.
	IndexLag int
	// Now is the clock for expiry in index reads; time.Now if nil.
	Now func() time.Time
}

// ErrFault is the cause in the errors that a nasty store makes up.
var ErrFault = errors.New("storetest: a fault made on purpose")

// NastyStore is a store whose faults can be watched and ended.
type NastyStore struct {
	inner   store.Store
	cursors store.Cursors
	replica *memory.Store // what index reads see

	mu     sync.Mutex
	faults Faults
	random *rand.Rand
	calls  int
	stale  map[store.Key]int // the call at which the replica learns of a key
	made   int

	refreshing sync.Mutex // so that an older state never overwrites a newer one in the replica
}

var _ store.Store = (*NastyStore)(nil)

// Nasty makes the store, which must be empty and written by nobody else, behave as badly
// as the contract allows. Expired items that are not removed yet need no fault: to the
// port they are absent.
func Nasty(inner store.Store, f Faults) *NastyStore {
	if f.Now == nil {
		f.Now = time.Now
	}
	return &NastyStore{
		inner:   inner,
		cursors: store.NewCursors([]byte("cursors of a nasty store")),
		replica: memory.New(memory.Options{Now: f.Now}),
		faults:  f,
		random:  rand.New(rand.NewPCG(f.Seed, 1)),
		stale:   map[store.Key]int{},
	}
}

// Calm ends all faults but short pages and the lag of indexes: the last writes of a test
// are then made for sure.
func (n *NastyStore) Calm() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults.Throttle, n.faults.LostReply, n.faults.LostRequest = 0, 0, 0
}

// Made gives how many faults there were, so that a test can tell it met some.
func (n *NastyStore) Made() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.made
}

// Get implements store.Store.
func (n *NastyStore) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := n.before(ctx, store.OpGet); err != nil {
		return nil, err
	}
	return n.inner.Get(ctx, keys...)
}

// Write implements store.Store.
func (n *NastyStore) Write(ctx context.Context, w store.Write) (it store.Item, err error) {
	err = n.change(ctx, store.OpWrite, []store.Write{w}, func() error {
		it, err = n.inner.Write(ctx, w)
		return err
	})
	if err != nil {
		return store.Item{}, err
	}
	return it, nil
}

// Transact implements store.Store.
func (n *NastyStore) Transact(ctx context.Context, token string, writes ...store.Write) error {
	return n.change(ctx, store.OpTransact, writes, func() error { return n.inner.Transact(ctx, token, writes...) })
}

// change makes the writes, with the faults of a change.
func (n *NastyStore) change(ctx context.Context, op string, writes []store.Write, do func() error) error {
	if err := n.before(ctx, op); err != nil {
		return err
	}
	if n.hit(func(f Faults) float64 { return f.LostRequest }) {
		return &store.Error{Code: store.CodeUnavailable, Op: op, Err: ErrFault}
	}
	err := do()
	n.written(writes)
	if invalid(err) {
		return err // refused before it was sent: there is no reply to lose
	}
	if n.hit(func(f Faults) float64 { return f.LostReply }) {
		return &store.Error{Code: store.CodeUnavailable, Op: op, Err: ErrFault}
	}
	return err
}

// before counts the call, lets the replica follow, and perhaps throttles.
func (n *NastyStore) before(ctx context.Context, op string) error {
	n.mu.Lock()
	n.calls++
	n.mu.Unlock()
	if err := n.follow(ctx, false); err != nil {
		return err
	}
	if n.hit(func(f Faults) float64 { return f.Throttle }) {
		return &store.Error{Code: store.CodeThrottled, Op: op, Err: ErrFault}
	}
	return nil
}

// hit draws whether a fault happens.
func (n *NastyStore) hit(chance func(Faults) float64) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if c := chance(n.faults); c <= 0 || n.random.Float64() >= c {
		return false
	}
	n.made++
	return true
}

func invalid(err error) bool {
	c := store.CodeOf(err)
	return c == store.CodeInvalid || c == store.CodeTooLarge
}
