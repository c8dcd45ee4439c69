// Package store is the port for the system's state: items in five tables, reached by
// partition and sort key, written with optimistic conditions. Its shape is what
// DynamoDB does well (DeCandia et al., "Dynamo", SOSP 2007; the single-table pattern of
// the DynamoDB developer guide), reduced to what every adapter can keep: strong reads
// by key, range queries inside one partition, conditional writes, small transactions,
// counters, expiry, and events that become visible if and only if their write does.
//
// The contract is the suite in storetest, which every adapter passes.
package store

import (
	"context"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// The tables of the system. What each holds is written in docs/architecture.md.
const (
	Identity = "identity" // users, sessions, refresh families, preferences, API keys
	Work     = "work"     // documents, commits, artifacts, shares, jobs
	Chat     = "chat"     // sessions, messages, conversation context; people's examples and models
	Runtime  = "runtime"  // connections, subscriptions, idempotency answers; all expire
	Ledger   = "ledger"   // usage and audit; append-only
)

// Tables lists the tables.
func Tables() []string { return []string{Identity, Work, Chat, Runtime, Ledger} }

// Indexes lists the secondary indexes of a table. An adapter whose back end must be told
// of them beforehand has these.
func Indexes(table string) []string {
	switch table {
	case Identity:
		return []string{"users"}
	case Work:
		return []string{"owner", "ownerUpdated", "ownerName", "ownerBytes", "purge"}
	case Chat:
		return []string{"owner"}
	case Runtime:
		return []string{"errors"}
	case Ledger:
		return []string{"tool"}
	}
	return nil
}

// Limits of the port. Each is DynamoDB's own or leaves room below it.
const (
	MaxPK            = 2048             // bytes; DynamoDB's partition key limit
	MaxSK            = 1024             // bytes; DynamoDB's sort key limit
	MaxData          = 350 << 10        // bytes of Item.Data; a DynamoDB item is at most 400 KB with keys and index entries
	MaxGet           = 100              // keys in one Get; BatchGetItem's limit
	MaxTransact      = 99               // writes in one Transact; TransactWriteItems's 100, of which one remembers the token
	MaxTransactBytes = 3 << 20          // bytes in one Transact; below TransactWriteItems's 4 MB by what an adapter adds
	MaxPage          = 1000             // items a Query returns at most
	PageBytes        = 1 << 20          // bytes of data about which a page ends though its limit is not reached; Query's limit
	MaxEmit          = 16               // events on one item; they share its 400 KB
	TokenLife        = 10 * time.Minute // how long a Transact token is remembered; DynamoDB's ClientRequestToken
)

// Key names an item. Table is one of the constants above; PK and SK are non-empty UTF-8.
type Key struct{ Table, PK, SK string }

// Item is one stored record. Rev and Count are the store's: in a Write they are ignored,
// so an item may be read, changed and written back. The rest is the writer's, and a write
// replaces all of it. What is empty (Data, Index, Count) is read back as nil, times in UTC.
type Item struct {
	Key Key
	// Rev rises with every write while the item is there, and no two writes of a key give
	// the same one, also across a delete and a new put: an old revision never matches a new
	// item (no ABA). It also rises from a delete to a put that begins after it; one that
	// was under way meanwhile may give less than the item had before. Set by the store.
	Rev int64
	// Index holds at most MaxIndex secondary index entries, name → (partition, sort key),
	// both non-empty. Index reads are eventually consistent: they may miss a write just
	// made or still show an old one.
	Index map[string][2]string
	// Expires, unless zero, is when the item ceases to exist: from then on it is absent
	// to reads and to conditions, whether or not it has been removed yet. Millisecond precision.
	Expires time.Time
	// Data is the record itself, at most MaxData bytes.
	Data []byte
	// Count holds counters, changed by Write.Add only. A write of Data leaves them as they
	// are; they end with the item, by delete or expiry.
	Count map[string]int64
	// Emit are events published once this write is durable, never otherwise, in their
	// order. No method returns them again.
	Emit []bus.Event
}

// Write is one change to one key. All of an item together, counters left out, is at
// most MaxItem bytes.
type Write struct {
	Item   Item
	Delete bool
	// If is the condition: nil none, 0 the item is absent, -1 it is present, n its Rev is n.
	If *int64
	// Add is added to the item's counters, atomically. A write with Add is not idempotent:
	// it is not retried by adapters after a lost reply, so use Transact where it must be exact.
	// At most MaxCounters names, each amount at most MaxAdd either way.
	Add map[string]int64
}

// Conditions for Write.If.
var (
	absent  int64
	present int64 = -1
)

// Absent is the condition "no such item".
func Absent() *int64 { v := absent; return &v }

// Present is the condition "the item exists".
func Present() *int64 { v := present; return &v }

// AtRev is the condition "the item is exactly at this revision".
func AtRev(rev int64) *int64 { return &rev }

// Query selects a range of one partition in the order of sort keys (bytes). Items that
// share a sort key in an index are in no order, but each is on one page.
type Query struct {
	Table, PK string
	// From and To bound the sort key, [From, To); an empty bound is open. All keys with
	// one prefix: From: prefix, To: PrefixEnd(prefix).
	From, To string
	// Index, unless empty, reads a secondary index: PK, From and To then mean its keys.
	Index string
	// Reverse reads from the end of the range to its beginning.
	Reverse bool
	// Limit is the most items of one page; 0 means MaxPage. A page may be shorter than
	// the limit although more follows: only an empty cursor says that nothing does.
	Limit int
	// Cursor continues an earlier page of the same query. It is signed and bound to the
	// query's other fields (but Limit); any other cursor is refused with CodeInvalid.
	Cursor string
}

// Store keeps items. All methods are safe for concurrent use and keep nothing of their
// arguments. Failures are *Error; a failed condition is a *Conflict. When ctx ends the
// failure is CodeUnavailable: the write may or may not have happened.
type Store interface {
	// Get reads up to MaxGet keys, strongly consistent, in the order asked for; absent
	// items are left out. The items are not a snapshot of one moment.
	Get(ctx context.Context, keys ...Key) ([]Item, error)
	// Query reads one page of a range and the cursor of the next page ("" at the end).
	// It is strongly consistent unless it uses an index. Pages are not a snapshot: what
	// is written between two pages may or may not appear.
	Query(ctx context.Context, q Query) ([]Item, string, error)
	// Write makes one change and returns what is then stored (for a delete: what was).
	// Deleting what is absent, without condition, succeeds and returns an item of Rev 0.
	// A delete with Emit or Add is refused; the other fields of its item are ignored.
	Write(ctx context.Context, w Write) (Item, error)
	// Transact makes all changes or none, each key at most once. The token makes it
	// idempotent for TokenLife after it succeeded: the same writes in the same order under
	// the same token happen once, other writes under it are refused with CodeTokenReused.
	// After a failure the token is free. A condition without a change is a delete of what
	// must be absent.
	Transact(ctx context.Context, token string, writes ...Write) error
}
