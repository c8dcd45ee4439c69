package main

import (
	"errors"
	"sync"
	"testing"
	"time"
)

func TestBoard(t *testing.T) {
	const base, commits, followers = 10, 3, 4
	b := newBoard(base, commits, followers)
	begun := time.Now()
	var all sync.WaitGroup
	for f := range followers {
		all.Go(func() {
			b.note(f, base+1, false, begun.Add(time.Duration(f)))
			b.note(f, base+2, true, begun)
			if f > 0 {
				b.note(f, base+3, false, begun)
			}
		})
	}
	all.Wait()
	b.note(2, base+1, false, begun) // again
	b.note(2, base, false, begun)   // had it before
	if missed, doubled, fromLog := b.count(); missed != 1 || doubled != 2 || fromLog != followers {
		t.Errorf("missed %d, doubled %d, from the log %d", missed, doubled, fromLog)
	}
	if err := b.wait(t.Context(), base+1, time.Minute); err != nil {
		t.Error(err)
	}
	if got := b.arrivals(base + 1); len(got) != followers || !got[3].Equal(begun.Add(3)) {
		t.Errorf("arrivals %v", got)
	}
	if err := b.wait(t.Context(), base+3, time.Millisecond); !errors.Is(err, errIncomplete) {
		t.Errorf("waiting for what does not come: %v", err)
	}
	if got := b.arrivals(base + 3); len(got) != followers-1 {
		t.Errorf("arrivals %v", got)
	}
	for _, seq := range []int64{base, base + commits + 1} {
		if err := b.wait(t.Context(), seq, time.Minute); err == nil || errors.Is(err, errIncomplete) {
			t.Errorf("commit %d was not planned: %v", seq, err)
		}
	}
}
