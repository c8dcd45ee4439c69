package local

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/call/calltest"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func drain(t *testing.T, f *Functions) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := f.Drain(ctx); err != nil {
		t.Errorf("Drain: %v", err)
	}
}

func TestCallContract(t *testing.T) {
	calltest.Run(t, func(t *testing.T, functions map[string]calltest.Function) call.Invoker {
		f := NewFunctions(FunctionsOptions{RetryWait: time.Millisecond})
		for id, fn := range functions {
			add(f, operation.Spec{ID: id, Timeout: fn.Timeout}, fn.Handle)
		}
		return f
	})
}

func TestRegisterRefusesDuplicates(t *testing.T) {
	f, ids := NewFunctions(FunctionsOptions{}), new(counter)
	ops := thingOperations()
	if err := f.Register(testRuntime(ids), ops...); err != nil {
		t.Fatal(err)
	}
	if err := f.Register(testRuntime(ids), ops[0]); err == nil || !strings.Contains(err.Error(), "thing.get") {
		t.Errorf("registered twice: %v", err)
	}
	fresh := NewFunctions(FunctionsOptions{})
	if err := fresh.Register(testRuntime(ids), ops[0], ops[1], ops[0]); err == nil || len(fresh.Specs()) != 0 {
		t.Errorf("twice in one call: %v; %d registered", err, len(fresh.Specs()))
	}
	socket := func(id, action string) *operation.Bound {
		o := operation.Op[operation.None, operation.None]{Spec: operation.Spec{ID: id, Auth: operation.Public,
			Triggers: []operation.Trigger{{Kind: operation.Event, On: "same"}, {Kind: operation.Socket, On: action}}}}
		return o.Bind(func(context.Context, *operation.None) (*operation.None, error) { return nil, nil })
	}
	if err := fresh.Register(testRuntime(ids), socket("a.a", "ping"), socket("a.b", "ping")); err == nil || fresh.on(operation.Socket, "ping") != "" {
		t.Errorf("an action twice: %v", err)
	}
	if err := fresh.Register(testRuntime(ids), socket("a.a", "ping"), socket("a.b", "pong")); err != nil || fresh.on(operation.Socket, "pong") != "a.b" {
		t.Errorf("two actions, one event: %v", err)
	}
	var names []string
	for _, s := range f.Specs() {
		names = append(names, s.ID)
	}
	if got := strings.Join(names, " "); got != "thing.create thing.get thing.special" {
		t.Errorf("specs: %s", got)
	}
}

func TestRegisterRefusesWhatTheRuntimeLacks(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	limited := operation.Op[operation.None, operation.None]{Spec: operation.Spec{ID: "thing.limited", Method: "GET", Path: "/x",
		Auth: operation.User, Limit: operation.LimitTools}}.Bind(func(context.Context, *operation.None) (*operation.None, error) { return nil, nil })
	if err := f.Register(testRuntime(new(counter)), limited); err == nil {
		t.Error("an operation without its limiter was registered")
	}
}

type ctxKey struct{}

// A function inherits neither values nor the cancellation of its caller.
func TestFreshContext(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	started, callerGone := make(chan struct{}), make(chan struct{})
	finished := make(chan error, 1)
	add(f, operation.Spec{ID: "a.b", Timeout: time.Minute}, func(ctx context.Context, _ []byte) ([]byte, error) {
		close(started)
		<-callerGone
		deadline, ok := ctx.Deadline()
		left := time.Until(deadline)
		switch {
		case ctx.Value(ctxKey{}) != nil:
			finished <- errors.New("it sees the caller's values")
		case !ok || left < 45*time.Second || left > 61*time.Second:
			finished <- errors.New("it does not have its own deadline")
		default:
			finished <- ctx.Err()
		}
		return nil, nil
	})
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), ctxKey{}, "secret"))
	go func() { <-started; cancel() }()
	if _, err := f.Invoke(ctx, "a.b", []byte(`{}`)); !errors.Is(err, context.Canceled) || !errors.Is(err, call.ErrTimeout) {
		t.Errorf("caller went: %v", err)
	}
	close(callerGone)
	if err := <-finished; err != nil {
		t.Errorf("the function: %v", err)
	}
	if _, err := f.Invoke(ctx, "a.b", []byte(`{}`)); !errors.Is(err, context.Canceled) || errors.Is(err, call.ErrTimeout) {
		t.Errorf("caller had gone before: %v; it was not run, which is no time-out", err)
	}
	drain(t, f)
}

// The answer must be unaffected by what the caller does to its buffer afterwards.
func TestPayloadIsCopied(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	started, release := make(chan struct{}), make(chan struct{})
	got := make(chan string, 1)
	add(f, operation.Spec{ID: "a.b"}, func(_ context.Context, p []byte) ([]byte, error) {
		close(started)
		<-release
		got <- string(p)
		return nil, nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	payload := []byte(`"first"`)
	go func() { <-started; cancel() }()
	if _, err := f.Invoke(ctx, "a.b", payload); err == nil {
		t.Fatal("it cannot have answered")
	}
	copy(payload, `"wrong"`)
	close(release)
	if s := <-got; s != `"first"` {
		t.Errorf("the function saw %s", s)
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	f := NewFunctions(FunctionsOptions{Concurrency: 2})
	release, running := make(chan struct{}), make(chan struct{}, 2)
	add(f, operation.Spec{ID: "a.b"}, func(context.Context, []byte) ([]byte, error) {
		running <- struct{}{}
		<-release
		return nil, nil
	})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if _, err := f.Invoke(context.Background(), "a.b", []byte(`{}`)); err != nil {
				t.Errorf("within the bound: %v", err)
			}
		})
		<-running
	}
	if _, err := f.Invoke(t.Context(), "a.b", []byte(`{}`)); !errors.Is(err, ErrThrottled) {
		t.Errorf("above the bound: %v", err)
	}
	close(release)
	wg.Wait()
	if _, err := f.Invoke(t.Context(), "a.b", []byte(`{}`)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// While the server stops, what runs may still call, and nobody else may.
func TestDrain(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	running, release := make(chan struct{}), make(chan struct{})
	add(f, operation.Spec{ID: "a.inner"}, func(context.Context, []byte) ([]byte, error) { return []byte(`"inner"`), nil })
	add(f, operation.Spec{ID: "a.outer"}, func(ctx context.Context, _ []byte) ([]byte, error) {
		close(running)
		<-release
		return f.Invoke(ctx, "a.inner", []byte(`{}`))
	})
	answer := make(chan outcome, 1)
	go func() {
		out, err := f.Invoke(context.Background(), "a.outer", []byte(`{}`))
		answer <- outcome{out, err}
	}()
	<-running
	drained := make(chan struct{})
	go func() { defer close(drained); drain(t, f) }()
	eventually(t, "calls are refused", func() bool {
		_, err := f.Invoke(t.Context(), "a.inner", []byte(`{}`))
		return errors.Is(err, ErrStopped)
	})
	select {
	case <-drained:
		t.Error("drained while a function runs")
	default:
	}
	close(release)
	if got := <-answer; got.err != nil || string(got.answer) != `"inner"` {
		t.Errorf("the last call: %s, %v", got.answer, got.err)
	}
	<-drained
	if err := f.Start(t.Context(), "a.inner", []byte(`{}`)); !errors.Is(err, ErrStopped) {
		t.Errorf("Start after Drain: %v", err)
	}
}

func TestDrainGivesUp(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	release, running := make(chan struct{}), make(chan struct{})
	add(f, operation.Spec{ID: "a.b"}, func(context.Context, []byte) ([]byte, error) { close(running); <-release; return nil, nil })
	if err := f.Start(t.Context(), "a.b", []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	<-running
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Drain(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Drain: %v", err)
	}
	close(release)
	drain(t, f)
}

func TestStartTriesAgain(t *testing.T) {
	f := NewFunctions(FunctionsOptions{RetryWait: time.Microsecond})
	var runs atomic.Int64
	add(f, operation.Spec{ID: "a.twice"}, func(context.Context, []byte) ([]byte, error) {
		if runs.Add(1) < 2 {
			return nil, errors.New("not yet")
		}
		return nil, nil
	})
	var hopeless atomic.Int64
	add(f, operation.Spec{ID: "a.never"}, func(context.Context, []byte) ([]byte, error) {
		hopeless.Add(1)
		panic("never")
	})
	for _, id := range []string{"a.twice", "a.never"} {
		if err := f.Start(t.Context(), id, []byte(`{}`)); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, f)
	if runs.Load() != 2 || hopeless.Load() != asyncAttempts {
		t.Errorf("%d and %d runs", runs.Load(), hopeless.Load())
	}
}

// TestLongCallsWait: what runs longer than a request may is run one after the other, holds
// up nothing else, and is not waited for at the end if it has not begun.
func TestLongCallsWait(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	begun, release := make(chan struct{}, asyncPending), make(chan struct{})
	add(f, operation.Spec{ID: "a.long", Timeout: operation.MaxTimeout + time.Second}, func(context.Context, []byte) ([]byte, error) {
		begun <- struct{}{}
		<-release
		return nil, nil
	})
	short := make(chan struct{})
	add(f, operation.Spec{ID: "a.short"}, func(context.Context, []byte) ([]byte, error) { close(short); return nil, nil })
	for range 2 * asyncWorkers {
		if err := f.Start(t.Context(), "a.long", []byte(`{}`)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Start(t.Context(), "a.short", []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	<-begun
	<-short
	time.AfterFunc(10*time.Millisecond, func() { close(release) })
	drain(t, f)
	if n := len(begun); n >= 2*asyncWorkers-1 {
		t.Errorf("%d more ran", n)
	}
}

func TestFaultSwitches(t *testing.T) {
	for _, c := range []struct {
		kind FaultKind
		err  error
		runs int64
	}{
		{FaultThrottle, ErrThrottled, 0},
		{FaultTimeout, call.ErrTimeout, 0},
		{FaultLostReply, call.ErrTimeout, 1},
		{FaultLostConnection, call.ErrTimeout, 1},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			f := NewFunctions(FunctionsOptions{})
			var runs atomic.Int64
			add(f, operation.Spec{ID: "a.b"}, func(context.Context, []byte) ([]byte, error) { runs.Add(1); return []byte(`1`), nil })
			if err := f.o.Faults.Set("a.b", Fault{Kind: c.kind, Times: 1}); err != nil {
				t.Fatal(err)
			}
			if out, err := f.Invoke(t.Context(), "a.b", []byte(`{}`)); !errors.Is(err, c.err) || out != nil || runs.Load() != c.runs {
				t.Errorf("%s, %v after %d runs", out, err, runs.Load())
			}
			if out, err := f.Invoke(t.Context(), "a.b", []byte(`{}`)); err != nil || string(out) != `1` {
				t.Errorf("the fault is used up: %s, %v", out, err)
			}
			drain(t, f)
		})
	}
}

func TestFaultsAreCounted(t *testing.T) {
	f := NewFaults()
	for _, bad := range []Fault{{Kind: "fire", Times: 1}, {Kind: FaultThrottle, Times: -1}, {Kind: FaultThrottle, Times: MaxFaultTimes + 1}} {
		if err := f.Set("a.b", bad); err == nil {
			t.Errorf("%+v was set", bad)
		}
	}
	for id, fault := range map[string]Fault{"a.b": {FaultThrottle, 2}, AnyFunction: {FaultTimeout, 1}} {
		if err := f.Set(id, fault); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for range 4 {
		got = append(got, string(f.take("a.b")))
	}
	if strings.Join(got, ",") != "throttle,throttle,timeout," {
		t.Errorf("took %v", got)
	}
	if err := f.Set("a.b", Fault{FaultThrottle, 1}); err != nil {
		t.Fatal(err)
	}
	if err := f.Set("a.b", Fault{FaultThrottle, 0}); err != nil || len(f.All()) != 0 {
		t.Errorf("switching off: %v, left %v", err, f.All())
	}
}

func TestDirectCallOfAnOperation(t *testing.T) {
	f, ids := NewFunctions(FunctionsOptions{}), new(counter)
	if err := f.Register(testRuntime(ids), thingOperations()...); err != nil {
		t.Fatal(err)
	}
	reply, err := operation.CallArgs(t.Context(), f, "thing.get", map[string]operation.Raw{"id": operation.Raw(`"7"`)})
	if err != nil {
		t.Fatal(err)
	}
	var thing Thing
	if err := json.Unmarshal(reply.Body, &thing); err != nil || thing.ID != "7" {
		t.Errorf("%+v, %v", thing, err)
	}
}
