package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
)

const (
	gapPatience  = 100 * time.Millisecond // for a push that was overtaken; then the log is read
	syncAfter    = time.Minute            // without news of a document, its log is asked for more
	bringTimeout = 40 * time.Second       // for one step of catching up
	logPage      = 100                    // commits read at once; fewer after a failure
	idleWait     = time.Hour              // when nothing is followed: until woken
)

// follower is a followed document. Conn.mu guards it.
type follower struct {
	doc      string
	seq      sequence
	link     *link      // where it is subscribed
	heard    time.Time  // when its log was last known to be complete
	gapSince time.Time  // zero without a gap
	retryAt  time.Time  // not before, after a failure
	failures int        // in a row
	byREST   bool       // too much for a WebSocket message
	page     int        // commits to read at once
	first    chan error // takes the answer for Follow; nil once given
}

func (f *follower) answer(err error) {
	if f.first != nil {
		f.first <- err
		f.first = nil
	}
}

// ErrFollowed says that the document is followed already.
var ErrFollowed = errors.New("client: the document is followed already")

// Follow sends a document's commits to Pushes from sequence number after+1 on, and goes
// on doing so whatever happens to the connection. It returns when the document is
// subscribed for the first time, or with the refusal.
func (k *Conn) Follow(ctx context.Context, documentID string, after int64) error {
	first := make(chan error, 1)
	f := &follower{doc: documentID, seq: sequence{last: after, head: after}, page: logPage, first: first}
	k.mu.Lock()
	if k.err != nil {
		defer k.mu.Unlock()
		return k.err
	}
	if _, ok := k.docs[documentID]; ok {
		k.mu.Unlock()
		return ErrFollowed
	}
	k.docs[documentID] = f
	k.mu.Unlock()
	k.nudge()
	select {
	case err := <-first:
		return err
	case <-ctx.Done():
		k.leave(f)
		return ctx.Err()
	}
}

// Unfollow ends Follow. Commits that wait in Pushes are still delivered.
func (k *Conn) Unfollow(ctx context.Context, documentID string) error {
	k.mu.Lock()
	f, ok := k.docs[documentID]
	k.mu.Unlock()
	if !ok {
		return nil
	}
	k.leave(f)
	return k.Do(ctx, "unsubscribe", liveops.Unsubscription{DocumentID: documentID}, nil)
}

func (k *Conn) leave(f *follower) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.docs[f.doc] == f {
		delete(k.docs, f.doc)
	}
}

// pushed takes a push from the server.
func (k *Conn) pushed(p Push) {
	switch p.Type {
	case TypeCommit:
	case liveops.TypeClosed:
		k.closed(p.Topic)
		return
	default:
		k.out.once(p)
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	f, ok := k.docs[p.Topic]
	if !ok {
		return // of a document that is no longer followed
	}
	f.seq.push(p, k.out.put)
	f.byREST = f.byREST || len(p.Data) == 0
	f.note()
	if f.seq.behind() {
		k.nudge()
	}
}

// closed subscribes a document again of which the server says that there is no more: if
// that is refused, it is so (TypeGone); access may have come back meanwhile.
func (k *Conn) closed(doc string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f, ok := k.docs[doc]; ok {
		f.link = nil
		k.nudge()
	}
}

// note keeps the times that say when something has to be done.
func (f *follower) note() {
	now := time.Now()
	switch {
	case !f.seq.behind():
		f.gapSince, f.heard = time.Time{}, now
	case f.gapSince.IsZero():
		f.gapSince = now
	}
}

// follow brings followed documents up to date on a connection: subscribes them, reads
// what is missing, and asks after silence.
func (k *Conn) follow(l *link) {
	for l.ctx.Err() == nil {
		f, wait := k.due(l)
		if f != nil {
			k.bring(l, f)
			continue
		}
		t := time.NewTimer(wait)
		select {
		case <-l.ctx.Done():
		case <-k.wake:
		case <-t.C:
		}
		t.Stop()
	}
}

// due gives a document that something has to be done for, or how long there is none.
func (k *Conn) due(l *link) (*follower, time.Duration) {
	full := k.out.full()
	k.mu.Lock()
	defer k.mu.Unlock()
	now, wait := time.Now(), idleWait
	for _, f := range k.docs {
		var at time.Time
		switch {
		case f.link != l:
		case f.seq.behind() && full:
			continue // woken when there is room
		case f.seq.behind():
			at = f.gapSince.Add(gapPatience)
			if f.byREST {
				at = f.gapSince
			}
		default:
			at = f.heard.Add(syncAfter)
		}
		if f.retryAt.After(at) {
			at = f.retryAt
		}
		if !at.After(now) {
			return f, 0
		}
		wait = min(wait, at.Sub(now))
	}
	return nil, wait
}

// bring does one step for a document: one call, and what follows from its answer.
func (k *Conn) bring(l *link, f *follower) {
	ctx, cancel := context.WithTimeout(l.ctx, bringTimeout)
	defer cancel()
	k.mu.Lock()
	after, page, byREST, subscribed := f.seq.last, f.page, f.byREST, f.link == l
	k.mu.Unlock()
	var log docops.Log
	var err error
	switch {
	case byREST:
		path := fill(docops.Catchup.Spec.Path, "documentId", f.doc)
		query := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(page)}}
		err = k.c.Do(ctx, docops.Catchup.Spec.Method, path+"?"+query.Encode(), nil, &log)
	case !subscribed:
		err = k.Do(ctx, "subscribe", liveops.Subscription{DocumentID: f.doc, After: after}, &log)
	default:
		args := map[string]any{"documentId": f.doc, "after": after, "limit": page}
		err = k.Do(ctx, "document.log", args, &log)
	}
	k.brought(l, f, byREST, &log, err)
}

// brought takes the answer of a step.
func (k *Conn) brought(l *link, f *follower, byREST bool, log *docops.Log, err error) {
	if l.ctx.Err() != nil {
		return // the next connection begins anew
	}
	items, decoded := pushesOf(f.doc, log)
	if err == nil {
		err = decoded
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.docs[f.doc] != f {
		return
	}
	if err != nil {
		k.setBack(f, byREST, err)
		return
	}
	before := f.seq.last
	f.seq.fill(items, log.Head, k.out.put)
	switch {
	case byREST:
		f.byREST = f.seq.behind()
	case f.link != l:
		f.link = l
		f.answer(nil)
	}
	f.note()
	switch stuck := f.seq.last == before && f.seq.behind(); {
	case stuck && !byREST:
		f.byREST = true // the next commit is too large for a message
	case stuck:
		f.retryAt = time.Now().Add(backoffFirst)
	case f.link == l:
		f.failures = 0
	}
}

// setBack notes a failed step. The caller holds mu.
func (k *Conn) setBack(f *follower, byREST bool, err error) {
	p := AsProblem(err)
	if p != nil && !p.Temporary() && p.Status != http.StatusRequestEntityTooLarge && p.Status != http.StatusUnauthorized {
		delete(k.docs, f.doc)
		if f.first != nil {
			f.answer(err)
			return
		}
		k.out.force(Push{Type: TypeGone, Topic: f.doc})
		return
	}
	if byREST {
		f.page = max(1, f.page/4) // perhaps the answer was too large
	}
	f.byREST = true // perhaps it was too large for a message
	f.failures++
	pause := max(backoffFirst, k.c.backoff(f.failures))
	if p != nil {
		pause = max(pause, p.RetryAfter)
	}
	f.retryAt = time.Now().Add(pause)
}

// pushesOf makes pushes of a piece of the log.
func pushesOf(doc string, log *docops.Log) ([]Push, error) {
	items := make([]Push, len(log.Items))
	for i, c := range log.Items {
		data, err := json.Marshal(c)
		if err != nil {
			return nil, fmt.Errorf("client: commit %d: %w", c.Seq, err)
		}
		items[i] = Push{ID: "log_" + doc + "_" + strconv.FormatInt(c.Seq, 10), Type: TypeCommit, Topic: doc, Seq: c.Seq, Data: data}
	}
	return items, nil
}
