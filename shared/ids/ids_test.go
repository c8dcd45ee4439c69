package ids_test

import (
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/ids"
)

func TestIDsAreUniqueAndSorted(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_000)
	s := ids.NewSource(func() time.Time { return at }, nil)
	var all []string
	for range 1000 {
		all = append(all, s.New("doc"))
	}
	if !slices.IsSorted(all) {
		t.Error("ids of one millisecond are not in order")
	}
	if len(slices.Compact(all)) != 1000 {
		t.Error("an id came twice")
	}
	if !regexp.MustCompile(`^doc_[0-9A-HJKMNP-TV-Z]{26}$`).MatchString(all[0]) {
		t.Errorf("id %q", all[0])
	}
}

func TestIDsAreUniqueAcrossGoroutines(t *testing.T) {
	s := ids.NewSource(time.Now, nil)
	var mu sync.Mutex
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				id := s.New("x")
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != 4000 {
		t.Errorf("%d different ids, want 4000", len(seen))
	}
}
