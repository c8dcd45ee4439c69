package eventbridge_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/bus"
)

// refusing fails PutEvents a number of times on its way to an emulator.
type refusing struct {
	aws.HTTPClient
	left atomic.Int64
}

// Do implements the SDK's HTTP client.
func (r *refusing) Do(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.Header.Get("X-Amz-Target"), ".PutEvents") && r.left.Add(-1) >= 0 {
		return scripted.Refuses(400, "AccessDeniedException")(req)
	}
	return r.HTTPClient.Do(req)
}

// consume subscribes a consumer of test.a and gives what it was given.
func consume(t *testing.T, w *wires) (got func() []string) {
	t.Helper()
	var mu sync.Mutex
	var ids []string
	if err := w.Subscribe("one", []string{"test.a"}, func(_ context.Context, e bus.Event) error {
		mu.Lock()
		defer mu.Unlock()
		ids = append(ids, e.ID)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(ids)
	}
}

func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !cond(); time.Sleep(4 * poll) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestStreamSendsAgain checks that the stream takes the relay's answer as it is meant:
// what could not be published comes again until it is, and nothing is lost.
func TestStreamSendsAgain(t *testing.T) {
	emulator.Each(t, "bus/eventbridge stream", func(t *testing.T, target emulator.Target) {
		if target.Name == "ministack" {
			target.NotRun(t, "it takes no notice of batchItemFailures of a table's stream")
		}
		cfg := target.Config()
		client := &refusing{HTTPClient: cfg.HTTPClient}
		client.left.Store(6) // more than one invocation of the relay tries
		cfg.HTTPClient = client
		w := &wires{stack: openStack(t, target, cfg), t: t, attempts: 1, consumers: map[string]string{}, queues: map[string]string{}}
		got := consume(t, w)
		var want []string
		for n := range 5 {
			id := fmt.Sprint(n)
			want = append(want, id)
			if err := w.publish(t.Context(), bus.Event{ID: id, Type: "test.a"}); err != nil {
				t.Fatal(err)
			}
		}
		eventually(t, "all events", func() bool {
			ids := got()
			return !slices.ContainsFunc(want, func(id string) bool { return !slices.Contains(ids, id) })
		})
		if left := client.left.Load(); left > 0 {
			t.Errorf("nothing was refused: %d left", left)
		}
	})
}

// TestUnreadableRecord checks that an item whose events cannot be read is told of, and
// does not hold up those after it; and that an item that is removed publishes nothing.
func TestUnreadableRecord(t *testing.T) {
	emulator.Each(t, "bus/eventbridge unreadable record", func(t *testing.T, target emulator.Target) {
		w := openWires(t, target, 1, target.Name == "ministack")
		got := consume(t, w)
		w.spoil(t)
		if err := w.publish(t.Context(), bus.Event{ID: "1", Type: "test.a"}); err != nil {
			t.Fatal(err)
		}
		w.remove(t)
		if err := w.publish(t.Context(), bus.Event{ID: "2", Type: "test.a"}); err != nil {
			t.Fatal(err)
		}
		var letters []bus.DeadLetter
		eventually(t, "a dead letter and both events", func() bool {
			var err error
			if letters, _, err = w.letters.DeadLetters(t.Context(), 0, ""); err != nil {
				t.Fatal(err)
			}
			return len(letters) > 0 && slices.Contains(got(), "1") && slices.Contains(got(), "2")
		})
		if ids := slices.Sorted(slices.Values(got())); len(letters) != 1 || letters[0].Consumer != "" || !strings.Contains(letters[0].LastErr, "no list") || !slices.Equal(ids, []string{"1", "2"}) {
			t.Errorf("dead letters %+v, delivered %q", letters, ids)
		}
		if err := w.letters.Redrive(t.Context(), letters[0].ID); err == nil {
			t.Error("what no consumer failed on was delivered to one")
		}
	})
}
