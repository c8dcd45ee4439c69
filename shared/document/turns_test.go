package document

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"
)

func TestTurns(t *testing.T) {
	var ts turns
	var wg sync.WaitGroup
	inside, most := 0, 0
	for range 50 {
		wg.Go(func() {
			leave, err := ts.take(context.Background(), "doc")
			if err != nil {
				t.Error(err)
				return
			}
			inside++ // the race detector sees it if two are in
			most = max(most, inside)
			inside--
			leave()
		})
	}
	wg.Wait()
	if most != 1 || len(ts.doc) != 0 {
		t.Errorf("%d at once, %d documents kept", most, len(ts.doc))
	}
	leave, err := ts.take(context.Background(), "doc")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ts.take(ctx, "doc"); !errors.Is(err, context.Canceled) {
		t.Errorf("a wait that was given up: %v", err)
	}
	other, err := ts.take(context.Background(), "other") // nobody waits for another document's
	if err != nil {
		t.Fatal(err)
	}
	other()
	leave()
	if len(ts.doc) != 0 {
		t.Errorf("%d documents kept", len(ts.doc))
	}
}

// Fifty people on one document at the same time are all heard.
func TestManyWritersOfOneProcess(t *testing.T) {
	const writers, each = 50, 4
	w := newWorld(t, nil)
	if err := tryCreate(w); err != nil {
		t.Fatal(err)
	}
	var g errgroup.Group
	for n := range writers {
		g.Go(func() error {
			for i := range each {
				id := fmt.Sprint("writer-", n, "-", i)
				r := Request{Doc: testDoc, CommitID: id, By: "usr_a", Basis: 1, Plan: func(State) ([]Edit, error) {
					return []Edit{{Op: Set, ID: RootID, Props: Props{"n": []byte(`"` + id + `"`)}}}, nil
				}}
				_, err := w.Commit(context.Background(), r)
				if CodeOf(err) == CodeBusy { // rare: lost to many who came before there was a line
					_, err = w.Commit(context.Background(), r)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Errorf("somebody was refused: %v", err)
	}
}
