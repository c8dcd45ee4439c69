package document

import "slices"

// OrderAt gives an order key for a place among a parent's children: index 0 is before
// the first, the number of children (or more, or a negative index) after the last. An
// object that is about to be moved there is named in moving and not counted. Where
// neighbours share a key (an undo may bring one back) the place is after them.
func OrderAt(s State, parent string, index int, moving ...string) (string, error) {
	if !s.t().has(parent) {
		return "", fail(CodeMissingTarget, "parent", "the parent does not exist")
	}
	list := s.t().children(parent)
	if len(moving) > 0 {
		list = slices.DeleteFunc(slices.Clone(list), func(p place) bool { return slices.Contains(moving, p.id) })
	}
	if index < 0 || index > len(list) {
		index = len(list)
	}
	if index == 0 {
		if len(list) == 0 {
			return OrderBetween("", "")
		}
		return OrderBetween("", list[0].order)
	}
	low := list[index-1].order
	for _, p := range list[index:] {
		if p.order > low {
			return OrderBetween(low, p.order)
		}
	}
	return OrderBetween(low, "")
}

// OrderFirst gives a key before all children of the parent.
func OrderFirst(s State, parent string) (string, error) { return OrderAt(s, parent, 0) }

// OrderLast gives a key after all children of the parent.
func OrderLast(s State, parent string) (string, error) { return OrderAt(s, parent, -1) }

// OrderBefore gives the key of the place just before an object, among its siblings.
func OrderBefore(s State, id string, moving ...string) (string, error) {
	return orderBeside(s, id, 0, moving)
}

// OrderAfter gives the key of the place just after an object, among its siblings.
func OrderAfter(s State, id string, moving ...string) (string, error) {
	return orderBeside(s, id, 1, moving)
}

func orderBeside(s State, id string, offset int, moving []string) (string, error) {
	o := s.t().get(id)
	if o == nil || o.Parent == "" {
		return "", fail(CodeMissingTarget, "id", "the object does not exist or has no siblings")
	}
	index := 0
	for _, p := range s.t().children(o.Parent) {
		if p.id == id {
			break
		}
		if !slices.Contains(moving, p.id) {
			index++
		}
	}
	return OrderAt(s, o.Parent, index+offset, moving...)
}

// Respace gives the moves that space a parent's children anew with the shortest keys,
// for when OrderBetween answers too_large: at MaxOrder bytes, after some six thousand
// insertions at one and the same place.
func Respace(s State, parent string) ([]Edit, error) {
	var edits []Edit
	key := ""
	for _, p := range s.t().children(parent) {
		next, err := OrderBetween(key, "")
		if err != nil {
			return nil, err
		}
		if key = next; key != p.order {
			edits = append(edits, Edit{Op: Move, ID: p.id, Parent: parent, Order: key})
		}
	}
	return edits, nil
}
