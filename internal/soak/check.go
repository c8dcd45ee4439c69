package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
)

// logPage is how many commits are read at once, the most there are in an answer.
const logPage = 200

// check compares what everybody has, and was promised, with the log.
func (w *world) check(ctx context.Context) error {
	var errs []error
	for _, doc := range w.docs {
		if err := w.checkDocument(ctx, doc); err != nil {
			errs = append(errs, fmt.Errorf("soak: %s: %w", doc, err))
		}
	}
	return errors.Join(errs...)
}

func (w *world) checkDocument(ctx context.Context, doc string) error {
	people := w.of(doc)
	log, err := people[0].log(ctx, doc)
	if err != nil {
		return err
	}
	truth, err := replayed(log)
	if err != nil {
		return err
	}
	w.checkPromises(doc, log)
	server, err := people[0].stateOf(ctx, doc)
	if err != nil {
		return err
	}
	w.compare(doc, "the server", truth, server)
	w.checkOutcome(doc, log, server)
	for _, p := range people {
		state, pending := p.editor.state()
		if len(pending) > 0 {
			w.ledger.find("%s: %s still waits for %v", doc, p.name, pending)
		}
		w.compare(doc, p.name, truth, state)
	}
	return nil
}

// compare finds out whether somebody has the state that the log makes.
func (w *world) compare(doc, who string, want, got document.State) {
	a, err := want.MarshalJSON()
	b, also := got.MarshalJSON()
	if err := errors.Join(err, also); err != nil {
		w.ledger.find("%s: the state of %s: %v", doc, who, err)
		return
	}
	if !bytes.Equal(a, b) {
		at := 0
		for at < min(len(a), len(b)) && a[at] == b[at] {
			at++
		}
		w.ledger.find("%s: %s has another state; from byte %d on the log makes …%s and they have …%s", doc, who, at, around(a, at), around(b, at))
	}
}

// around is the part of a text that shows a difference.
func around(text []byte, at int) []byte {
	const before, behind = 60, 120
	return text[max(0, at-before):min(len(text), at+behind)]
}

// log reads a whole log.
func (p *person) log(ctx context.Context, doc string) ([]docops.Commit, error) {
	var out []docops.Commit
	for {
		after := int64(len(out))
		var page docops.Log
		path := fmt.Sprintf("/api/v1/documents/%s/commits?limit=%d&after=%d", doc, logPage, after)
		if err := p.client.Do(ctx, http.MethodGet, path, nil, &page); err != nil {
			return nil, fmt.Errorf("read the log after %d: %w", after, err)
		}
		for i, c := range page.Items {
			if c.Seq != after+int64(i)+1 {
				return nil, fmt.Errorf("the log has commit %d where %d should be", c.Seq, after+int64(i)+1)
			}
		}
		if out = append(out, page.Items...); int64(len(out)) >= page.Head {
			return out, nil
		}
		if len(page.Items) == 0 {
			return nil, fmt.Errorf("the log ends at %d, and is said to reach %d", after, page.Head)
		}
	}
}

// replayed makes the state of a whole log.
func replayed(log []docops.Commit) (document.State, error) {
	var s document.State
	for _, c := range log {
		next, err := document.Replay(s, logged(c))
		if err != nil {
			return s, fmt.Errorf("replay commit %d: %w", c.Seq, err)
		}
		s = next
	}
	return s, nil
}
