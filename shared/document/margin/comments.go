package margin

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Comment is what somebody says about a document, or about one of its objects. The first
// one of a thread has the thread's name as its id, and says whether it is resolved.
type Comment struct {
	ID       string     `json:"id"`
	Thread   string     `json:"thread"`
	By       string     `json:"by"`
	At       time.Time  `json:"at"`
	Text     string     `json:"text"` // empty: deleted
	EditedAt *time.Time `json:"editedAt,omitempty"`

	Object string   `json:"object,omitempty"` // what the thread is about; it may be gone
	X      *float64 `json:"x,omitempty"`      // where in the document, in its own coordinates
	Y      *float64 `json:"y,omitempty"`

	ResolvedAt *time.Time `json:"resolvedAt,omitempty"`
	ResolvedBy string     `json:"resolvedBy,omitempty"`
}

// First reports whether the comment begins its thread.
func (c Comment) First() bool { return c.ID == c.Thread }

// Say adds a comment: to the thread that it names, or as the first one of a new thread.
// Failures: ErrNotFound if there is no such thread, ErrFull.
func (b *Book) Say(ctx context.Context, doc string, c Comment) (Comment, error) {
	c.ID, c.By, c.At = b.newID(ctx, "com", doc), operation.UserID(ctx), b.now()
	if c.Thread == "" {
		c.Thread = c.ID
	} else if err := b.isThread(ctx, doc, c.Thread); err != nil {
		return Comment{}, err
	}
	found, err := b.add(ctx, doc, commentPrefix, c.ID, c, MaxComments, Note{Kind: Commented, By: c.By, About: c.ID, Thread: c.Thread})
	if err != nil || found == nil {
		return c, err
	}
	err = json.Unmarshal(found.Data, &c)
	return c, wrapped("decode", err)
}

func (b *Book) isThread(ctx context.Context, doc, thread string) error {
	items, err := b.Store.Get(ctx, key(doc, commentPrefix+thread))
	if err != nil {
		return wrapped("read", err)
	}
	var first Comment
	if len(items) == 0 {
		return ErrNotFound
	}
	if err := json.Unmarshal(items[0].Data, &first); err != nil {
		return wrapped("decode", err)
	}
	if !first.First() {
		return ErrNotFound
	}
	return nil
}

// Comments gives a page of a document's comments, in no order that means anything: their
// ids are drawn. Deleted ones are among them.
func (b *Book) Comments(ctx context.Context, doc string, in operation.PageInput) ([]Comment, string, error) {
	return page[Comment](ctx, b, doc, commentPrefix, in)
}

// Change changes a comment: do says how, and gives the kind of the note, if there is to be
// one. Failures: ErrNotFound, and those of do.
func (b *Book) Change(ctx context.Context, doc, id string, do func(*Comment) (kind string, err error)) (Comment, error) {
	return change(ctx, b, doc, commentPrefix+id, func(c *Comment) (*Note, error) {
		kind, err := do(c)
		if err != nil || kind == "" {
			return nil, err
		}
		return &Note{Kind: kind, By: operation.UserID(ctx), About: c.ID, Thread: c.Thread}, nil
	})
}

// page gives a page of the items with a prefix. It may be short although more follow.
func page[T any](ctx context.Context, b *Book, doc, prefix string, in operation.PageInput) ([]T, string, error) {
	items, next, err := b.Store.Query(ctx, store.Query{Table: store.Work, PK: partition + doc, From: prefix, To: store.PrefixEnd(prefix), Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, "", wrapped("list", err)
	}
	out := make([]T, len(items))
	for i, it := range items {
		if err := json.Unmarshal(it.Data, &out[i]); err != nil {
			return nil, "", wrapped("decode", err)
		}
	}
	return out, next, nil
}
