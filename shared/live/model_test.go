package live_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// tries is how often a request is made again; with these faults it never needs as many.
const tries = 100

// modelled is a world with what should be true of it.
type modelled struct {
	*world
	names   []string                     // of documents
	known   map[string]optest.Connection // connected, and not yet told to have ended
	follows map[string]map[string]bool   // document → connections
	posts   map[string]map[string]bool   // connection → "topic seq"
	last    int
}

func newModelled(t *testing.T, seed uint64) *modelled {
	m := &modelled{names: []string{"doc_1", "doc_2", "doc_3"}, known: map[string]optest.Connection{},
		follows: map[string]map[string]bool{}, posts: map[string]map[string]bool{}}
	m.world = newWorld(t, func(inner store.Store) store.Store {
		return storetest.Nasty(inner, storetest.Faults{Seed: seed, Throttle: 0.05, LostReply: 0.1, LostRequest: 0.1, ShortPage: 0.4})
	})
	for _, doc := range m.names {
		m.document(doc, "usr_1")
		m.follows[doc] = map[string]bool{}
	}
	return m
}

// until makes a request again until it succeeds.
func until(t *rapid.T, what string, try func() bool) {
	for range tries {
		if try() {
			return
		}
	}
	t.Fatalf("%s: never succeeds", what)
}

func (m *modelled) connect(t *rapid.T) {
	m.last++
	c := optest.Connection{ID: fmt.Sprintf("con_%d", m.last), User: rapid.SampledFrom([]string{"usr_1", "usr_2"}).Draw(t, "user"),
		Session: rapid.SampledFrom([]string{"ses_1", "ses_2", "ses_3"}).Draw(t, "session")}
	m.push.mu.Lock()
	m.push.open[c.ID] = true
	m.push.mu.Unlock()
	until(t, "connect", func() bool { return m.fns.Connect(ops.Connect, c)/100 == 2 })
	m.clock.Advance(opening)
	m.known[c.ID] = c
}

// some draws a connection that is known, and skips the step if there is none.
func (m *modelled) some(t *rapid.T) optest.Connection {
	if len(m.known) == 0 {
		t.Skip("no connection")
	}
	return m.known[rapid.SampledFrom(slices.Sorted(maps.Keys(m.known))).Draw(t, "connection")]
}

func (m *modelled) isOpen(id string) bool {
	m.push.mu.Lock()
	defer m.push.mu.Unlock()
	return m.push.open[id]
}

func (m *modelled) end(t *rapid.T, c optest.Connection) {
	m.vanish(c.ID)
	until(t, "disconnect", func() bool { return m.fns.Disconnect(ops.Disconnect, c)/100 == 2 })
	delete(m.known, c.ID)
}

// vanish closes a connection without telling anybody.
func (m *modelled) vanish(id string) {
	m.push.mu.Lock()
	delete(m.push.open, id)
	m.push.mu.Unlock()
	for _, followers := range m.follows {
		delete(followers, id)
	}
}

func (m *modelled) subscribe(t *rapid.T) {
	c, doc := m.some(t), rapid.SampledFrom(m.names).Draw(t, "doc")
	if !m.isOpen(c.ID) {
		t.Skip("cannot send")
	}
	args := map[string]any{"documentId": doc}
	if c.User != "usr_1" {
		until(t, "subscribe", func() bool { return m.fns.Frame(ops.Subscribe, c, args).Status == 404 })
		return
	}
	until(t, "subscribe", func() bool { return m.fns.Frame(ops.Subscribe, c, args).Status == 200 })
	m.follows[doc][c.ID] = true
}

func (m *modelled) unsubscribe(t *rapid.T) {
	c, doc := m.some(t), rapid.SampledFrom(m.names).Draw(t, "doc")
	if !m.isOpen(c.ID) {
		t.Skip("cannot send")
	}
	until(t, "unsubscribe", func() bool { return m.fns.Frame(ops.Unsubscribe, c, map[string]any{"documentId": doc}).Status/100 == 2 })
	delete(m.follows[doc], c.ID)
}

func (m *modelled) commitAndTell(t *rapid.T) {
	doc := rapid.SampledFrom(m.names).Draw(t, "doc")
	e := m.commit(doc, 1)
	until(t, "fanout", func() bool { return m.fns.Event(ops.Fanout, e) == nil })
	res, _, err := m.docs.Log(t.Context(), doc, 0, 500)
	if err != nil {
		t.Fatal(err)
	}
	for id := range m.follows[doc] {
		if m.posts[id] == nil {
			m.posts[id] = map[string]bool{}
		}
		m.posts[id][fmt.Sprintf("%s %d", doc, len(res))] = true
	}
}

func (m *modelled) endSession(t *rapid.T) {
	session := rapid.SampledFrom([]string{"ses_1", "ses_2", "ses_3"}).Draw(t, "session")
	until(t, "end of session", func() bool { return m.fns.Event(ops.EndSession, ended(session)) == nil })
	for id, c := range m.known {
		if c.Session != session {
			continue
		}
		if m.isOpen(id) {
			t.Fatalf("%s of session %s is still open", id, session)
		}
		m.vanish(id)
	}
}

// check compares what was posted with what should have been.
func (m *modelled) check(t *rapid.T) {
	m.push.mu.Lock()
	defer m.push.mu.Unlock()
	for id, posts := range m.push.posts {
		for _, p := range posts {
			if what := fmt.Sprintf("%s %d", p.Topic, p.Seq); !m.posts[id][what] {
				t.Fatalf("%s got %s, which it did not follow", id, what)
			}
		}
	}
	for id, want := range m.posts {
		got := map[string]bool{}
		for _, p := range m.push.posts[id] {
			got[fmt.Sprintf("%s %d", p.Topic, p.Seq)] = true
		}
		if !maps.Equal(got, want) {
			t.Fatalf("%s got %v, want %v", id, got, want)
		}
	}
}

func (m *modelled) partitions() []string {
	out := []string{"USR#usr_1", "USR#usr_2", "SES#ses_1", "SES#ses_2", "SES#ses_3"}
	for _, doc := range m.names {
		out = append(out, "DOC#"+doc)
	}
	for n := range m.last {
		out = append(out, fmt.Sprintf("CON#con_%d", n+1))
	}
	return out
}

// TestModel drives random connections over a store that loses requests and replies: each
// gets exactly the commits of what it follows, and nothing of it outlives its end.
func TestModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := newModelled(t, rapid.Uint64().Draw(r, "seed"))
		r.Repeat(map[string]func(*rapid.T){
			"":            m.check,
			"connect":     m.connect,
			"subscribe":   m.subscribe,
			"unsubscribe": m.unsubscribe,
			"commit":      m.commitAndTell,
			"disconnect":  func(r *rapid.T) { m.end(r, m.some(r)) },
			"vanish":      func(r *rapid.T) { m.vanish(m.some(r).ID) },
			"end session": m.endSession,
		})
		for _, c := range slices.Collect(maps.Values(m.known)) {
			m.end(r, c)
		}
		if left := m.items(m.partitions()...); len(left) != 0 {
			r.Fatalf("left behind: %v", left)
		}
	})
}
