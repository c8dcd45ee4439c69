package errortrack_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/errortrack"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/system/ops"
)

// watched is a store that remembers what was written, and fails on demand.
type watched struct {
	store.Store
	mu      sync.Mutex
	written bytes.Buffer
	writes  int
	err     error
}

func (w *watched) Write(ctx context.Context, one store.Write) (store.Item, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return store.Item{}, w.err
	}
	w.writes++
	w.written.WriteString(one.Item.Key.PK)
	w.written.Write(one.Item.Data)
	return w.Store.Write(ctx, one)
}

type world struct {
	clock   *testclock.Clock
	store   *watched
	tracker *errortrack.Tracker
}

func newWorld() *world {
	w := &world{clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}
	w.store = &watched{Store: memory.New(memory.Options{Now: w.clock.Now})}
	w.tracker = w.release("v1")
	return w
}

func (w *world) release(version string) *errortrack.Tracker {
	return errortrack.New(errortrack.Config{Store: w.store, Log: slog.New(slog.DiscardHandler), Now: w.clock.Now, Release: version})
}

func failure(operation string, cause error, correlation string) function.Failure {
	return function.Failure{Operation: operation, Area: "test", Trigger: "rest", Correlation: correlation, Cause: cause}
}

func (w *world) groups(t interface{ Fatal(...any) }) []ops.ErrorGroup {
	out, err := w.tracker.List(context.Background(), &ops.ErrorsInput{PageInput: operation.PageInput{Limit: 100}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Body.Items
}

// TestGrouping: one cause is one group, whatever differs between two occurrences.
func TestGrouping(t *testing.T) {
	panicked := func(value string) error { return &operation.PanicError{Value: value, Stack: stack(11)} }
	for name, c := range map[string]struct {
		a, b error
		same bool
	}{
		"other ids":         {errors.New("artifact: read art_01J8Z3N4V0AAAAAAAAAA: store: unavailable"), errors.New("artifact: read art_01J8Z3N4V0BBBBBBBBBB: store: unavailable"), true},
		"other numbers":     {errors.New("5 of 10 parts"), errors.New("6 of 1000 parts"), true},
		"other quotations":  {errors.New(`parse "abc"`), errors.New(`parse "x\"y"`), true},
		"other paths":       {&fs.PathError{Op: "open", Path: "/data/a/b", Err: fs.ErrNotExist}, &fs.PathError{Op: "open", Path: "/data/c", Err: fs.ErrNotExist}, true},
		"other addresses":   {errors.New("dial tcp 127.0.0.1:80: refused"), errors.New("dial tcp 10.0.0.9:443: refused"), true},
		"other words":       {errors.New("artifact: read"), errors.New("artifact: write"), false},
		"other types":       {errors.New("open PATH: x"), fmt.Errorf("open PATH: %w", errors.New("x")), false},
		"panic, other line": {panicked("index 5 out of range"), &operation.PanicError{Value: "index 7 out of range", Stack: stack(99)}, true},
		"panic, other kind": {panicked("index 5 out of range"), panicked("nil map"), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.tracker.Track(t.Context(), failure("test.do", c.a, "req_1"))
			w.clock.Advance(2 * time.Second)
			w.tracker.Track(t.Context(), failure("test.do", c.b, "req_2"))
			got := w.groups(t)
			if want := map[bool]int{true: 1, false: 2}[c.same]; len(got) != want {
				t.Fatalf("%d groups, want %d: %+v", len(got), want, got)
			}
			if c.same && (got[0].Count != 2 || strings.Join(got[0].CorrelationIDs, " ") != "req_2 req_1" || got[0].LastSeen.Sub(got[0].FirstSeen) != 2*time.Second) {
				t.Errorf("%+v", got[0])
			}
		})
	}
}

// stack is as the runtime prints one, with the line of the innermost function.
func stack(line int) []byte {
	return fmt.Appendf(nil, "goroutine 7 [running]:\nruntime/debug.Stack()\n\t/go/stack.go:26\ngithub.com/aio-creative-hub/aio/shared/operation.(*Bound).Serve.func1()\n\t/op.go:84\n"+
		"panic({0x1, 0x2})\n\t/panic.go:1\ngithub.com/aio-creative-hub/aio/shared/graphics.(*Service).draw(0xc000, {0x%x})\n\t/export.go:%d\n", line, line)
}

func TestPanicFrames(t *testing.T) {
	w := newWorld()
	w.tracker.Track(t.Context(), failure("test.do", &operation.PanicError{Value: "nil map", Stack: stack(1)}, ""))
	g := w.groups(t)[0]
	if len(g.Frames) != 1 || g.Frames[0] != "shared/graphics.(*Service).draw" || g.Message != "panic: nil map" {
		t.Errorf("%+v", g)
	}
}

// TestNothingPersonal: whatever an error's text quotes, nothing of it is kept.
func TestNothingPersonal(t *testing.T) {
	canaries := map[string]string{
		"email": "ada.lovelace@example.org", "jwt": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl", "refresh": "rt_9fQ2mZx7kP4vB8nT1cY6wL3hJ5sD0gRa",
		"path": "/srv/ada/secret-plans.png", "url": "https://example.org/reset?token=abc", "text": "Überraschung für Müller", "id": "usr_01J8Z3N4V0AAAAAAAAAA", "phone": "0041791234567",
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		kind := rapid.SampledFrom([]string{"email", "jwt", "refresh", "path", "url", "text", "id", "phone"}).Draw(t, "kind")
		canary := canaries[kind]
		shape := rapid.SampledFrom([]string{"cannot read %s: no", "%s", "value (%s) refused", "a=%s", "%s: not found", "parse %q failed"}).Draw(t, "shape")
		if kind == "text" {
			shape = "parse %q failed" // a person's words stand in quotation marks
		}
		w.tracker.Track(context.Background(), failure("test.do", fmt.Errorf(shape, canary), "req_1"))
		for word := range strings.FieldsFuncSeq(canary, func(r rune) bool { return strings.ContainsRune("/ @?=.:", r) }) {
			if len(word) > 3 && word != "https" && strings.Contains(w.store.written.String(), word) {
				t.Fatalf("%q is kept of %q: %s", word, canary, w.store.written.String())
			}
		}
	})
}

// TestStorm: a thousand at once are counted exactly, in few writes.
func TestStorm(t *testing.T) {
	w := newWorld()
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() { w.tracker.Track(t.Context(), failure("test.do", errors.New("no"), "req_"+strconv.Itoa(i))) })
	}
	wg.Wait()
	w.tracker.Flush(t.Context())
	got := w.groups(t)
	if len(got) != 1 || got[0].Count != 1000 || len(got[0].CorrelationIDs) != 10 || len(got[0].Releases) != 1 || got[0].Releases[0].Count != 1000 {
		t.Errorf("%+v", got)
	}
	if w.store.writes > 200 {
		t.Errorf("%d writes", w.store.writes)
	}
}

// TestStoreAway: what cannot be written waits, and nobody is told but the log.
func TestStoreAway(t *testing.T) {
	w := newWorld()
	w.store.err = &store.Error{Code: store.CodeThrottled, Op: "write"}
	for range 3 {
		w.tracker.Track(t.Context(), failure("test.do", errors.New("no"), ""))
		w.clock.Advance(2 * time.Second)
	}
	w.store.err = nil
	w.tracker.Flush(t.Context())
	if got := w.groups(t); len(got) != 1 || got[0].Count != 3 {
		t.Errorf("%+v", got)
	}
}

func TestResolveAndReopen(t *testing.T) {
	w := newWorld()
	w.tracker.Track(t.Context(), failure("test.do", errors.New("no"), "req_1"))
	in := &ops.ErrorInput{Fingerprint: w.groups(t)[0].Fingerprint}
	out, err := w.tracker.Resolve(t.Context(), in)
	if err != nil || out.Body.ResolvedAt == nil || out.Body.Count != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	w.clock.Advance(time.Hour)
	w.tracker = w.release("v2")
	w.tracker.Track(t.Context(), failure("test.do", errors.New("no"), "req_2"))
	got, err := w.tracker.Get(t.Context(), in)
	if g := got.Body; err != nil || g.ResolvedAt != nil || !g.Reopened || g.Count != 2 || g.Release != "v2" || len(g.Releases) != 2 {
		t.Errorf("%+v, %v", g, err)
	}
	w.clock.Advance(91 * 24 * time.Hour)
	if got := w.groups(t); len(got) != 0 {
		t.Errorf("kept for ever: %+v", got)
	}
	for _, call := range []func(context.Context, *ops.ErrorInput) (*ops.ErrorOutput, error){w.tracker.Get, w.tracker.Resolve} {
		if _, err := call(t.Context(), in); operation.AsProblem(err).Status != 404 {
			t.Errorf("%v", err)
		}
	}
}
