package eventbridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/bus"
	buses "github.com/aio-creative-hub/aio/shared/bus/eventbridge"
)

// put is an entry of PutEvents as it goes over the wire.
type put struct {
	Source, DetailType, Detail, EventBusName string
}

// cloudFake plays EventBridge and SQS on the wire, as far as the relay uses them, and
// fails as told: emulators never do.
type cloudFake struct {
	refuse    func(call int, entry put) string // error code of an entry, "" takes it
	fail      func(call int) scripted.Answer   // of a whole call; nil if it goes well
	lose      map[int]bool                     // calls whose answer is lost
	queueFail bool

	mu     sync.Mutex
	calls  [][]put // of PutEvents, as they were asked
	taken  []string
	aside  []string
	tooBig bool
}

// Do implements the SDK's HTTP client.
func (f *cloudFake) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".SendMessage") {
		return f.send(r, body)
	}
	var in struct{ Entries []put }
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	f.calls = append(f.calls, in.Entries)
	n := len(f.calls)
	f.tooBig = f.tooBig || len(in.Entries) > 10 || len(body) > 300<<10
	if f.fail != nil {
		if answer := f.fail(n); answer != nil {
			return answer(r)
		}
	}
	answer := f.take(n, in.Entries)
	if f.lose[n] {
		return nil, io.ErrUnexpectedEOF
	}
	return scripted.Says(200, "", "", answer)(r)
}

func (f *cloudFake) send(r *http.Request, body []byte) (*http.Response, error) {
	if f.queueFail {
		return scripted.Refuses(403, "AccessDeniedException")(r)
	}
	var in struct{ MessageBody string }
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	f.aside = append(f.aside, in.MessageBody)
	return scripted.Says(200, "", "", `{"MessageId":"1"}`)(r)
}

func (f *cloudFake) take(call int, entries []put) string {
	var answers []string
	failed := 0
	for _, e := range entries {
		code := ""
		if f.refuse != nil {
			code = f.refuse(call, e)
		}
		if code != "" {
			failed++
			answers = append(answers, fmt.Sprintf(`{"ErrorCode":%q,"ErrorMessage":"no"}`, code))
			continue
		}
		var fact bus.Event
		if json.Unmarshal([]byte(e.Detail), &fact) != nil {
			fact.ID = "not an event"
		}
		f.taken = append(f.taken, fact.ID)
		answers = append(answers, `{"EventId":"1"}`)
	}
	return fmt.Sprintf(`{"FailedEntryCount":%d,"Entries":[%s]}`, failed, strings.Join(answers, ","))
}

func (f *cloudFake) relay(t *testing.T) *buses.Relay {
	t.Helper()
	cfg := aws.Config{Region: "us-east-1", HTTPClient: f, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), RetryMaxAttempts: 1}
	r, err := buses.NewRelay(cfg, buses.RelayOptions{Stage: "dev", DeadLetters: "https://sqs.example.org/1/dead", Decode: decode, Log: quiet(),
		Pause: func(ctx context.Context, _ int) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// change is a record of the stream: an item with events on it was written.
func change(sequence string, emitted ...bus.Event) events.DynamoDBEventRecord {
	return changed(sequence, encoded(emitted))
}

func changed(sequence, emit string) events.DynamoDBEventRecord {
	image := map[string]events.DynamoDBAttributeValue{"pk": events.NewStringAttribute("p")}
	if emit != "" {
		image["emit"] = events.NewStringAttribute(emit)
	}
	return events.DynamoDBEventRecord{EventName: "MODIFY", EventID: "id" + sequence, Change: events.DynamoDBStreamRecord{
		SequenceNumber: sequence, NewImage: image, Keys: map[string]events.DynamoDBAttributeValue{"pk": events.NewStringAttribute("p")}}}
}

func fact(id string) bus.Event { return bus.Event{ID: id, Type: "test.a"} }

// encoded writes events as they stand on an item here.
func encoded(emitted []bus.Event) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(emitted); err != nil {
		return err.Error()
	}
	return b.String()
}

// decode reads what encoded wrote.
func decode(image map[string]events.DynamoDBAttributeValue) ([]bus.Event, error) {
	emit, ok := image["emit"]
	if !ok {
		return nil, nil
	}
	var emitted []bus.Event
	if err := json.Unmarshal([]byte(emit.String()), &emitted); err != nil {
		return nil, fmt.Errorf("emit: %w", err)
	}
	return emitted, nil
}
