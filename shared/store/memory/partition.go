package memory

import (
	"slices"

	"github.com/aio-creative-hub/aio/shared/store"
)

// partKey names a partition.
type partKey struct{ table, pk string }

// partition holds the items of one partition key and their sort keys in order. Items
// are never changed in place, only replaced.
type partition struct {
	order []string
	items map[string]*store.Item
}

// live gives the item at the key, nil if there is none or it has expired.
func (s *Store) live(k store.Key) *store.Item {
	p := s.parts[partKey{k.Table, k.PK}]
	if p == nil {
		return nil
	}
	it := p.items[k.SK]
	if it == nil || !it.Live(s.now()) {
		return nil
	}
	return it
}

func (s *Store) put(it store.Item) {
	at := partKey{it.Key.Table, it.Key.PK}
	p := s.parts[at]
	if p == nil {
		p = &partition{items: map[string]*store.Item{}}
		s.parts[at] = p
	}
	if _, ok := p.items[it.Key.SK]; !ok {
		i, _ := slices.BinarySearch(p.order, it.Key.SK)
		p.order = slices.Insert(p.order, i, it.Key.SK)
	}
	p.items[it.Key.SK] = &it
}

func (s *Store) remove(k store.Key) {
	p := s.parts[partKey{k.Table, k.PK}]
	if p == nil || p.items[k.SK] == nil {
		return
	}
	i, _ := slices.BinarySearch(p.order, k.SK)
	p.order = slices.Delete(p.order, i, i+1)
	delete(p.items, k.SK)
	if len(p.order) == 0 {
		delete(s.parts, partKey{k.Table, k.PK})
	}
}
