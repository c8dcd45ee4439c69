package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// patience bounds every wait of the tests; it ends early where all is well.
const patience = 10 * time.Second

// counter makes ids that can be told in advance: req_1, con_2, ...
type counter struct{ n atomic.Int64 }

func (c *counter) id(prefix string) string { return fmt.Sprintf("%s_%d", prefix, c.n.Add(1)) }

func newClock() *testclock.Clock { return testclock.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

// raw is a function of events without an operation behind it.
type raw func(ctx context.Context, payload []byte) ([]byte, error)

// Invoke implements lambda.Handler.
func (r raw) Invoke(ctx context.Context, payload []byte) ([]byte, error) { return r(ctx, payload) }

// add registers a raw function, which Register does not know, or replaces one.
func add(f *Functions, s operation.Spec, h raw) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[s.ID] = &entry{spec: s, handler: h}
	for _, t := range s.Triggers {
		f.byTrigger[t] = s.ID
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// testRuntime is what operations of the tests run in: no tokens, no limits.
func testRuntime(ids *counter) *function.Runtime {
	return &function.Runtime{Log: quiet(), Now: time.Now, NewID: ids.id}
}

// Thing is what the operations of the tests are about.
type Thing struct {
	ID   string `json:"id"`
	Name string `json:"name" maxLength:"20"`
}

// ThingOutput carries a thing.
type ThingOutput struct {
	ETag string `header:"ETag"`
	Body Thing
}

// GetThingInput names a thing.
type GetThingInput struct {
	ID string `path:"id"`
	Q  string `query:"q"`
}

// CreateThingInput carries a new thing.
type CreateThingInput struct{ Body Thing }

func thingOperations() []*operation.Bound {
	get := operation.Op[GetThingInput, ThingOutput]{Spec: operation.Spec{ID: "thing.get", Area: "thing", Method: http.MethodGet,
		Path: "/api/v1/things/{id}", Auth: operation.Public}}
	create := operation.Op[CreateThingInput, ThingOutput]{Spec: operation.Spec{ID: "thing.create", Area: "thing", Method: http.MethodPost,
		Path: "/api/v1/things", Auth: operation.Public, Status: http.StatusCreated, MaxBody: 12 << 20}}
	special := operation.Op[operation.None, ThingOutput]{Spec: operation.Spec{ID: "thing.special", Area: "thing", Method: http.MethodGet,
		Path: "/api/v1/things/special", Auth: operation.Public}}
	return []*operation.Bound{
		get.Bind(func(_ context.Context, in *GetThingInput) (*ThingOutput, error) {
			return &ThingOutput{ETag: `"1"`, Body: Thing{ID: in.ID, Name: in.Q}}, nil
		}),
		create.Bind(func(_ context.Context, in *CreateThingInput) (*ThingOutput, error) {
			return &ThingOutput{Body: in.Body}, nil
		}),
		special.Bind(func(context.Context, *operation.None) (*ThingOutput, error) {
			return &ThingOutput{Body: Thing{ID: "the special one"}}, nil
		}),
	}
}

// running is a server of a test.
type running struct {
	*Server
	url  string
	stop func() error // ends it and gives Run's error; once
}

// startServer runs a server until the test ends.
func startServer(t *testing.T, o ServerOptions) *running {
	t.Helper()
	if o.DataDir == "" {
		o.DataDir = t.TempDir()
	}
	if o.NewID == nil {
		o.NewID = new(counter).id
	}
	s, err := NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	url, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	r := &running{Server: s, url: url, stop: sync.OnceValue(func() error { cancel(); return <-done })}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return r
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

// fakeBus is a bus whose events tests deliver by hand.
type fakeBus struct {
	mu       sync.Mutex
	handlers map[string]bus.Handler
	types    map[string][]string
	dead     []bus.DeadLetter
}

func newFakeBus() *fakeBus {
	return &fakeBus{handlers: map[string]bus.Handler{}, types: map[string][]string{}}
}

// Subscribe implements bus.Bus.
func (b *fakeBus) Subscribe(name string, types []string, h bus.Handler) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handlers[name], b.types[name] = h, types
	return nil
}

// Run implements bus.Bus.
func (b *fakeBus) Run(ctx context.Context) error { <-ctx.Done(); return nil }

// DeadLetters implements bus.Bus.
func (b *fakeBus) DeadLetters(_ context.Context, limit int, _ string) ([]bus.DeadLetter, string, error) {
	if limit > bus.MaxPage {
		return nil, "", errors.New("more than a page")
	}
	return b.dead, "", nil
}

// Redrive implements bus.Bus.
func (b *fakeBus) Redrive(context.Context, string) error { return nil }
