package eventbridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/bus"
	buses "github.com/aio-creative-hub/aio/shared/bus/eventbridge"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// starts notes what is started, and fails if told to.
type starts struct {
	err   error
	calls []string
}

// Invoke implements call.Invoker; nothing is waited for here.
func (s *starts) Invoke(context.Context, string, []byte) ([]byte, error) { return nil, call.ErrUnknown }

// Start implements call.Invoker.
func (s *starts) Start(_ context.Context, function string, payload []byte) error {
	if s.err != nil {
		return s.err
	}
	s.calls = append(s.calls, function+" "+string(payload))
	return nil
}

// keeping fails DeleteMessage if told to, on its way to an emulator.
type keeping struct {
	aws.HTTPClient
	on atomic.Bool
}

// Do implements the SDK's HTTP client.
func (k *keeping) Do(req *http.Request) (*http.Response, error) {
	if k.on.Load() && strings.HasSuffix(req.Header.Get("X-Amz-Target"), ".DeleteMessage") {
		return scripted.Refuses(403, "AccessDeniedException")(req)
	}
	return k.HTTPClient.Do(req)
}

// post is a queue of dead letters with what goes wrong around it.
type post struct {
	stage   string
	client  *sqs.Client
	queue   string
	letters *buses.Letters
	starts  *starts
	keeping *keeping
}

// openPost makes the queue of a stage.
func openPost(t *testing.T, target emulator.Target, stage string) *post {
	t.Helper()
	cfg := target.Config()
	p := &post{stage: stage, client: sqs.NewFromConfig(cfg), starts: &starts{}, keeping: &keeping{HTTPClient: cfg.HTTPClient}}
	p.queue = (&stack{sqs: p.client}).openQueue(t, cloud.DeadLetterQueue(emulator.Unique("t")))
	cfg.HTTPClient = p.keeping
	var err error
	if p.letters, err = buses.NewLetters(cfg, buses.LettersOptions{Stage: p.stage, Queue: p.queue, Call: p.starts, Wait: time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *post) send(t *testing.T, body string, attributes map[string]string) {
	t.Helper()
	in := &sqs.SendMessageInput{QueueUrl: &p.queue, MessageBody: &body, MessageAttributes: map[string]sqstypes.MessageAttributeValue{}}
	for name, value := range attributes {
		in.MessageAttributes[name] = sqstypes.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
	}
	if _, err := p.client.SendMessage(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func (p *post) list(t *testing.T) []bus.DeadLetter {
	t.Helper()
	letters, _, err := p.letters.DeadLetters(t.Context(), 0, "")
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

// TestKindsOfLetters checks what is read from each kind of message, and what a redrive
// makes of it.
func TestKindsOfLetters(t *testing.T) {
	emulator.Each(t, "bus/eventbridge letters", func(t *testing.T, target emulator.Target) {
		stage := emulator.Unique("t")
		arn := "arn:aws:lambda:us-east-1:000000000000:function:" + cloud.FunctionName(stage, "live.end_session")
		const event = `{"version":"0","id":"x","detail-type":"identity.session_ended","source":"aio","time":"2026-01-02T03:04:05Z",` +
			`"detail":{"id":"evt_1","type":"identity.session_ended","subject":"ses_1","time":"2026-01-02T03:04:05.5Z","data":{"a":1}}}`
		const schedule = `{"version":"0","id":"y","detail-type":"Scheduled Event","source":"aio","time":"2026-01-02T03:04:05Z","detail":{}}`
		failure := func(arn, payload, end string) string {
			return fmt.Sprintf(`{"version":"1.0","requestContext":{"functionArn":%q,"condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":%s%s}`, arn, payload, end)
		}
		for name, c := range map[string]struct {
			body       string
			attributes map[string]string
			want       bus.DeadLetter // without what the queue adds
			payload    string         // of the redrive, "" if there is nothing to start
		}{
			"an event": {failure(arn+":$LATEST", event, `,"responsePayload":{"errorType":"unavailable","errorMessage":"cannot"}`), nil,
				bus.DeadLetter{Consumer: "live.end_session", Attempts: 3, LastErr: "cannot", Event: bus.Event{ID: "evt_1", Type: "identity.session_ended",
					Subject: "ses_1", Time: time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC), Data: json.RawMessage(`{"a":1}`)}}, event},
			"an event too old": {failure(arn, event, ``), nil,
				bus.DeadLetter{Consumer: "live.end_session", Attempts: 3, LastErr: "RetriesExhausted", Event: bus.Event{ID: "evt_1", Type: "identity.session_ended",
					Subject: "ses_1", Time: time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC), Data: json.RawMessage(`{"a":1}`)}}, event},
			"a schedule": {failure(arn, schedule, `,"responsePayload":"no object"`), nil,
				bus.DeadLetter{Consumer: "live.end_session", Attempts: 3, LastErr: "RetriesExhausted",
					Event: bus.Event{ID: "y", Type: "Scheduled Event", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}}, schedule},
			"a call": {failure(arn, `{"aio":1}`, `,"responsePayload":{"errorMessage":"oh"}`), nil,
				bus.DeadLetter{Consumer: "live.end_session", Attempts: 3, LastErr: "oh"}, `{"aio":1}`},
			"not started": {event, map[string]string{"TARGET_ARN": arn, "ERROR_CODE": "NO_PERMISSIONS", "ERROR_MESSAGE": "may not", "RETRY_ATTEMPTS": "0"},
				bus.DeadLetter{Consumer: "live.end_session", Attempts: 1, LastErr: "NO_PERMISSIONS may not", Event: bus.Event{ID: "evt_1", Type: "identity.session_ended",
					Subject: "ses_1", Time: time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC), Data: json.RawMessage(`{"a":1}`)}}, event},
			"of a stream": {`{"requestContext":{"functionArn":"` + arn + `","condition":"RetryAttemptsExhausted","approximateInvokeCount":100},"DDBStreamBatchInfo":{"startSequenceNumber":"1"}}`, nil,
				bus.DeadLetter{Attempts: 100, LastErr: "records of a stream were given up: RetryAttemptsExhausted"}, ""},
			"of the relay":          {`{"relay":1,"reason":"emit: bad"}`, nil, bus.DeadLetter{LastErr: "emit: bad"}, ""},
			"of another stage":      {failure("arn:aws:lambda:us-east-1:000000000000:function:aio-other-live-fanout", `{}`, ``), nil, bus.DeadLetter{Attempts: 3, LastErr: "RetriesExhausted"}, ""},
			"of nobody we know":     {`{"a":`, nil, bus.DeadLetter{LastErr: "a message of an unknown kind"}, ""},
			"of no Lambda function": {failure("arn:aws:sqs:us-east-1:000000000000:queue", `{}`, ``), nil, bus.DeadLetter{Attempts: 3, LastErr: "RetriesExhausted"}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				p := openPost(t, target, stage)
				p.send(t, c.body, c.attributes)
				letters := p.list(t)
				if len(letters) != 1 || letters[0].ID == "" || time.Since(letters[0].Since).Abs() > time.Hour {
					t.Fatalf("letters %+v", letters)
				}
				got := letters[0]
				c.want.ID, c.want.Since = got.ID, got.Since
				if a, b := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", c.want); a != b {
					t.Errorf("read %s\nwant %s", a, b)
				}
				err := p.letters.Redrive(t.Context(), got.ID)
				if c.payload != "" && (err != nil || !slices.Equal(p.starts.calls, []string{"live.end_session " + c.payload}) || len(p.list(t)) != 0) {
					t.Errorf("redrive: %v, started %q", err, p.starts.calls)
				}
				if c.payload == "" && (!errors.Is(err, bus.ErrInvalid) || len(p.starts.calls) != 0 || len(p.list(t)) != 1) {
					t.Errorf("redrive: %v, started %q", err, p.starts.calls)
				}
			})
		}
	})
}

// TestNoLetterIsLost checks that looking takes nothing away, and that a redrive that goes
// wrong leaves the letter where it was.
func TestNoLetterIsLost(t *testing.T) {
	emulator.Each(t, "bus/eventbridge letters kept", func(t *testing.T, target emulator.Target) {
		p := openPost(t, target, emulator.Unique("t"))
		const n = 25 // more than one call of SQS gives
		for i := range n {
			p.send(t, fmt.Sprintf(`{"requestContext":{"functionArn":"arn:aws:lambda:r:a:function:%s"},"requestPayload":{"n":%d}}`, cloud.FunctionName(p.stage, "a.b"), i), nil)
		}
		for range 3 {
			if letters := p.list(t); len(letters) != n {
				t.Fatalf("%d letters, want %d", len(letters), n)
			}
		}
		id := p.list(t)[7].ID
		p.starts.err = call.ErrThrottled
		if err := p.letters.Redrive(t.Context(), id); !errors.Is(err, call.ErrThrottled) || len(p.list(t)) != n {
			t.Errorf("a redrive that was not taken: %v; letters %d", err, len(p.list(t)))
		}
		p.starts.err = nil
		p.keeping.on.Store(true)
		if err := p.letters.Redrive(t.Context(), id); err == nil || len(p.starts.calls) != 1 {
			t.Errorf("a letter that cannot be removed: %v, started %q", err, p.starts.calls)
		}
		p.keeping.on.Store(false)
		if err := p.letters.Redrive(t.Context(), "nothing"); !errors.Is(err, bus.ErrNotFound) {
			t.Errorf("a letter that is not there: %v", err)
		}
		if got := len(p.list(t)); got != n-1 { // the one that could not be removed is out of sight for a while
			t.Errorf("%d letters, want %d", got, n-1)
		}
	})
}
