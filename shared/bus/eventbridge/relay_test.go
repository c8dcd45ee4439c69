package eventbridge_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/eventbridge"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
)

// fakeBus speaks the wire protocols of EventBridge and SQS, as far as the relay does.
type fakeBus struct {
	mu     sync.Mutex
	put    []string // ids of events on the bus
	calls  []int    // entries of each call
	dead   []string // bodies of dead letters
	refuse func(id string) bool
	down   bool
	full   bool // the queue takes nothing
}

func (f *fakeBus) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	target := r.Header.Get("X-Amz-Target")
	switch {
	case f.down || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "):
		w.WriteHeader(http.StatusInternalServerError)
	case strings.HasSuffix(target, "PutEvents"):
		_ = json.NewEncoder(w).Encode(f.putEvents(data))
	case strings.HasSuffix(target, "SendMessage") && f.full:
		w.WriteHeader(http.StatusInternalServerError)
	case strings.HasSuffix(target, "SendMessage"):
		var in struct{ QueueUrl, MessageBody string } //nolint:revive // the protocol's name
		_ = json.Unmarshal(data, &in)
		f.dead = append(f.dead, in.MessageBody)
		_, _ = w.Write([]byte(`{"MessageId":"1"}`))
	default:
		w.WriteHeader(http.StatusBadRequest)
	}
}

func (f *fakeBus) putEvents(data []byte) map[string]any {
	var in struct {
		Entries []struct{ Source, DetailType, Detail, EventBusName string }
	}
	_ = json.Unmarshal(data, &in)
	f.calls = append(f.calls, len(in.Entries))
	var out []map[string]any
	failed := 0
	for _, e := range in.Entries {
		var fact bus.Event
		_ = json.Unmarshal([]byte(e.Detail), &fact)
		if e.Source != "aio" || e.EventBusName != "aio-test" || e.DetailType != fact.Type || f.refuse != nil && f.refuse(fact.ID) {
			failed++
			out = append(out, map[string]any{"ErrorCode": "ThrottlingException", "ErrorMessage": "on purpose"})
			continue
		}
		f.put = append(f.put, fact.ID)
		out = append(out, map[string]any{"EventId": "x"})
	}
	return map[string]any{"FailedEntryCount": failed, "Entries": out}
}

func open(t *testing.T, f *fakeBus) *eventbridge.Relay {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	r, err := eventbridge.NewRelay(aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		eventbridge.RelayOptions{Stage: "test", DeadLetters: s.URL + "/000000000000/dead", Decode: dynamo.Events, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// record is a stream record of an item that carries events.
func record(n int, name string, ids ...string) events.DynamoDBEventRecord {
	r := events.DynamoDBEventRecord{EventName: name, Change: events.DynamoDBStreamRecord{SequenceNumber: fmt.Sprint(n)}}
	if len(ids) == 0 {
		return r
	}
	var list []events.DynamoDBAttributeValue
	for _, id := range ids {
		data, _ := json.Marshal(bus.Event{ID: id, Type: "test.happened", Subject: "s", Time: time.Unix(int64(n), 0).UTC(), Data: json.RawMessage(`{"a":1}`)})
		list = append(list, events.NewStringAttribute(string(data)))
	}
	r.Change.NewImage = map[string]events.DynamoDBAttributeValue{"emit": events.NewListAttribute(list)}
	return r
}

func handle(t *testing.T, r *eventbridge.Relay, records ...events.DynamoDBEventRecord) []string {
	t.Helper()
	out, err := r.Handle(t.Context(), events.DynamoDBEvent{Records: records})
	if err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, f := range out.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	return failed
}

// TestRelay: events come to the bus in the order of their records; what carries none or
// was removed publishes none.
func TestRelay(t *testing.T) {
	f := &fakeBus{}
	failed := handle(t, open(t, f), record(1, "INSERT", "a", "b"), record(2, "MODIFY"), record(3, "REMOVE", "no"), record(4, "MODIFY", "c"))
	if failed != nil || !slices.Equal(f.put, []string{"a", "b", "c"}) || len(f.dead) != 0 {
		t.Errorf("failed %v, put %v, dead %v", failed, f.put, f.dead)
	}
}

// TestRelayBatches: never more than ten entries a call, and all of them come.
func TestRelayBatches(t *testing.T) {
	f := &fakeBus{}
	var records []events.DynamoDBEventRecord
	var want []string
	for n := range 9 {
		ids := []string{fmt.Sprint(n, "a"), fmt.Sprint(n, "b"), fmt.Sprint(n, "c")}
		records, want = append(records, record(n, "INSERT", ids...)), append(want, ids...)
	}
	if failed := handle(t, open(t, f), records...); failed != nil || !slices.Equal(f.put, want) || slices.Max(f.calls) > 10 {
		t.Errorf("failed %v, calls of %v, put %d of %d", failed, f.calls, len(f.put), len(want))
	}
}

// TestRelayFailures: an entry that is refused for a moment is put again; one that stays
// refused, and a bus that is down, give the first record that is missing.
func TestRelayFailures(t *testing.T) {
	once := true
	f := &fakeBus{refuse: func(id string) bool { first := id == "b" && once; once = once && !first; return first }}
	if failed := handle(t, open(t, f), record(1, "INSERT", "a"), record(2, "INSERT", "b")); failed != nil || !slices.Equal(f.put, []string{"a", "b"}) {
		t.Errorf("refused once: failed %v, put %v", failed, f.put)
	}
	f = &fakeBus{refuse: func(id string) bool { return id == "b" }}
	if failed := handle(t, open(t, f), record(1, "INSERT", "a"), record(2, "INSERT", "b"), record(3, "INSERT", "c")); !slices.Equal(failed, []string{"2"}) {
		t.Errorf("refused for good: failed %v", failed)
	}
	f = &fakeBus{down: true}
	if failed := handle(t, open(t, f), record(7, "INSERT", "a"), record(8, "INSERT", "b")); !slices.Equal(failed, []string{"7"}) {
		t.Errorf("the bus is down: failed %v", failed)
	}
}

// TestRelayBuries: a record that can never be relayed becomes a dead letter without what
// is in it, and does not hold up the others; if even that fails, it comes again.
func TestRelayBuries(t *testing.T) {
	bad := record(2, "INSERT")
	bad.Change.Keys = map[string]events.DynamoDBAttributeValue{"pk": events.NewStringAttribute("DOC#1")}
	bad.Change.NewImage = map[string]events.DynamoDBAttributeValue{"emit": events.NewListAttribute([]events.DynamoDBAttributeValue{events.NewStringAttribute("secret{")})}
	f := &fakeBus{}
	failed := handle(t, open(t, f), record(1, "INSERT", "a"), bad, record(3, "INSERT", "c"))
	if failed != nil || !slices.Equal(f.put, []string{"a", "c"}) || len(f.dead) != 1 || strings.Contains(f.dead[0], "secret{") || !strings.Contains(f.dead[0], "DOC#1") {
		t.Errorf("failed %v, put %v, dead %v", failed, f.put, f.dead)
	}
	if failed := handle(t, open(t, &fakeBus{down: true}), bad); !slices.Equal(failed, []string{"2"}) {
		t.Errorf("the queue is down: failed %v", failed)
	}
	f = &fakeBus{full: true}
	if failed := handle(t, open(t, f), record(1, "INSERT", "a"), bad, record(3, "INSERT", "c")); !slices.Equal(failed, []string{"2"}) || !slices.Equal(f.put, []string{"a"}) {
		t.Errorf("the queue is full: failed %v, put %v", failed, f.put)
	}
}
