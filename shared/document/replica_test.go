package document

import (
	"fmt"
	"strings"
	"testing"
)

func TestReplicaOrder(t *testing.T) {
	w := newWorld(t, nil)
	start := w.create(t).State
	w.fill(t, 9)
	log, _, err := w.Log(t.Context(), testDoc, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := encode(t, mustState(t, w.Documents, 0))
	for name, order := range map[string][]int{
		"in order": {0, 1, 2, 3, 4, 5, 6, 7},
		"backward": {7, 6, 5, 4, 3, 2, 1, 0},
		"twice":    {0, 0, 2, 2, 1, 1, 3, 7, 6, 5, 4, 4, 0},
	} {
		r := NewReplica(start, nil)
		for i, n := range order {
			if err := r.Receive(log[n]); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if behind := strings.Contains(fmt.Sprint(r.Behind()), "true"); name == "backward" && behind != (i < 7) {
				t.Errorf("%s: behind is %v after %d", name, behind, i)
			}
		}
		if got := encode(t, r.State()); got != want || r.Behind() {
			t.Errorf("%s: state is %s, want %s", name, got, want)
		}
	}
	if err := NewReplica(start, nil).Receive(Commit{V: 1, Seq: 2, ID: "x", Edits: []Edit{{Op: Delete, ID: "zz"}}}); CodeOf(err) != CodeMissingTarget {
		t.Errorf("a log that does not fit: %v", err)
	}
}

func TestReplicaPending(t *testing.T) {
	w := newWorld(t, nil)
	r := NewReplica(w.create(t).State, boxes{})
	set := func(k string, v int) func(State) ([]Edit, error) {
		return fixed(Edit{Op: Set, ID: RootID, Props: props(t, k, v)})
	}
	for id, plan := range map[string]func(State) ([]Edit, error){"bad": set("width", -1)} {
		if err := r.Propose(id, plan); CodeOf(err) != CodeInvalidEdit || len(r.Pending()) != 0 {
			t.Fatalf("Propose: %v, pending %v", err, r.Pending())
		}
	}
	for _, id := range []string{"m1", "m2"} {
		if err := r.Propose(id, set(id, 1)); err != nil {
			t.Fatal(err)
		}
	}
	other := w.do(t, "usr_b", "o1", Edit{Op: Set, ID: RootID, Props: props(t, "m1", 5, "z", 5)})
	if err := r.Receive(other.Commit); err != nil {
		t.Fatal(err)
	}
	wantRoot(t, r.State(), `m1=1 m2=1 width=10 z=5`)
	wantRoot(t, r.Confirmed(), `m1=5 width=10 z=5`)
	r.Reject("m2")
	wantRoot(t, r.State(), `m1=1 width=10 z=5`)
	own := w.do(t, "usr_a", "m1", Edit{Op: Set, ID: RootID, Props: props(t, "m1", 1)})
	if err := r.Reset(own.State); err != nil {
		t.Fatal(err)
	}
	if err := r.Receive(own.Commit); err != nil || len(r.Pending()) != 0 {
		t.Errorf("after its answer m1 is pending: %v, %v", r.Pending(), err)
	}
	wantCode(t, r.Reset(other.State), CodeInvalid, "seq")
}

func wantRoot(t *testing.T, s State, want string) {
	t.Helper()
	var kv []string
	for _, k := range []string{"m1", "m2", "width", "z"} {
		if v, ok := s.Root().Props[k]; ok {
			kv = append(kv, k+"="+string(v))
		}
	}
	if got := strings.Join(kv, " "); got != want {
		t.Errorf("root has %s, want %s", got, want)
	}
}
