package soak

import (
	"errors"
	"fmt"
	"sync"

	"github.com/aio-creative-hub/aio/shared/document"
)

// mostFindings bounds what is reported: what goes wrong once goes wrong often.
const mostFindings = 20

// ledger is what people asked for and what they were promised. Safe for concurrent use.
type ledger struct {
	mu     sync.Mutex
	asked  map[key]request
	made   map[key]int64  // acknowledged, at that sequence number
	denied map[key]string // refused, with that code
	newest map[string]int64
	wrong  []error
	more   int // findings beyond mostFindings
}

// key is a commit of a document.
type key struct{ doc, id string }

// request is a commit as somebody asked for it.
type request struct {
	by    string          // user id
	edits []document.Edit // nil where the server makes them: to undo, and to redo
}

func newLedger() *ledger {
	return &ledger{asked: map[key]request{}, made: map[key]int64{}, denied: map[key]string{}, newest: map[string]int64{}}
}

func (l *ledger) ask(k key, r request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[k] = r
}

// promise notes that a commit was acknowledged, to whom it may concern: the answer counts
// if nobody got it, too. All answers have to say the same.
func (l *ledger) promise(k key, seq int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if before, ok := l.made[k]; ok && before != seq {
		l.note("%s: commit %s was acknowledged at %d and at %d", k.doc, k.id, before, seq)
	}
	if code, ok := l.denied[k]; ok {
		l.note("%s: commit %s was refused (%s), then acknowledged at %d", k.doc, k.id, code, seq)
	}
	l.made[k] = seq
	l.newest[k.doc] = max(l.newest[k.doc], seq)
}

func (l *ledger) refuse(k key, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq, ok := l.made[k]; ok {
		l.note("%s: commit %s was acknowledged at %d, then refused (%s)", k.doc, k.id, seq, code)
	}
	l.denied[k] = code
}

// last is the newest sequence number that was acknowledged.
func (l *ledger) last(doc string) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.newest[doc]
}

// find notes something that is wrong.
func (l *ledger) find(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note(format, args...)
}

func (l *ledger) note(format string, args ...any) {
	if len(l.wrong) >= mostFindings {
		l.more++
		return
	}
	l.wrong = append(l.wrong, fmt.Errorf(format, args...))
}

// findings gives everything that is wrong, nil if nothing is.
func (l *ledger) findings() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more > 0 {
		return errors.Join(append(l.wrong[:len(l.wrong):len(l.wrong)], fmt.Errorf("and %d findings more", l.more))...)
	}
	return errors.Join(l.wrong...)
}
