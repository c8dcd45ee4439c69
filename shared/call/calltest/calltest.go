// Package calltest is the contract of the call port: a suite that every adapter's test
// runs.
package calltest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/call"
)

// Function is one that the suite wants to call.
type Function struct {
	Timeout time.Duration // its own; the adapter ends it then
	Handle  func(ctx context.Context, payload []byte) ([]byte, error)
}

// patience bounds every wait of the suite; it ends early where all is well.
const patience = 10 * time.Second

// short is the time-out of the functions that are to run into it.
const short = 30 * time.Millisecond

// Open gives an invoker that knows the functions named.
type Open func(t *testing.T, functions map[string]Function) call.Invoker

// Run runs the suite: payloads arrive byte by byte as they were sent.
func Run(t *testing.T, open Open) {
	t.Helper()
	run(t, open, bytes.Equal)
}

// RunRewritten runs the suite for an adapter over something that writes JSON anew on the
// way, with other blanks and escapes: what arrives is the same value.
func RunRewritten(t *testing.T, open Open) {
	t.Helper()
	run(t, open, func(want, got []byte) bool {
		var a, b any
		return json.Unmarshal(want, &a) == nil && json.Unmarshal(got, &b) == nil && reflect.DeepEqual(a, b)
	})
}

func run(t *testing.T, open Open, same func(want, got []byte) bool) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, *suite)
	}{
		{"Answers", answers},
		{"Unknown", unknown},
		{"Sizes", sizes},
		{"Faults", faults},
		{"TimesOut", timesOut},
		{"CallerGoes", callerGoes},
		{"Start", start},
		{"StartRefuses", startRefuses},
		{"Nested", nested},
		{"Concurrency", concurrency},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &suite{started: make(chan string, 100), same: same}
			s.invoker = open(t, s.functions())
			c.test(t, s)
		})
	}
}

// suite is the functions of a test and who calls them.
type suite struct {
	invoker call.Invoker
	started chan string // payloads that test.note received
	same    func(want, got []byte) bool
}

func (s *suite) functions() map[string]Function {
	f := func(h func(context.Context, []byte) ([]byte, error)) Function {
		return Function{Timeout: patience, Handle: h}
	}
	wait := func(ctx context.Context, _ []byte) ([]byte, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(patience):
			return []byte(`"too late"`), nil
		}
	}
	return map[string]Function{
		"test.echo": f(func(_ context.Context, p []byte) ([]byte, error) { return bytes.Clone(p), nil }),
		"test.note": f(func(_ context.Context, p []byte) ([]byte, error) { s.started <- string(p); return nil, nil }),
		"test.big": f(func(_ context.Context, p []byte) ([]byte, error) {
			var n int
			err := json.Unmarshal(p, &n)
			return text(n), err
		}),
		"test.error": f(func(context.Context, []byte) ([]byte, error) { return nil, errors.New("it went wrong") }),
		"test.panic": f(func(context.Context, []byte) ([]byte, error) { panic("it went very wrong") }),
		"test.slow":  {Timeout: short, Handle: wait},
		"test.wait":  f(wait),
		"test.nested": f(func(ctx context.Context, p []byte) ([]byte, error) {
			return s.invoker.Invoke(ctx, "test.echo", p)
		}),
	}
}

// text is a JSON string of n bytes with its quotes.
func text(n int) []byte { return []byte(`"` + strings.Repeat("x", n-2) + `"`) }

func answers(t *testing.T, s *suite) {
	for _, p := range []string{`{}`, `null`, `{"a":[1,2,{"b":"gr\u00fc\u00df \u2603"}]}`, `"text"`} {
		got, err := s.invoker.Invoke(t.Context(), "test.echo", []byte(p))
		if err != nil || !s.same([]byte(p), got) {
			t.Errorf("%s: %s, %v", p, got, err)
		}
	}
}

func unknown(t *testing.T, s *suite) {
	for _, name := range []string{"", "test.nobody", "test", "test.echo ", "TEST.ECHO", "../test.echo"} {
		if _, err := s.invoker.Invoke(t.Context(), name, []byte(`{}`)); !errors.Is(err, call.ErrUnknown) {
			t.Errorf("Invoke %q: %v, want ErrUnknown", name, err)
		}
		if err := s.invoker.Start(t.Context(), name, []byte(`{}`)); !errors.Is(err, call.ErrUnknown) {
			t.Errorf("Start %q: %v, want ErrUnknown", name, err)
		}
	}
}

func sizes(t *testing.T, s *suite) {
	largest := text(call.MaxPayload)
	got, err := s.invoker.Invoke(t.Context(), "test.echo", largest)
	if err != nil || !bytes.Equal(got, largest) {
		t.Errorf("the largest payload: %d bytes, %v", len(got), err)
	}
	if _, err := s.invoker.Invoke(t.Context(), "test.echo", text(call.MaxPayload+1)); !errors.Is(err, call.ErrTooLarge) {
		t.Errorf("a larger request: %v, want ErrTooLarge", err)
	}
	if _, err := s.invoker.Invoke(t.Context(), "test.big", fmt.Append(nil, call.MaxPayload+1)); !errors.Is(err, call.ErrTooLarge) {
		t.Errorf("a larger answer: %v, want ErrTooLarge", err)
	}
}

func faults(t *testing.T, s *suite) {
	for _, name := range []string{"test.error", "test.panic"} {
		got, err := s.invoker.Invoke(t.Context(), name, []byte(`{}`))
		var f *call.Fault
		if !errors.As(err, &f) || f.Function != name || got != nil {
			t.Errorf("%s: %s, %v; want a Fault", name, got, err)
		}
	}
	if _, err := s.invoker.Invoke(t.Context(), "test.echo", []byte(`{}`)); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

func timesOut(t *testing.T, s *suite) {
	begun := time.Now()
	if _, err := s.invoker.Invoke(t.Context(), "test.slow", []byte(`{}`)); !errors.Is(err, call.ErrTimeout) {
		t.Errorf("%v, want ErrTimeout", err)
	}
	if took := time.Since(begun); took < short || took > patience/2 {
		t.Errorf("a time-out of %v took %v", short, took)
	}
}

// callerGoes: a caller who does not wait any longer gets control back.
func callerGoes(t *testing.T, s *suite) {
	ctx, cancel := context.WithTimeout(t.Context(), short)
	defer cancel()
	begun := time.Now()
	_, err := s.invoker.Invoke(ctx, "test.wait", []byte(`{}`))
	if !errors.Is(err, call.ErrTimeout) && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want ErrTimeout or the context's error", err)
	}
	if took := time.Since(begun); took > patience/2 {
		t.Errorf("waited %v", took)
	}
}

// start: the function runs, also if the caller's request ends and its buffer is used again.
func start(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(t.Context())
	payload := []byte(`"first"`)
	if err := s.invoker.Start(ctx, "test.note", payload); err != nil {
		t.Fatalf("Start: %v", err)
	}
	copy(payload, `"wrong"`)
	cancel()
	select {
	case got := <-s.started:
		if got != `"first"` {
			t.Errorf("it was given %s", got)
		}
	case <-time.After(patience):
		t.Error("it was not run")
	}
}

func startRefuses(t *testing.T, s *suite) {
	if err := s.invoker.Start(t.Context(), "test.note", text(call.MaxAsyncPayload+1)); !errors.Is(err, call.ErrTooLarge) {
		t.Errorf("a larger request: %v, want ErrTooLarge", err)
	}
	largest := text(call.MaxAsyncPayload)
	if err := s.invoker.Start(t.Context(), "test.note", largest); err != nil {
		t.Fatalf("the largest request: %v", err)
	}
	select {
	case got := <-s.started:
		if got != string(largest) {
			t.Errorf("it was given %d bytes", len(got))
		}
	case <-time.After(patience):
		t.Error("the largest request was not run")
	}
	if err := s.invoker.Start(t.Context(), "test.error", []byte(`{}`)); err != nil {
		t.Errorf("a function that will fail: %v; that is not the caller's concern", err)
	}
}

func nested(t *testing.T, s *suite) {
	if got, err := s.invoker.Invoke(t.Context(), "test.nested", []byte(`{"a":1}`)); err != nil || !s.same([]byte(`{"a":1}`), got) {
		t.Errorf("%s, %v", got, err)
	}
}

func concurrency(t *testing.T, s *suite) {
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			for i := range 10 {
				want := fmt.Sprintf(`{"n":%d,"i":%d}`, n, i)
				name := []string{"test.echo", "test.nested"}[i%2]
				if got, err := s.invoker.Invoke(t.Context(), name, []byte(want)); err != nil || !s.same([]byte(want), got) {
					t.Errorf("%s: %s, %v", want, got, err)
				}
			}
		})
	}
	wg.Wait()
}
