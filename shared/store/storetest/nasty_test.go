package storetest_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

func write(sk string) store.Write {
	return store.Write{Item: store.Item{
		Key: store.Key{Table: store.Work, PK: "p", SK: sk}, Index: map[string][2]string{"one": {"p", sk}},
	}}
}

// codes makes writes and gives what came of each, and which were made.
func codes(t *testing.T, f storetest.Faults) (answers []store.Code, made []bool) {
	t.Helper()
	inner := memory.New(memory.Options{})
	n := storetest.Nasty(inner, f)
	for i := range 200 {
		w := write(strconv.Itoa(i))
		_, err := n.Write(t.Context(), w)
		answers = append(answers, store.CodeOf(err))
		items, err := inner.Get(t.Context(), w.Item.Key)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, len(items) == 1)
	}
	return answers, made
}

// TestFaults checks what each fault does, about how often, and that it is repeatable.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		faults storetest.Faults
		code   store.Code
		made   bool // though it failed
	}{
		"none":         {storetest.Faults{}, "", true},
		"throttle":     {storetest.Faults{Seed: 1, Throttle: 0.3}, store.CodeThrottled, false},
		"lost reply":   {storetest.Faults{Seed: 1, LostReply: 0.3}, store.CodeUnavailable, true},
		"lost request": {storetest.Faults{Seed: 1, LostRequest: 0.3}, store.CodeUnavailable, false},
	} {
		answers, made := codes(t, c.faults)
		again, _ := codes(t, c.faults)
		if !slices.Equal(answers, again) {
			t.Errorf("%s: the same seed gives other faults", name)
		}
		hits := 0
		for i, code := range answers {
			switch {
			case code == "" && made[i]:
			case code == c.code && made[i] == c.made:
				hits++
			default:
				t.Fatalf("%s: write %d: code %q, made %t", name, i, code, made[i])
			}
		}
		if c.code != "" && (hits < 30 || hits > 90) {
			t.Errorf("%s: %d of %d writes failed", name, hits, len(answers))
		}
		c.faults.Seed = 2
		if other, _ := codes(t, c.faults); c.code != "" && slices.Equal(answers, other) {
			t.Errorf("%s: another seed gives the same faults", name)
		}
	}
}

// TestIndexLag checks that index reads lag behind and catch up, with calls or at once.
func TestIndexLag(t *testing.T) {
	n := storetest.Nasty(memory.New(memory.Options{}), storetest.Faults{Seed: 1, IndexLag: 50})
	seen := func() int {
		items, _, err := n.Query(t.Context(), store.Query{Table: store.Work, PK: "p", Index: "one"})
		if err != nil {
			t.Fatal(err)
		}
		return len(items)
	}
	for i := range 100 {
		if _, err := n.Write(t.Context(), write(strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
	}
	if got := seen(); got == 0 || got == 100 {
		t.Errorf("the index shows %d of 100 items at once", got)
	}
	for range 51 {
		seen()
	}
	if got := seen(); got != 100 {
		t.Errorf("the index shows %d of 100 items later", got)
	}
	del := write("7")
	del.Delete = true
	if _, err := n.Write(t.Context(), del); err != nil {
		t.Fatal(err)
	}
	if err := n.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != 99 {
		t.Errorf("the index shows %d of 99 items when settled", got)
	}
}

// TestShortPages checks that pages are cut, also to nothing, and that all of them
// together hold everything.
func TestShortPages(t *testing.T) {
	n := storetest.Nasty(memory.New(memory.Options{}), storetest.Faults{Seed: 1, ShortPage: 0.5})
	for i := range 50 {
		if _, err := n.Write(t.Context(), write(strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
	}
	sizes, total := map[int]int{}, 0
	for range 20 {
		q := store.Query{Table: store.Work, PK: "p", Limit: 10}
		for more := true; more; more = q.Cursor != "" {
			page, cursor, err := n.Query(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			sizes[len(page)]++
			total += len(page)
			q.Cursor = cursor
		}
	}
	if total != 20*50 || sizes[0] == 0 || sizes[2] == 0 || sizes[10] == 0 {
		t.Errorf("%d items in pages of %v", total, sizes)
	}
}

// TestCalm checks that a calmed store has no more faults, and counted those it had.
func TestCalm(t *testing.T) {
	n := storetest.Nasty(memory.New(memory.Options{}), storetest.Faults{Throttle: 1, LostReply: 1, LostRequest: 1})
	if _, err := n.Write(t.Context(), write("a")); store.CodeOf(err) != store.CodeThrottled || n.Made() != 1 {
		t.Errorf("%v, %d faults", err, n.Made())
	}
	n.Calm()
	if _, err := n.Write(t.Context(), write("a")); err != nil || n.Made() != 1 {
		t.Errorf("%v, %d faults", err, n.Made())
	}
}
