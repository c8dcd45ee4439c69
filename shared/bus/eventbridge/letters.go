package eventbridge

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// LettersOptions configures NewLetters.
type LettersOptions struct {
	Stage string
	Queue string        // URL, cloud.Settings.DeadLetters
	Call  call.Invoker  // of the stage's functions
	Wait  time.Duration // for more messages when none seem to be left; 0 means a second, less than one no wait
	Log   *slog.Logger  // nil discards
}

// Letters are the dead letters of a stage: the messages of its queue. A queue can only be
// read by taking messages out of sight for a while, so each call takes all there are, up
// to maxScan, and puts them back. Calls of one Letters wait for each other; two processes
// that look at once may each miss what the other holds, and what the queue gave in an
// answer that was lost is missing for a minute.
type Letters struct {
	o      LettersOptions
	client *sqs.Client
	mu     sync.Mutex
}

var _ bus.Letters = (*Letters)(nil)

// NewLetters makes the dead letters of a stage. It fails if an option is missing.
func NewLetters(cfg aws.Config, o LettersOptions) (*Letters, error) {
	err := cloud.CheckStage(o.Stage)
	if o.Queue == "" {
		err = errors.Join(err, fmt.Errorf("the queue is not named; see %s", cloud.EnvDeadLetters))
	}
	if o.Call == nil {
		err = errors.Join(err, errors.New("there is nothing to call functions by"))
	}
	if err != nil {
		return nil, fmt.Errorf("eventbridge: dead letters: %w", err)
	}
	if o.Wait == 0 {
		o.Wait = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Letters{o: o, client: sqs.NewFromConfig(cfg)}, nil
}

// DeadLetters implements bus.Letters. Of a queue with more than maxScan messages any
// maxScan are listed.
func (l *Letters) DeadLetters(ctx context.Context, limit int, cursor string) ([]bus.DeadLetter, string, error) {
	if limit < 0 || limit > bus.MaxPage {
		return nil, "", fmt.Errorf("%w: a page has 1 to %d dead letters", bus.ErrInvalid, bus.MaxPage)
	}
	if limit == 0 {
		limit = bus.MaxPage
	}
	after, err := openCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	messages, err := l.take(ctx, nil)
	if err != nil {
		return nil, "", err
	}
	l.putBack(ctx, messages)
	slices.SortFunc(messages, func(a, b types.Message) int { return placeOf(a).compare(placeOf(b)) })
	var page []bus.DeadLetter
	last := after
	for _, m := range messages {
		if placeOf(m).compare(after) <= 0 {
			continue
		}
		if len(page) == limit {
			return page, last.cursor(), nil
		}
		page, last = append(page, l.letter(m)), placeOf(m)
	}
	return page, "", nil
}

// Redrive implements bus.Letters: the consumer is started again with what it was given,
// and has as many attempts as before. If the letter cannot be removed after that, it
// stays, and the consumer may be started twice. What has no consumer (a record of the
// relay) is bus.ErrInvalid.
func (l *Letters) Redrive(ctx context.Context, id string) error {
	if id == "" {
		return bus.ErrNotFound
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	is := func(m types.Message) bool { return aws.ToString(m.MessageId) == id }
	messages, err := l.take(ctx, is)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(messages, is)
	if at < 0 {
		l.putBack(ctx, messages)
		return bus.ErrNotFound
	}
	m := messages[at]
	if err := l.restart(ctx, m); err != nil {
		l.putBack(ctx, messages)
		return err
	}
	l.putBack(ctx, slices.Delete(messages, at, at+1))
	if _, err := l.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &l.o.Queue, ReceiptHandle: m.ReceiptHandle}); err != nil {
		return fmt.Errorf("eventbridge: the dead letter was delivered anew, but is still there: %w", err)
	}
	return nil
}

func (l *Letters) restart(ctx context.Context, m types.Message) error {
	f := parse(m)
	consumer := cloud.OperationOf(l.o.Stage, f.function)
	if consumer == "" {
		return fmt.Errorf("%w: there is no function of this stage to deliver the dead letter to: %s", bus.ErrInvalid, f.reason)
	}
	if err := l.o.Call.Start(ctx, consumer, f.payload); err != nil {
		return fmt.Errorf("eventbridge: redrive: %w", err)
	}
	return nil
}

func (l *Letters) letter(m types.Message) bus.DeadLetter {
	f := parse(m)
	return bus.DeadLetter{ID: aws.ToString(m.MessageId), Consumer: cloud.OperationOf(l.o.Stage, f.function), Event: f.event(),
		Attempts: f.attempts, LastErr: f.reason, Since: time.UnixMilli(placeOf(m).sent).UTC()}
}

// place is where a letter stands in the list: by the time it was sent, oldest first.
type place struct {
	sent int64 // Unix milliseconds
	id   string
}

func placeOf(m types.Message) place {
	sent, _ := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64) // what has no time is listed first
	return place{sent, aws.ToString(m.MessageId)}
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.sent, q.sent), cmp.Compare(p.id, q.id))
}

func (p place) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d/%s", p.sent, p.id))
}

func openCursor(cursor string) (place, error) {
	if cursor == "" {
		return place{sent: -1}, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	sent, id, ok := strings.Cut(string(text), "/")
	at, numErr := strconv.ParseInt(sent, 10, 64)
	if err != nil || !ok || numErr != nil {
		return place{}, fmt.Errorf("%w: not a cursor", bus.ErrInvalid)
	}
	return place{at, id}, nil
}
