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
