package document

import (
	"slices"
	"sync"

	"github.com/aio-creative-hub/aio/internal/lru"
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

// cache keeps the views used last, bounded by number and bytes.
type cache struct {
	mu    sync.Mutex
	views *lru.Cache[string, view] // by document
}

func newCache(count, bytes int) *cache {
	return &cache{views: lru.New[string, view](count, int64(bytes), func(v view) int64 { return int64(v.state.Bytes() + v.size) })}
}

func (c *cache) get(doc string) (view, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.views.Get(doc)
}

// put keeps a view unless a newer one is there.
func (c *cache) put(doc string, v view) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.views.Get(doc); !ok || old.state.Seq <= v.state.Seq {
		c.views.Put(doc, v)
	}
}

func (c *cache) drop(doc string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.views.Remove(doc)
}
