package document

import "context"

// Undo is per person and selective, after Berlage, "A selective undo mechanism for
// graphical user interfaces based on command objects" (1994), made safe for several
// writers: what others wrote since stays.

// UndoReach is how many commits of a document, of all people together, are searched for
// one to undo or redo: far more than the 50 steps that a person may expect.
const UndoReach = 10_000

// Undo takes back that person's last commit that is neither an undo nor undone (a redo
// counts as a commit; the first commit, which made the document, does not). Properties
// that others wrote since and new objects that others touched stay as they are; when
// nothing is left to take back, an empty commit is recorded. Failures are those of
// Commit and nothing_to_undo. Request.Plan and Strict are not used, Last by nobody else.
func (d *Documents) Undo(ctx context.Context, r Request) (Result, error) {
	return d.commit(ctx, r, d.takeBack(r, false))
}

// Redo takes back that person's last undo, if no commit of that person came after it,
// by the rules of Undo. Failures are those of Commit and nothing_to_redo.
func (d *Documents) Redo(ctx context.Context, r Request) (Result, error) {
	return d.commit(ctx, r, d.takeBack(r, true))
}

func (d *Documents) takeBack(r Request, redo bool) planner {
	return func(ctx context.Context, s seen, schema Schema) (proposal, error) {
		found := &search{by: r.By, redo: redo, done: map[int64]bool{}, others: touches{}}
		if err := d.backward(ctx, r.Doc, s.view, UndoReach, found.visit); err != nil {
			return proposal{}, err
		}
		switch {
		case found.target == nil && redo:
			return proposal{}, fail(CodeNothingToRedo, "", "nothing to redo")
		case found.target == nil:
			return proposal{}, fail(CodeNothingToUndo, "", "nothing to undo")
		case r.Last != 0 && r.Last != found.target.Seq:
			return proposal{}, fail(CodeNothingToUndo, "last", "another change of yours came after")
		}
		p := revert(s.view.state, schema, found.target.Inverse, found.others)
		if redo {
			p.redoes = found.target.Seq
		} else {
			p.undoes = found.target.Seq
		}
		return p, nil
	}
}

// search finds the commit to take back, going from the newest commit to the oldest, and
// gathers what others touched since.
type search struct {
	by     string
	redo   bool
	done   map[int64]bool // commits taken back already
	others touches
	target *Commit
}

// visit looks at one commit and reports whether the search is over.
func (s *search) visit(c Commit) bool {
	if c.By != s.by {
		s.others.addCommit(c.Edits, c.Inverse)
		return false
	}
	isTarget, isOver := s.judgeUndo(c)
	if s.redo {
		isTarget, isOver = s.judgeRedo(c)
	}
	if isTarget {
		s.target = &c
	}
	return isTarget || isOver
}

func (s *search) judgeUndo(c Commit) (isTarget, isOver bool) {
	switch {
	case c.Undoes != 0:
		s.done[c.Undoes] = true
		return false, false
	case c.Redoes != 0:
		return !s.done[c.Seq], false
	default:
		return !s.done[c.Seq] && isStep(c), c.Seq == 1
	}
}

func (s *search) judgeRedo(c Commit) (isTarget, isOver bool) {
	switch {
	case c.Redoes != 0:
		s.done[c.Redoes] = true
		return false, false
	case c.Undoes != 0:
		return !s.done[c.Seq], false
	default:
		return false, isStep(c) || c.Seq == 1 // an own commit clears what could be redone
	}
}

// isStep reports whether a commit that is neither undo nor redo is a step to undo.
func isStep(c Commit) bool { return c.Seq > 1 && len(c.Edits) > 0 }

// backward visits up to reach commits from the newest to the oldest until visit answers
// true.
func (d *Documents) backward(ctx context.Context, doc string, v view, reach int64, visit func(Commit) bool) error {
	for i := len(v.tail) - 1; i >= 0; i-- {
		if visit(v.tail[i]) {
			return nil
		}
	}
	high := v.state.Seq - int64(len(v.tail))
	for last := max(1, v.state.Seq-reach+1); high >= last; {
		low := high - (high-1)%SnapshotStep // one segment at a time
		commits, err := d.span(ctx, doc, low, high)
		if err != nil {
			return err
		}
		for i := len(commits) - 1; i >= 0; i-- {
			if visit(commits[i]) {
				return nil
			}
		}
		high = low - 1
	}
	return nil
}

// span reads the commits low to high, both included, which exist.
func (d *Documents) span(ctx context.Context, doc string, low, high int64) ([]Commit, error) {
	out := make([]Commit, 0, high-low+1)
	_, err := d.scan(ctx, doc, low, func(c Commit) error {
		out = append(out, c)
		if c.Seq == high {
			return errStop
		}
		return nil
	})
	return out, err
}
