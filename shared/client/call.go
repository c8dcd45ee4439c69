package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
)

// maxRepeats bounds how often a frame that the gateway complained about is sent again.
const maxRepeats = 2

// result is how a call ended.
type result struct {
	status int
	body   json.RawMessage
	err    error
}

// call is a frame on its way to an answer. Conn.mu guards what changes.
type call struct {
	n       uint64
	id      string
	frame   []byte
	repeat  bool        // sending it twice does nothing twice
	ended   chan result // takes one
	link    *link       // where it was sent; nil if it has to be sent yet
	given   bool        // nobody waits any more
	repeats int         // after complaints
}

// Call sends a frame and waits for its answer: HTTP's status codes and a JSON body. If the
// connection is lost meanwhile, a call that can be repeated safely is sent again, any
// other fails with ErrInterrupted. Without a deadline in ctx it waits 35 seconds.
func (k *Conn) Call(ctx context.Context, action string, args any) (status int, body json.RawMessage, err error) {
	if action == "subscribe" || action == "unsubscribe" {
		return 0, nil, errors.New("client: documents are followed by Follow and Unfollow")
	}
	return k.call(ctx, action, args)
}

// Do is Call with a decoded answer; a refusal is a *Problem. Out may be nil.
func (k *Conn) Do(ctx context.Context, action string, args, out any) error {
	status, body, err := k.call(ctx, action, args)
	switch {
	case err != nil:
		return err
	case status < 200 || status > 299:
		return decodeProblem(status, http.Header{}, body)
	case out == nil || len(body) == 0:
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("client: answer of %s: %w", action, err)
	}
	return nil
}

// Send says something in a conversation and waits for the reply. A message without an
// id gets one, so that it is answered once, however often the connection is lost.
func (k *Conn) Send(ctx context.Context, m chatops.NewMessage) (*chatops.Reply, error) {
	if m.ID == "" {
		m.ID = k.c.NewMessageID()
	}
	var out chatops.Reply
	if err := k.Do(ctx, "chat.send", m, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

func (k *Conn) call(ctx context.Context, action string, args any) (int, json.RawMessage, error) {
	if err := ctx.Err(); err != nil {
		return 0, nil, err
	}
	own := ctx
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		own, cancel = context.WithTimeout(ctx, requestTimeout)
		defer cancel()
	}
	c, l, err := k.enter(action, args)
	if err != nil {
		return 0, nil, err
	}
	if l != nil && l.write(c.frame) != nil { //nolint:contextcheck // the connection outlives the call, and so does what is written to it
		l.drop() // what becomes of the call is decided when the connection is given up
	}
	select {
	case r := <-c.ended:
		return r.status, r.body, r.err
	case <-own.Done():
	}
	k.mu.Lock()
	c.given = true // it stays listed: its answer, or a complaint, may still come
	if c.link == nil {
		delete(k.calls, c.id)
	}
	k.mu.Unlock()
	if ctx.Err() == nil {
		return 0, nil, ErrNoAnswer
	}
	return 0, nil, fmt.Errorf("%w: %w", ErrNoAnswer, ctx.Err())
}

// enter lists a call and gives the link to send it on, nil if there is none now.
func (k *Conn) enter(action string, args any) (*call, *link, error) {
	var raw json.RawMessage
	if args != nil {
		var err error
		if raw, err = json.Marshal(args); err != nil {
			return nil, nil, fmt.Errorf("client: arguments of %s: %w", action, err)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return nil, nil, k.err
	}
	k.count++
	c := &call{n: k.count, id: strconv.FormatUint(k.count, 36), repeat: repeatable(action, raw), ended: make(chan result, 1), link: k.link}
	frame, err := json.Marshal(struct {
		ID     string          `json:"id"`
		Action string          `json:"action"`
		Args   json.RawMessage `json:"args,omitempty"`
	}{c.id, action, raw})
	if err != nil {
		return nil, nil, fmt.Errorf("client: frame of %s: %w", action, err)
	}
	if len(frame) > MaxMessage {
		return nil, nil, fmt.Errorf("%w (%s has %d)", ErrTooLarge, action, len(frame))
	}
	c.frame = frame
	k.calls[c.id] = c
	return c, c.link, nil
}

// repeatable reports whether a frame may be sent twice: it reads, or it carries an id
// that makes it idempotent.
func repeatable(action string, args json.RawMessage) bool {
	var with struct {
		ID       string `json:"id"`
		CommitID string `json:"commitId"`
	}
	if len(args) > 0 && json.Unmarshal(args, &with) != nil {
		return false
	}
	switch action {
	case "ping", "subscribe", "unsubscribe", "presence", "document.log", "chat.list_messages":
		return true
	case "chat.send":
		return with.ID != ""
	case "document.commit":
		return with.CommitID != ""
	}
	return false
}

// settle ends a call. The caller holds mu.
func (k *Conn) settle(c *call, r result) {
	delete(k.calls, c.id)
	c.ended <- r
}

func (k *Conn) answered(id string, r result) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c, ok := k.calls[id]; ok {
		k.settle(c, r)
	}
}

// complaint handles the gateway's word that some frame failed, without saying which. If
// only one is waiting it is that one; else a call that was not answered times out.
func (k *Conn) complaint(l *link) {
	c := k.suspect(l)
	if c != nil && l.write(c.frame) != nil {
		l.drop()
	}
}

// suspect gives the call to send again after a complaint, nil if there is none.
func (k *Conn) suspect(l *link) *call {
	k.mu.Lock()
	defer k.mu.Unlock()
	var only *call
	for _, c := range k.calls {
		if c.link != l {
			continue
		}
		if only != nil {
			return nil
		}
		only = c
	}
	if only == nil {
		return nil
	}
	if only.repeats++; !only.repeat || only.given || only.repeats > maxRepeats {
		k.settle(only, result{err: ErrNoAnswer})
		return nil
	}
	return only
}

// waiting reports whether anybody waits for an answer.
func (k *Conn) waiting() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.calls {
		if !c.given {
			return true
		}
	}
	return false
}

// attach makes a connection the current one and sends the calls that wait for one.
func (k *Conn) attach(l *link) {
	k.mu.Lock()
	k.link = l
	var waiting []*call
	for _, c := range k.calls {
		if c.link == nil {
			c.link = l
			waiting = append(waiting, c)
		}
	}
	k.mu.Unlock()
	slices.SortFunc(waiting, func(a, b *call) int { return cmp.Compare(a.n, b.n) })
	for _, c := range waiting {
		if l.write(c.frame) != nil {
			l.drop()
			return
		}
	}
}

// detach gives a connection up: its calls are kept for the next one or fail.
func (k *Conn) detach(l *link) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.link == l {
		k.link = nil
	}
	for _, c := range k.calls {
		switch {
		case c.link != l:
		case c.given:
			delete(k.calls, c.id)
		case c.repeat:
			c.link = nil
		default:
			k.settle(c, result{err: ErrInterrupted})
		}
	}
}
