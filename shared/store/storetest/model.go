package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// testModel drives random operations against the adapter and the model. Everything they
// answer must be equal, but for revisions, whose numbers are the adapter's own.
func testModel(t *testing.T, h Harness) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &machine{
			Harness: h,
			model:   memory.New(memory.Options{Now: h.Clock.Now}),
			scope:   fmt.Sprintf("%s/%d/", t.Name(), run),
			known:   map[store.Key][]revision{},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"write":    m.write,
			"delete":   m.delete,
			"transact": m.transact,
			"repeat":   m.repeat,
			"get":      m.get,
			"query":    m.query,
			"index":    m.index,
			"clock":    m.clock,
			"sweep":    m.sweep,
		})
		m.compareEvents(rt)
	})
}

// machine is the adapter beside the model.
type machine struct {
	Harness
	model *memory.Store
	scope string
	known map[store.Key][]revision
	sent  []sent // transactions made so far
}

// revision pairs the model's revision with the adapter's.
type revision struct{ model, real int64 }

// sent is a transaction as the model and the adapter got it.
type sent struct {
	token       string
	model, real []store.Write
}

func (m *machine) write(t *rapid.T) { m.both(t, m.drawPut(t)) }

func (m *machine) delete(t *rapid.T) { m.both(t, m.drawDelete(t)) }

// both makes a write on both sides.
func (m *machine) both(t *rapid.T, d drawn) {
	before := m.mark(t, d.real)
	got, err := m.Store.Write(t.Context(), d.real)
	if m.LosesReplies && store.CodeOf(err) == store.CodeUnavailable {
		m.resolve(t, d, before)
		return
	}
	want, wantErr := m.model.Write(t.Context(), d.model)
	m.compareErrors(t, err, wantErr)
	if err == nil {
		m.compare(t, []store.Item{got}, []store.Item{want})
	}
}

// mark is what tells whether a write without a reply was made: the key's revision, 0 if
// it is absent, and the number of events. What changes neither leaves nothing to see.
func (m *machine) mark(t *rapid.T, w store.Write) [2]int64 {
	if !m.LosesReplies {
		return [2]int64{}
	}
	items, err := m.Store.Get(t.Context(), w.Item.Key)
	if err != nil {
		t.Fatal(err)
	}
	var mark [2]int64
	if len(items) > 0 {
		mark[0] = items[0].Rev
	}
	if len(w.Item.Emit) > 0 {
		mark[1] = int64(len(m.published(m.scope)))
	}
	return mark
}

// resolve does on the model what a write without a reply did.
func (m *machine) resolve(t *rapid.T, d drawn, before [2]int64) {
	if m.mark(t, d.real) == before {
		return
	}
	if _, err := m.model.Write(t.Context(), d.model); err != nil {
		t.Fatalf("the adapter made a write that the model refuses: %v", err)
	}
}

// transact makes a new transaction, perhaps under a token used before.
func (m *machine) transact(t *rapid.T) {
	s := sent{token: fmt.Sprint(m.scope, len(m.sent))}
	if len(m.sent) > 0 && rapid.IntRange(0, 9).Draw(t, "reuse") == 0 {
		s.token = rapid.SampledFrom(m.sent).Draw(t, "token of").token
	}
	seen := map[store.Key]bool{}
	for range rapid.IntRange(1, 4).Draw(t, "writes") {
		draw := m.drawPut
		if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
			draw = m.drawDelete
		}
		if d := draw(t); !seen[d.real.Item.Key] {
			seen[d.real.Item.Key] = true
			s.model, s.real = append(s.model, d.model), append(s.real, d.real)
		}
	}
	m.sent = append(m.sent, s)
	m.send(t, s)
}

// repeat sends a transaction again.
func (m *machine) repeat(t *rapid.T) {
	if len(m.sent) > 0 {
		m.send(t, rapid.SampledFrom(m.sent).Draw(t, "again"))
	}
}

// send sends a transaction until its outcome is known.
func (m *machine) send(t *rapid.T, s sent) {
	err := surely(t.Context(), m.Store, s.token, s.real...)
	m.compareErrors(t, err, m.model.Transact(t.Context(), s.token, s.model...))
}

func (m *machine) get(t *rapid.T) {
	keys := rapid.SliceOfN(rapid.Custom(m.drawKey), 0, 8).Draw(t, "keys")
	got, err := m.Store.Get(t.Context(), keys...)
	want, wantErr := m.model.Get(t.Context(), keys...)
	m.compareErrors(t, err, wantErr)
	m.compare(t, got, want)
}

func (m *machine) query(t *rapid.T) { m.compareQueries(t, m.drawQuery(t)) }

func (m *machine) index(t *rapid.T) {
	m.settle()
	q := m.drawQuery(t)
	q.Index = rapid.SampledFrom(indexNames()).Draw(t, "index")
	m.compareQueries(t, q)
}

// clock moves on; back it does not go, where expired items would rise again unless swept.
func (m *machine) clock(t *rapid.T) {
	m.Clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 999, 1000, 5000, 600000}).Draw(t, "ms")) * time.Millisecond)
}

func (m *machine) sweep(t *rapid.T) {
	if m.Sweep == nil {
		return
	}
	if err := m.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) compareQueries(t *rapid.T, q store.Query) {
	got, err := drain(t.Context(), m.Store, q)
	want, wantErr := drain(t.Context(), m.model, q)
	m.compareErrors(t, err, wantErr)
	if q.Index != "" {
		sortTies(got, q.Index)
		sortTies(want, q.Index)
	}
	m.compare(t, got, want)
}

// sortTies puts items that follow each other with the same sort key in an index, which are
// in no order, into that of their keys.
func sortTies(items []store.Item, index string) {
	sk := func(i int) string { return items[i].Index[index][1] }
	for from := 0; from < len(items); {
		to := from + 1
		for to < len(items) && sk(to) == sk(from) {
			to++
		}
		slices.SortFunc(items[from:to], func(a, b store.Item) int {
			return strings.Compare(a.Key.PK+"\x00"+a.Key.SK, b.Key.PK+"\x00"+b.Key.SK)
		})
		from = to
	}
}

// compareErrors checks that both sides succeed or fail alike, with the same conflict.
func (m *machine) compareErrors(t *rapid.T, got, want error) {
	t.Helper()
	if store.CodeOf(got) != store.CodeOf(want) {
		t.Fatalf("the adapter gives %v, the model %v", got, want)
	}
	g, w := conflictOf(got), conflictOf(want)
	if g == nil {
		return
	}
	if g.Index != w.Index || g.Key != w.Key || (g.Current == nil) != (w.Current == nil) {
		t.Fatalf("the adapter gives conflict %+v, the model %+v", g, w)
	}
	if g.Current != nil {
		m.compare(t, []store.Item{*g.Current}, []store.Item{*w.Current})
	}
}

// compare checks that items are equal, and that their revisions pair with each other.
func (m *machine) compare(t *rapid.T, got, want []store.Item) {
	t.Helper()
	got, want = slices.Clone(got), slices.Clone(want)
	if len(got) == len(want) {
		for i := range got {
			if got[i].Key == want[i].Key {
				m.pair(t, got[i].Key, revision{model: want[i].Rev, real: got[i].Rev})
			}
			got[i].Rev, want[i].Rev = 0, 0
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-model +adapter):\n%s", d)
	}
}

// pair remembers which revisions are the same; both sides must rise together.
func (m *machine) pair(t *rapid.T, k store.Key, r revision) {
	t.Helper()
	for _, old := range m.known[k] {
		if (old.model < r.model) != (old.real < r.real) || (old.model == r.model) != (old.real == r.real) {
			t.Fatalf("revisions of %q: %+v, earlier %+v", k.SK, r, old)
		}
	}
	if !slices.Contains(m.known[k], r) {
		m.known[k] = append(m.known[k], r)
	}
}

// compareEvents checks that both sides published the same events.
func (m *machine) compareEvents(t *rapid.T) {
	want, got := m.modelEvents(), m.published(m.scope)
	if m.Scattered {
		slices.SortStableFunc(want, byItem)
		slices.SortStableFunc(got, byItem)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("events (-model +adapter):\n%s", d)
	}
}

// byItem orders events by the item that they rode on: drawPut notes it in them.
func byItem(a, b bus.Event) int {
	return strings.Compare(a.Correlation+" "+a.Subject, b.Correlation+" "+b.Subject)
}

func (m *machine) modelEvents() []bus.Event {
	return slices.DeleteFunc(m.model.Emitted(), func(e bus.Event) bool { return !strings.HasPrefix(e.Subject, m.scope) })
}
