package document

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// TestWritersRace commits from goroutines over two processes while others read,
// compact and catch up: each commit is in the log once, and relative plans lose nothing.
func TestWritersRace(t *testing.T) {
	const writers, each = 6, 15
	ctx := context.Background()
	w := newWorld(t, func(s store.Store) store.Store {
		return storetest.Nasty(s, storetest.Faults{Seed: 7, Throttle: 0.05, LostReply: 0.05, LostRequest: 0.05, ShortPage: 0.2})
	})
	var once sync.Once
	for CodeOf(tryCreate(w)) != "" {
		once.Do(func() { t.Log("creating took more than one attempt") })
	}
	other := w.on(t, w.store)
	g, ctx := errgroup.WithContext(ctx)
	for n := range writers {
		d := []*Documents{w.Documents, other}[n%2]
		g.Go(func() error { return count(ctx, d, fmt.Sprint("usr_", n), each) })
	}
	g.Go(func() error { return readAlong(ctx, w.Documents, writers*each) })
	g.Go(func() error { return readAlong(ctx, other, writers*each) })
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	s, err := w.on(t, w.mem).State(context.Background(), testDoc, 0)
	if err != nil || s.Seq != writers*each+1 || len(s.Root().Props["n"]) != writers*each+2 {
		t.Fatalf("at %d the counter is %s (%v)", s.Seq, s.Root().Props["n"], err)
	}
	if events := len(w.mem.Emitted()); events != writers*each+1 {
		t.Errorf("%d events", events)
	}
}

func tryCreate(w *world) error {
	_, _, err := w.Create(context.Background(), CreateRequest{
		ID: testDoc, Owner: "usr_a", Kind: "boxes", Name: "Race", CommitID: "first", By: "usr_a", Root: Props{"n": []byte(`""`)},
	})
	return err
}

// count adds a mark to the counter each time; a request is repeated until it is answered.
func count(ctx context.Context, d *Documents, by string, each int) error {
	for i := range each {
		r := Request{Doc: testDoc, CommitID: fmt.Sprint(by, "-", i), By: by, Basis: 1, Plan: func(s State) ([]Edit, error) {
			old := s.Root().Props["n"]
			return []Edit{{Op: Set, ID: RootID, Props: Props{"n": []byte(string(old[:len(old)-1]) + `x"`)}}}, nil
		}}
		for {
			_, err := d.Commit(ctx, r)
			if err == nil {
				break
			}
			if code := CodeOf(err); code != CodeBusy && code != CodeUnavailable {
				return err
			}
		}
	}
	return nil
}

// readAlong follows the log with a replica until it has all, and maintains meanwhile.
func readAlong(ctx context.Context, d *Documents, commits int) error {
	var r *Replica
	for n := 0; r == nil || r.Confirmed().Seq < int64(commits)+1; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r == nil {
			if s, err := d.State(ctx, testDoc, 1); err == nil {
				r = NewReplica(s, boxes{})
			}
			continue
		}
		if log, _, err := d.Log(ctx, testDoc, r.Confirmed().Seq, 10); err == nil {
			if err := r.Receive(log...); err != nil {
				return err
			}
		}
		if n%10 == 0 {
			if _, err := d.Compact(ctx, testDoc, maxSeq); err != nil && CodeOf(err) != CodeUnavailable {
				return err
			}
		}
	}
	return nil
}
