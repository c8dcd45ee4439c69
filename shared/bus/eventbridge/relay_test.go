package eventbridge_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/bus"
	buses "github.com/aio-creative-hub/aio/shared/bus/eventbridge"
)

// onCall fails the calls up to a number.
func onCall(most int, answer scripted.Answer) func(int) scripted.Answer {
	return func(n int) scripted.Answer {
		if n <= most {
			return answer
		}
		return nil
	}
}

func entryOf(id, code string, until int) func(int, put) string {
	return func(n int, e put) string {
		if n <= until && strings.Contains(e.Detail, `"`+id+`"`) {
			return code
		}
		return ""
	}
}

// TestPublished checks what is published, in which order, what is sent again by the stream
// (from the first record that is not published), and what is set aside.
func TestPublished(t *testing.T) {
	removed := change("3", fact("never"))
	removed.EventName = "REMOVE"
	abc := []events.DynamoDBEventRecord{change("1", fact("a")), change("2", fact("b")), change("3", fact("c"))}
	const forever = 1000
	for name, c := range map[string]struct {
		fake   *cloudFake
		batch  []events.DynamoDBEventRecord
		taken  string
		failed string // sequence number, "" if the batch is done
		aside  int
	}{
		"in order":                   {batch: []events.DynamoDBEventRecord{change("1", fact("a"), fact("b")), change("2", fact("c"))}, taken: "a b c"},
		"nothing":                    {},
		"without events":             {batch: []events.DynamoDBEventRecord{changed("1", ""), change("2"), removed}},
		"one entry later":            {fake: &cloudFake{refuse: entryOf("b", "InternalFailure", 2)}, batch: abc, taken: "a c b"},
		"one entry never":            {fake: &cloudFake{refuse: entryOf("b", "ThrottlingException", forever)}, batch: abc, taken: "a c", failed: "2"},
		"no right to publish":        {fake: &cloudFake{refuse: entryOf("b", "NotAuthorizedForSourceException", forever)}, batch: abc, taken: "a c", failed: "2"},
		"throttled at first":         {fake: &cloudFake{fail: onCall(2, scripted.Refuses(400, "ThrottlingException"))}, batch: abc, taken: "a b c"},
		"throttled for long":         {fake: &cloudFake{fail: onCall(forever, scripted.Refuses(400, "ThrottlingException"))}, batch: abc, failed: "1"},
		"not allowed":                {fake: &cloudFake{fail: onCall(forever, scripted.Refuses(400, "AccessDeniedException"))}, batch: abc, failed: "1"},
		"lost answer":                {fake: &cloudFake{lose: map[int]bool{1: true}}, batch: abc, taken: "a b c a b c"},
		"not readable":               {batch: []events.DynamoDBEventRecord{change("1", fact("a")), changed("2", "{"), change("3", fact("c"))}, taken: "a c", aside: 1},
		"not an event":               {batch: []events.DynamoDBEventRecord{change("1", fact("a"), fact(""), fact("b"))}, taken: "a b", aside: 1},
		"a type too long":            {batch: []events.DynamoDBEventRecord{change("1", bus.Event{ID: "x", Type: strings.Repeat("t", 129)}), change("2", fact("b"))}, taken: "b", aside: 1},
		"refused for good":           {fake: &cloudFake{refuse: entryOf("b", "MalformedDetail", forever)}, batch: abc, taken: "a c", aside: 1},
		"not set aside":              {fake: &cloudFake{queueFail: true}, batch: []events.DynamoDBEventRecord{change("1", fact("a")), changed("2", "{"), change("3", fact("c"))}, taken: "a", failed: "2"},
		"refused, and not set aside": {fake: &cloudFake{queueFail: true, refuse: entryOf("b", "MalformedDetail", forever)}, batch: abc, taken: "a c", failed: "2"},
	} {
		t.Run(name, func(t *testing.T) {
			f := cmp.Or(c.fake, &cloudFake{})
			res, err := f.relay(t).Handle(t.Context(), events.DynamoDBEvent{Records: c.batch})
			if err != nil {
				t.Fatal(err)
			}
			failed := ""
			for _, one := range res.BatchItemFailures {
				failed += one.ItemIdentifier
			}
			if taken := strings.Join(f.taken, " "); taken != c.taken || failed != c.failed || len(f.aside) != c.aside || f.tooBig {
				t.Errorf("published %q, to be sent again from %q, set aside %d; want %q, %q, %d", taken, failed, len(f.aside), c.taken, c.failed, c.aside)
			}
		})
	}
}

// TestOneSpoilsAll checks that an entry for which EventBridge refuses whole calls is found
// and set aside alone.
func TestOneSpoilsAll(t *testing.T) {
	f := &cloudFake{}
	f.fail = func(n int) scripted.Answer {
		if slices.ContainsFunc(f.calls[n-1], func(e put) bool { return strings.Contains(e.Detail, `"b"`) }) {
			return scripted.Refuses(400, "ValidationException")
		}
		return nil
	}
	res, err := f.relay(t).Handle(t.Context(), events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{change("1", fact("a"), fact("b")), change("2", fact("c"))}})
	if err != nil || len(res.BatchItemFailures) != 0 || strings.Join(f.taken, " ") != "a c" || len(f.aside) != 1 {
		t.Errorf("published %q, set aside %d, failures %+v, %v", f.taken, len(f.aside), res.BatchItemFailures, err)
	}
}

// TestEntries checks the form of what is put: ten at most, 256 KB at most, the event as
// the detail with its data untouched.
func TestEntries(t *testing.T) {
	var batch []events.DynamoDBEventRecord
	var want []string
	for n := range 25 {
		id := fmt.Sprint("small", n)
		batch, want = append(batch, change(fmt.Sprint(n), fact(id))), append(want, id)
	}
	big := json.RawMessage(`"` + strings.Repeat("x", bus.MaxEventData-2) + `"`)
	for n := range 3 {
		id := fmt.Sprint("big", n)
		batch, want = append(batch, change(fmt.Sprint(100+n), bus.Event{ID: id, Type: "test.big", Data: big})), append(want, id)
	}
	html := bus.Event{ID: "html", Type: "test.html", Subject: "s", Correlation: "c", Time: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Data: json.RawMessage(`{"html":"<&>"}`)}
	batch, want = append(batch, change("200", html)), append(want, "html")
	f := &cloudFake{}
	res, err := f.relay(t).Handle(t.Context(), events.DynamoDBEvent{Records: batch})
	if err != nil || len(res.BatchItemFailures) != 0 || !slices.Equal(f.taken, want) {
		t.Fatalf("published %q, %+v, %v; want %q", f.taken, res, err, want)
	}
	if len(f.calls) != 5 || f.tooBig { // 10, 10, 5 and a big one, big, big and html
		t.Errorf("%d calls, too large: %t", len(f.calls), f.tooBig)
	}
	last := f.calls[len(f.calls)-1]
	got := last[len(last)-1]
	if got.Source != "aio" || got.DetailType != "test.html" || got.EventBusName != "aio-dev" ||
		got.Detail != `{"id":"html","type":"test.html","subject":"s","time":"2026-01-02T03:04:05.000000006Z","correlation":"c","data":{"html":"<&>"}}` {
		t.Errorf("put %+v", got)
	}
}

// TestAside checks what stands in the queue of a record that could not be published.
func TestAside(t *testing.T) {
	f := &cloudFake{}
	large := changed("2", "{"+strings.Repeat("secret", 50<<10))
	if _, err := f.relay(t).Handle(t.Context(), events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{changed("1", "{"), large}}); err != nil || len(f.aside) != 2 {
		t.Fatalf("set aside %d, %v", len(f.aside), err)
	}
	for n, body := range f.aside {
		var got struct {
			Relay                     int
			Reason, Sequence, EventID string
			Keys                      map[string]map[string]string
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if got.Relay != 1 || got.Reason == "" || got.Sequence != fmt.Sprint(n+1) || got.EventID != "id"+got.Sequence || got.Keys["pk"]["S"] != "p" {
			t.Errorf("set aside %s", body)
		}
		if len(body) > 1000 || strings.Contains(body, "secret") {
			t.Errorf("%d bytes with what is in the item", len(body))
		}
	}
}

// TestRelayInTime checks that the relay answers before its function's time is over: else
// what it published would be published again with the rest.
func TestRelayInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &cloudFake{fail: func(n int) scripted.Answer {
			if n == 1 {
				return nil
			}
			return func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() }
		}}
		var batch []events.DynamoDBEventRecord
		for n := range 15 {
			batch = append(batch, change(fmt.Sprint(n), fact(fmt.Sprint(n))))
		}
		const limit = 10 * time.Second
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		begun := time.Now()
		res, err := f.relay(t).Handle(ctx, events.DynamoDBEvent{Records: batch})
		if took := time.Since(begun); err != nil || took >= limit || len(res.BatchItemFailures) != 1 || res.BatchItemFailures[0].ItemIdentifier != "10" {
			t.Errorf("%+v, %v after %v", res, err, took)
		}
	})
}

// TestRelayOptions checks that all that is missing is said at once.
func TestRelayOptions(t *testing.T) {
	_, err := buses.NewRelay(aws.Config{}, buses.RelayOptions{})
	for _, part := range []string{"stage", "AIO_DEAD_LETTERS", "decoder", "log"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not name %s", err, part)
		}
	}
}
