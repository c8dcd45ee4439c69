package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// TestEach: every item once, in order, over pages that are short or empty; an error ends it.
func TestEach(t *testing.T) {
	s := storetest.Nasty(memory.New(memory.Options{Now: time.Now}), storetest.Faults{Seed: 3, ShortPage: 0.7})
	var want []string
	for i := range 50 {
		sk := fmt.Sprintf("%03d", i)
		if _, err := s.Write(t.Context(), store.Write{Item: store.Item{Key: store.Key{Table: store.Work, PK: "p", SK: sk}}}); err != nil {
			t.Fatal(err)
		}
		want = append(want, sk)
	}
	var got []string
	err := store.Each(t.Context(), s, store.Query{Table: store.Work, PK: "p", Limit: 7}, func(it store.Item) error {
		got = append(got, it.Key.SK)
		return nil
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	stop, n := errors.New("enough"), 0
	err = store.Each(t.Context(), s, store.Query{Table: store.Work, PK: "p"}, func(store.Item) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 3 {
		t.Errorf("%d items, %v", n, err)
	}
	if err := store.Each(t.Context(), s, store.Query{Table: store.Work, PK: ""}, func(store.Item) error { return nil }); store.CodeOf(err) != store.CodeInvalid {
		t.Errorf("a query that is none: %v", err)
	}
}
