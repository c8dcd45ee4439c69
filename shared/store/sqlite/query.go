package sqlite

import (
	"context"
	"strings"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Query implements store.Store.
func (s *Store) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	if err := store.ValidateQuery(q); err != nil {
		return nil, "", err
	}
	after, err := s.cursors.Open(q)
	if err != nil {
		return nil, "", err
	}
	if err := ctx.Err(); err != nil {
		return nil, "", unavailable(store.OpQuery, err)
	}
	items, last, err := s.page(ctx, q, after)
	if err != nil {
		return nil, "", unavailable(store.OpQuery, err)
	}
	if last == nil {
		return items, "", nil
	}
	cursor, err := s.cursors.Sign(q, *last)
	return items, cursor, err
}

// page reads a page and the position of its last item, nil if nothing follows.
func (s *Store) page(ctx context.Context, q store.Query, after *store.Position) ([]store.Item, *store.Position, error) {
	text, args := selection(q, after)
	stmt, err := s.stmts.get(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	limit := q.PageLimit()
	args = append(args, s.now().UnixMilli(), limit+1) // one more tells whether anything follows
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	var items []store.Item
	var last store.Position
	size := 0
	for rows.Next() {
		var r row
		if err := r.scanWhole(rows, q.Table); err != nil {
			return nil, nil, err
		}
		size += len(r.item.Data)
		if len(items) == limit || len(items) > 0 && size > store.PageBytes {
			return items, &last, nil
		}
		items = append(items, r.item)
		last = position(q, r.item)
	}
	return items, nil, rows.Err()
}

// position is where an item stands in the query's order.
func position(q store.Query, it store.Item) store.Position {
	if q.Index == "" {
		return store.Position{SK: it.Key.SK}
	}
	return store.Position{SK: it.Index[q.Index][1], ItemPK: it.Key.PK, ItemSK: it.Key.SK}
}

// selection gives the statement of a query and its arguments, but for the last two: the
// time in milliseconds and the number of rows. There are few texts, so each is prepared
// once; values are only ever arguments. Each end of the range has one bound only, since
// SQLite seeks by one: a cursor replaces the query's own, which lies farther out.
func selection(q store.Query, after *store.Position) (string, []any) {
	from, where, args := "item i", "i.tbl = ? AND i.pk = ?", []any{q.Table, q.PK}
	sk, order := "i.sk", "i.sk"
	if q.Index != "" {
		// CROSS JOIN keeps the order of the tables: https://sqlite.org/optoverview.html section 8.2.
		from, where, args = "entry e CROSS JOIN item i ON i.id = e.item", "e.tbl = ? AND e.name = ? AND e.pk = ?", []any{q.Table, q.Index, q.PK}
		sk, order = "e.sk", "e.sk, e.item_pk, e.item_sk"
	}
	beyond := func(sign string) {
		if q.Index == "" {
			where, args = where+" AND i.sk"+sign+"?", append(args, after.SK)
			return
		}
		where += " AND (e.sk, e.item_pk, e.item_sk)" + sign + "(?, ?, ?)"
		args = append(args, after.SK, after.ItemPK, after.ItemSK)
	}
	if after != nil && !q.Reverse {
		beyond(" > ")
	} else {
		where, args = where+" AND "+sk+" >= ?", append(args, q.From)
	}
	if after != nil && q.Reverse {
		beyond(" < ")
	} else if q.To != "" {
		where, args = where+" AND "+sk+" < ?", append(args, q.To)
	}
	if q.Reverse {
		order = strings.ReplaceAll(order, ",", " DESC,") + " DESC"
	}
	return "SELECT " + whole + " FROM " + from + " WHERE " + where +
		" AND (i.expires IS NULL OR i.expires > ?) ORDER BY " + order + " LIMIT ?", args
}
