package lru_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/internal/lru"
)

// The reference is a list of what was used, the latest last, cut to the bounds.
func TestCacheKeepsWhatWasUsedLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const most, bytes = 4, 20
		c := lru.New[string, int](most, bytes, func(n int) int64 { return int64(n) })
		type kept struct {
			key string
			n   int
		}
		var want []kept
		drop := func(key string) {
			want = slices.DeleteFunc(want, func(k kept) bool { return k.key == key })
		}
		sum := func() (n int) {
			for _, k := range want {
				n += k.n
			}
			return n
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "key")
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				c.Remove(key)
				drop(key)
			case 1, 2:
				n := rapid.IntRange(1, 25).Draw(t, "size")
				c.Put(key, n)
				drop(key)
				want = append(want, kept{key, n})
				for len(want) > 0 && (len(want) > most || sum() > bytes) {
					want = want[1:]
				}
			default:
				got, ok := c.Get(key)
				i := slices.IndexFunc(want, func(k kept) bool { return k.key == key })
				if ok != (i >= 0) || ok && got != want[i].n {
					t.Fatalf("%s is %d, %v, want %v", key, got, ok, want)
				}
				if ok {
					k := want[i]
					drop(key)
					want = append(want, k)
				}
			}
		}
	})
}
