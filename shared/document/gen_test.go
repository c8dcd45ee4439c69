package document

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// action is a random request that can be planned on any state: indexes pick among what
// is there, so the same action does the same on the same state.
type action struct {
	Kind, Who, Where, Index, Value int
	ID                             string
}

func drawAction(t *rapid.T, id string) action {
	n := func(label string, most int) int { return rapid.IntRange(0, most).Draw(t, label) }
	return action{Kind: n("kind", 9), Who: n("who", 1000), Where: n("where", 1000), Index: n("index", 6), Value: n("value", 99), ID: id}
}

func ids(s State, keep func(Object) bool) []string {
	var out []string
	for _, o := range s.Walk() {
		if keep == nil || keep(o) {
			out = append(out, o.ID)
		}
	}
	return out
}

func isGroup(o Object) bool { return o.ID == RootID || o.Type == "group" }
func notRoot(o Object) bool { return o.ID != RootID }

func pick(list []string, n int) string {
	if len(list) == 0 {
		return "nobody"
	}
	return list[n%len(list)]
}

// plan is the action's plan.
func (a action) plan(s State) ([]Edit, error) {
	group, other := pick(ids(s, isGroup), a.Where), pick(ids(s, notRoot), a.Who)
	one, prop := pick(ids(s, nil), a.Who), fmt.Sprint("p", a.Index%2)
	value, err := NewProps(map[string]any{prop: a.Value})
	if err != nil {
		return nil, err
	}
	switch a.Kind {
	case 0, 1, 2: // a shape or group with a child
		return a.create(s, group, value)
	case 3, 4, 5:
		return []Edit{{Op: Set, ID: one, Props: value}}, nil
	case 6: // relative: resolved at the head
		old, _ := s.Object(one)
		return []Edit{{Op: Set, ID: one, Props: Props{"trace": []byte(fmt.Sprintf(`"%d.%s"`, len(old.Props["trace"])%7, a.ID))}}}, nil
	case 7:
		order, err := OrderAt(s, group, a.Index, other)
		return []Edit{{Op: Move, ID: other, Parent: group, Order: order}}, err
	case 8:
		return []Edit{{Op: Delete, ID: other}}, nil
	default: // two edits, the second perhaps removing a property
		return []Edit{
			{Op: Set, ID: one, Props: value},
			{Op: Set, ID: other, Props: Props{prop: []byte("null")}},
		}, nil
	}
}

func (a action) create(s State, group string, p Props) ([]Edit, error) {
	order, err := OrderAt(s, group, a.Index)
	if err != nil {
		return nil, err
	}
	kind := []string{"shape", "shape", "group"}[a.Kind]
	edits := []Edit{{Op: Create, ID: a.ID, Type: kind, Parent: group, Order: order, Props: p}}
	if kind == "group" {
		edits = append(edits, Edit{Op: Create, ID: a.ID + ".in", Type: "shape", Parent: a.ID, Order: "a0"})
	}
	return edits, nil
}

// drawState makes a state by random actions that apply.
func drawState(t *rapid.T) State {
	s, _, err := applyNormal(State{Kind: "boxes"}, nil, []Edit{{Op: Create, ID: RootID, Type: "boxes"}})
	if err != nil {
		t.Fatalf("root: %v", err)
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "actions") {
		a := drawAction(t, fmt.Sprint("s", i))
		edits, err := a.plan(s)
		if err != nil {
			continue
		}
		if next, _, err := Apply(s, boxes{}, edits); err == nil {
			s = next
		}
	}
	return s
}

// drawEdits makes edits of which each may or may not apply after those before it.
func drawEdits(t *rapid.T, s State) []Edit {
	var edits []Edit
	for i := range rapid.IntRange(1, 6).Draw(t, "edits") {
		a := drawAction(t, fmt.Sprint("n", i))
		more, err := a.plan(s)
		if err != nil {
			continue
		}
		if next, _, err := Apply(s, nil, more); err == nil {
			s = next
		}
		edits = append(edits, more...)
	}
	return slices.Clip(edits)
}
