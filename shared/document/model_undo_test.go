package document

// The promises of undo, checked from the log alone and without the code that undoes.

// checkUndo follows each person's stacks, and compares states before and after each undo
// and redo with who wrote what since.
func (e *editors) checkUndo(log []Commit, states []State) {
	undo, redo := map[string][]int64{}, map[string][]int64{}
	for _, c := range log {
		u, r := undo[c.By], redo[c.By]
		switch {
		case c.Undoes != 0:
			if len(u) == 0 || u[len(u)-1] != c.Undoes {
				e.t.Fatalf("%d undoes %d, the stack of %s is %v", c.Seq, c.Undoes, c.By, u)
			}
			undo[c.By], redo[c.By] = u[:len(u)-1], append(r, c.Seq)
			e.checkSince(log, states, c, c.Undoes)
		case c.Redoes != 0:
			if len(r) == 0 || r[len(r)-1] != c.Redoes {
				e.t.Fatalf("%d redoes %d, the stack of %s is %v", c.Seq, c.Redoes, c.By, r)
			}
			redo[c.By], undo[c.By] = r[:len(r)-1], append(u, c.Seq)
			e.checkSince(log, states, c, c.Redoes)
		case c.Seq > 1 && len(c.Edits) > 0:
			undo[c.By], redo[c.By] = append(u, c.Seq), nil
		}
	}
}

// checkSince: what differs before and after the commit must be what no one else wrote
// after the commit that it takes back. Writing is seen from states: a value that differs
// before and after another's commit.
func (e *editors) checkSince(log []Commit, states []State, c Commit, target int64) {
	mine := changes(states[c.Seq-1], states[c.Seq])
	for seq := target + 1; seq < c.Seq; seq++ {
		if log[seq-1].By == c.By {
			continue
		}
		for what := range changes(states[seq-1], states[seq]) {
			if mine[what] {
				e.t.Fatalf("%d takes back %d and changes %v, which %s wrote in %d", c.Seq, target, what, log[seq-1].By, seq)
			}
		}
	}
}

// changes gives what differs between two states: (object, property), where "" stands for
// its existence and "@" for its place.
func changes(a, b State) map[[2]string]bool {
	out := map[[2]string]bool{}
	compare := func(x, y State) {
		for _, o := range x.Walk() {
			p, ok := y.Object(o.ID)
			if !ok {
				out[[2]string{o.ID, ""}] = true
			}
			if !ok || p.Parent != o.Parent || p.Order != o.Order {
				out[[2]string{o.ID, "@"}] = true
			}
			for name, v := range o.Props {
				if string(p.Props[name]) != string(v) {
					out[[2]string{o.ID, name}] = true
				}
			}
		}
	}
	compare(a, b)
	compare(b, a)
	return out
}
