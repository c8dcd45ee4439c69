package document

// Aspects that are no property: '@' cannot occur in a property's name.
const (
	aspectAll   = "@all"
	aspectPlace = "@place"
	aspectKids  = "@children"
)

// touches is what commits change, by object: its properties, its place, its list of
// children, or (all) the object as a whole, when it is made or deleted.
type touches map[string]map[string]bool

func (t touches) add(id, aspect string) {
	m := t[id]
	if m == nil {
		m = map[string]bool{}
		t[id] = m
	}
	m[aspect] = true
}

// addCommit adds what a commit's edits touch. The inverse is asked too: it names the
// objects below a deleted one, and the parents that objects had before.
func (t touches) addCommit(edits, inverse []Edit) {
	for _, list := range [2][]Edit{edits, inverse} {
		for _, e := range list {
			t.addEdit(e)
		}
	}
}

func (t touches) addEdit(e Edit) {
	switch e.Op {
	case Create, Delete:
		t.add(e.ID, aspectAll)
	case Move:
		t.add(e.ID, aspectPlace)
	case Set:
		for name := range e.Props {
			t.add(e.ID, name)
		}
	}
	if e.Parent != "" {
		t.add(e.Parent, aspectKids)
	}
}

// object reports whether anything of an object was touched.
func (t touches) object(id string) bool { return len(t[id]) > 0 }

// has reports whether an aspect of an object was touched, or the object as a whole.
func (t touches) has(id, aspect string) bool { return t[id][aspect] || t[id][aspectAll] }

// meets reports whether two sets have something in common.
func (t touches) meets(o touches) bool {
	for id, mine := range t {
		theirs := o[id]
		if len(theirs) == 0 {
			continue
		}
		if mine[aspectAll] || theirs[aspectAll] {
			return true
		}
		for aspect := range mine {
			if theirs[aspect] {
				return true
			}
		}
	}
	return false
}

// overlaps reports whether edits touch what any of the commits touched.
func overlaps(edits, inverse []Edit, commits []Commit) bool {
	mine, theirs := touches{}, touches{}
	mine.addCommit(edits, inverse)
	for _, c := range commits {
		theirs.addCommit(c.Edits, c.Inverse)
	}
	return mine.meets(theirs)
}
