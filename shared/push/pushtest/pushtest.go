// Package pushtest is the contract of the push port: a suite that every adapter's test
// runs, with real connections.
package pushtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/push"
)

// Client is the other end of an open connection.
type Client struct {
	// ID names the connection to the Pusher.
	ID string
	// Receive waits for the next text message; it fails when the connection is closed.
	Receive func(ctx context.Context) ([]byte, error)
	// Close closes the connection from the client's side.
	Close func() error
}

// Harness is a pusher under test.
type Harness struct {
	Pusher push.Pusher
	// Connect opens a connection; the harness closes it when the test ends.
	Connect func(t *testing.T) Client
	// Advance moves the pusher's clock; nil if it runs by itself.
	Advance func(d time.Duration)
}

// patience bounds every wait of the suite; it ends early where all is well.
const patience = 10 * time.Second

// Run runs the suite. Each call of open gives a pusher.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	RunWithout(t, nil, open)
}

// RunWithout leaves out tests that what stands behind the pusher cannot be asked to pass,
// by their names with the reason. They are reported as not run.
func RunWithout(t *testing.T, lacks map[string]string, open func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"PostInOrder", postInOrder},
		{"Sizes", sizes},
		{"OnlyToOne", onlyToOne},
		{"Gone", gone},
		{"ClientCloses", clientCloses},
		{"Disconnect", disconnect},
		{"Info", info},
		{"Concurrency", concurrency},
		{"SlowReader", slowReader},
	} {
		t.Run(c.name, func(t *testing.T) {
			if why, ok := lacks[c.name]; ok {
				t.Skipf("not run: %s", why)
			}
			c.test(t, open(t))
		})
	}
}

func post(t *testing.T, h Harness, c Client, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := h.Pusher.Post(ctx, c.ID, []byte(text)); err != nil {
		t.Errorf("Post: %v", err)
	}
}

func receive(t *testing.T, c Client) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	got, err := c.Receive(ctx)
	if err != nil {
		t.Fatalf("Receive: %v", err)
	}
	return got
}

func postInOrder(t *testing.T, h Harness) {
	c := h.Connect(t)
	for i := range 50 {
		post(t, h, c, fmt.Sprintf(`{"seq":%d,"text":"gr\u00fc\u00df"}`, i))
	}
	for i := range 50 {
		if got, want := string(receive(t, c)), fmt.Sprintf(`{"seq":%d,"text":"gr\u00fc\u00df"}`, i); got != want {
			t.Fatalf("message %d is %s, want %s", i, got, want)
		}
	}
}

// sizes: the largest message arrives whole, a larger one is refused and does not arrive.
func sizes(t *testing.T, h Harness) {
	c := h.Connect(t)
	for _, n := range []int{1, 32 << 10, 32<<10 + 1, push.MaxMessage} {
		want := bytes.Repeat([]byte("x"), n)
		post(t, h, c, string(want))
		if got := receive(t, c); !bytes.Equal(got, want) {
			t.Errorf("%d bytes arrived as %d", n, len(got))
		}
	}
	err := h.Pusher.Post(t.Context(), c.ID, make([]byte, push.MaxMessage+1))
	if !errors.Is(err, push.ErrTooLarge) {
		t.Errorf("a larger message: %v, want ErrTooLarge", err)
	}
	post(t, h, c, "after")
	if got := receive(t, c); string(got) != "after" {
		t.Errorf("after a refused message came %d bytes", len(got))
	}
}

func onlyToOne(t *testing.T, h Harness) {
	a, b := h.Connect(t), h.Connect(t)
	if a.ID == b.ID || a.ID == "" {
		t.Fatalf("connections are named %q and %q", a.ID, b.ID)
	}
	post(t, h, a, "to a")
	post(t, h, b, "to b")
	if got := receive(t, a); string(got) != "to a" {
		t.Errorf("a received %s", got)
	}
	if got := receive(t, b); string(got) != "to b" {
		t.Errorf("b received %s", got)
	}
}

func gone(t *testing.T, h Harness) {
	for _, id := range []string{"", "nobody", "../x", string(make([]byte, 3000))} {
		wantGone(t, h, id)
	}
}

func wantGone(t *testing.T, h Harness, id string) {
	t.Helper()
	ctx := t.Context()
	if err := h.Pusher.Post(ctx, id, []byte("x")); !errors.Is(err, push.ErrGone) {
		t.Errorf("Post: %v, want ErrGone", err)
	}
	if _, err := h.Pusher.Get(ctx, id); !errors.Is(err, push.ErrGone) {
		t.Errorf("Get: %v, want ErrGone", err)
	}
	if err := h.Pusher.Disconnect(ctx, id); !errors.Is(err, push.ErrGone) {
		t.Errorf("Disconnect: %v, want ErrGone", err)
	}
}

// eventuallyGone waits until the pusher knows that a connection is closed.
func eventuallyGone(t *testing.T, h Harness, id string) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if _, err := h.Pusher.Get(t.Context(), id); errors.Is(err, push.ErrGone) {
			wantGone(t, h, id)
			return
		}
	}
	t.Error("the connection does not go")
}

func clientCloses(t *testing.T, h Harness) {
	c, other := h.Connect(t), h.Connect(t)
	if err := c.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	eventuallyGone(t, h, c.ID)
	post(t, h, other, "still here")
	if got := receive(t, other); string(got) != "still here" {
		t.Errorf("the other connection received %s", got)
	}
}

// disconnect: what was posted before still arrives, then the client sees the end.
func disconnect(t *testing.T, h Harness) {
	c := h.Connect(t)
	post(t, h, c, "last words")
	if err := h.Pusher.Disconnect(t.Context(), c.ID); err != nil {
		t.Fatalf("Disconnect: %v", err)
	}
	if got := receive(t, c); string(got) != "last words" {
		t.Errorf("received %s", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if got, err := c.Receive(ctx); err == nil {
		t.Errorf("received %s after the end", got)
	} else if ctx.Err() != nil {
		t.Error("the client does not see the end")
	}
	eventuallyGone(t, h, c.ID)
}

func info(t *testing.T, h Harness) {
	c := h.Connect(t)
	before, err := h.Pusher.Get(t.Context(), c.ID)
	if err != nil {
		t.Fatalf("Get: %v", err)
	}
	if before.ConnectedAt.IsZero() || before.LastActiveAt.Before(before.ConnectedAt) || before.SourceIP == "" {
		t.Errorf("info %+v", before)
	}
	if h.Advance != nil {
		h.Advance(time.Second)
	}
	post(t, h, c, "x")
	receive(t, c)
	after, err := h.Pusher.Get(t.Context(), c.ID)
	if err != nil || !after.ConnectedAt.Equal(before.ConnectedAt) || after.SourceIP != before.SourceIP {
		t.Errorf("info changed: %+v, %v; before %+v", after, err, before)
	}
	if after.LastActiveAt.Before(before.LastActiveAt) || h.Advance != nil && !after.LastActiveAt.After(before.LastActiveAt) {
		t.Errorf("last active %v, before the message %v", after.LastActiveAt, before.LastActiveAt)
	}
}
