package live_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestConnectAndDisconnect(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	c := w.connection("con_1", "usr_1", "ses_1")
	if status := w.fns.Connect(ops.Connect, c); status/100 != 2 { // the same event once more, at another time
		t.Errorf("connect again: status %d", status)
	}
	w.subscribe(c, "doc_1", 0)
	all := []string{"CON#con_1", "USR#usr_1", "SES#ses_1", "DOC#doc_1"}
	want := []string{"CON#con_1 DOC#doc_1", "CON#con_1 META", "DOC#doc_1 con_1", "SES#ses_1 con_1", "USR#usr_1 con_1"}
	if got := w.items(all...); !slices.Equal(got, want) {
		t.Errorf("stored %v, want %v", got, want)
	}
	for range 2 { // the event of the end may come twice
		if status := w.fns.Disconnect(ops.Disconnect, c); status/100 != 2 {
			t.Errorf("disconnect: status %d", status)
		}
		if got := w.items(all...); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
	}
}

func TestConnectionsOfNobodyAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	if status := w.fns.Connect(ops.Connect, optest.Connection{ID: "con_1"}); status != 401 {
		t.Errorf("status %d", status)
	}
	if got := w.items("CON#con_1", "USR#", "SES#"); len(got) != 0 {
		t.Errorf("stored %v", got)
	}
}

func TestItemsExpireAfterTheLongestConnection(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.subscribe(w.connection("con_1", "usr_1", "ses_1"), "doc_1", 0)
	w.clock.Advance(2 * time.Hour) // the gateway has closed it by now
	if got := w.items("CON#con_1"); len(got) != 2 {
		t.Errorf("after two hours: %v", got)
	}
	w.clock.Advance(10 * time.Minute)
	if got := w.items("CON#con_1", "USR#usr_1", "SES#ses_1", "DOC#doc_1"); len(got) != 0 {
		t.Errorf("later: %v", got)
	}
}

func TestFrames(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.document("doc_2", "usr_2")
	mine := w.connection("con_1", "usr_1", "ses_1")
	over := optest.Connection{ID: "con_over", User: "usr_1", Session: "ses_1"} // has ended, or never was
	for name, c := range map[string]struct {
		o      operation.Declared
		on     optest.Connection
		args   map[string]any
		status int
		code   string
	}{
		"ping":                    {ops.Ping, mine, nil, 200, ""},
		"unknown action":          {ops.Unknown, mine, nil, 404, "unknown_action"},
		"own document":            {ops.Subscribe, mine, map[string]any{"documentId": "doc_1"}, 200, ""},
		"somebody else's":         {ops.Subscribe, mine, map[string]any{"documentId": "doc_2"}, 404, "not_found"},
		"unknown document":        {ops.Subscribe, mine, map[string]any{"documentId": "doc_3"}, 404, "not_found"},
		"no document's id":        {ops.Subscribe, mine, map[string]any{"documentId": "../META"}, 404, "not_found"},
		"no document":             {ops.Subscribe, mine, map[string]any{}, 422, "required"},
		"before the beginning":    {ops.Subscribe, mine, map[string]any{"documentId": "doc_1", "after": -1}, 422, "invalid_value"},
		"connection that ended":   {ops.Subscribe, over, map[string]any{"documentId": "doc_1"}, 400, "bad_request"},
		"end what was not begun":  {ops.Unsubscribe, mine, map[string]any{"documentId": "doc_9"}, 204, ""},
		"nobody":                  {ops.Subscribe, optest.Connection{ID: "con_9"}, map[string]any{"documentId": "doc_1"}, 401, "unauthorized"},
		"end for another's sake":  {ops.Unsubscribe, over, map[string]any{"documentId": "doc_1"}, 204, ""},
		"a document in two words": {ops.Subscribe, mine, map[string]any{"documentId": "doc_1", "unknown": 1}, 422, "unknown_field"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.fns.Frame(c.o, c.on, c.args)
			if a.Status != c.status || c.code != "" && !strings.Contains(a.Body, `"`+c.code+`"`) {
				t.Errorf("got %d %s, want %d %s", a.Status, a.Body, c.status, c.code)
			}
		})
	}
	if got := w.items("DOC#doc_2", "DOC#doc_3", "CON#con_over", "CON#con_9"); len(got) != 0 {
		t.Errorf("refusals stored %v", got)
	}
	if got := w.items("DOC#doc_1"); !slices.Equal(got, []string{"DOC#doc_1 con_1"}) {
		t.Errorf("followers %v", got)
	}
}

func TestPingTellsTheTime(t *testing.T) {
	w := newWorld(t, nil)
	c := w.connection("con_1", "usr_1", "ses_1")
	pong := optest.Decode[ops.Pong](t, w.fns.Frame(ops.Ping, c, nil))
	if !pong.Time.Equal(w.clock.Now()) {
		t.Errorf("time %s, want %s", pong.Time, w.clock.Now())
	}
}

func TestSubscriptionsAreLimited(t *testing.T) {
	w := newWorld(t, nil)
	c := w.connection("con_1", "usr_1", "ses_1")
	const most = 50
	for i := range most + 1 {
		w.document(fmt.Sprintf("doc_%d", i), "usr_1")
	}
	for i := range most {
		w.subscribe(c, fmt.Sprintf("doc_%d", i), 0)
	}
	last := map[string]any{"documentId": fmt.Sprintf("doc_%d", most)}
	if a := w.fns.Frame(ops.Subscribe, c, last); a.Status != 422 || !strings.Contains(a.Body, "too_many_subscriptions") {
		t.Errorf("one more: %d %s", a.Status, a.Body)
	}
	w.subscribe(c, "doc_7", 0) // again is no more
	w.unsubscribe(c, "doc_7")
	if a := w.fns.Frame(ops.Subscribe, c, last); a.Status != 200 {
		t.Errorf("after one has ended: %d %s", a.Status, a.Body)
	}
}

// TestSubscriptionsAtOnce: of sixty at the same time just as many are made as one may have.
func TestSubscriptionsAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	c := w.connection("con_1", "usr_1", "ses_1")
	const asked, most = 60, 50
	for i := range asked {
		w.document(fmt.Sprintf("doc_%d", i), "usr_1")
	}
	var made, refused atomic.Int32
	var wg sync.WaitGroup
	for i := range asked {
		wg.Go(func() {
			for {
				switch a := w.fns.Frame(ops.Subscribe, c, map[string]any{"documentId": fmt.Sprintf("doc_%d", i)}); a.Status {
				case 200:
					made.Add(1)
					return
				case 422:
					refused.Add(1)
					return
				case 503: // so many at once is more than a page does; it asks again
				default:
					t.Errorf("%d %s", a.Status, a.Body)
					return
				}
			}
		})
	}
	wg.Wait()
	if made.Load() != most || refused.Load() != asked-most {
		t.Errorf("%d made, %d refused", made.Load(), refused.Load())
	}
}
