// Package margin keeps what people write beside a document's log: comments in threads,
// names of versions, and the list of when they did.
//
// The log says what a document is; nothing here changes that, so a lost race costs nobody
// their work: comments and versions are items of their own. Each writing carries a note,
// in the same transaction, with an event by which those who follow the document hear of
// it. The notes, together with the commits, are the document's activity.
package margin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// EventNoted is published with every note; its subject is the document's id.
const EventNoted = "document.noted"

const (
	// MaxComments bounds the comments of one document: clients have all of them at hand.
	MaxComments = 1000
	// MaxVersions bounds the named versions of one document, for the same reason.
	MaxVersions = 200
	// maxRaces is how often a change of one item may find that somebody else changed it.
	maxRaces = 5
)

// The sort keys in a document's margin.
const (
	partition     = "DOCMARGIN#"
	headSK        = "HEAD" // counts the others
	commentPrefix = "C#"
	versionPrefix = "V#"
	notePrefix    = "N#"
)

// The counters of the head.
const (
	comments = "comments"
	versions = "versions"
)

// The failures that callers tell apart.
var (
	ErrNotFound = errors.New("margin: not found")
	ErrFull     = errors.New("margin: no more fits")
)

// Book keeps the margins of documents. Safe for concurrent use.
type Book struct {
	Store store.Store
	Now   func() time.Time
	NewID func(prefix string) string
}

func key(doc, sk string) store.Key {
	return store.Key{Table: store.Work, PK: partition + doc, SK: sk}
}

func (b *Book) now() time.Time { return b.Now().UTC().Truncate(time.Millisecond) }

// keyLife is how long an Idempotency-Key names a request.
const keyLife = 24 * time.Hour

// make makes one thing of a request, however often it is sent with its Idempotency-Key: try
// is given the id that follows from the key, and says when what is there by this id was
// made. What is older than a key is known for is another request's.
func (b *Book) make(ctx context.Context, prefix, doc string, try func(id string) (at time.Time, err error)) error {
	m := operation.MetaFrom(ctx)
	if m.Idempotency != "" {
		at, err := try(ids.Derived(prefix, m.Principal.UserID, m.Idempotency, doc))
		if err != nil || b.now().Sub(at) < keyLife {
			return err
		}
	}
	_, err := try(b.NewID(prefix))
	return err
}

// attempt does what may find that somebody else changed the same at the same time, again
// after a pause for as long as it does.
func attempt(ctx context.Context, do func() error) error {
	for n := range maxRaces {
		if err := pause.BackOff(ctx, n); err != nil {
			return wrapped("wait", err)
		}
		if err := do(); !store.IsConflict(err) && store.CodeOf(err) != store.CodeThrottled {
			return err
		}
	}
	return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "Others write there at the same time. Send the same request again.").RetryAfter(time.Second)
}

// read reads an item, and into what it holds; ErrNotFound if there is none.
func (b *Book) read(ctx context.Context, doc, sk string, into any) (store.Item, error) {
	items, err := b.Store.Get(ctx, key(doc, sk))
	if err != nil {
		return store.Item{}, wrapped("read", err)
	}
	if len(items) == 0 {
		return store.Item{}, ErrNotFound
	}
	return items[0], wrapped("decode", json.Unmarshal(items[0].Data, into))
}

// room refuses one more where there are as many as there may be.
func (b *Book) room(ctx context.Context, doc, counter string, most int64) error {
	items, err := b.Store.Get(ctx, key(doc, headSK))
	if err == nil && len(items) == 1 && items[0].Count[counter] >= most {
		return ErrFull
	}
	return wrapped("read", err)
}

// write makes changes together with the note of them, and counts.
func (b *Book) write(ctx context.Context, doc string, n Note, counter string, by int64, writes ...store.Write) error {
	note, err := b.noteWrite(ctx, doc, n)
	if err != nil {
		return err
	}
	writes = append(writes, note)
	if by != 0 {
		writes = append(writes, store.Write{Item: store.Item{Key: key(doc, headSK), Data: []byte("{}")}, Add: map[string]int64{counter: by}})
	}
	return wrapped("write", b.Store.Transact(ctx, b.NewID("txn"), writes...))
}

// put is the write of an item's data.
func put(doc, sk string, data any, condition *int64) (store.Write, error) {
	raw, err := json.Marshal(data)
	return store.Write{Item: store.Item{Key: key(doc, sk), Data: raw}, If: condition}, wrapped("encode", err)
}

func removal(it store.Item) store.Write {
	return store.Write{Delete: true, Item: store.Item{Key: it.Key}, If: store.AtRev(it.Rev)}
}

// Note says that somebody wrote in the margin, and what about.
type Note struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	About  string    `json:"about"`            // the id of the comment or version
	Thread string    `json:"thread,omitempty"` // of a comment
	Name   string    `json:"name,omitempty"`   // of a version
	Seq    int64     `json:"seq,omitempty"`    // of a version
}

// The kinds of notes.
const (
	Commented = "commented"
	Edited    = "comment_edited"
	Removed   = "comment_deleted"
	Resolved  = "resolved"
	Reopened  = "reopened"
	Named     = "version_named"
	Unnamed   = "version_deleted"
)

// noteWrite makes the write of a note, which carries its event.
func (b *Book) noteWrite(ctx context.Context, doc string, n Note) (store.Write, error) {
	n.ID, n.At = b.NewID("nte"), b.now()
	raw, err := json.Marshal(n)
	if err != nil {
		return store.Write{}, wrapped("encode", err)
	}
	data, err := json.Marshal(operation.FactData{Doc: doc, By: n.By, Kind: n.Kind})
	if err != nil {
		return store.Write{}, wrapped("encode", err)
	}
	e := bus.Event{ID: "evt_" + n.ID, Type: EventNoted, Subject: doc, Time: n.At, Correlation: operation.MetaFrom(ctx).Correlation, Data: data}
	return store.Write{Item: store.Item{Key: key(doc, notePrefix+store.ByTime(n.At, n.ID)), Data: raw, Emit: []bus.Event{e}}, If: store.Absent()}, nil
}

// Notes gives up to limit notes, the newest first: all of them, or those before one that
// a page before ended with.
func (b *Book) Notes(ctx context.Context, doc string, before *Note, limit int) ([]Note, error) {
	q := store.Query{Table: store.Work, PK: partition + doc, From: notePrefix, To: store.PrefixEnd(notePrefix), Reverse: true, Limit: limit}
	if before != nil {
		q.To = notePrefix + store.ByTime(before.At, before.ID)
	}
	items, err := store.First(ctx, b.Store, q)
	if err != nil {
		return nil, wrapped("list", err)
	}
	return decoded[Note](items)
}

// decoded reads what items hold.
func decoded[T any](items []store.Item) ([]T, error) {
	out := make([]T, len(items))
	for i, it := range items {
		if err := json.Unmarshal(it.Data, &out[i]); err != nil {
			return nil, wrapped("decode", err)
		}
	}
	return out, nil
}

// Forget removes the margin of a document that is gone.
func (b *Book) Forget(ctx context.Context, doc string) error {
	return wrapped("forget", store.RemoveAll(ctx, b.Store, store.Query{Table: store.Work, PK: partition + doc}))
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("margin: %s: %w", what, err)
}
