package memory

import "github.com/aio-creative-hub/aio/shared/store"

// Restore makes the item at the key what is given, revision and counters included, or
// absent if it is nil: no condition, no event. It is for copies of another store.
func (s *Store) Restore(k store.Key, it *store.Item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it == nil {
		s.remove(k)
		return
	}
	s.highest = max(s.highest, it.Rev)
	s.put(it.Clone())
}
