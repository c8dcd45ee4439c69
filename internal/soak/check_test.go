package soak

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// Whatever a server could do wrong is found in its log.
func TestPromisesAreChecked(t *testing.T) {
	commit := func(seq int64, id string) docops.Commit {
		return docops.Commit{Seq: seq, ID: id, By: "usr_1", Edits: []docops.Edit{}}
	}
	good := []docops.Commit{commit(1, "made-doc"), commit(2, "commit-a"), commit(3, "commit-b")}
	for name, c := range map[string]struct {
		log  []docops.Commit
		want string
	}{
		"good":              {good, ""},
		"lost":              {good[:2], "commit-b"},
		"elsewhere":         {[]docops.Commit{good[0], commit(2, "commit-b"), commit(3, "commit-a")}, "was acknowledged at"},
		"twice":             {append(good[:3:3], commit(4, "commit-a")), "twice"},
		"refused":           {append(good[:3:3], commit(4, "commit-c")), "was refused"},
		"of nobody":         {append(good[:3:3], commit(4, "commit-x")), "nobody asked"},
		"of somebody else":  {[]docops.Commit{good[0], good[1], {Seq: 3, ID: "commit-b", By: "usr_2"}}, "usr_2"},
		"nothing but a doc": {good[:1], "commit-a"},
	} {
		w := &world{ledger: newLedger()}
		for _, id := range []string{"commit-a", "commit-b", "commit-c"} {
			w.ledger.ask(key{"doc_1", id}, request{by: "usr_1", edits: []document.Edit{}})
		}
		w.ledger.promise(key{"doc_1", "commit-a"}, 2)
		w.ledger.promise(key{"doc_1", "commit-b"}, 3)
		w.ledger.promise(key{"doc_2", "commit-z"}, 9) // of another document
		w.ledger.refuse(key{"doc_1", "commit-c"}, "missing_target")
		w.checkPromises("doc_1", c.log)
		err := w.ledger.findings()
		if got := fmt.Sprint(err); (err == nil) != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnswersThatDiffer(t *testing.T) {
	l := newLedger()
	k := key{"doc_1", "commit-a"}
	l.promise(k, 2)
	l.promise(k, 2)
	if err := l.findings(); err != nil {
		t.Errorf("the same answer again: %v", err)
	}
	l.promise(k, 3)
	if l.findings() == nil {
		t.Error("another sequence number was not found")
	}
	for range 2 * mostFindings {
		l.refuse(k, "conflict")
	}
	if got := fmt.Sprint(l.findings()); !strings.Contains(got, "21 findings more") {
		t.Error(got)
	}
}

func TestStatesAreCompared(t *testing.T) {
	w := &world{ledger: newLedger()}
	s := origin(t)
	w.compare("doc_1", "somebody", s, s)
	if err := w.ledger.findings(); err != nil {
		t.Errorf("equal states: %v", err)
	}
	other, _, err := document.Apply(s, model.Schema{}, []document.Edit{moved(rand.New(rand.NewPCG(2, 2)), "lay_1")})
	if err != nil {
		t.Fatal(err)
	}
	w.compare("doc_1", "somebody", s, other)
	if got := fmt.Sprint(w.ledger.findings()); !strings.Contains(got, `"x":`) {
		t.Errorf("another state: %s", got)
	}
}

// All that people do fits the document as they see it, whatever it has become.
func TestDeedsFit(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	s := origin(t)
	kinds := map[document.Op]int{}
	for i := range 2000 {
		edits := deed(r, s, fmt.Sprintf("person-%05d", i))
		next, _, err := document.Apply(s, model.Schema{}, edits)
		if err != nil {
			t.Fatalf("deed %d: %+v: %v", i, edits, err)
		}
		kinds[edits[0].Op]++
		s = next
	}
	if len(kinds) != 4 || s.Len() > manyLayers+2 {
		t.Errorf("%v; %d objects in the end", kinds, s.Len())
	}
}
