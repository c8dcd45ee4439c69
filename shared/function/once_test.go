package function_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// onceWorld keeps answers in a store and reads its clock.
func onceWorld(s store.Store, clock *storetest.Clock) *world {
	w := newWorld()
	w.Once, w.Now = s, clock.Now
	return w
}

func newClock() *storetest.Clock {
	return storetest.NewClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
}

func keyed(key, text string) events.APIGatewayProxyRequest {
	e := proxyEvent("idempotency-key", key)
	e.Body = fmt.Sprintf(`{"text":%q}`, text)
	return e
}

// counting is an operation that counts how often each text was carried out.
type counting struct {
	mu    sync.Mutex
	times map[string]int
	err   error
}

func (c *counting) serve(_ context.Context, in *ItemInput) (*ItemOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return nil, c.err
	}
	c.times[in.Body.Text]++
	return &ItemOutput{Location: fmt.Sprintf("/items/%d", c.times[in.Body.Text]), Body: in.Body}, nil
}

func TestTheSameKeyGivesTheSameAnswer(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}}
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	h := w.handler(t, spec(), c.serve)

	first, _ := rest(t, h, keyed("key-1", "a"))
	again, _ := rest(t, h, keyed("key-1", "a"))
	if c.times["a"] != 1 || again.Body != first.Body || get(again, "Location") != "/items/1" || again.StatusCode != first.StatusCode {
		t.Errorf("carried out %d times; %v, then %v", c.times["a"], first, again)
	}
	if get(first, function.HeaderReplayed) != "" || get(again, function.HeaderReplayed) != "true" {
		t.Error("only the second answer is a replay")
	}
	if _, p := rest(t, h, keyed("key-1", "b")); p.Code != "idempotency_key_reused" || p.Status != http.StatusUnprocessableEntity {
		t.Errorf("another request under the key: %+v", p)
	}
	if rest(t, h, keyed("key-2", "a")); c.times["a"] != 2 {
		t.Errorf("another key: carried out %d times, want 2", c.times["a"])
	}
	clock.Advance(25 * time.Hour)
	if rest(t, h, keyed("key-1", "b")); c.times["b"] != 1 {
		t.Error("after a day the key is free again")
	}
}

func TestKeysArePrivate(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}}
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	h := w.handler(t, spec(), c.serve)
	rest(t, h, keyed("key-1", "a"))
	e := keyed("key-1", "a")
	e.MultiValueHeaders["authorization"] = []string{"Bearer " + adminToken}
	if rest(t, h, e); c.times["a"] != 2 {
		t.Errorf("two people under one key: carried out %d times, want 2", c.times["a"])
	}
}

func TestWhatFailedOnOurSideMayBeTriedAgain(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}, err: errors.New("disk on fire")}
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	h := w.handler(t, spec(), c.serve)
	if res, _ := rest(t, h, keyed("key-1", "a")); res.StatusCode != http.StatusInternalServerError {
		t.Fatalf("status %d", res.StatusCode)
	}
	c.err = nil
	if res, _ := rest(t, h, keyed("key-1", "a")); res.StatusCode != http.StatusOK || c.times["a"] != 1 {
		t.Errorf("status %d, carried out %d times", res.StatusCode, c.times["a"])
	}
}

func TestSecretsAreNotKept(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}}
	s := memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)})
	w := onceWorld(s, clock)
	secret := spec()
	secret.Secret = true
	h := w.handler(t, secret, c.serve)
	c.err = operation.NewProblem(403, "wrong_password", "No.")
	if _, p := rest(t, h, keyed("key-1", "a wrong password")); p.Status != http.StatusForbidden {
		t.Errorf("refused with %+v", p)
	}
	c.err = nil // a refusal is forgotten
	if res, _ := rest(t, h, keyed("key-1", canary)); res.StatusCode != http.StatusOK {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	for _, text := range []string{canary, "another"} {
		if _, p := rest(t, h, keyed("key-1", text)); p.Status != http.StatusConflict || p.Code != "answer_not_kept" {
			t.Errorf("again: %+v", p)
		}
	}
	if c.times[canary] != 1 || c.times["another"] != 0 {
		t.Errorf("carried out %v", c.times)
	}
	items, _, err := s.Query(context.Background(), store.Query{Table: store.Runtime, PK: "ONCE#usr_1"})
	if err != nil || len(items) != 1 || strings.Contains(string(items[0].Data), canary) || strings.Contains(string(items[0].Data), "/items/") {
		t.Errorf("kept %+v, %v", items, err)
	}
	other := sha256.Sum256([]byte(canary))
	if bytes.Contains(items[0].Data, []byte(hex.EncodeToString(other[:]))) {
		t.Error("a hash of the body is kept")
	}
}

// While the first request is being carried out the second is told to wait; when the
// first is dead it is taken over.
func TestUnderWayAndDead(t *testing.T) {
	clock := newClock()
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	entered, leave := make(chan struct{}), make(chan struct{})
	var runs atomic.Int32
	h := w.handler(t, spec(), func(_ context.Context, in *ItemInput) (*ItemOutput, error) {
		if runs.Add(1) == 1 {
			close(entered)
			<-leave
		}
		return &ItemOutput{Body: in.Body}, nil
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := invoke(t, h, keyed("key-1", "a")); err != nil {
			t.Error(err)
		}
	})
	<-entered
	if _, p := rest(t, h, keyed("key-1", "a")); p.Code != "in_progress" || p.Status != http.StatusConflict {
		t.Errorf("while under way: %+v", p)
	}
	clock.Advance(time.Minute)
	if res, _ := rest(t, h, keyed("key-1", "a")); res.StatusCode != http.StatusOK || runs.Load() != 2 {
		t.Errorf("after its death: %d, carried out %d times", res.StatusCode, runs.Load())
	}
	close(leave)
	wg.Wait()
}

// Whatever the store loses, nothing is carried out twice while its attempt may be alive,
// and all answers under a key are the same.
func TestOnceOverALossyStore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		clock := newClock()
		nasty := storetest.Nasty(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), storetest.Faults{
			Seed: rapid.Uint64().Draw(rt, "seed"), Throttle: 0.1, LostReply: 0.15, LostRequest: 0.1, Now: clock.Now})
		c := &counting{times: map[string]int{}}
		h := onceWorld(nasty, clock).handler(t, spec(), c.serve)
		answers := map[string]string{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 3), 1, 40).Draw(rt, "requests") {
			key := fmt.Sprintf("key-%d", n)
			if res := quietly(rt, h, keyed(key, key)); res.StatusCode == http.StatusOK {
				body := res.Body + get(res, "Location")
				if earlier, ok := answers[key]; ok && earlier != body {
					rt.Fatalf("%s was answered %s, then %s", key, earlier, body)
				}
				answers[key] = body
			}
		}
		for key, n := range c.times {
			if n > 1 {
				rt.Fatalf("%s was carried out %d times", key, n)
			}
		}
	})
}

func quietly(rt *rapid.T, h lambda.Handler, e events.APIGatewayProxyRequest) events.APIGatewayProxyResponse {
	payload, err := json.Marshal(e)
	if err != nil {
		rt.Fatal(err)
	}
	data, err := h.Invoke(context.Background(), payload)
	if err != nil {
		rt.Fatal(err)
	}
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(data, &res); err != nil {
		rt.Fatal(err)
	}
	return res
}

// Many at once under one key: one is carried out.
func TestOnceAtOnce(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}}
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	w.Observe = nil
	h := w.handler(t, spec(), c.serve)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			data, err := invoke(t, h, keyed("key-1", "a"))
			if err != nil || (!strings.Contains(string(data), `"statusCode":200`) && !strings.Contains(string(data), "in_progress")) {
				t.Errorf("%s %v", data, err)
			}
		})
	}
	wg.Wait()
	if c.times["a"] != 1 {
		t.Errorf("carried out %d times", c.times["a"])
	}
}
