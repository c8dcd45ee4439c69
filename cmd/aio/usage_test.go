package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	usageops "github.com/aio-creative-hub/aio/shared/usage/ops"
)

// usedBy reads what a person used, by operation.
func usedBy(ctx context.Context, t *testing.T, c *client.Client) map[string]usageops.OperationUse {
	t.Helper()
	var u usageops.Usage
	if err := c.Do(ctx, http.MethodGet, "/api/v1/users/me/usage", nil, &u); err != nil {
		t.Fatal(err)
	}
	out := map[string]usageops.OperationUse{}
	for _, tool := range u.Tools {
		for _, o := range tool.Operations {
			out[o.Operation] = o
		}
	}
	return out
}

// What a message makes is charged by what it is, once, whatever is sent again or refused.
func TestUsageOfAMessage(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("usage@example.org")
	id := c.NewMessageID()
	for range 2 { // the second is the same message
		if _, err := c.Send(ctx, chatops.NewMessage{ID: id, Text: "Create a 300x200 picture with a navy background"}); err != nil {
			t.Fatal(err)
		}
	}
	canvas := newCanvas(ctx, t, c, 10, 10)
	if err := c.Do(ctx, http.MethodPost, "/api/v1/tools/graphics/canvases/"+canvas+"/layers", map[string]any{"shape": "nonsense"}, nil); err == nil {
		t.Error("nonsense was drawn")
	}
	for range 2 { // the second is a replay under its key
		status, _, answer := s.raw(http.MethodPost, "/api/v1/tools/graphics/canvases/"+canvas+"/layers", c.Session().AccessToken, `{"shape":"circle"}`, "Idempotency-Key", "one-and-the-same")
		if status != http.StatusCreated && status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
	}
	got := usedBy(ctx, t, c)
	for operation, want := range map[string]struct {
		calls, amount int64
		unit          string
	}{
		"chat.send": {1, 1, "requests"}, "graphics.create": {2, 2, "requests"}, "graphics.add_layer": {1, 1, "requests"}, "graphics.export": {1, 300 * 200, "pixels"},
	} {
		o := got[operation]
		if o.Calls != want.calls || len(o.Amounts) != 1 || o.Amounts[0] != (usageops.Amount{Unit: want.unit, Amount: want.amount}) {
			t.Errorf("%s: %+v, want %+v", operation, o, want)
		}
	}
	if len(got) != 4 {
		t.Errorf("%+v", got)
	}
	me, err := c.Me(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.stop()
	for _, named := range [][]string{{me.ID}, nil} {
		out, err := aioCommand(ctx, append([]string{"admin", "verify-usage", "--data", s.dir}, named...)...).CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "5 entries of "+me.ID) {
			t.Errorf("%v: %s, %v", named, out, err)
		}
	}
	if out, err := aioCommand(ctx, "admin", "verify-usage", "--data", s.dir, me.ID+"X").CombinedOutput(); err == nil {
		t.Errorf("a ledger that is not there: %s", out)
	}
}

// A commit is charged though its id was used before: what is new is not free because of a
// name that a client chooses.
func TestUsageOfAnIDUsedAgain(t *testing.T) {
	ctx := context.Background()
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("again@example.org")
	canvas := newCanvas(ctx, t, c, 10, 10)
	var change graphicsops.Change
	seen := map[int64]bool{}
	for range 3 {
		body := map[string]any{"shape": "circle", "commitId": "one-and-the-same", "basis": change.Seq}
		for range 2 { // each sent twice
			if err := c.Do(ctx, http.MethodPost, "/api/v1/tools/graphics/canvases/"+canvas+"/layers", body, &change); err != nil {
				t.Fatal(err)
			}
			seen[change.Seq] = true
		}
	}
	if got := usedBy(ctx, t, c)["graphics.add_layer"]; got.Calls != int64(len(seen)) {
		t.Errorf("charged %d times for %d commits", got.Calls, len(seen))
	}
}
