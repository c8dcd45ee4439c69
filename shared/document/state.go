package document

import (
	"iter"
	"strings"
)

// State is a document at one sequence number: a tree of objects. It is a value that
// never changes: applying edits makes a new State that shares what is equal, so old
// states stay valid and a State may be read by any number of goroutines. The zero State
// is a document without a root, before its first commit.
type State struct {
	Seq  int64  // the commit that made it
	Kind string // the document kind, e.g. canvas
	tree *tree
}

// shards divide a tree's maps, so that a small commit copies a small part of them.
// 64 is the width of the draft's ownership masks.
const shards = 64

// tree is the shared part. Nothing in it is changed once a State has it.
type tree struct {
	objects [shards]map[string]*Object // by id
	kids    [shards]map[string][]place // by parent, sorted
	count   int                        // objects
	bytes   int                        // sum of objectBytes
}

// place is one child in its parent's list.
type place struct{ order, id string }

func (p place) compare(q place) int {
	if c := strings.Compare(p.order, q.order); c != 0 {
		return c
	}
	return strings.Compare(p.id, q.id)
}

var noTree tree // of the zero State; never changed

func (s State) t() *tree {
	if s.tree == nil {
		return &noTree
	}
	return s.tree
}

// shard is FNV-1a of the id, folded.
func shard(id string) int {
	h := uint32(2166136261)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return int((h ^ h>>16) % shards)
}

func (t *tree) get(id string) *Object      { return t.objects[shard(id)][id] }
func (t *tree) children(id string) []place { return t.kids[shard(id)][id] }
func (t *tree) has(id string) bool         { return t.get(id) != nil }
func objectBytes(o *Object) int {
	return 64 + len(o.ID) + len(o.Type) + len(o.Parent) + len(o.Order) + propBytes(o.Props)
}

func propBytes(p Props) int {
	n := 0
	for k, v := range p {
		n += len(k) + len(v) + 4
	}
	return n
}

// Object gives the object with this id. Its properties are shared: do not change them.
func (s State) Object(id string) (Object, bool) {
	if o := s.t().get(id); o != nil {
		return *o, true
	}
	return Object{}, false
}

// Root gives the root object; its zero value in the zero State.
func (s State) Root() Object {
	o, _ := s.Object(RootID)
	return o
}

// Children gives the objects directly below a parent in the order of siblings.
func (s State) Children(parent string) []Object {
	places := s.t().children(parent)
	out := make([]Object, len(places))
	for i, p := range places {
		out[i] = *s.t().get(p.id)
	}
	return out
}

// Len is the number of objects, the root included.
func (s State) Len() int { return s.t().count }

// Bytes is roughly the memory of the state, in bytes; MaxStateBytes bounds it.
func (s State) Bytes() int { return s.t().bytes }

// Walk visits all objects with their level (the root has 0), each parent before its
// children, siblings in their order.
func (s State) Walk() iter.Seq2[int, Object] { return s.WalkFrom(RootID) }

// WalkFrom is Walk of the part of the tree at and below an object, which has level 0.
func (s State) WalkFrom(id string) iter.Seq2[int, Object] {
	return func(yield func(int, Object) bool) {
		s.t().walk(id, 0, func(level int, o *Object) bool { return yield(level, *o) })
	}
}

func (t *tree) walk(id string, level int, visit func(int, *Object) bool) bool {
	o := t.get(id)
	if o == nil {
		return true
	}
	if !visit(level, o) {
		return false
	}
	for _, p := range t.children(id) {
		if !t.walk(p.id, level+1, visit) {
			return false
		}
	}
	return true
}

// Level is an object's distance from the root; -1 if it is not there.
func (s State) Level(id string) int { return s.t().level(id) }

func (t *tree) level(id string) int {
	o, n := t.get(id), 0
	if o == nil {
		return -1
	}
	for o.Parent != "" {
		o, n = t.get(o.Parent), n+1
	}
	return n
}

// below reports whether id is top or lies below it.
func (t *tree) below(id, top string) bool {
	for o := t.get(id); o != nil; o = t.get(o.Parent) {
		if o.ID == top {
			return true
		}
	}
	return false
}

// height is the number of levels below an object; 0 for a leaf.
func (t *tree) height(id string) int {
	h := 0
	t.walk(id, 0, func(level int, _ *Object) bool {
		h = max(h, level)
		return true
	})
	return h
}
