package document

import (
	"maps"
	"slices"
)

// draft is a tree being changed. It copies what it is about to change and does not yet
// own: of the two maps one shard, of siblings one list, of objects one.
type draft struct {
	tree
	ownObjects uint64          // shards of objects that are copies
	ownKids    uint64          // shards of kids that are copies
	ownLists   map[string]bool // parents whose list is a copy
}

func newDraft(s State) *draft {
	return &draft{tree: *s.t(), ownLists: map[string]bool{}}
}

// done gives the changed tree to a new State. The draft is not used after it.
func (d *draft) done(s State) State {
	t := d.tree
	s.tree = &t
	return s
}

func (d *draft) objectShard(id string) map[string]*Object {
	i := shard(id)
	if d.ownObjects&(1<<i) == 0 {
		d.ownObjects |= 1 << i
		if d.objects[i] = maps.Clone(d.objects[i]); d.objects[i] == nil {
			d.objects[i] = map[string]*Object{}
		}
	}
	return d.objects[i]
}

func (d *draft) kidShard(id string) map[string][]place {
	i := shard(id)
	if d.ownKids&(1<<i) == 0 {
		d.ownKids |= 1 << i
		if d.kids[i] = maps.Clone(d.kids[i]); d.kids[i] == nil {
			d.kids[i] = map[string][]place{}
		}
	}
	return d.kids[i]
}

// replace puts an object in the place of the one with its id, if there is one.
func (d *draft) replace(o *Object) {
	m := d.objectShard(o.ID)
	if old := m[o.ID]; old != nil {
		d.bytes -= objectBytes(old)
	} else {
		d.count++
	}
	d.bytes += objectBytes(o)
	m[o.ID] = o
}

// insert adds an object and links it to its parent.
func (d *draft) insert(o *Object) {
	d.replace(o)
	if o.Parent != "" {
		d.link(o)
	}
}

// drop removes one object that has no children left, and its link.
func (d *draft) drop(o *Object) {
	m := d.objectShard(o.ID)
	d.bytes -= objectBytes(o)
	d.count--
	delete(m, o.ID)
	d.unlink(o)
}

func (d *draft) link(o *Object) {
	list := d.ownList(o.Parent)
	p := place{o.Order, o.ID}
	at, _ := slices.BinarySearchFunc(list, p, place.compare)
	d.kidShard(o.Parent)[o.Parent] = slices.Insert(list, at, p)
}

func (d *draft) unlink(o *Object) {
	list := d.ownList(o.Parent)
	at, found := slices.BinarySearchFunc(list, place{o.Order, o.ID}, place.compare)
	if !found {
		return
	}
	m := d.kidShard(o.Parent)
	if len(list) == 1 {
		delete(m, o.Parent)
		delete(d.ownLists, o.Parent)
		return
	}
	m[o.Parent] = slices.Delete(list, at, at+1)
}

func (d *draft) ownList(parent string) []place {
	m := d.kidShard(parent)
	if !d.ownLists[parent] {
		d.ownLists[parent] = true
		m[parent] = slices.Clone(m[parent])
	}
	return m[parent]
}
