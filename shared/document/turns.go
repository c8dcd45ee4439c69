package document

import (
	"context"
	"sync"
)

// turns lets those of one process who lost a race for the end of a log go on one after the
// other, instead of losing to each other again; who comes while somebody waits stands in
// line too. Nothing depends on it but time: other processes take no part.
type turns struct {
	mu  sync.Mutex
	doc map[string]*turn
}

// turn is whose turn it is in one document.
type turn struct {
	free    chan struct{} // holds one token while nobody has the turn
	waiting int           // those who have it or wait for it
}

// contended tells whether somebody has a turn in the document or waits for one.
func (t *turns) contended(doc string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.doc[doc] != nil
}

// take waits for the turn in a document, or for ctx. Give it back with the function that
// comes with it.
func (t *turns) take(ctx context.Context, doc string) (leave func(), err error) {
	t.mu.Lock()
	if t.doc == nil {
		t.doc = map[string]*turn{}
	}
	mine := t.doc[doc]
	if mine == nil {
		mine = &turn{free: make(chan struct{}, 1)}
		mine.free <- struct{}{}
		t.doc[doc] = mine
	}
	mine.waiting++
	t.mu.Unlock()
	select {
	case <-mine.free:
		return func() { mine.free <- struct{}{}; t.forget(doc, mine) }, nil
	case <-ctx.Done():
		t.forget(doc, mine)
		return nil, ctx.Err()
	}
}

func (t *turns) forget(doc string, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.waiting--; mine.waiting == 0 {
		delete(t.doc, doc)
	}
}
