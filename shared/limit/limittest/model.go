package limittest

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/limit"
)

// bucket is the model: a leaky bucket (the other form of the algorithm in ITU-T I.371),
// counted in milliseconds. It holds one interval for each event and leaks one
// millisecond each millisecond.
type bucket struct{ level, at int64 }

func (b *bucket) allow(now, interval, events int64) limit.Decision {
	b.level = max(0, b.level-(now-b.at))
	b.at = now
	d := limit.Decision{Limit: int(events)}
	if over := b.level + interval - interval*events; over <= 0 {
		d.Allowed = true
		b.level += interval
	} else {
		d.RetryAfter = time.Duration(over) * time.Millisecond
	}
	d.Remaining = int((interval*events - b.level) / interval)
	d.Reset = time.Duration(b.level) * time.Millisecond
	return d
}

func model(t *testing.T, h Harness) {
	run, now := 0, int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		run++
		interval := rapid.Int64Range(1, 2000).Draw(rt, "interval in ms")
		events := rapid.Int64Range(1, 20).Draw(rt, "events")
		rule := limit.Rule{Events: int(events), Period: time.Duration(events*interval) * time.Millisecond}
		buckets := map[string]*bucket{}
		rt.Repeat(map[string]func(*rapid.T){
			"event": func(rt *rapid.T) {
				subject := fmt.Sprintf("%d#%s", run, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "subject"))
				if buckets[subject] == nil {
					buckets[subject] = &bucket{at: now}
				}
				want := buckets[subject].allow(now, interval, events)
				if got := allow(rt, h, subject, rule); got != want {
					rt.Fatalf("%s: %+v, want %+v", subject, got, want)
				}
			},
			"time": func(rt *rapid.T) {
				ms := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 3*interval), rapid.Int64Range(0, 2*interval*events)).Draw(rt, "ms")
				now += ms
				h.Advance(time.Duration(ms) * time.Millisecond)
			},
		})
	})
}
