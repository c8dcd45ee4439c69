// Package dynamo is the store on Amazon DynamoDB: the adapter of the cloud.
//
// A write is one UpdateItem whose condition says whether the item may be there, at which
// revision, and that it has not expired; the service gives back what is then stored, or
// what stood in the way. An item that has expired and is not removed yet is replaced by a
// put on the condition of its revision. A transaction is one TransactWriteItems with one
// item more, which remembers its token. Queries are Query calls, strongly consistent but
// for indexes.
//
// Revisions are the clock in microseconds where there was no item, and one more than the
// last where there is one. A process never gives a revision that is not above all that it
// has seen when the write begins. So an item that is deleted and made anew may get a lower
// revision than it had before: if two processes' clocks differ, by that difference, and if
// the put began before the delete. For it to get the very same one, clock and count would
// have to meet in one microsecond.
//
// What is ambiguous is not tried again here: a write whose reply was lost is
// CodeUnavailable, and whoever made it looks, or repeats it under its condition or token.
package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
)

// callTime is how long a call may take, all tries together. Within a region an answer takes
// milliseconds; a function has ten seconds for all of its work, and must still answer.
const callTime = 8 * time.Second

// apart is how far a new item's revision is above all that were seen: while its put is on
// the way, as many writes may count others' revisions up without meeting it.
const apart = 64

// Options are what Open may be given.
type Options struct {
	Stage     string           // whose tables: cloud.TableName
	CursorKey []byte           // signs cursors; at least cloud.MinCursorKey bytes, the same in all functions
	Now       func() time.Time // the clock; nil is time.Now
	CallTime  time.Duration    // of a call, all tries together; 0 is 8 s
	// Indexes are those of a table; nil is store.Indexes. An index that is not there cannot be
	// written or read.
	Indexes func(table string) []string
}

// Store implements store.Store.
type Store struct {
	o       Options
	reads   *dynamodb.Client
	writes  *dynamodb.Client
	cursors store.Cursors
	highest atomic.Int64 // the highest revision given or seen
}

var _ store.Store = (*Store)(nil)

// Open makes the store; it calls nothing.
func Open(c aws.Config, o Options) (*Store, error) {
	if err := cloud.CheckStage(o.Stage); err != nil {
		return nil, fmt.Errorf("dynamo: %w", err)
	}
	if len(o.CursorKey) < cloud.MinCursorKey {
		return nil, fmt.Errorf("dynamo: the cursor key has %d bytes, of at least %d", len(o.CursorKey), cloud.MinCursorKey)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.CallTime = cmp.Or(o.CallTime, callTime)
	if o.Indexes == nil {
		o.Indexes = store.Indexes
	}
	return &Store{
		o: o, cursors: store.NewCursors(o.CursorKey),
		reads:  dynamodb.NewFromConfig(c, func(d *dynamodb.Options) { d.Retryer = ReadRetryer() }),
		writes: dynamodb.NewFromConfig(c, func(d *dynamodb.Options) { d.Retryer = WriteRetryer() }),
	}, nil
}

func (s *Store) table(name string) *string { return aws.String(cloud.TableName(s.o.Stage, name)) }

// checkIndexes refuses entries in indexes that the table does not have: they would be in none.
func (s *Store) checkIndexes(op string, w store.Write) error {
	for name := range w.Item.Index {
		if err := s.checkIndex(op, w.Item.Key, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) checkIndex(op string, k store.Key, name string) error {
	if !slices.Contains(s.o.Indexes(k.Table), name) {
		return &store.Error{Code: store.CodeInvalid, Op: op, Key: k, Err: fmt.Errorf("table %s has no index %s; see store.Indexes", k.Table, name)}
	}
	return nil
}

// saw notes a revision, so that none below it is given.
func (s *Store) saw(rev int64) {
	for {
		h := s.highest.Load()
		if rev <= h || s.highest.CompareAndSwap(h, rev) {
			return
		}
	}
}

// base is a revision above all that were given or seen here, and not below the clock.
func (s *Store) base() int64 {
	for {
		h := s.highest.Load()
		next := store.NextRev(h+apart-1, s.o.Now())
		if s.highest.CompareAndSwap(h, next) {
			return next
		}
	}
}

// nowMillis is the clock as expiry knows it.
func (s *Store) nowMillis() int64 { return s.o.Now().UnixMilli() }

// alive refuses a call whose context has ended: nothing is sent.
func alive(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return &store.Error{Code: store.CodeUnavailable, Op: op, Err: err}
	}
	return nil
}

// errAgain says that an item changed between two calls that belong together.
var errAgain = errors.New("dynamo: the item changed meanwhile")
