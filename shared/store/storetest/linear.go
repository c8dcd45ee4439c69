package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/aio-creative-hub/aio/shared/store"
)

// linearPatience bounds the search for an order; the histories are far smaller than it
// can take.
const linearPatience = 20 * time.Second

// call is one operation on one key; answer is what came of it. rev is the revision it
// was told: of the item read, written, deleted or met by a failed condition; 0 for none.
type call struct {
	key    string
	kind   string // get, put, delete
	ifRev  *int64
	client int
}

type answer struct {
	rev      int64
	conflict bool
}

// register is the state of one key: its revision, 0 if absent.
type register struct{ rev int64 }

// testLinearizable records what several clients do at once to a few keys, and looks for
// an order of these operations that explains all answers and agrees with real time
// (Herlihy and Wing, "Linearizability", TOPLAS 1990; the search is porcupine's). No
// revision of a key is given twice.
func testLinearizable(t *testing.T, h Harness) {
	var mu sync.Mutex
	var history []porcupine.Operation
	var clock atomic.Int64
	together(t, func(ctx context.Context, client int) error {
		random := rand.New(rand.NewPCG(uint64(client), 7))
		var last int64
		for range 2 * rounds {
			in := drawCall(random, client, last)
			began := clock.Add(1)
			out, err := h.make(ctx, key(t, in.key), in)
			if err != nil {
				return err
			}
			mu.Lock()
			history = append(history, porcupine.Operation{ClientId: client, Input: in, Call: began, Output: out, Return: clock.Add(1)})
			mu.Unlock()
			last = out.rev
		}
		return nil
	})
	givenOnce(t, history)
	model := registers(h.DeletesOverlap)
	if got := porcupine.CheckOperationsTimeout(model, history, linearPatience); got != porcupine.Ok {
		t.Errorf("%d operations: linearizable is %s", len(history), got)
		for _, op := range history {
			t.Log(model.DescribeOperation(op.Input, op.Output), op.Call, op.Return)
		}
	}
}

func givenOnce(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	given := map[string]bool{}
	for _, op := range history {
		in, out := op.Input.(call), op.Output.(answer)
		if in.kind != "put" || out.conflict {
			continue
		}
		id := fmt.Sprint(in.key, " at ", out.rev)
		if given[id] {
			t.Errorf("given twice: %s", id)
		}
		given[id] = true
	}
}

// drawCall draws an operation, often under the revision its client has seen last.
func drawCall(random *rand.Rand, client int, last int64) call {
	c := call{key: strconv.Itoa(random.IntN(3)), client: client}
	c.kind = []string{"get", "put", "put", "put", "delete"}[random.IntN(5)]
	if c.kind == "get" {
		return c
	}
	switch random.IntN(4) {
	case 0:
		c.ifRev = store.Absent()
	case 1:
		c.ifRev = store.Present()
	case 2:
		if last > 0 {
			c.ifRev = store.AtRev(last)
		}
	}
	return c
}

// make makes the call.
func (h Harness) make(ctx context.Context, k store.Key, c call) (answer, error) {
	if c.kind == "get" {
		items, err := h.Store.Get(ctx, k)
		if err != nil || len(items) == 0 {
			return answer{}, err
		}
		return answer{rev: items[0].Rev}, nil
	}
	it, err := h.Store.Write(ctx, store.Write{Item: store.Item{Key: k}, Delete: c.kind == "delete", If: c.ifRev})
	met := conflictOf(err)
	switch {
	case met == nil:
		return answer{rev: it.Rev}, err
	case met.Current == nil:
		return answer{conflict: true}, nil
	}
	return answer{rev: met.Current.Rev, conflict: true}, nil
}

// registers is the contract as a state machine, one for each key.
func registers(deletesOverlap bool) porcupine.Model {
	return porcupine.Model{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			byKey := map[string][]porcupine.Operation{}
			for _, op := range history {
				k := op.Input.(call).key
				byKey[k] = append(byKey[k], op)
			}
			var parts [][]porcupine.Operation
			for _, part := range byKey {
				parts = append(parts, part)
			}
			return parts
		},
		Init: func() any { return register{} },
		Step: func(state, input, output any) (bool, any) {
			s, c, a := state.(register), input.(call), output.(answer)
			next, ok := step(s, c, a)
			if !ok && deletesOverlap && c.kind == "delete" && s.rev == 0 {
				next, ok = step(s, c, answer{})
			}
			return ok, next
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
	}
}

// step tells whether a call can have that answer in a state, and the state after it.
func step(s register, c call, a answer) (register, bool) {
	holds := c.ifRev == nil || *c.ifRev == s.rev || *c.ifRev == -1 && s.rev > 0
	switch {
	case c.kind == "get":
		return s, a.rev == s.rev
	case a.conflict:
		return s, !holds && a.rev == s.rev
	case c.kind == "delete":
		return register{}, holds && a.rev == s.rev
	}
	return register{a.rev}, holds && a.rev > s.rev
}
