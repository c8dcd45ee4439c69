package margin

import (
	"context"
	"encoding/json"
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

// Name names a sequence number, which the document has. ErrFull if it has too many names.
func (b *Book) Name(ctx context.Context, doc, name string, seq int64) (Version, error) {
	v := Version{ID: b.newID(ctx, "ver", doc), Name: name, Seq: seq, By: operation.UserID(ctx), At: b.now()}
	found, err := b.add(ctx, doc, versionPrefix, v.ID, v, MaxVersions, Note{Kind: Named, By: v.By, About: v.ID, Name: v.Name, Seq: v.Seq})
	if err != nil || found == nil {
		return v, err
	}
	err = json.Unmarshal(found.Data, &v)
	return v, wrapped("decode", err)
}

// Versions gives a page of a document's named versions, in no order that means anything.
func (b *Book) Versions(ctx context.Context, doc string, in operation.PageInput) ([]Version, string, error) {
	return page[Version](ctx, b, doc, versionPrefix, in)
}

// Unname forgets a name; the document's log stays as it is. ErrNotFound if there is none.
func (b *Book) Unname(ctx context.Context, doc, id string) error {
	k := key(doc, versionPrefix+id)
	items, err := b.Store.Get(ctx, k)
	if err != nil {
		return wrapped("read", err)
	}
	if len(items) == 0 {
		return ErrNotFound
	}
	var v Version
	if err := json.Unmarshal(items[0].Data, &v); err != nil {
		return wrapped("decode", err)
	}
	note, err := b.noteWrite(ctx, doc, Note{Kind: Unnamed, By: operation.UserID(ctx), About: v.ID, Name: v.Name, Seq: v.Seq})
	if err != nil {
		return err
	}
	err = b.Store.Transact(ctx, b.NewID("txn"), store.Write{Delete: true, Item: store.Item{Key: k}, If: store.AtRev(items[0].Rev)}, note,
		store.Write{Item: store.Item{Key: key(doc, headSK), Data: []byte("{}")}, Add: map[string]int64{counted(versionPrefix): -1}})
	if store.IsConflict(err) {
		return ErrNotFound // somebody else did it: names are not changed
	}
	return wrapped("write", err)
}
