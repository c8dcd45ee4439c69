package document

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// MaxTitle bounds a document's name, in characters: what fits a line of a list.
const MaxTitle = 200

// touchStep is how far Meta.Updated may lag behind the last commit: one write a minute
// instead of one a commit.
const touchStep = time.Minute

// Meta describes a document.
type Meta struct {
	ID      string    `json:"id"`
	Owner   string    `json:"owner"` // user id
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`          // up to a minute behind the last commit
	Within  string    `json:"within,omitempty"` // the conversation that it was made in
	rev     int64
	deleted bool
}

// metaData is Meta as stored. A deleted document leaves it without a name, so that its
// id is never used again.
type metaData struct {
	V       int       `json:"v"`
	Owner   string    `json:"owner"`
	Kind    string    `json:"kind"`
	Name    string    `json:"name,omitempty"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Within  string    `json:"within,omitempty"`
	Deleted bool      `json:"deleted,omitempty"`
}

func decodeMeta(doc string, it store.Item) (Meta, error) {
	var m metaData
	if err := json.Unmarshal(it.Data, &m); err != nil {
		return Meta{}, corrupt(err, "the document's description does not decode")
	}
	if m.V != 1 {
		return Meta{}, fail(CodeUnsupported, "document", "written by a newer version")
	}
	return Meta{
		ID: doc, Owner: m.Owner, Kind: m.Kind, Name: m.Name, Created: m.Created, Updated: m.Updated, Within: m.Within,
		rev: it.Rev, deleted: m.Deleted,
	}, nil
}

func (m Meta) item() (store.Item, error) {
	data, err := json.Marshal(metaData{
		V: 1, Owner: m.Owner, Kind: m.Kind, Name: m.Name, Created: m.Created, Updated: m.Updated, Within: m.Within, Deleted: m.deleted,
	})
	if err != nil {
		return store.Item{}, err
	}
	it := store.Item{Key: key(m.ID, metaSK), Data: data}
	if !m.deleted {
		it.Index = map[string][2]string{ownerIndex: {ownerPK(m.Owner), store.ByTime(m.Created, m.ID)}}
	}
	return it, nil
}

func ownerPK(owner string) string { return "USER#" + owner + "#DOC" }

// Meta describes a document. Who is not its owner gets the same not_found from the
// caller as for an unknown id.
func (d *Documents) Meta(ctx context.Context, doc string) (Meta, error) {
	m, err := d.meta(ctx, doc)
	if err == nil && m.deleted {
		err = notFound()
	}
	if err != nil {
		return Meta{}, err
	}
	return m, nil
}

// meta is Meta that also finds deleted documents.
func (d *Documents) meta(ctx context.Context, doc string) (Meta, error) {
	if !validName(doc) {
		return Meta{}, notFound()
	}
	items, err := d.store.Get(ctx, key(doc, metaSK))
	if err != nil {
		return Meta{}, storageError(err)
	}
	if len(items) == 0 {
		return Meta{}, notFound()
	}
	return decodeMeta(doc, items[0])
}

// List gives one page of an owner's documents, newest first, of one kind or ("") all,
// and the cursor of the next page. A page may be short although more follow. A document
// just made or deleted may still be missing or shown.
func (d *Documents) List(ctx context.Context, owner, kind string, limit int, cursor string) ([]Meta, string, error) {
	q := store.Query{
		Table: store.Work, PK: ownerPK(owner), Index: ownerIndex, Reverse: true,
		Limit: clampLimit(limit), Cursor: cursor,
	}
	items, next, err := d.store.Query(ctx, q)
	if err != nil {
		return nil, "", pageError(err, cursor)
	}
	out := make([]Meta, 0, len(items))
	for _, it := range items {
		m, err := decodeMeta(strings.TrimPrefix(it.Key.PK, pk("")), it)
		if err != nil {
			return nil, "", err
		}
		if !m.deleted && (kind == "" || kind == m.Kind) {
			out = append(out, m)
		}
	}
	return out, next, nil
}

// Rename changes a document's name.
func (d *Documents) Rename(ctx context.Context, doc, name string) (Meta, error) {
	name, err := checkTitle(name)
	if err != nil {
		return Meta{}, err
	}
	return d.changeMeta(ctx, doc, nil, func(m *Meta) bool {
		m.Name, m.Updated = name, d.time()
		return true
	})
}

// Delete makes a document unknown at once; its bytes go when Purge is called, as a
// consumer of the event document.deleted does.
func (d *Documents) Delete(ctx context.Context, doc string) error {
	m, err := d.Meta(ctx, doc)
	if err != nil {
		return err
	}
	e, err := d.event(EventDeleted, doc, "evt_"+doc+"_deleted", Deleted{Doc: doc, Owner: m.Owner})
	if err != nil {
		return err
	}
	_, err = d.changeMeta(ctx, doc, []bus.Event{e}, func(m *Meta) bool {
		m.Name, m.deleted, m.Updated = "", true, d.time()
		return true
	})
	d.cache.drop(doc)
	return err
}

// changeMeta makes a change to the stored description, again when another change or a
// lost reply came between. The change answers false when there is nothing to do.
func (d *Documents) changeMeta(ctx context.Context, doc string, emit []bus.Event, change func(*Meta) bool) (Meta, error) {
	wrote := false
	for n := 0; ; n++ {
		m, err := d.meta(ctx, doc)
		if err == nil && m.deleted {
			if wrote && len(emit) > 0 {
				return m, nil // the reply to our own delete was lost
			}
			err = notFound()
		}
		if err != nil || !change(&m) {
			return m, err
		}
		it, err := m.item()
		if err != nil {
			return Meta{}, err
		}
		it.Emit = emit
		stored, err := d.store.Write(ctx, store.Write{Item: it, If: store.AtRev(m.rev)})
		if err == nil {
			m.rev = stored.Rev
			return m, nil
		}
		if n == MaxAttempts || !again(err) {
			return Meta{}, storageError(err)
		}
		wrote = wrote || store.CodeOf(err) == store.CodeUnavailable
		if err := d.pause(ctx, n+1); err != nil {
			return Meta{}, err
		}
	}
}

// again reports whether a write that failed so is worth another attempt on what is then
// stored.
func again(err error) bool {
	switch store.CodeOf(err) {
	case store.CodeConflict, store.CodeThrottled, store.CodeUnavailable:
		return true
	default:
		return CodeOf(err) == CodeUnavailable
	}
}

// checkTitle gives a name trimmed.
func checkTitle(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxTitle {
		return "", fail(CodeInvalid, "name", "1 to %d characters", MaxTitle)
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		return "", fail(CodeInvalid, "name", "control characters are not allowed")
	}
	return name, nil
}

// Pages of List, Log and History.
const (
	DefaultPage = 50
	MaxPage     = 500
)

func clampLimit(limit int) int {
	if limit <= 0 {
		return DefaultPage
	}
	return min(limit, MaxPage)
}

// pageError tells a cursor that is not ours from other failures.
func pageError(err error, cursor string) error {
	if cursor != "" && store.CodeOf(err) == store.CodeInvalid {
		return fail(CodeInvalid, "cursor", "not a cursor of this list")
	}
	return storageError(err)
}
