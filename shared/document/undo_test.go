package document

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// A step of a scenario is "person verb argument": set x=1 (on object a or, with a dot,
// on another: b.x=1), add id (in the root) or id.child, del id, move id>parent, undo,
// redo, empty. The answer is checked: undo and redo say what sequence number they took
// back, or that nothing was left.
type step struct{ do, want string }

func TestUndoScenarios(t *testing.T) {
	tests := map[string]struct {
		steps []step
		root  string // the tree at the end: objects with properties, children in brackets
	}{
		"undo and redo": {[]step{
			{"A set a.x=1", ""}, {"A set a.x=2", ""}, {"A undo", "takes 4"}, {"A undo", "takes 3"}, {"A undo", "takes 2"}, {"A undo", "nothing_to_undo"},
			{"A redo", "takes 7"}, {"A redo", "takes 6"}, {"A redo", "takes 5"}, {"A redo", "nothing_to_redo"},
		}, "a{x=2}"},
		"an own commit clears redo": {[]step{
			{"A set a.x=1", ""}, {"A undo", "takes 3"}, {"A set a.y=1", ""}, {"A redo", "nothing_to_redo"}, {"A undo", "takes 5"}, {"A undo", "takes 2"},
		}, ""},
		"another's commit does not": {[]step{
			{"A set a.x=1", ""}, {"A undo", "takes 3"}, {"B set a.y=1", ""}, {"A redo", "takes 4"},
		}, "a{x=1 y=1}"},
		"a redo can be undone and redone": {[]step{
			{"A set a.x=1", ""}, {"A undo", "takes 3"}, {"A redo", "takes 4"}, {"A undo", "takes 5"}, {"A redo", "takes 6"},
		}, "a{x=1}"},
		"per person": {[]step{
			{"A set a.x=1", ""}, {"B set a.y=1", ""}, {"A undo", "takes 3"}, {"B undo", "takes 4"}, {"B undo", "nothing_to_undo"},
		}, "a{}"},
		"what others wrote since stays": {[]step{
			{"A set a.x=1 y=1", ""}, {"B set a.x=2", ""}, {"A undo", "takes 3"},
		}, "a{x=2}"},
		"nothing left is recorded empty": {[]step{
			{"A set a.x=1", ""}, {"B set a.x=2", ""}, {"A undo", "takes 3 empty"}, {"A redo", "takes 5 empty"}, {"A undo", "takes 6 empty"}, {"A undo", "takes 2 empty"},
		}, "a{x=2}"},
		"creations others touched stay": {[]step{
			{"A add b", ""}, {"B set b.x=1", ""}, {"A undo", "takes 3 empty"},
		}, "a{} b{x=1}"},
		"and so does what is around them": {[]step{
			{"A add g", ""}, {"A add g.c", ""}, {"B set c.x=1", ""}, {"A undo", "takes 4 empty"}, {"A undo", "takes 3 empty"},
		}, "a{} g{}[c{x=1}]"},
		"a group another put something into stays": {[]step{
			{"A add g", ""}, {"B add b", ""}, {"B move b>g", ""}, {"A undo", "takes 3 empty"},
		}, "a{} g{}[b{}]"},
		"a deleted subtree comes back": {[]step{
			{"A add g", ""}, {"A add g.c", ""}, {"A set c.x=1", ""}, {"A del g", ""}, {"A undo", "takes 6"},
		}, "a{} g{}[c{x=1}]"},
		"not into a parent that is gone": {[]step{
			{"A add g", ""}, {"A add g.c", ""}, {"A del c", ""}, {"B del g", ""}, {"A undo", "takes 5 empty"},
		}, "a{}"},
		"a move is one property": {[]step{
			{"A add g", ""}, {"A move a>g", ""}, {"B set a.x=1", ""}, {"A undo", "takes 4"},
		}, "a{x=1} g{}"},
		"a move after another's move stays": {[]step{
			{"A add g", ""}, {"A add h", ""}, {"A move a>g", ""}, {"B move a>h", ""}, {"A undo", "takes 5 empty"},
		}, "g{} h{}[a{}]"},
		"a move back that would be a cycle stays": {[]step{
			{"A add g", ""}, {"A add h", ""}, {"A move h>g", ""}, {"A move h>root", ""}, {"B move g>h", ""}, {"A undo", "takes 6 empty"},
		}, "h{}[g{}] a{}"},
		"empty commits are no steps": {[]step{
			{"A set a.x=1", ""}, {"A empty", ""}, {"A undo", "takes 3"}, {"A empty", ""}, {"A redo", "takes 5"},
		}, "a{x=1}"},
		"what the schema refuses now stays": {[]step{
			{"A add g.group", ""}, {"A add g.c", ""}, {"A move c>root", ""}, {"A undo", "takes 5"},
		}, "a{} g{}[c{}]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.create(t)
			w.play(t, "A add a", 0)
			for i, s := range tt.steps {
				if got := w.play(t, s.do, i+1); got != s.want {
					t.Fatalf("step %d, %s: %q, want %q", i, s.do, got, s.want)
				}
			}
			s, err := w.State(context.Background(), testDoc, 0)
			if err != nil || treeText(s, RootID) != tt.root {
				t.Errorf("tree is %s, want %s (%v)", treeText(s, RootID), tt.root, err)
			}
		})
	}
}

func (w *world) play(t *testing.T, do string, n int) string {
	t.Helper()
	ctx := context.Background()
	words := strings.Fields(do)
	r := Request{Doc: testDoc, CommitID: fmt.Sprint("step", n), By: "usr_" + words[0], Op: "test." + words[1], Basis: 1}
	var res Result
	var err error
	switch words[1] {
	case "undo":
		res, err = w.Undo(ctx, r)
	case "redo":
		res, err = w.Redo(ctx, r)
	default:
		r.Plan = func(s State) ([]Edit, error) { return parseEdits(s, words[1], words[2:]) }
		res, err = w.Commit(ctx, r)
		if err != nil {
			t.Fatalf("%s: %v", do, err)
		}
		return ""
	}
	if err != nil {
		return string(CodeOf(err))
	}
	got := fmt.Sprint("takes ", res.Commit.Undoes+res.Commit.Redoes)
	if len(res.Commit.Edits) == 0 {
		got += " empty"
	}
	return got
}

func parseEdits(s State, verb string, args []string) ([]Edit, error) {
	switch verb {
	case "add":
		parent, id, nested := strings.Cut(args[0], ".")
		if !nested || id == "group" {
			parent, id = RootID, parent
		}
		order, err := OrderLast(s, parent)
		return []Edit{{Op: Create, ID: id, Type: "group", Parent: parent, Order: order}}, err
	case "del":
		return []Edit{{Op: Delete, ID: args[0]}}, nil
	case "move":
		id, parent, _ := strings.Cut(args[0], ">")
		order, err := OrderFirst(s, parent)
		return []Edit{{Op: Move, ID: id, Parent: parent, Order: order}}, err
	case "set":
		id, first, _ := strings.Cut(args[0], ".")
		p := Props{}
		for _, kv := range append([]string{first}, args[1:]...) {
			k, v, _ := strings.Cut(kv, "=")
			p[k] = []byte(v)
		}
		return []Edit{{Op: Set, ID: id, Props: p}}, nil
	default:
		return nil, nil
	}
}

func treeText(s State, parent string) string {
	var out []string
	for _, o := range s.Children(parent) {
		var kv []string
		for _, k := range []string{"x", "y"} {
			if v, ok := o.Props[k]; ok {
				kv = append(kv, k+"="+string(v))
			}
		}
		text := o.ID + "{" + strings.Join(kv, " ") + "}"
		if below := treeText(s, o.ID); below != "" {
			text += "[" + below + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestUndoSchemaRefusal(t *testing.T) {
	s := small(t)
	p := revert(s, boxes{}, []Edit{
		{Op: Set, ID: "a", Props: props(t, "width", -1)},
		{Op: Set, ID: "a", Props: props(t, "x", 7)},
		{Op: Set, ID: "b", Props: props(t, "x", 8)},
	}, touches{})
	if len(p.edits) != 1 || p.edits[0].ID != "b" {
		t.Fatalf("edits are %+v", p.edits)
	}
	if o, _ := p.state.Object("b"); string(o.Props["x"]) != "8" {
		t.Errorf("b is %+v", o)
	}
}

func TestUndoIsIdempotentAndDeep(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	w.create(t)
	const own = 52
	for i := range own {
		w.do(t, "usr_a", fmt.Sprint("mine", i), Edit{Op: Set, ID: RootID, Props: props(t, "x", i)})
		for j := range 2 {
			w.do(t, "usr_b", fmt.Sprint("theirs", i, "-", j), Edit{Op: Set, ID: RootID, Props: props(t, "y", i*10+j)})
		}
	}
	cold := w.on(t, w.mem, func(c *Config) { c.CacheDocuments = -1 })
	r := Request{Doc: testDoc, By: "usr_a", Op: "test.undo"}
	for i := range own {
		r.CommitID = fmt.Sprint("undo", i)
		first, err := w.Undo(ctx, r)
		if err != nil {
			t.Fatalf("undo %d: %v", i, err)
		}
		again, err := cold.Undo(ctx, r)
		if err != nil || !again.Replayed || again.Commit.Seq != first.Commit.Seq || encode(t, again.State) != encode(t, first.State) {
			t.Fatalf("repeated undo %d: %+v, %v", i, again.Commit, err)
		}
	}
	r.CommitID = "one-more"
	_, err := w.Undo(ctx, r)
	wantCode(t, err, CodeNothingToUndo, "")
	s, err := w.State(ctx, testDoc, 0)
	if err != nil || s.Root().Props["x"] != nil || string(s.Root().Props["y"]) != "511" {
		t.Errorf("root is %v, %v", s.Root(), err)
	}
}
