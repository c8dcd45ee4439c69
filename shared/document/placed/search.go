package placed

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
)

// Search looks for who set one property in one document. It reads a commit once, for
// however many values it is asked. It is for one request, which asks one after the other.
type Search struct {
	book          *Book
	doc, property string

	placements map[string][]placement // by value, the newest first, each account once
	head       int64                  // the newest commit
	next       int64                  // those before it are not read yet; 0: none is
	read       int                    // how many are
	over       bool                   // nothing is left to read
}

// placement is that somebody set the property to a value.
type placement struct {
	by  string
	seq int64
}

// In begins a search for who set a property, whose values are texts.
func (b *Book) In(doc, property string) *Search {
	return &Search{book: b, doc: doc, property: property, placements: map[string][]placement{}}
}

// Who gives the account that set the property to a value, the last one of those that may;
// "" if there is none. Who took something back, made it again, or restored an earlier state
// put nothing there: what came back so is somebody else's, whose commit is found further
// back, or what one would never have put there.
func (s *Search) Who(ctx context.Context, value string, may func(ctx context.Context, account string) (bool, error)) (string, error) {
	k := key(s.doc, s.property, value)
	known, err := s.book.read(ctx, k)
	if err != nil {
		return "", err
	}
	now := finding{until: s.book.Now().Add(nobodyLife)}
	after := int64(0)
	switch {
	case known.By != "":
		if ok, err := may(ctx, known.By); ok || err != nil {
			return known.By, err
		}
	case known.Head > 0: // nobody, not long ago
		after, now.until = known.Head, known.until
	}
	if now.By, err = s.search(ctx, value, after, may); err != nil {
		return "", err
	}
	if now.By != "" {
		now.until = s.book.Now().Add(foundLife)
	}
	if now.Head = s.head; now.By == "" && now.Head == after {
		return "", nil // which is known
	}
	return now.By, s.book.write(ctx, k, now)
}

// search asks about those who set the property to a value in the commits after one.
func (s *Search) search(ctx context.Context, value string, after int64, may func(ctx context.Context, account string) (bool, error)) (string, error) {
	for i := range maxAccounts {
		for i >= len(s.placements[value]) {
			if more, err := s.more(ctx, after); !more || err != nil {
				return "", err
			}
		}
		p := s.placements[value][i]
		if p.seq <= after {
			return "", nil
		}
		if ok, err := may(ctx, p.by); err != nil {
			return "", err
		} else if ok {
			return p.by, nil
		}
	}
	return "", nil
}

// more reads a page of the log, unless there is nothing left after a commit.
func (s *Search) more(ctx context.Context, after int64) (bool, error) {
	if s.over || s.read >= maxCommits || s.next > 0 && s.next <= after+1 {
		return false, nil
	}
	limit := page
	if s.read == 0 {
		limit = firstPage
	}
	commits, err := s.book.Docs.Before(ctx, s.doc, s.next, limit)
	if err != nil {
		return false, err
	}
	for _, c := range commits {
		s.head, s.next = max(s.head, c.Seq), c.Seq
		s.note(c)
	}
	s.read += len(commits)
	s.over = len(commits) == 0 || s.next == 1
	return true, nil
}

// note keeps what a commit put into the document.
func (s *Search) note(c document.Commit) {
	if c.Undoes != 0 || c.Redoes != 0 || c.Op == ops.Restore.Spec.ID {
		return
	}
	for _, e := range c.Edits {
		var value string
		raw, sets := e.Props[s.property]
		if !sets || json.Unmarshal(raw, &value) != nil || value == "" {
			continue // null: it was taken away
		}
		p := placement{c.By, c.Seq}
		if !slices.ContainsFunc(s.placements[value], func(q placement) bool { return q.by == p.by }) {
			s.placements[value] = append(s.placements[value], p)
		}
	}
}
