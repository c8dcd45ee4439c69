package soak

import (
	"bytes"
	"encoding/json"
	"fmt"

	docops "github.com/aio-creative-hub/aio/shared/document/ops"
)

// checkPromises looks for what is missing from a log, or twice in it, or should not be.
func (w *world) checkPromises(doc string, log []docops.Commit) {
	at := map[string]docops.Commit{}
	for _, c := range log {
		if before, twice := at[c.ID]; twice {
			w.ledger.find("%s: commit %s is there twice, at %d and at %d", doc, c.ID, before.Seq, c.Seq)
		}
		at[c.ID] = c
	}
	for _, f := range w.ledger.compare(doc, at) {
		w.ledger.find("%s: %s", doc, f)
	}
}

// compare gives where a log differs from what was asked for and promised.
func (l *ledger) compare(doc string, log map[string]docops.Commit) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for k, seq := range l.made {
		if c, ok := log[k.id]; k.doc == doc && (!ok || c.Seq != seq) {
			out = append(out, fmt.Sprintf("commit %s of %s was acknowledged at %d; in the log it is at %d", k.id, l.asked[k].by, seq, c.Seq))
		}
	}
	for k, code := range l.denied {
		if c, ok := log[k.id]; k.doc == doc && ok {
			out = append(out, fmt.Sprintf("commit %s was refused (%s), and is in the log at %d", k.id, code, c.Seq))
		}
	}
	for id, c := range log {
		r, ok := l.asked[key{doc, id}]
		if ok {
			out = append(out, r.compare(c)...)
		} else if c.Seq != 1 { // the first one made the document
			out = append(out, fmt.Sprintf("nobody asked for commit %s, which is at %d", id, c.Seq))
		}
	}
	return out
}

// compare gives where a commit differs from what was asked for, answered or not.
func (r request) compare(c docops.Commit) (out []string) {
	if c.By != r.by {
		out = append(out, fmt.Sprintf("commit %s of %s is in the log as %q's", c.ID, r.by, c.By))
	}
	if r.edits == nil {
		if c.Undoes == 0 && c.Redoes == 0 {
			out = append(out, fmt.Sprintf("commit %s at %d was to undo or redo something, and does not say what", c.ID, c.Seq))
		}
		return out
	}
	asked, err := json.Marshal(r.edits)
	logged, also := json.Marshal(c.Edits)
	if err != nil || also != nil || !bytes.Equal(asked, logged) {
		out = append(out, fmt.Sprintf("commit %s at %d has other edits than were asked for: %s, not %s", c.ID, c.Seq, logged, asked))
	}
	return out
}
