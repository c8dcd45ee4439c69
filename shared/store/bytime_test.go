package store_test

import (
	"cmp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/store"
)

func TestByTime(t *testing.T) {
	zones := []*time.Location{time.UTC, time.FixedZone("east", 5*3600+1800), time.FixedZone("west", -8*3600)}
	at := rapid.Custom(func(t *rapid.T) time.Time {
		ms := rapid.Int64Range(0, 4_000_000_000_000).Draw(t, "ms")
		return time.UnixMilli(ms).In(rapid.SampledFrom(zones).Draw(t, "zone"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := at.Draw(t, "a"), at.Draw(t, "b")
		if rapid.Bool().Draw(t, "same") {
			b = a.In(zones[1])
		}
		x, y := rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "x"), rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "y")
		want := cmp.Or(a.Compare(b), cmp.Compare(x, y))
		if got := cmp.Compare(store.ByTime(a, x), store.ByTime(b, y)); got != want {
			t.Fatalf("%s %s against %s %s: %d, want %d", a, x, b, y, got, want)
		}
	})
}
