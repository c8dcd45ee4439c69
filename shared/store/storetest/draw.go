package storetest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The model's world is small, so that operations meet each other.
func sorts() []string      { return []string{"a", "a\x00", "ab", "b", "\u00e9", "\U00010000"} }
func indexNames() []string { return []string{"one", "too"} }

// drawn is a write for both sides: the same, but for the revision in its condition.
type drawn struct{ model, real store.Write }

func (m *machine) drawKey(t *rapid.T) store.Key {
	return store.Key{
		Table: rapid.SampledFrom([]string{store.Work, store.Work, store.Chat}).Draw(t, "table"),
		PK:    m.scope + rapid.SampledFrom([]string{"p", "q"}).Draw(t, "pk"),
		SK:    rapid.SampledFrom(sorts()).Draw(t, "sk"),
	}
}

func (m *machine) drawPut(t *rapid.T) drawn {
	w := store.Write{Item: store.Item{Key: m.drawKey(t)}}
	w.Item.Data = rapid.SliceOfN(rapid.Byte(), 0, 6).Draw(t, "data")
	for _, name := range indexNames() {
		if rapid.Bool().Draw(t, "indexed") {
			if w.Item.Index == nil {
				w.Item.Index = map[string][2]string{}
			}
			w.Item.Index[name] = [2]string{m.drawKey(t).PK, rapid.SampledFrom(sorts()).Draw(t, "index sk")}
		}
	}
	if ms := rapid.SampledFrom([]int{0, 0, 0, -1000, 1, 1000, 5000}).Draw(t, "expires in ms"); ms != 0 {
		w.Item.Expires = m.Clock.Now().Add(time.Duration(ms) * time.Millisecond)
	}
	if rapid.IntRange(0, 2).Draw(t, "adds") == 0 {
		w.Add = rapid.MapOfN(rapid.SampledFrom([]string{"x", "y"}), rapid.Int64Range(-3, 3), 1, 2).Draw(t, "add")
	}
	for i := range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "events") {
		w.Item.Emit = append(w.Item.Emit, bus.Event{
			ID:          fmt.Sprint("evt", rapid.IntRange(0, 99).Draw(t, "event"), i),
			Type:        "test.happened",
			Subject:     m.scope + w.Item.Key.SK,
			Correlation: w.Item.Key.Table + " " + w.Item.Key.PK,
			Time:        m.Clock.Now().UTC(),
		})
	}
	return m.drawCondition(t, w)
}

func (m *machine) drawDelete(t *rapid.T) drawn {
	return m.drawCondition(t, store.Write{Item: store.Item{Key: m.drawKey(t)}, Delete: true})
}

// drawCondition adds a condition; a revision is one that was seen, or never existed.
func (m *machine) drawCondition(t *rapid.T, w store.Write) drawn {
	d := drawn{model: w, real: w}
	switch rapid.SampledFrom([]string{"none", "none", "absent", "present", "rev", "rev", "last"}).Draw(t, "if") {
	case "absent":
		d.model.If, d.real.If = store.Absent(), store.Absent()
	case "present":
		d.model.If, d.real.If = store.Present(), store.Present()
	case "rev":
		r := revision{model: 1, real: 1}
		if seen := m.known[w.Item.Key]; len(seen) > 0 {
			r = rapid.SampledFrom(seen).Draw(t, "rev")
		}
		d.model.If, d.real.If = store.AtRev(r.model), store.AtRev(r.real)
	case "last":
		if seen := m.known[w.Item.Key]; len(seen) > 0 {
			r := seen[len(seen)-1]
			d.model.If, d.real.If = store.AtRev(r.model), store.AtRev(r.real)
		}
	}
	return d
}

func (m *machine) drawQuery(t *rapid.T) store.Query {
	k := m.drawKey(t)
	bound := rapid.SampledFrom(append(sorts(), "", "", "", "aa", "z"))
	return store.Query{
		Table:   k.Table,
		PK:      k.PK,
		From:    bound.Draw(t, "from"),
		To:      bound.Draw(t, "to"),
		Reverse: rapid.Bool().Draw(t, "reverse"),
		Limit:   rapid.IntRange(0, 4).Draw(t, "limit"),
	}
}
