package store

import "context"

// Each goes through all items of a query, page by page, in its order; the query's cursor
// is where it begins. It ends with the first error, of the store or of do.
func Each(ctx context.Context, s Store, q Query, do func(Item) error) error {
	for {
		items, next, err := s.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, it := range items {
			if err := do(it); err != nil {
				return err
			}
		}
		if q.Cursor = next; next == "" {
			return nil
		}
	}
}

// First gives as many items of a query as its limit says, if there are so many: pages may
// be short.
func First(ctx context.Context, s Store, q Query) ([]Item, error) {
	var out []Item
	for {
		items, next, err := s.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		if out = append(out, items...); next == "" || len(out) >= q.Limit {
			return out[:min(len(out), q.Limit)], nil
		}
		q.Cursor = next
	}
}

// RemoveAll deletes the items of a query, whatever they are by then. It may be interrupted
// and called again.
func RemoveAll(ctx context.Context, s Store, q Query) error {
	return Each(ctx, s, q, func(it Item) error {
		_, err := s.Write(ctx, Write{Delete: true, Item: Item{Key: it.Key}})
		return err
	})
}
