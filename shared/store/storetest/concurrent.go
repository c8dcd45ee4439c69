package storetest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/store"
)

// The size of the concurrency tests: enough for every interleaving that matters to
// happen, few enough for an adapter that syncs a disk at each write.
const (
	workers = 8
	rounds  = 25
	// An adapter that fails this often in a row does not lose replies, it is down.
	surelyTries = 200
)

// together runs f in several goroutines at once.
func together(t *testing.T, f func(ctx context.Context, worker int) error) {
	t.Helper()
	g, ctx := errgroup.WithContext(t.Context())
	for w := range workers {
		g.Go(func() error { return f(ctx, w) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// testExactCounters adds from many sides; each transaction is repeated until it answers,
// which its token makes safe.
func testExactCounters(t *testing.T, h Harness) {
	k := key(t, "n")
	together(t, func(ctx context.Context, worker int) error {
		for i := range rounds {
			w := store.Write{Item: store.Item{Key: k}, Add: map[string]int64{"sum": int64(i), strconv.Itoa(worker): 1}}
			if err := surely(ctx, h.Store, fmt.Sprint(t.Name(), worker, ".", i), w); err != nil {
				return err
			}
			if h.LosesReplies {
				continue
			}
			w.Add = map[string]int64{"plain": 1}
			if _, err := h.Store.Write(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	it := h.get(t, k)
	want := map[string]int64{"sum": workers * rounds * (rounds - 1) / 2}
	for w := range workers {
		want[strconv.Itoa(w)] = rounds
	}
	if !h.LosesReplies {
		want["plain"] = workers * rounds
	}
	for name, n := range want {
		if it.Count[name] != n {
			t.Errorf("counter %s is %d, want %d", name, it.Count[name], n)
		}
	}
}

// surely repeats a transaction until its outcome is known.
func surely(ctx context.Context, s store.Store, token string, ws ...store.Write) error {
	var err error
	for range surelyTries {
		if err = s.Transact(ctx, token, ws...); store.CodeOf(err) != store.CodeUnavailable {
			break
		}
	}
	return err
}

// testCompareAndSet increments a number in an item's data under its revision.
func testCompareAndSet(t *testing.T, h Harness) {
	k := key(t, "n")
	current := h.put(t, store.Item{Key: k, Data: []byte("0")})
	together(t, func(ctx context.Context, _ int) error {
		for range rounds {
			if err := increment(ctx, h.Store, current); err != nil {
				return err
			}
		}
		return nil
	})
	if it := h.get(t, k); string(it.Data) != strconv.Itoa(workers*rounds) {
		t.Errorf("the number is %s, want %d", it.Data, workers*rounds)
	}
}

// increment adds one to the item's number, beginning with a perhaps outdated item.
func increment(ctx context.Context, s store.Store, it store.Item) error {
	for {
		n, err := strconv.Atoi(string(it.Data))
		if err != nil {
			return err
		}
		_, err = s.Write(ctx, store.Write{Item: store.Item{Key: it.Key, Data: strconv.AppendInt(nil, int64(n+1), 10)}, If: store.AtRev(it.Rev)})
		c := conflictOf(err)
		if c == nil {
			return err
		}
		it = *c.Current
	}
}

// testOneWinner lets all race to create each of some items.
func testOneWinner(t *testing.T, h Harness) {
	won := make([][]string, workers)
	together(t, func(ctx context.Context, worker int) error {
		for i := range rounds {
			k := key(t, strconv.Itoa(i))
			me := strconv.Itoa(worker)
			_, err := h.Store.Write(ctx, store.Write{Item: store.Item{Key: k, Data: []byte(me)}, If: store.Absent()})
			if err == nil {
				won[worker] = append(won[worker], k.SK)
				continue
			}
			c := conflictOf(err)
			if c == nil {
				return err
			}
			if string(c.Current.Data) == me {
				return fmt.Errorf("worker %s conflicts with itself", me)
			}
		}
		return nil
	})
	if all := slices.Concat(won...); len(all) != rounds {
		t.Errorf("%d creations of %d items succeeded", len(all), rounds)
	}
	for worker, sks := range won {
		for _, sk := range sks {
			if it := h.get(t, key(t, sk)); string(it.Data) != strconv.Itoa(worker) {
				t.Errorf("%s was created by %d and is %s", sk, worker, it.Data)
			}
		}
	}
}

// testLog appends to one log from all sides, as documents do: the next number, which
// must be absent.
func testLog(t *testing.T, h Harness) {
	together(t, func(ctx context.Context, worker int) error {
		head := 0
		for i := range rounds {
			for {
				w := store.Write{Item: store.Item{Key: key(t, sequence(head)), Data: fmt.Appendf(nil, "%d:%d", worker, i)}, If: store.Absent()}
				_, err := h.Store.Write(ctx, w)
				if err == nil {
					break
				}
				if conflictOf(err) == nil {
					return err
				}
				tail, err := drain(ctx, h.Store, store.Query{Table: store.Work, PK: t.Name(), From: sequence(head)})
				if err != nil {
					return err
				}
				if len(tail) == 0 {
					return fmt.Errorf("a strong read misses what the write at %d met", head)
				}
				head += len(tail)
			}
		}
		return nil
	})
	items := h.all(t, store.Query{Table: store.Work, PK: t.Name()})
	next := make([]int, workers)
	for n, it := range items {
		worker, i, _ := strings.Cut(string(it.Data), ":")
		w, err := strconv.Atoi(worker)
		if err != nil || it.Key.SK != sequence(n) || i != strconv.Itoa(next[w]) {
			t.Fatalf("entry %d of the log is %s at %s", n, it.Data, it.Key.SK)
		}
		next[w]++
	}
	if len(items) != workers*rounds {
		t.Errorf("the log holds %d entries, want %d", len(items), workers*rounds)
	}
}

func sequence(n int) string { return fmt.Sprintf("C#%012d", n) }

// testTransfers moves amounts between accounts, each by a transaction over two items;
// the sum stays, and each worker's moves arrive exactly.
func testTransfers(t *testing.T, h Harness) {
	const accounts = 4
	account := func(n int) store.Key { return key(t, strconv.Itoa(n%accounts)) }
	together(t, func(ctx context.Context, worker int) error {
		for i := range rounds {
			amount := int64(worker*rounds + i)
			err := surely(ctx, h.Store, fmt.Sprint(t.Name(), worker, ".", i),
				store.Write{Item: store.Item{Key: account(i)}, Add: map[string]int64{"balance": -amount}},
				store.Write{Item: store.Item{Key: account(i + 1 + worker%2)}, Add: map[string]int64{"balance": amount}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	var want [accounts]int64
	for worker := range workers {
		for i := range rounds {
			amount := int64(worker*rounds + i)
			want[i%accounts] -= amount
			want[(i+1+worker%2)%accounts] += amount
		}
	}
	for n, balance := range want {
		if it := h.get(t, account(n)); it.Count["balance"] != balance {
			t.Errorf("balance %d is %d, want %d", n, it.Count["balance"], balance)
		}
	}
}

// testStrongReads checks that whoever knows of a write sees it or a later one.
func testStrongReads(t *testing.T, h Harness) {
	acknowledged := make(chan store.Item, rounds*workers)
	g, ctx := errgroup.WithContext(t.Context())
	g.Go(func() error {
		defer close(acknowledged)
		for i := range rounds * 4 {
			it, err := h.Store.Write(ctx, store.Write{Item: store.Item{Key: key(t, strconv.Itoa(i%5))}})
			if err != nil {
				return err
			}
			acknowledged <- it
		}
		return nil
	})
	for range 3 {
		g.Go(func() error {
			for it := range acknowledged {
				got, err := h.Store.Get(ctx, it.Key)
				if err != nil {
					return err
				}
				page, err := drain(ctx, h.Store, store.Query{Table: it.Key.Table, PK: it.Key.PK, From: it.Key.SK, To: store.PrefixEnd(it.Key.SK)})
				if err != nil {
					return err
				}
				if len(got) != 1 || len(page) != 1 || got[0].Rev < it.Rev || page[0].Rev < got[0].Rev {
					return fmt.Errorf("after revision %d a get gave %+v and a query %+v", it.Rev, got, page)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}
