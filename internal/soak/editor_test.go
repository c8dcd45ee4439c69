package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// origin is a canvas with one layer.
func origin(t *testing.T) document.State {
	t.Helper()
	s, err := document.Replay(document.State{}, document.Commit{V: document.EditVersion, Seq: 1, ID: "the-first", Edits: []document.Edit{
		{Op: document.Create, ID: document.RootID, Type: model.Kind, Props: document.Props{"width": json.RawMessage(`100`), "height": json.RawMessage(`100`), "background": json.RawMessage(`"#ffffff"`)}},
		added(rand.New(rand.NewPCG(1, 1)), nil, "lay_1"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// scripted is a line whose answers are given beforehand.
type scripted struct {
	answers []error // nil makes the commit
	head    int64
	ids     []string
	bases   []int64
	at      []time.Time
}

func (s *scripted) Do(ctx context.Context, _ string, args, out any) error {
	a := args.(map[string]any)
	s.ids = append(s.ids, a["commitId"].(string))
	s.bases, s.at = append(s.bases, a["basis"].(int64)), append(s.at, time.Now())
	err := s.answers[0]
	s.answers = s.answers[1:]
	if err != nil {
		if err == client.ErrNoAnswer { //nolint:errorlint // the script's own
			<-ctx.Done()
		}
		return err
	}
	edits := make([]docops.Edit, 0)
	for _, e := range a["edits"].([]document.Edit) {
		edits = append(edits, docops.Edit{Op: string(e.Op), ID: e.ID, Props: e.Props})
	}
	s.head++
	*out.(*docops.Commit) = docops.Commit{Seq: s.head, ID: a["commitId"].(string), By: "usr_1", Edits: edits}
	return nil
}

// A commit is sent until it is answered, with the id and the basis of the first time, and not
// sooner than the server asks for. As in the browser (isRefusal), an answer is one that the
// server will give each time: none that says that it had no time.
func TestDeliver(t *testing.T) {
	limited := &client.Problem{Status: 429, Code: "rate_limited", RetryAfter: 7 * time.Second}
	busy, late := &client.Problem{Status: 503, Code: "busy"}, &client.Problem{Status: 504, Code: "timed_out"}
	gone := &client.Problem{Status: 409, Code: "missing_target"}
	synctest.Test(t, func(t *testing.T) {
		l, counts := newLedger(), &Counts{}
		e := newEditor("doc_1", "usr_1", origin(t), l, counts)
		s := &scripted{head: 1, answers: []error{client.ErrNoAnswer, limited, busy, late, client.ErrClosed, nil, gone}}
		ctx, cancel := context.WithCancel(t.Context())
		sent := make(chan struct{})
		go func() { e.send(ctx, s); close(sent) }()
		set := func(document.State) []document.Edit {
			return []document.Edit{moved(rand.New(rand.NewPCG(1, 1)), "lay_1")}
		}
		e.propose("commit-1", set)
		e.propose("commit-2", set)
		if err := e.until(ctx, func() bool { return len(e.waiting) == 0 }); err != nil {
			t.Fatal(err)
		}
		cancel()
		<-sent
		if fmt.Sprint(s.bases) != "[1 1 1 1 1 1 1]" {
			t.Errorf("bases %v", s.bases)
		}
		if ids := slices.Compact(s.ids); fmt.Sprint(ids) != "[commit-1 commit-2]" {
			t.Errorf("ids %v", ids)
		}
		if wait := s.at[1].Sub(s.at[0]); wait < answerPatience {
			t.Errorf("sent again after %v", wait)
		}
		if wait := s.at[2].Sub(s.at[1]); wait < limited.RetryAfter {
			t.Errorf("sent again %v after being asked to wait for %v", wait, limited.RetryAfter)
		}
		state, pending := e.state()
		if len(pending) != 0 || state.Seq != 2 || e.lastAnswered().id != "commit-1" {
			t.Errorf("%v wait, at %d, %q was answered last", pending, state.Seq, e.lastAnswered().id)
		}
		if l.made[key{"doc_1", "commit-1"}] != 2 || l.denied[key{"doc_1", "commit-2"}] != "missing_target" || counts.Again.Load() != 2 || counts.Limited.Load() != 3 {
			t.Errorf("%v, %v, %v", l.made, l.denied, counts)
		}
	})
}

// What comes out of order, or does not fit, is found.
func TestReceive(t *testing.T) {
	push := func(seq int64, edits ...docops.Edit) client.Push {
		data, err := json.Marshal(docops.Commit{Seq: seq, ID: fmt.Sprintf("commit-%d", seq), By: "usr_2", Edits: edits})
		if err != nil {
			t.Fatal(err)
		}
		return client.Push{Type: client.TypeCommit, Seq: seq, Data: data}
	}
	fits := docops.Edit{Op: "set", ID: "lay_1", Props: document.Props{"x": json.RawMessage(`1`)}}
	for name, c := range map[string]struct {
		pushes []client.Push
		wrong  bool
	}{
		"in order":  {[]client.Push{push(2, fits), push(3, fits)}, false},
		"a gap":     {[]client.Push{push(2, fits), push(4, fits)}, true},
		"twice":     {[]client.Push{push(2, fits), push(2, fits)}, true},
		"no object": {[]client.Push{push(2, docops.Edit{Op: "delete", ID: "lay_2"})}, true},
		"no commit": {[]client.Push{{Type: client.TypeCommit, Seq: 2, Data: json.RawMessage(`{"seq":3}`)}}, true},
	} {
		l := newLedger()
		e := newEditor("doc_1", "usr_1", origin(t), l, &Counts{})
		for _, p := range c.pushes {
			e.receive(p)
		}
		if err := l.findings(); (err != nil) != c.wrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}
