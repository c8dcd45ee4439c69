// Package lru keeps what was used last, within bounds of number and size.
package lru

import "container/list"

// Cache is a least-recently-used cache. It is not safe for concurrent use.
type Cache[K comparable, V any] struct {
	most  int
	bytes int64
	size  func(V) int64
	held  int64
	order *list.List // of entry[K, V], the latest first
	at    map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

// New makes a cache of at most so many values, and of so many bytes by size.
func New[K comparable, V any](most int, bytes int64, size func(V) int64) *Cache[K, V] {
	return &Cache[K, V]{most: most, bytes: bytes, size: size, order: list.New(), at: map[K]*list.Element{}}
}

// Get is a value that is kept, which is now the one used last.
func (c *Cache[K, V]) Get(key K) (v V, ok bool) {
	e, ok := c.at[key]
	if !ok {
		return v, false
	}
	c.order.MoveToFront(e)
	return e.Value.(entry[K, V]).value, true //nolint:forcetypeassert // Put makes no other
}

// Put keeps a value in the place of what was there. One that is larger than the cache by
// itself is not kept.
func (c *Cache[K, V]) Put(key K, v V) {
	c.Remove(key)
	c.at[key] = c.order.PushFront(entry[K, V]{key, v})
	c.held += c.size(v)
	for c.order.Len() > 0 && (c.order.Len() > c.most || c.held > c.bytes) {
		c.Remove(c.order.Back().Value.(entry[K, V]).key) //nolint:forcetypeassert // Put makes no other
	}
}

// Remove drops a value, if it is there.
func (c *Cache[K, V]) Remove(key K) {
	e, ok := c.at[key]
	if !ok {
		return
	}
	c.held -= c.size(e.Value.(entry[K, V]).value) //nolint:forcetypeassert // Put makes no other
	c.order.Remove(e)
	delete(c.at, key)
}
