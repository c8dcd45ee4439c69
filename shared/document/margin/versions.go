package margin

import (
	"context"
	"errors"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Version is a name for a document as it was at a sequence number.
type Version struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Seq  int64     `json:"seq"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

func (v Version) note(ctx context.Context, kind string) Note {
	return Note{Kind: kind, By: operation.UserID(ctx), About: v.ID, Name: v.Name, Seq: v.Seq}
}

// Name names a sequence number, which the document has. ErrFull if it has too many names.
func (b *Book) Name(ctx context.Context, doc, name string, seq int64) (v Version, err error) {
	err = b.make(ctx, "ver", doc, func(id string) (time.Time, error) {
		err := attempt(ctx, func() (err error) {
			v, err = b.name(ctx, doc, Version{ID: id, Name: name, Seq: seq, By: operation.UserID(ctx), At: b.now()})
			return err
		})
		return v.At, err
	})
	return v, err
}

func (b *Book) name(ctx context.Context, doc string, v Version) (Version, error) {
	var found Version
	if _, err := b.read(ctx, doc, versionPrefix+v.ID, &found); !errors.Is(err, ErrNotFound) {
		return found, err // an attempt before made it
	}
	if err := b.room(ctx, doc, versions, MaxVersions); err != nil {
		return Version{}, err
	}
	w, err := put(doc, versionPrefix+v.ID, v, store.Absent())
	if err != nil {
		return Version{}, err
	}
	return v, b.write(ctx, doc, v.note(ctx, Named), versions, 1, w)
}

// Versions gives a page of a document's named versions, in no order that means anything.
func (b *Book) Versions(ctx context.Context, doc string, in operation.PageInput) ([]Version, string, error) {
	return page[Version](ctx, b, doc, versionPrefix, in)
}

// Unname forgets a name; the document's log stays as it is. ErrNotFound if there is none.
func (b *Book) Unname(ctx context.Context, doc, id string) error {
	return attempt(ctx, func() error {
		var v Version
		it, err := b.read(ctx, doc, versionPrefix+id, &v)
		if err != nil {
			return err
		}
		return b.write(ctx, doc, v.note(ctx, Unnamed), versions, -1, removal(it))
	})
}
