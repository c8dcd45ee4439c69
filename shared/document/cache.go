package document

import (
	"container/list"
	"slices"
	"sync"
)

// tailCommits and tailBytes bound the commits kept beside a cached state: enough that a
// client which is a few commits behind costs no reading of the log again.
const (
	tailCommits = 200
	tailBytes   = 2 << 20
)

// view is what is known of a document: its state at the end of the log and the last
// commits, which end with that state's. A view is never changed.
type view struct {
	state State
	tail  []Commit
	size  int // bytes of the tail
}

// covers reports whether the tail has all commits after seq.
func (v view) covers(seq int64) bool {
	return seq >= v.state.Seq-int64(len(v.tail))
}

// after gives the commits of the tail after seq.
func (v view) after(seq int64) []Commit {
	skip := max(0, int64(len(v.tail))-max(0, v.state.Seq-seq))
	return v.tail[skip:]
}

// extend gives the view one commit later. Several views may extend the same one, so the
// capacity of the tail is never shared.
func (v view) extend(s State, commits ...Commit) view {
	tail := slices.Concat(v.tail, commits)
	size := v.size
	for _, c := range commits {
		size += commitBytes(c)
	}
	drop := 0
	for drop < len(tail) && (len(tail)-drop > tailCommits || size > tailBytes) {
		size -= commitBytes(tail[drop])
		drop++
	}
	return view{state: s, tail: tail[drop:], size: size}
}

func commitBytes(c Commit) int {
	n := 128
	for _, e := range c.Edits {
		n += editBytes(e)
	}
	for _, e := range c.Inverse {
		n += editBytes(e)
	}
	return n
}

// cache keeps the views used last (LRU), bounded by number and bytes.
type cache struct {
	maxCount, maxBytes int

	mu    sync.Mutex
	byDoc map[string]*list.Element
	order *list.List // of cached; front is the newest
	bytes int
}

type cached struct {
	doc  string
	view view
}

func (c cached) bytes() int { return c.view.state.Bytes() + c.view.size }

func newCache(count, bytes int) *cache {
	return &cache{maxCount: count, maxBytes: bytes, byDoc: map[string]*list.Element{}, order: list.New()}
}

func (c *cache) get(doc string) (view, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.byDoc[doc]
	if !ok {
		return view{}, false
	}
	c.order.MoveToFront(el)
	return el.Value.(cached).view, true
}

// put keeps a view unless a newer one is there.
func (c *cache) put(doc string, v view) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.byDoc[doc]; ok {
		if el.Value.(cached).view.state.Seq > v.state.Seq {
			return
		}
		c.remove(el)
	}
	entry := cached{doc, v}
	c.byDoc[doc] = c.order.PushFront(entry)
	c.bytes += entry.bytes()
	for c.order.Len() > 0 && (c.order.Len() > c.maxCount || c.bytes > c.maxBytes) {
		c.remove(c.order.Back())
	}
}

func (c *cache) drop(doc string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.byDoc[doc]; ok {
		c.remove(el)
	}
}

func (c *cache) remove(el *list.Element) {
	entry := c.order.Remove(el).(cached)
	delete(c.byDoc, entry.doc)
	c.bytes -= entry.bytes()
}
