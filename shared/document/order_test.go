package document

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestOrderBetween(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"", "", "a0"},
		{"a0", "", "a1"},
		{"", "a0", "Zz"},
		{"az", "", "b00"},
		{"", "b00", "az"},
		{"Zz", "a0", "ZzV"},
		{"a0", "a1", "a0V"},
		{"a0", "a0V", "a0G"},
		{"a0", "a2", "a1"},
		{"", "a0V", "a0"},
		{"a0", "a001", "a000V"},
	}
	for _, tt := range tests {
		if got, err := OrderBetween(tt.a, tt.b); err != nil || got != tt.want {
			t.Errorf("OrderBetween(%q, %q) = %q, %v; want %q", tt.a, tt.b, got, err, tt.want)
		}
	}
	for _, tt := range [][2]string{{"a1", "a0"}, {"a0", "a0"}, {"x", ""}, {"", "a00"}, {"a-", ""}, {"0", ""}, {"", leastWhole}} {
		if got, err := OrderBetween(tt[0], tt[1]); err == nil {
			t.Errorf("OrderBetween(%q, %q) = %q, want an error", tt[0], tt[1], got)
		}
	}
}

func TestOrderSequences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var keys []string
		where := rapid.SampledFrom([]string{"first", "last", "anywhere", "one place"}).Draw(t, "where")
		n := rapid.IntRange(1, 300).Draw(t, "n")
		for i := range n {
			at := map[string]int{"first": 0, "last": i, "one place": i / 2}[where]
			if where == "anywhere" {
				at = rapid.IntRange(0, i).Draw(t, "at")
			}
			low, high := "", ""
			if at > 0 {
				low = keys[at-1]
			}
			if at < i {
				high = keys[at]
			}
			key, err := OrderBetween(low, high)
			if err != nil || !validOrder(key) || key <= low || high != "" && key >= high {
				t.Fatalf("between %q and %q: %q, %v", low, high, key, err)
			}
			keys = slices.Insert(keys, at, key)
		}
		longest := len(slices.MaxFunc(keys, func(a, b string) int { return len(a) - len(b) }))
		if where != "anywhere" && where != "one place" && longest > 3 || longest > 4+n {
			t.Fatalf("%s: keys grow to %d bytes after %d", where, longest, n)
		}
	})
}

func TestManyInsertionsAtOnePlace(t *testing.T) {
	low, high := "a0", "a1"
	for i := range 5000 {
		key, err := OrderBetween(low, high)
		if err != nil || key <= low || key >= high {
			t.Fatalf("insertion %d: %q, %v", i, key, err)
		}
		if i%2 == 0 {
			low = key
		} else {
			high = key
		}
	}
	if len(low) > MaxOrder {
		t.Errorf("key has %d bytes", len(low))
	}
	for i := 0; ; i++ {
		key, err := OrderBetween(low, high)
		if err != nil {
			wantCode(t, err, CodeTooLarge, "order")
			return
		}
		low = key
		if i > 10*MaxOrder {
			t.Fatal("keys never become too long")
		}
	}
}

func TestPlaces(t *testing.T) {
	s := small(t)
	put := func(id, order string) {
		next, _, err := Apply(s, nil, []Edit{{Op: Create, ID: id, Type: "shape", Parent: "g", Order: order}})
		if err != nil {
			t.Fatal(err)
		}
		s = next
	}
	put("c", "a1")
	put("d", "a1") // shares a key with c
	put("e", "a2")
	at := func(want string, f func() (string, error)) {
		t.Helper()
		order, err := f()
		if err != nil {
			t.Fatal(err)
		}
		probe, _, err := Apply(s, nil, []Edit{{Op: Create, ID: "probe", Type: "shape", Parent: "g", Order: order}})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, o := range probe.Children("g") {
			got += " " + o.ID
		}
		if got != want {
			t.Errorf("order is%s, want%s", got, want)
		}
	}
	at(" probe a c d e", func() (string, error) { return OrderFirst(s, "g") })
	at(" a c d e probe", func() (string, error) { return OrderLast(s, "g") })
	at(" a probe c d e", func() (string, error) { return OrderBefore(s, "c") })
	at(" a c d probe e", func() (string, error) { return OrderAfter(s, "c") }) // after both
	at(" a c d probe e", func() (string, error) { return OrderBefore(s, "e") })
	at(" a c d probe e", func() (string, error) { return OrderAt(s, "g", 2, "a") })
	at(" a c d e probe", func() (string, error) { return OrderAt(s, "g", 99) })
	if _, err := OrderAt(s, "zz", 0); CodeOf(err) != CodeMissingTarget {
		t.Errorf("OrderAt of a missing parent: %v", err)
	}
	if _, err := OrderAfter(s, RootID); CodeOf(err) != CodeMissingTarget {
		t.Errorf("OrderAfter of the root: %v", err)
	}
	edits, err := Respace(s, "g")
	if err != nil {
		t.Fatal(err)
	}
	s, _, err = Apply(s, nil, edits)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.t().children("g")); got != "[{a0 a} {a1 c} {a2 d} {a3 e}]" {
		t.Errorf("respaced children are %s", got)
	}
}
