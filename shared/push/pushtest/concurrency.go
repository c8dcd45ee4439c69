package pushtest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/push"
)

// concurrency: of many posters each sees its messages arrive whole, once, in its order.
func concurrency(t *testing.T, h Harness) {
	const posters, each = 8, 25
	c := h.Connect(t)
	fill := bytes.Repeat([]byte("."), 40<<10) // more than one frame
	var wg sync.WaitGroup
	for p := range posters {
		wg.Go(func() {
			for i := range each {
				post(t, h, c, fmt.Sprintf("%d %d %s", p, i, fill))
			}
		})
	}
	var next [posters]int
	for range posters * each {
		got := receive(t, c)
		var p, i int
		if _, err := fmt.Sscanf(string(got[:min(len(got), 20)]), "%d %d ", &p, &i); err != nil || p < 0 || p >= posters {
			t.Fatalf("a mixture of %d bytes: %v", len(got), err)
		}
		if i != next[p] {
			t.Fatalf("poster %d: message %d, want %d", p, i, next[p])
		}
		next[p]++
		if want := fmt.Sprintf("%d %d %s", p, i, fill); string(got) != want {
			t.Fatalf("poster %d, message %d: %d bytes, want %d", p, i, len(got), len(want))
		}
	}
	wg.Wait()
}

// slowReader: one who does not read holds up nobody else, and no post outlives its context.
func slowReader(t *testing.T, h Harness) {
	slow, quick := h.Connect(t), h.Connect(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		big := make([]byte, push.MaxMessage)
		for i := range big {
			big[i] = 'x'
		}
		for range 200 { // far more than buffers hold
			if h.Pusher.Post(ctx, slow.ID, big) != nil {
				return
			}
		}
	})
	for i := range 20 {
		post(t, h, quick, fmt.Sprint(i))
		if got := receive(t, quick); string(got) != fmt.Sprint(i) {
			t.Errorf("received %s, want %d", got, i)
		}
	}
	cancel()
	wg.Wait()
}
