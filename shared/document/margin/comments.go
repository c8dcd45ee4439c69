package margin

import (
	"context"
	"errors"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Comment is what somebody says about a document, or about one of its objects. The first
// one of a thread has the thread's name as its id, says whether it is resolved, and knows
// how many replied.
type Comment struct {
	ID       string     `json:"id"`
	Thread   string     `json:"thread"`
	By       string     `json:"by"`
	At       time.Time  `json:"at"`
	Text     string     `json:"text"` // empty: deleted, while there are replies
	EditedAt *time.Time `json:"editedAt,omitempty"`

	Object string   `json:"object,omitempty"` // what the thread is about; it may be gone
	X      *float64 `json:"x,omitempty"`      // where in the document, in its own coordinates
	Y      *float64 `json:"y,omitempty"`

	ResolvedAt *time.Time `json:"resolvedAt,omitempty"`
	ResolvedBy string     `json:"resolvedBy,omitempty"`
	Replies    int        `json:"replies,omitempty"`
}

// First reports whether the comment begins its thread.
func (c Comment) First() bool { return c.ID == c.Thread }

func (c Comment) note(ctx context.Context, kind string) Note {
	return Note{Kind: kind, By: operation.UserID(ctx), About: c.ID, Thread: c.Thread}
}

// Say adds a comment: to the thread that it names, or as the first one of a new thread.
// Failures: ErrNotFound if there is no such thread, ErrFull.
func (b *Book) Say(ctx context.Context, doc string, c Comment) (said Comment, err error) {
	err = b.make(ctx, "com", doc, func(id string) (time.Time, error) {
		err := attempt(ctx, func() (err error) {
			said, err = b.say(ctx, doc, id, c)
			return err
		})
		return said.At, err
	})
	return said, err
}

func (b *Book) say(ctx context.Context, doc, id string, c Comment) (Comment, error) {
	var found Comment
	if _, err := b.read(ctx, doc, commentPrefix+id, &found); !errors.Is(err, ErrNotFound) {
		return found, err // an attempt before made it
	}
	if err := b.room(ctx, doc, comments, MaxComments); err != nil {
		return Comment{}, err
	}
	c.ID, c.By, c.At = id, operation.UserID(ctx), b.now()
	var writes []store.Write
	if c.Thread == "" {
		c.Thread = c.ID
	} else {
		replied, err := b.reply(ctx, doc, c.Thread, 1)
		if err != nil {
			return Comment{}, err
		}
		writes = append(writes, replied)
	}
	w, err := put(doc, commentPrefix+id, c, store.Absent())
	if err != nil {
		return Comment{}, err
	}
	return c, b.write(ctx, doc, c.note(ctx, Commented), comments, 1, append(writes, w)...)
}

// reply counts a reply in the first comment of a thread. A first one without text goes
// with its last reply.
func (b *Book) reply(ctx context.Context, doc, thread string, by int) (store.Write, error) {
	var first Comment
	it, err := b.read(ctx, doc, commentPrefix+thread, &first)
	if err == nil && !first.First() {
		err = ErrNotFound
	}
	if err != nil {
		return store.Write{}, err
	}
	if first.Replies += by; first.Replies == 0 && first.Text == "" {
		return removal(it), nil
	}
	return put(doc, commentPrefix+thread, first, store.AtRev(it.Rev))
}

// Comments gives a page of a document's comments, in no order that means anything: their
// ids are drawn.
func (b *Book) Comments(ctx context.Context, doc string, in operation.PageInput) ([]Comment, string, error) {
	return page[Comment](ctx, b, doc, commentPrefix, in)
}

// Change changes a comment: do says how, and gives the kinds of what was done, of which
// each gets a note; nothing is written if there are none. Failures: ErrNotFound, and those
// of do.
func (b *Book) Change(ctx context.Context, doc, id string, do func(*Comment) (kinds []string, err error)) (c Comment, err error) {
	err = attempt(ctx, func() error {
		c = Comment{}
		it, err := b.read(ctx, doc, commentPrefix+id, &c)
		if err != nil {
			return err
		}
		kinds, err := do(&c)
		if err != nil || len(kinds) == 0 {
			return err
		}
		w, err := put(doc, commentPrefix+id, c, store.AtRev(it.Rev))
		if err != nil {
			return err
		}
		writes := []store.Write{w}
		for _, kind := range kinds[1:] {
			n, err := b.noteWrite(ctx, doc, c.note(ctx, kind))
			if err != nil {
				return err
			}
			writes = append(writes, n)
		}
		return b.write(ctx, doc, c.note(ctx, kinds[0]), comments, 0, writes...)
	})
	return c, err
}

// Remove removes a comment if may allows it. The first of a thread in which others replied
// keeps its place, without its text. Failures: ErrNotFound, and those of may.
func (b *Book) Remove(ctx context.Context, doc, id string, may func(Comment) error) error {
	return attempt(ctx, func() error {
		var c Comment
		it, err := b.read(ctx, doc, commentPrefix+id, &c)
		if err == nil && c.Text == "" {
			err = ErrNotFound
		}
		if err == nil {
			err = may(c)
		}
		if err != nil {
			return err
		}
		n := c.note(ctx, Removed)
		switch {
		case c.First() && c.Replies == 0:
			return b.write(ctx, doc, n, comments, -1, removal(it))
		case c.First():
			c.Text, c.EditedAt = "", nil
			w, err := put(doc, commentPrefix+id, c, store.AtRev(it.Rev))
			if err != nil {
				return err
			}
			return b.write(ctx, doc, n, comments, 0, w)
		}
		first, err := b.reply(ctx, doc, c.Thread, -1)
		if err != nil {
			return err
		}
		gone := int64(-1)
		if first.Delete {
			gone--
		}
		return b.write(ctx, doc, n, comments, gone, removal(it), first)
	})
}

// page gives a page of the items with a prefix. It may be short although more follow.
func page[T any](ctx context.Context, b *Book, doc, prefix string, in operation.PageInput) ([]T, string, error) {
	items, next, err := b.Store.Query(ctx, store.Query{Table: store.Work, PK: partition + doc, From: prefix, To: store.PrefixEnd(prefix), Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, "", wrapped("list", err)
	}
	out, err := decoded[T](items)
	return out, next, err
}
