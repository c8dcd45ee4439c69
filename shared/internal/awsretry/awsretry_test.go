package awsretry_test

import (
	"errors"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
)

// TestOutcomes checks, with a client of the SDK, what each failure is taken to prove, and
// how often a request is sent that must not act twice and one that may.
func TestOutcomes(t *testing.T) {
	const all = awsretry.MaxAttempts
	for name, c := range map[string]struct {
		answer       scripted.Answer
		want         awsretry.Outcome
		once, repeat int
	}{
		"throttled":              {scripted.Refuses(400, "ThrottlingException"), awsretry.Busy, all, all},
		"throttled, by status":   {scripted.Says(429, "", "", "{}"), awsretry.Busy, all, all},
		"met a transaction":      {scripted.Refuses(400, "TransactionConflictException"), awsretry.Busy, all, all},
		"no connection":          {scripted.Breaks("dial", syscall.ECONNREFUSED), awsretry.Busy, all, all},
		"lost answer":            {scripted.Breaks("read", syscall.ECONNRESET), awsretry.Unknown, 1, all},
		"failure of the service": {scripted.Refuses(500, "InternalFailure"), awsretry.Unknown, 1, all},
		"refused":                {scripted.Refuses(403, "AccessDeniedException"), awsretry.Refused, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			for retryer, sent := range map[aws.Retryer]int{awsretry.New(time.Millisecond): c.once, awsretry.Repeat(time.Millisecond): c.repeat} {
				w := &scripted.Wire{Answers: []scripted.Answer{c.answer}}
				client := sqs.NewFromConfig(w.Config(), func(o *sqs.Options) { o.Retryer = retryer })
				_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String("https://sqs.example.org/1/q"), MessageBody: aws.String("x")})
				if err == nil || awsretry.OutcomeOf(err) != c.want || len(w.Sent()) != sent {
					t.Errorf("%v proves %d, want %d; sent %d times, want %d", err, awsretry.OutcomeOf(err), c.want, len(w.Sent()), sent)
				}
			}
		})
	}
}

// TestNeverSent: what the client itself refuses was not sent, and cannot have been done.
func TestNeverSent(t *testing.T) {
	w := &scripted.Wire{Answers: []scripted.Answer{func(*http.Request) (*http.Response, error) { return nil, errors.New("sent") }}}
	_, err := sqs.NewFromConfig(w.Config()).SendMessage(t.Context(), &sqs.SendMessageInput{})
	if err == nil || awsretry.OutcomeOf(err) != awsretry.Refused || len(w.Sent()) != 0 {
		t.Errorf("%v, sent %d", err, len(w.Sent()))
	}
}
