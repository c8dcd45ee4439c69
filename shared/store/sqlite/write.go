package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Write implements store.Store.
func (s *Store) Write(ctx context.Context, w store.Write) (store.Item, error) {
	w, err := store.ValidateWrite(w)
	if err != nil {
		return store.Item{}, err
	}
	var now store.Item
	err = s.writer.do(ctx, store.OpWrite, len(w.Item.Data), func(t *tx) error {
		old, err := t.check(0, w)
		if err != nil {
			return err
		}
		now, err = t.apply(w, old)
		return err
	})
	if err != nil {
		return store.Item{}, err
	}
	return now, nil
}

// Transact implements store.Store.
func (s *Store) Transact(ctx context.Context, token string, writes ...store.Write) error {
	writes, err := store.ValidateTransact(token, writes)
	if err != nil {
		return err
	}
	content, err := store.Fingerprint(writes)
	if err != nil {
		return err
	}
	size := 0
	for _, w := range writes {
		size += len(w.Item.Data)
	}
	return s.writer.do(ctx, store.OpTransact, size, func(t *tx) error {
		done, err := t.remembered(token, content[:])
		if done || err != nil {
			return err
		}
		// All conditions first: once something is changed the transaction must succeed.
		olds := make([]*row, len(writes))
		for i, w := range writes {
			if olds[i], err = t.check(i, w); err != nil {
				return err
			}
		}
		for i, w := range writes {
			if _, err := t.apply(w, olds[i]); err != nil {
				return err
			}
		}
		return t.exec("INSERT OR REPLACE INTO token (token, content, until) VALUES (?, ?, ?)",
			token, content[:], t.now().Add(store.TokenLife).UnixMicro())
	})
}

// remembered tells whether the transaction was made before.
func (t *tx) remembered(token string, content []byte) (bool, error) {
	row, err := t.queryRow("SELECT content FROM token WHERE token = ? AND until > ?", token, t.now().UnixMicro())
	if err != nil {
		return false, err
	}
	var was []byte
	switch err := row.Scan(&was); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case !bytes.Equal(was, content):
		return false, &store.Error{Code: store.CodeTokenReused, Op: store.OpTransact}
	}
	return true, nil
}

// check reads the row that a write is about, nil if there is none, and checks the
// write's condition.
func (t *tx) check(index int, w store.Write) (*row, error) {
	old, err := t.find(w.Item.Key)
	if err != nil {
		return nil, err
	}
	err = w.Check(index, t.live(old))
	var c *store.Conflict
	if errors.As(err, &c) && c.Current != nil { // the data is read only where somebody will see it
		data, rerr := t.data(old.id)
		if rerr != nil {
			return nil, rerr
		}
		c.Current.Data = data
	}
	return old, err
}

// find reads a row without its data, nil if there is none.
func (t *tx) find(k store.Key) (*row, error) {
	from, err := t.queryRow("SELECT "+head+" FROM item i WHERE i.tbl = ? AND i.pk = ? AND i.sk = ?", k.Table, k.PK, k.SK)
	if err != nil {
		return nil, err
	}
	r := &row{item: store.Item{Key: k}}
	if err := r.scan(from); errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return r, nil
}

func (t *tx) data(id int64) (b []byte, err error) {
	from, err := t.queryRow("SELECT data FROM item WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	err = from.Scan(&b)
	return b, err
}

// live gives a row's item as the port sees it: nil if absent or expired.
func (t *tx) live(r *row) *store.Item {
	if r == nil || !r.item.Live(t.now()) {
		return nil
	}
	return &r.item
}

// apply makes a write whose condition holds, over the old row (nil if none), and gives
// what the port returns.
func (t *tx) apply(w store.Write, old *row) (store.Item, error) {
	if w.Delete {
		return t.delete(w.Item.Key, old)
	}
	next := w.Apply(t.live(old), t.nextRev())
	columns, err := stored(next)
	if err != nil {
		return store.Item{}, err
	}
	id := int64(0)
	if old != nil {
		id = old.id
		err = t.exec("UPDATE item SET rev = ?, expires = ?, entries = ?, counts = ?, data = ? WHERE id = ?", append(columns, id)...)
	} else {
		id, err = t.insert(next.Key, columns)
	}
	if err != nil {
		return store.Item{}, err
	}
	err = errors.Join(t.reindex(id, old, &next), t.emit(w.Item.Emit))
	return next, err
}

func (t *tx) insert(k store.Key, columns []any) (int64, error) {
	res, err := t.result("INSERT INTO item (rev, expires, entries, counts, data, tbl, pk, sk) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		append(columns, k.Table, k.PK, k.SK)...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// delete removes the row, if there is one, and gives what was.
func (t *tx) delete(k store.Key, old *row) (store.Item, error) {
	was := store.Item{Key: k}
	if old == nil {
		return was, nil
	}
	if it := t.live(old); it != nil {
		was = *it
		var err error
		if was.Data, err = t.data(old.id); err != nil {
			return store.Item{}, err
		}
	}
	return was, t.remove(old)
}

// remove deletes a row with its index entries.
func (t *tx) remove(r *row) error {
	if err := t.reindex(r.id, r, nil); err != nil {
		return err
	}
	return t.exec("DELETE FROM item WHERE id = ?", r.id)
}

// reindex replaces the index entries of the old row by those of the next item; either
// may be nil. Entries that stay are left alone.
func (t *tx) reindex(id int64, old *row, next *store.Item) error {
	var was, is map[string][2]string
	var k store.Key
	if old != nil {
		was, k = old.item.Index, old.item.Key
	}
	if next != nil {
		is, k = next.Index, next.Key
	}
	for name, at := range was {
		if is[name] == at {
			continue
		}
		if err := t.exec("DELETE FROM entry WHERE tbl = ? AND name = ? AND pk = ? AND sk = ? AND item_pk = ? AND item_sk = ?",
			k.Table, name, at[0], at[1], k.PK, k.SK); err != nil {
			return err
		}
	}
	for name, at := range is {
		if was[name] == at {
			continue
		}
		if err := t.exec("INSERT INTO entry (tbl, name, pk, sk, item_pk, item_sk, item) VALUES (?, ?, ?, ?, ?, ?, ?)",
			k.Table, name, at[0], at[1], k.PK, k.SK, id); err != nil {
			return err
		}
	}
	return nil
}

// emit puts events into the outbox.
func (t *tx) emit(events []bus.Event) error {
	for _, e := range events {
		var body bytes.Buffer
		enc := json.NewEncoder(&body)
		enc.SetEscapeHTML(false) // the data stays as its writer wrote it
		if err := enc.Encode(e); err != nil {
			return err
		}
		if err := t.exec("INSERT INTO event (type, subject, body) VALUES (?, ?, ?)", e.Type, e.Subject, body.Bytes()); err != nil {
			return err
		}
		t.emitted = true
	}
	return nil
}
