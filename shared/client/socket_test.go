package client

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/internal/wsmessage"
)

func dial(t *testing.T, c *Client) *Conn {
	t.Helper()
	k, err := c.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	return k
}

func TestCallsAreMatchedByID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				m := chatops.NewMessage{Text: k.c.NewMessageID()}
				r, err := k.Send(t.Context(), m)
				if err != nil || r.Message.Text != "re "+m.Text {
					t.Errorf("got %+v, %v", r, err)
				}
			})
		}
		all.Wait()
		err := k.Do(t.Context(), "no.such", nil, nil)
		if p := AsProblem(err); p == nil || p.Code != "unknown_action" || p.Status != 404 || p.Field != "action" || p.Correlation != "req_1" {
			t.Errorf("got %v", err)
		}
		if _, _, err := k.Call(t.Context(), "subscribe", nil); err == nil {
			t.Error("subscribe must go through Follow")
		}
	})
}

func TestLargeMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		for _, bytes := range []int{wsmessage.MaxFrame - 100, wsmessage.MaxFrame, 3 * wsmessage.MaxFrame, MaxMessage - 200} {
			text := strings.Repeat("a", bytes)
			r, err := k.Send(t.Context(), chatops.NewMessage{Text: text})
			if err != nil || r.Message.Text != "re "+text {
				t.Errorf("%d bytes: %v", bytes, err)
			}
		}
		before := f.count("chat.send")
		if _, err := k.Send(t.Context(), chatops.NewMessage{Text: strings.Repeat("a", MaxMessage)}); !errors.Is(err, ErrTooLarge) {
			t.Errorf("got %v", err)
		}
		if f.count("chat.send") != before {
			t.Error("something was sent")
		}
	})
}

func TestLostConnection(t *testing.T) {
	for name, c := range map[string]struct {
		args any
		want error
		sent int
	}{
		"repeatable":     {chatops.NewMessage{ID: "msg_12345678", Text: "x"}, nil, 2},
		"not repeatable": {map[string]string{"text": "x"}, ErrInterrupted, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				first := true
				f.onFrame = func(ws *websocket.Conn, in frameIn) bool {
					if !first || in.Action != "chat.send" {
						return false
					}
					first = false
					_ = ws.CloseNow()
					return true
				}
				k := dial(t, f.client(Options{}))
				status, _, err := k.Call(t.Context(), "chat.send", c.args)
				if !errors.Is(err, c.want) || err == nil && status != 200 {
					t.Errorf("got %d, %v", status, err)
				}
				if n := f.count("chat.send"); n != c.sent {
					t.Errorf("sent %d times, want %d", n, c.sent)
				}
			})
		})
	}
}

// A call made while there is no connection is sent when there is one, even if it cannot
// be repeated: it was not sent before.
func TestCallWaitsForConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		synctest.Wait()
		f.mu.Lock()
		f.closedTo = time.Now().Add(5 * time.Second)
		f.mu.Unlock()
		f.cut()
		synctest.Wait()
		if _, _, err := k.Call(t.Context(), "chat.send", map[string]string{"text": "x"}); err != nil {
			t.Error(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := k.Call(ctx, "ping", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestComplaintEndsTheOnlyCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.onFrame = func(ws *websocket.Conn, in frameIn) bool {
			if in.Action == "chat.send" && f.count("chat.send") == 2 {
				return false
			}
			f.complain(ws)
			return true
		}
		k := dial(t, f.client(Options{}))
		start := time.Now()
		if _, _, err := k.Call(t.Context(), "chat.send", map[string]string{"text": "x"}); !errors.Is(err, ErrNoAnswer) {
			t.Errorf("not repeatable: %v", err)
		}
		if _, err := k.Send(t.Context(), chatops.NewMessage{Text: "x"}); err != nil {
			t.Errorf("repeatable: %v", err)
		}
		if time.Since(start) > time.Second {
			t.Errorf("took %v", time.Since(start))
		}
	})
}

func TestHeartbeatFindsDeadConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		dead := false
		f.onFrame = func(*websocket.Conn, frameIn) bool { f.mu.Lock(); defer f.mu.Unlock(); return dead }
		k := dial(t, f.client(Options{}))
		time.Sleep(20 * time.Minute)
		if f.connections() != 1 || f.count("ping") < 4 {
			t.Errorf("%d connections, %d pings", f.connections(), f.count("ping"))
		}
		f.mu.Lock()
		dead = true
		f.mu.Unlock()
		time.Sleep(heartbeat + heartTick + pongTimeout + time.Second)
		if f.connections() != 2 {
			t.Errorf("%d connections, want a second one", f.connections())
		}
		if p := <-k.Pushes(); p.Type != TypeResumed {
			t.Errorf("got %+v", p)
		}
	})
}

func TestPlannedReconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		if err := k.Follow(t.Context(), "doc_1", 0); err != nil {
			t.Fatal(err)
		}
		var got []int64
		go func() {
			for p := range k.Pushes() {
				if p.Type == TypeCommit {
					got = append(got, p.Seq)
				}
			}
		}()
		for range 5 * 60 {
			f.push(f.commit("doc_1", 0))
			time.Sleep(time.Minute)
		}
		_ = k.Close()
		synctest.Wait()
		if f.connections() < 3 || len(got) != 300 || got[299] != 300 {
			t.Errorf("%d connections, %d commits", f.connections(), len(got))
		}
	})
}

func TestEndOfSessionIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		f.mu.Lock()
		clear(f.tokens)
		f.mu.Unlock()
		f.cut()
		<-k.Done()
		if !HasStatus(k.Err(), 401) {
			t.Errorf("got %v", k.Err())
		}
		if _, ok := <-k.Pushes(); ok {
			t.Error("the channel of pushes is open")
		}
		if _, _, err := k.Call(t.Context(), "ping", nil); !HasStatus(err, 401) {
			t.Errorf("got %v", err)
		}
		if err := k.Follow(t.Context(), "doc_1", 0); !HasStatus(err, 401) {
			t.Errorf("got %v", err)
		}
	})
}

func TestCloseFailsWaitingCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.onFrame = func(*websocket.Conn, frameIn) bool { return true }
		k := dial(t, f.client(Options{}))
		failed := make(chan error)
		go func() { _, _, err := k.Call(t.Context(), "chat.send", nil); failed <- err }()
		go func() { failed <- k.Follow(t.Context(), "doc_1", 0) }()
		synctest.Wait()
		if err := k.Close(); err != nil {
			t.Error(err)
		}
		for range 2 {
			if err := <-failed; !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
		if err := k.Close(); err != nil {
			t.Errorf("closed twice: %v", err)
		}
		if f.issued != 1 {
			t.Errorf("%d tickets: it came back after Close", f.issued)
		}
	})
}

func TestDoubledNoticesAreDeliveredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		synctest.Wait()
		for range 3 {
			f.push(Push{ID: "evt_1", Type: "chat.progress", Topic: "cnv_1", Data: json.RawMessage(`{}`)})
		}
		f.push(Push{ID: "evt_2", Type: "chat.message", Topic: "cnv_1", Seq: 1})
		f.push(Push{ID: "evt_3", Type: "chat.message", Topic: "cnv_1", Seq: 1})
		f.push(Push{ID: "evt_4", Type: "chat.message", Topic: "cnv_1", Seq: 2})
		for _, want := range []string{"evt_1", "evt_2", "evt_4"} {
			if p := <-k.Pushes(); p.ID != want {
				t.Errorf("got %s, want %s", p.ID, want)
			}
		}
	})
}
