package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Names gives the names that accounts chose, by their ids. An account that is gone has
// none. For those only who may know of each other.
func (s *Service) Names(ctx context.Context, userIDs []string) (_ map[string]string, err error) {
	defer func() { err = named("names", err) }()
	names := make(map[string]string, len(userIDs))
	for some := range slices.Chunk(unique(userIDs), store.MaxGet) {
		keys := make([]store.Key, len(some))
		for i, id := range some {
			keys[i] = userKey(id)
		}
		items, err := s.c.Store.Get(ctx, keys...)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			var rec userRecord
			if err := json.Unmarshal(it.Data, &rec); err != nil {
				return nil, fmt.Errorf("account is damaged: %w", err)
			}
			if names[rec.ID], err = s.openField(ctx, rec.DisplayName, "user#"+rec.ID+"#displayName"); err != nil {
				return nil, err
			}
		}
	}
	return names, nil
}

func unique(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
