package document

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// person edits on a replica and sends requests until each is answered.
type person struct {
	name    string
	replica *Replica
	open    []*sent
}

// sent is a request whose answer has not come.
type sent struct {
	r    Request
	kind string // commit, undo or redo
}

// editors drives persons, two processes and a store that fails, and knows what was
// answered.
type editors struct {
	*world
	t       *rapid.T
	nasty   *storetest.NastyStore
	process []*Documents
	people  []*person
	acked   map[string]Commit
	refused map[string]error
	strict  map[string]bool
	pushes  []Commit // may be delivered at any time, any number of times
	ids     int
}

func newEditors(t *rapid.T) *editors {
	e := &editors{t: t, acked: map[string]Commit{}, refused: map[string]error{}, strict: map[string]bool{}}
	e.world = newWorld(t, func(s store.Store) store.Store {
		e.nasty = storetest.Nasty(s, storetest.Faults{
			Seed: rapid.Uint64().Draw(t, "seed"), Throttle: 0.08, LostReply: 0.12, LostRequest: 0.08, ShortPage: 0.3,
		})
		return e.nasty
	})
	e.process = []*Documents{e.Documents, e.on(t, e.nasty, func(c *Config) { c.CacheDocuments = -1 })}
	var first Result
	for {
		_, res, err := e.Create(context.Background(), CreateRequest{
			ID: testDoc, Owner: "usr_0", Kind: "boxes", Name: "Model", CommitID: "first", By: "usr_0",
			Edits: []Edit{
				{Op: Create, ID: "g", Type: "group", Parent: RootID, Order: "a0"},
				{Op: Create, ID: "h", Type: "group", Parent: RootID, Order: "a1"},
			},
		})
		if first = res; err == nil {
			break
		}
		e.transient(err)
	}
	for i := range 3 {
		e.people = append(e.people, &person{name: fmt.Sprint("usr_", i), replica: NewReplica(first.State, boxes{})})
	}
	return e
}

// transient fails the test on an error that cannot be mended by trying again.
func (e *editors) transient(err error) {
	e.t.Helper()
	if code := CodeOf(err); code != CodeBusy && code != CodeUnavailable {
		e.t.Fatalf("error is not transient: %v", err)
	}
}

func (e *editors) someone() *person {
	return e.people[rapid.IntRange(0, len(e.people)-1).Draw(e.t, "person")]
}

func (e *editors) somewhere() *Documents {
	return e.process[rapid.IntRange(0, len(e.process)-1).Draw(e.t, "process")]
}

func (e *editors) request(p *person) Request {
	e.ids++
	id := fmt.Sprint("c", e.ids)
	return Request{Doc: testDoc, CommitID: id, By: p.name, Op: "test.model", Basis: p.replica.Confirmed().Seq}
}

func (e *editors) propose(*rapid.T) {
	p := e.someone()
	r := e.request(p)
	r.Plan = drawAction(e.t, r.CommitID).plan
	r.Strict = rapid.IntRange(0, 5).Draw(e.t, "strict") == 0
	if err := p.replica.Propose(r.CommitID, r.Plan); err != nil {
		return
	}
	e.strict[r.CommitID] = r.Strict
	p.open = append(p.open, &sent{r: r, kind: "commit"})
}

func (e *editors) takeBack(*rapid.T) {
	p := e.someone()
	kind := rapid.SampledFrom([]string{"undo", "undo", "redo"}).Draw(e.t, "kind")
	p.open = append(p.open, &sent{r: e.request(p), kind: kind})
}

// send makes one attempt at some open request.
func (e *editors) send(*rapid.T) {
	p := e.someone()
	if len(p.open) == 0 {
		return
	}
	i := rapid.IntRange(0, len(p.open)-1).Draw(e.t, "request")
	heard := rapid.IntRange(0, 3).Draw(e.t, "heard") > 0
	if e.attempt(e.somewhere(), p, p.open[i], heard) {
		p.open = append(p.open[:i:i], p.open[i+1:]...)
	}
}

// work proposes and sends at once, as most requests go.
func (e *editors) work(t *rapid.T) {
	e.propose(t)
	e.sendLast()
}

func (e *editors) takeBackNow(t *rapid.T) {
	e.takeBack(t)
	e.sendLast()
}

// sendLast makes one attempt at the newest open request of everybody.
func (e *editors) sendLast() {
	for _, p := range e.people {
		if n := len(p.open); n > 0 && e.attempt(e.process[0], p, p.open[n-1], true) {
			p.open = p.open[:n-1]
		}
	}
}

// attempt sends a request and reports whether the person has its answer.
func (e *editors) attempt(d *Documents, p *person, s *sent, heard bool) bool {
	ctx := context.Background()
	do := map[string]func(context.Context, Request) (Result, error){"commit": d.Commit, "undo": d.Undo, "redo": d.Redo}[s.kind]
	res, err := do(ctx, s.r)
	id := s.r.CommitID
	if code := CodeOf(err); code == CodeBusy || code == CodeUnavailable {
		return false
	}
	if err != nil {
		if _, ok := e.acked[id]; ok {
			e.t.Fatalf("%s was acknowledged, now %v", id, err)
		}
		e.refused[id] = err
		p.replica.Reject(id)
		return true
	}
	if old, ok := e.acked[id]; ok && !reflect.DeepEqual(old, res.Commit) {
		e.t.Fatalf("%s is answered with %+v, then %+v", id, old, res.Commit)
	}
	if refusal, ok := e.refused[id]; ok {
		e.t.Fatalf("%s was refused (%v), now acknowledged", id, refusal)
	}
	if res.State.Seq != res.Commit.Seq {
		e.t.Fatalf("answer for %d carries state %d", res.Commit.Seq, res.State.Seq)
	}
	e.acked[id] = res.Commit
	e.pushes = append(e.pushes, res.Commit)
	if heard {
		e.receive(p, res.Commit)
	}
	return heard
}

func (e *editors) receive(p *person, commits ...Commit) {
	e.t.Helper()
	if err := p.replica.Receive(commits...); err != nil {
		e.t.Fatalf("%s cannot apply %+v: %v", p.name, commits, err)
	}
}

func (e *editors) push(*rapid.T) {
	if len(e.pushes) > 0 {
		e.receive(e.someone(), rapid.SampledFrom(e.pushes).Draw(e.t, "push"))
	}
}

func (e *editors) catchUp(*rapid.T) {
	p, d := e.someone(), e.somewhere()
	if rapid.IntRange(0, 4).Draw(e.t, "reset") == 0 {
		s, err := d.State(context.Background(), testDoc, 0)
		if err == nil {
			err = p.replica.Reset(s)
		}
		if err != nil {
			e.transient(err)
		}
		return
	}
	log, _, err := d.Log(context.Background(), testDoc, p.replica.Confirmed().Seq, rapid.IntRange(1, 9).Draw(e.t, "limit"))
	if err != nil {
		e.transient(err)
		return
	}
	e.receive(p, log...)
}

func (e *editors) maintain(*rapid.T) {
	d := e.somewhere()
	if _, err := d.Snapshot(context.Background(), testDoc); err != nil {
		e.transient(err)
	}
	if _, err := d.Compact(context.Background(), testDoc, maxSeq); err != nil {
		e.transient(err)
	}
}

// settle ends the faults, answers all requests and brings everybody up to date.
func (e *editors) settle() {
	e.nasty.Calm()
	for _, p := range e.people {
		for _, s := range p.open {
			if !e.attempt(e.process[0], p, s, true) {
				e.t.Fatalf("%s has no answer without faults", s.r.CommitID)
			}
		}
		p.open = nil
	}
	for _, p := range e.people {
		for {
			log, head, err := e.process[1].Log(context.Background(), testDoc, p.replica.Confirmed().Seq, 7)
			if err != nil {
				e.t.Fatalf("Log: %v", err)
			}
			e.receive(p, log...)
			if p.replica.Confirmed().Seq == head {
				break
			}
		}
	}
}

// TestEditorsConverge drives random editors, retries, lost and repeated messages against
// a failing store, then checks all that documents promise.
func TestEditorsConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := newEditors(t)
		warm := rapid.SampledFrom([]int{0, 0, 0, 0, 97}).Draw(t, "commits before") // to meet a snapshot
		for i := range warm {
			for {
				_, err := e.Commit(context.Background(), Request{
					Doc: testDoc, CommitID: fmt.Sprint("w", i), By: "usr_9", Op: "test.warm", Basis: int64(i) + 1,
					Plan: fixed(Edit{Op: Set, ID: RootID, Props: props(t, "warm", i)}),
				})
				if err == nil {
					break
				}
				e.transient(err)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"propose": e.propose, "work": e.work, "work2": e.work, "takeBackNow": e.takeBackNow, "undo": e.takeBack, "send": e.send, "send2": e.send, "send3": e.send,
			"push": e.push, "catchUp": e.catchUp, "maintain": e.maintain,
		})
		e.settle()
		e.check()
	})
}

func (e *editors) check() {
	ctx := context.Background()
	server, err := e.on(e.t, e.mem).State(ctx, testDoc, 0)
	if err != nil {
		e.t.Fatalf("State: %v", err)
	}
	want := encode(e.t, server)
	checkTree(e.t, server)
	for _, p := range e.people {
		if got := encode(e.t, p.replica.State()); got != want || p.replica.Behind() || len(p.replica.Pending()) > 0 {
			e.t.Fatalf("%s sees\n%s, the server\n%s; pending %v", p.name, got, want, p.replica.Pending())
		}
	}
	log := e.wholeLog()
	states := e.checkReplay(log, want)
	e.checkSnapshots(log, want)
	e.checkAnswers(log)
	e.checkUndo(log, states)
	if n := len(e.mem.Emitted()); n != len(log) {
		e.t.Fatalf("%d events for %d commits", n, len(log))
	}
}

func (e *editors) wholeLog() []Commit {
	var all []Commit
	for {
		log, head, err := e.Log(context.Background(), testDoc, int64(len(all)), 33)
		if err != nil {
			e.t.Fatalf("Log: %v", err)
		}
		if all = append(all, log...); int64(len(all)) == head {
			return all
		}
	}
}

// checkReplay replays the log from its beginning, and every inverse, and gives the states.
func (e *editors) checkReplay(log []Commit, want string) []State {
	states := []State{{}}
	for i, c := range log {
		if c.Seq != int64(i)+1 {
			e.t.Fatalf("commit %d has sequence number %d", i+1, c.Seq)
		}
		next, err := Replay(states[i], c)
		if err != nil {
			e.t.Fatalf("replay of %d: %v", c.Seq, err)
		}
		if i > 0 {
			back, _, err := applyNormal(next, nil, c.Inverse)
			back.Seq--
			if err != nil || encode(e.t, back) != encode(e.t, states[i]) {
				e.t.Fatalf("the inverse of %d does not give the state before it (%v)", c.Seq, err)
			}
		}
		states = append(states, next)
	}
	if got := encode(e.t, states[len(log)]); got != want {
		e.t.Fatalf("replay gives\n%s, want\n%s", got, want)
	}
	return states
}

func (e *editors) checkSnapshots(log []Commit, want string) {
	err := e.items(context.Background(), testDoc, snapPfx, "", func(it store.Item) error {
		s, err := e.getSnapshot(context.Background(), it)
		if err != nil {
			return err
		}
		if s, err = replayAll(s, log[s.Seq:], maxSeq); err == nil && encode(e.t, s) != want {
			return fmt.Errorf("replay from %s differs", it.Key.SK)
		}
		return err
	})
	if err != nil {
		e.t.Fatalf("snapshots: %v", err)
	}
}

// checkAnswers compares the log with what was answered.
func (e *editors) checkAnswers(log []Commit) {
	seen := map[string]bool{}
	for _, c := range log {
		if seen[c.ID] {
			e.t.Fatalf("%s is in the log twice", c.ID)
		}
		seen[c.ID] = true
		if err, ok := e.refused[c.ID]; ok {
			e.t.Fatalf("%s is in the log, but was refused: %v", c.ID, err)
		}
		if c.ID[0] != 'c' {
			continue
		}
		acked, ok := e.acked[c.ID]
		if !ok || !sameJSON(acked, c) {
			e.t.Fatalf("%s is in the log as %+v, answered %+v", c.ID, c, acked)
		}
		if e.strict[c.ID] && overlaps(c.Edits, c.Inverse, log[c.Basis:c.Seq-1]) {
			e.t.Fatalf("%s was strict and overlaps", c.ID)
		}
	}
	for id := range e.acked {
		if !seen[id] {
			e.t.Fatalf("%s was acknowledged and is not in the log", id)
		}
	}
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
