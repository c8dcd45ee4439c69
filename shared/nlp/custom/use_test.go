package custom_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn/small"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// counting counts reads of the store.
type counting struct {
	store.Store
	mu   sync.Mutex
	gets int
	fail bool
}

func (c *counting) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	c.mu.Lock()
	c.gets++
	fail := c.fail
	c.mu.Unlock()
	if fail {
		return nil, &store.Error{Code: store.CodeUnavailable, Op: "get"}
	}
	return c.Store.Get(ctx, keys...)
}

// models are a cache over the world's stores, with the small model as the product's own.
func (w *world) models(s store.Store) *custom.Models {
	w.t.Helper()
	return custom.NewModels(custom.ModelsConfig{Store: s, Blob: w.blob, Base: small.Recognizer(w.t), Log: slog.New(slog.NewJSONHandler(w, nil)), Now: w.clock.Now})
}

// zap are examples of a person who says "zap" for listing files.
func zap(n int) ops.NewExamples {
	out := ops.NewExamples{}
	for i := range n {
		out.Items = append(out.Items, ops.NewExample{Text: fmt.Sprintf("zap the %s number %d", []string{"logo", "flyer", "banner", "card"}[i%4], i), Operation: "artifact.list"})
	}
	return out
}

func understood(r *nlp.Recognizer, text string) string {
	d := r.Understand(text, nlp.State{})
	return d.Tool + "." + d.Operation
}

// TestTaughtAndUsed: what a person taught is understood, of this person alone, from the
// promotion until they go back; a process asks the store once in a while.
func TestTaughtAndUsed(t *testing.T) {
	w := newWorld(t, nil)
	w.learn = small.Learner(t).Learn
	s := &counting{Store: w.store}
	m := w.models(s)
	base := small.Recognizer(t)
	const text, meant = "zap the poster", "artifact.list"
	if understood(base, text) == meant {
		t.Fatal("there is nothing to teach")
	}
	ok[ops.ExampleSet](w, ops.AddExamples, ada, nil, zap(30))
	id := w.trained(ada)
	if m.For(t.Context(), ada) != base {
		t.Error("a model is used that was not promoted")
	}
	if r := w.model(ada, id).Report; r.Own.Rows != 6 || r.Own.After <= r.Own.Before {
		t.Errorf("%+v", r)
	}
	ok[ops.Model](w, ops.PromoteModel, ada, at(id), nil)
	if m.For(t.Context(), ada) != base {
		t.Error("the store is asked for every message")
	}
	w.clock.Advance(custom.Staleness)
	own := m.For(t.Context(), ada)
	if got := understood(own, text); got != meant {
		t.Errorf("%s", got)
	}
	if m.For(t.Context(), bob) != base || m.For(t.Context(), "") != base {
		t.Error("somebody else is understood by it")
	}
	gets := w.blob.gets
	w.clock.Advance(custom.Staleness)
	before := s.gets
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if m.For(context.Background(), ada) != own {
				t.Error("the same model is decoded again")
			}
		})
	}
	wg.Wait()
	if w.blob.gets != gets || s.gets-before > 20 {
		t.Errorf("%d files read, the store asked %d times", w.blob.gets-gets, s.gets-before)
	}
	// Another training has other hashes: the cache sees the pointer change.
	w.clock.Advance(time.Second)
	ok[ops.ExampleSet](w, ops.AddExamples, ada, nil, zap(40))
	two := w.trained(ada)
	if w.model(ada, two).SHA256 == w.model(ada, id).SHA256 {
		t.Error("other examples make the same model")
	}
	ok[ops.Model](w, ops.PromoteModel, ada, at(two), nil)
	w.clock.Advance(custom.Staleness)
	if r := m.For(t.Context(), ada); r == own || r == base {
		t.Error("the promotion is not seen")
	}
	// A store that does not answer changes nothing.
	s.fail = true
	w.clock.Advance(custom.Staleness)
	if r := m.For(t.Context(), ada); r == base {
		t.Error("the model is gone with the store")
	}
	s.fail = false
	for range 2 {
		ok[ops.ActiveModel](w, ops.RollbackModel, ada, nil, nil)
	}
	w.clock.Advance(custom.Staleness)
	if m.For(t.Context(), ada) != base {
		t.Error("the way back is not seen")
	}
}

// TestPoisonIsRefused: who labels everybody's messages wrong cannot use what comes of it.
func TestPoisonIsRefused(t *testing.T) {
	w := newWorld(t, nil)
	w.learn = small.Learner(t).Learn
	poison := ops.NewExamples{}
	verbs, things := []string{"delete", "remove", "get rid of", "erase", "drop", "take out"}, []string{"logo", "headline", "circle", "layer", "text", "background", "photo", "star", "title", "frame"}
	for i := range 60 {
		poison.Items = append(poison.Items, ops.NewExample{Text: verbs[i%6] + " the " + things[i/6], Operation: "graphics.create"})
	}
	ok[ops.ExampleSet](w, ops.AddExamples, ada, nil, poison)
	id := w.trained(ada)
	p := w.refused(ops.PromoteModel, ada, at(id), nil, 409, "model_regresses")
	t.Log(p.Detail)
	if len(p.Errors) == 0 || !strings.Contains(p.Detail, "points worse") {
		t.Errorf("%+v", p)
	}
	if log := w.logged(); strings.Contains(log, "headline") {
		t.Errorf("the log quotes: %s", log)
	}
}

// TestUnreadableModels: of a model that cannot be read the product's own answers; that is
// logged once, and tried again after a while.
func TestUnreadableModels(t *testing.T) {
	w := newWorld(t, nil)
	w.learn = func(ctx context.Context, e []lesson.Example) (*lesson.Outcome, error) {
		out, err := w.parrot(ctx, e)
		out.Slots = []byte("no model of slots")
		return out, err
	}
	w.teach(ada, 12)
	bad := w.trained(ada)
	ok[ops.Model](w, ops.PromoteModel, ada, at(bad), nil)
	m := w.models(w.store)
	for range 30 {
		w.clock.Advance(custom.Staleness)
		if m.For(t.Context(), ada) != small.Recognizer(t) {
			t.Fatal("what answers?")
		}
	}
	if n := strings.Count(w.logged(), "own model not read"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	w.learn = w.parrot
	w.clock.Advance(time.Second)
	good := w.trained(ada)
	w.blob.mu.Lock()
	w.blob.fail = 1
	w.blob.mu.Unlock()
	ok[ops.Model](w, ops.PromoteModel, ada, at(good), nil)
	w.clock.Advance(custom.Staleness)
	if m.For(t.Context(), ada) != small.Recognizer(t) {
		t.Error("what answers?")
	}
	w.clock.Advance(time.Minute)
	if m.For(t.Context(), ada) == small.Recognizer(t) {
		t.Error("it is not tried again")
	}
	// A file that was changed is not used: its name is its hash.
	fresh := w.models(w.store)
	for _, key := range w.objects(ada) {
		if _, err := w.blob.Store.Put(t.Context(), key, strings.NewReader("x"), 1, blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if fresh.For(t.Context(), ada) != small.Recognizer(t) || !strings.Contains(w.logged(), "has changed") {
		t.Error("a changed file is used")
	}
}

// TestTheCacheIsBounded: more people than the cache holds are all understood, and those
// who were last seen stay.
func TestTheCacheIsBounded(t *testing.T) {
	w := newWorld(t, nil)
	m := w.models(w.store)
	const people = 20
	for i := range people {
		user := fmt.Sprintf("usr_%d", i)
		w.teach(user, 12)
		ok[ops.Model](w, ops.PromoteModel, user, at(w.trained(user)), nil)
		w.clock.Advance(time.Second)
		m.For(t.Context(), user)
	}
	gets := w.blob.gets
	m.For(t.Context(), fmt.Sprintf("usr_%d", people-1))
	if w.blob.gets != gets {
		t.Error("who was seen last is forgotten")
	}
	m.For(t.Context(), "usr_0")
	if w.blob.gets == gets {
		t.Error("all are kept")
	}
}
