package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/aio-creative-hub/aio/shared/store"
)

// entry is an item at its place in the order that a query reads.
type entry struct {
	at   store.Position
	item *store.Item
}

// Query implements store.Store.
func (s *Store) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	if err := store.ValidateQuery(q); err != nil {
		return nil, "", err
	}
	after, err := s.cursors.Open(q)
	if err != nil {
		return nil, "", err
	}
	if err := alive(ctx, store.OpQuery); err != nil {
		return nil, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	entries := s.entries(q)
	if q.Reverse {
		slices.Reverse(entries)
	}
	if after != nil {
		entries = slices.DeleteFunc(entries, func(e entry) bool { return !follows(e.at, *after, q.Reverse) })
	}
	return s.page(q, entries)
}

// page cuts the first page off the entries.
func (s *Store) page(q store.Query, entries []entry) ([]store.Item, string, error) {
	limit := q.PageLimit()
	var items []store.Item
	size := 0
	for i, e := range entries {
		if i == limit || i > 0 && size+len(e.item.Data) > store.PageBytes {
			cursor, err := s.cursors.Sign(q, entries[i-1].at)
			return items, cursor, err
		}
		size += len(e.item.Data)
		items = append(items, e.item.Clone())
	}
	return items, "", nil
}

// entries gives the live items in the query's range, in ascending order.
func (s *Store) entries(q store.Query) []entry {
	if q.Index != "" {
		return s.indexEntries(q)
	}
	p := s.parts[partKey{q.Table, q.PK}]
	if p == nil {
		return nil
	}
	var out []entry
	from, _ := slices.BinarySearch(p.order, q.From)
	for _, sk := range p.order[from:] {
		if !inRange(q, sk) {
			break
		}
		if it := p.items[sk]; it.Live(s.now()) {
			out = append(out, entry{store.Position{SK: sk}, it})
		}
	}
	return out
}

// indexEntries looks at every item of the table: an index without an index.
func (s *Store) indexEntries(q store.Query) []entry {
	var out []entry
	for at, p := range s.parts {
		if at.table != q.Table {
			continue
		}
		for _, it := range p.items {
			key, ok := it.Index[q.Index]
			if ok && key[0] == q.PK && inRange(q, key[1]) && it.Live(s.now()) {
				out = append(out, entry{store.Position{SK: key[1], ItemPK: it.Key.PK, ItemSK: it.Key.SK}, it})
			}
		}
	}
	slices.SortFunc(out, func(a, b entry) int { return compare(a.at, b.at) })
	return out
}

func inRange(q store.Query, sk string) bool {
	return sk >= q.From && (q.To == "" || sk < q.To)
}

func follows(at, after store.Position, reverse bool) bool {
	c := compare(at, after)
	return c > 0 && !reverse || c < 0 && reverse
}

func compare(a, b store.Position) int {
	return cmp.Or(cmp.Compare(a.SK, b.SK), cmp.Compare(a.ItemPK, b.ItemPK), cmp.Compare(a.ItemSK, b.ItemSK))
}
