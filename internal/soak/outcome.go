package soak

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
)

// outcome is what a document's objects come to. It is worked out without the code that the
// server and the copies share, which would make the same mistake on both sides: who writes
// a property last wins, and what was deleted is gone. Layers have no layers here, so that
// nothing else goes with them.
type outcome map[string]document.Object

// checkOutcome compares a state with what people asked for in the log's order. What the
// server itself made, to undo and redo, is taken from the log.
func (w *world) checkOutcome(doc string, log []docops.Commit, s document.State) {
	want := outcome{}
	for _, c := range log {
		edits := w.ledger.edits(key{doc, c.ID})
		if edits == nil {
			edits = logged(c).Edits
		}
		for _, e := range edits {
			want.apply(e)
		}
	}
	have := outcome{}
	for _, o := range s.Walk() {
		have[o.ID] = o
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		a, err := json.Marshal(want[id])
		b, also := json.Marshal(have[id])
		if err != nil || also != nil || !bytes.Equal(a, b) {
			w.ledger.find("%s: what was asked for makes %s; the server has %s", doc, a, b)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[id]; !ok {
			w.ledger.find("%s: the server has %s, which nobody asked for or somebody deleted", doc, id)
		}
	}
}

// edits are those of a commit as it was asked for, nil if the server made them.
func (l *ledger) edits(k key) []document.Edit {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked[k].edits
}

func (o outcome) apply(e document.Edit) {
	object := o[e.ID]
	switch e.Op {
	case document.Delete:
		delete(o, e.ID)
		return
	case document.Create:
		object = document.Object{ID: e.ID, Type: e.Type, Parent: e.Parent, Order: e.Order}
	case document.Move:
		object.Parent, object.Order = e.Parent, e.Order
	case document.Set:
	}
	props := maps.Clone(object.Props)
	if props == nil {
		props = document.Props{}
	}
	for name, value := range e.Props {
		if props[name] = value; string(value) == "null" {
			delete(props, name)
		}
	}
	object.Props = props
	o[e.ID] = object
}
