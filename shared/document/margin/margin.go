// Package margin keeps what people write beside a document's log: comments in threads,
// names of versions, and the list of when they did.
//
// The log says what a document is; nothing here changes that, so a lost race costs nobody
// their work: comments and versions are items of their own. Each writing carries a note,
// in the same transaction, with an event by which those who follow the document hear of
// it. The notes, together with the commits, are the document's activity.
package margin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

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

// newID names what a request makes: a request with an Idempotency-Key makes one thing,
// however often it is sent.
func (b *Book) newID(ctx context.Context, prefix, doc string) string {
	m := operation.MetaFrom(ctx)
	if m.Idempotency != "" {
		return ids.Derived(prefix, m.Principal.UserID, m.Idempotency, doc)
	}
	return b.NewID(prefix)
}

// counted is the name of the counter of a prefix's items.
func counted(prefix string) string {
	return map[string]string{commentPrefix: "comments", versionPrefix: "versions"}[prefix]
}

// add writes what must not be there yet, counts it, and notes it. found is the item that is
// there already: an attempt before made it.
func (b *Book) add(ctx context.Context, doc, prefix, id string, data any, most int64, n Note) (found *store.Item, err error) {
	k := key(doc, prefix+id)
	items, err := b.Store.Get(ctx, k, key(doc, headSK))
	if err != nil {
		return nil, wrapped("read", err)
	}
	for _, it := range items {
		if it.Key == k {
			return &it, nil
		}
		if it.Count[counted(prefix)] >= most {
			return nil, ErrFull
		}
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, wrapped("encode", err)
	}
	note, err := b.noteWrite(ctx, doc, n)
	if err != nil {
		return nil, err
	}
	err = b.Store.Transact(ctx, b.NewID("txn"), store.Write{Item: store.Item{Key: k, Data: raw}, If: store.Absent()}, note,
		store.Write{Item: store.Item{Key: key(doc, headSK), Data: []byte("{}")}, Add: map[string]int64{counted(prefix): 1}})
	if !store.IsConflict(err) {
		return nil, wrapped("write", err)
	}
	if items, err = b.Store.Get(ctx, k); err != nil { // the same request at the same time was first
		return nil, wrapped("read", err)
	}
	if len(items) == 0 { // and what it made is gone again
		return nil, busy()
	}
	return &items[0], nil
}

// busy is what is said when somebody else was first each time.
func busy() error {
	return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "Others write there at the same time. Send the same request again.").RetryAfter(time.Second)
}

// change reads an item into one, has it changed, and writes it, with a note if one is
// given. A change that says no more than what is there is not written.
func change[T any](ctx context.Context, b *Book, doc, sk string, do func(*T) (*Note, error)) (one T, err error) {
	for range maxRaces {
		items, err := b.Store.Get(ctx, key(doc, sk))
		if err != nil {
			return one, wrapped("read", err)
		}
		if len(items) == 0 {
			return one, ErrNotFound
		}
		one = *new(T)
		if err := json.Unmarshal(items[0].Data, &one); err != nil {
			return one, wrapped("decode", err)
		}
		note, err := do(&one)
		if err != nil {
			return one, err
		}
		err = b.rewrite(ctx, doc, items[0], one, note)
		if !store.IsConflict(err) {
			return one, err
		}
	}
	return one, busy()
}

func (b *Book) rewrite(ctx context.Context, doc string, was store.Item, one any, n *Note) error {
	raw, err := json.Marshal(one)
	if err != nil {
		return wrapped("encode", err)
	}
	if bytes.Equal(raw, was.Data) {
		return nil
	}
	w := store.Write{Item: store.Item{Key: was.Key, Data: raw}, If: store.AtRev(was.Rev)}
	if n == nil {
		_, err = b.Store.Write(ctx, w)
		return wrapped("write", err)
	}
	note, err := b.noteWrite(ctx, doc, *n)
	if err != nil {
		return err
	}
	return wrapped("write", b.Store.Transact(ctx, b.NewID("txn"), w, note))
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
	out := make([]Note, 0, limit)
	for {
		items, next, err := b.Store.Query(ctx, q)
		if err != nil {
			return nil, wrapped("list", err)
		}
		for _, it := range items {
			var n Note
			if err := json.Unmarshal(it.Data, &n); err != nil {
				return nil, wrapped("decode", err)
			}
			out = append(out, n)
		}
		if next == "" || len(out) >= limit {
			return out[:min(len(out), limit)], nil
		}
		q.Cursor = next // a page may be short
	}
}

// Forget removes the margin of a document that is gone.
func (b *Book) Forget(ctx context.Context, doc string) error {
	return store.Each(ctx, b.Store, store.Query{Table: store.Work, PK: partition + doc}, func(it store.Item) error {
		_, err := b.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: it.Key}})
		return wrapped("remove", err)
	})
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("margin: %s: %w", what, err)
}
