package document

import (
	"encoding/json"
	"maps"
)

// revert plans to take a commit back by its inverse, leaving out what would change
// anything that others touched since, what no longer applies, and what the schema
// refuses. Something is always planned, if only nothing.
func revert(s State, schema Schema, inverse []Edit, others touches) proposal {
	refused := map[string]bool{} // objects whose edits the schema did not like
	for {
		a := newApplier(s, true)
		edits := []Edit{}
		for i, e := range inverse {
			e, ok := allowed(&a.draft.tree, e, others)
			if !ok || refused[e.ID] {
				continue
			}
			if err := a.edit(i, e); err == nil { // else its object or parent is gone: leave it
				edits = append(edits, e)
			}
		}
		if bad := checkObjects(&a.draft.tree, schema, a.changed); bad != nil && !refused[bad.id] {
			refused[bad.id] = true
			continue
		}
		back := a.inverse()
		return proposal{edits: edits, inverse: back, state: a.draft.done(s)}
	}
}

// allowed gives what may remain of an inverse edit.
func allowed(t *tree, e Edit, others touches) (Edit, bool) {
	switch e.Op {
	case Create:
		return e, !others.has(e.ID, aspectAll)
	case Move:
		return e, !others.has(e.ID, aspectPlace)
	case Delete:
		return e, t.walk(e.ID, 0, func(_ int, o *Object) bool { return !others.object(o.ID) })
	default:
		props := maps.Clone(e.Props)
		maps.DeleteFunc(props, func(name string, _ json.RawMessage) bool { return others.has(e.ID, name) })
		e.Props = props
		return e, len(props) > 0
	}
}
