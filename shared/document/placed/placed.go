// Package placed finds who put a value into a document: who set a property of any of its
// objects to it, such as the picture that a layer shows.
//
// The log knows. It is searched from its end, once, and the finding is kept beside the
// document. Whether the finding still counts is the caller's to say, each time: who put a
// picture there may have lost it since.
package placed

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// maxCommits bounds a search: as far as undo looks. It is some seconds' reading where
	// commits are far, and more than most documents ever have.
	maxCommits = document.UndoReach
	// maxAccounts bounds whom a search asks about: each is a call of another function.
	// Hardly anything was put into a document by three people.
	maxAccounts = 10
	// firstPage is what a search reads first: what somebody just put there.
	firstPage = 20
	// page is what it reads further on, some hundred bytes each.
	page = 200
	// foundLife is how long a finding is kept. Then the search is made again, so that what
	// was written while its document was deleted ends by itself.
	foundLife = 30 * 24 * time.Hour
	// nobodyLife is how long it is kept that nobody was found: somebody may be given the
	// right to what they put there. What was put there since is looked at in any case.
	nobodyLife = time.Minute
)

// partition is beside the document: in its own one the log is read to its end.
const partition = "DOCPLACED#"

// Book finds who put values into documents. Safe for concurrent use.
type Book struct {
	Docs  *document.Documents
	Store store.Store
	Now   func() time.Time
}

// finding is what a search came to.
type finding struct {
	By   string `json:"by,omitempty"` // "": nobody
	Head int64  `json:"head"`         // the newest commit that was looked at

	until time.Time
}

func key(doc, property, value string) store.Key {
	return store.Key{Table: store.Work, PK: partition + doc, SK: property + "#" + value}
}

// read gives what an earlier search came to, nothing if there was none.
func (b *Book) read(ctx context.Context, k store.Key) (finding, error) {
	items, err := b.Store.Get(ctx, k)
	if err != nil || len(items) == 0 {
		return finding{}, wrapped("read", err)
	}
	f := finding{until: items[0].Expires}
	err = json.Unmarshal(items[0].Data, &f)
	return f, wrapped("decode", err)
}

func (b *Book) write(ctx context.Context, k store.Key, f finding) error {
	data, err := json.Marshal(f)
	if err != nil {
		return wrapped("encode", err)
	}
	_, err = b.Store.Write(ctx, store.Write{Item: store.Item{Key: k, Data: data, Expires: f.until}})
	return wrapped("write", err)
}

// Forget removes the findings of a document that is gone.
func (b *Book) Forget(ctx context.Context, doc string) error {
	return wrapped("forget", store.RemoveAll(ctx, b.Store, store.Query{Table: store.Work, PK: partition + doc}))
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("placed: %s: %w", what, err)
}
