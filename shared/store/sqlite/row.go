package sqlite

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// row is an item as the file holds it, alive or expired.
type row struct {
	id   int64
	item store.Item
}

// scanner is *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// head and whole are the columns that scan and scanWhole read.
const (
	head  = "i.id, i.rev, i.expires, i.entries, i.counts"
	whole = head + ", i.pk, i.sk, i.data"
)

// scan reads the columns of head, and more after them.
func (r *row) scan(from scanner, more ...any) error {
	var expires sql.NullInt64
	var entries, counts []byte
	dest := append([]any{&r.id, &r.item.Rev, &expires, &entries, &counts}, more...)
	if err := from.Scan(dest...); err != nil {
		return err
	}
	if expires.Valid {
		r.item.Expires = time.UnixMilli(expires.Int64).UTC()
	}
	return errors.Join(decode(entries, &r.item.Index), decode(counts, &r.item.Count))
}

// scanWhole reads the columns of whole; the query knows the table.
func (r *row) scanWhole(from scanner, table string) error {
	r.item.Key.Table = table
	return r.scan(from, &r.item.Key.PK, &r.item.Key.SK, &r.item.Data)
}

// stored gives the columns of an item in the order rev, expires, entries, counts, data.
func stored(it store.Item) ([]any, error) {
	entries, err1 := encode(it.Index)
	counts, err2 := encode(it.Count)
	var expires any
	if !it.Expires.IsZero() {
		expires = it.Expires.UnixMilli()
	}
	var data any // a nil []byte would be stored as empty
	if it.Data != nil {
		data = it.Data
	}
	return []any{it.Rev, expires, entries, counts, data}, errors.Join(err1, err2)
}

// encode gives a map as JSON, nothing for an empty one.
func encode[V any](m map[string]V) (any, error) {
	if len(m) == 0 {
		return nil, nil
	}
	return json.Marshal(m)
}

func decode[V any](b []byte, m *map[string]V) error {
	if len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, m)
}
