// Package ses sends mail by Amazon SES (API version 2): the mail adapter of the cloud.
//
// SES knows no idempotency key, so a message's id is claimed in the store first, and noted
// as sent after. While a claim stands, nobody else sends under the id; whoever comes
// meanwhile is told to come again. A claim whose holder died is taken over after a while:
// then a mail may go out twice, rather than never.
package ses

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// sendTime bounds a send.
	sendTime = 5 * time.Second
	// maxBackOff bounds the wait before another try: somebody waits for the answer.
	maxBackOff = time.Second
	// claimLife is how long a claim stands: longer than a send can take.
	claimLife = time.Minute
	// keep is how long it is known that an id was sent: events come again for a day at most.
	keep = 7 * 24 * time.Hour
	// waits bounds how often another's claim is looked at before it is left to a later try,
	// and between is the time between two looks.
	waits   = 20
	between = 100 * time.Millisecond
)

// ErrUnderWay says that the same message is being sent by somebody else. Try again later.
var ErrUnderWay = errors.New("ses: the message is being sent")

// Options are what New may be given.
type Options struct {
	From  string // the sender's address, which SES has verified
	Store store.Store
	Now   func() time.Time // nil is time.Now
}

// Sender implements mail.Sender.
type Sender struct {
	o      Options
	client *sesv2.Client
}

var _ mail.Sender = (*Sender)(nil)

// New makes a sender; it calls nothing.
func New(c aws.Config, o Options) *Sender {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Sender{o: o, client: sesv2.NewFromConfig(c, func(s *sesv2.Options) {
		s.Retryer = awsretry.New(maxBackOff)
	})}
}

// claim is the item of a message's id.
type claim struct {
	Sent bool `json:"sent"`
}

func key(id string) store.Key {
	sum := sha256.Sum256([]byte(id))
	return store.Key{Table: store.Runtime, PK: "MAIL#" + hex.EncodeToString(sum[:]), SK: "-"}
}

// Send implements mail.Sender.
func (s *Sender) Send(ctx context.Context, m mail.Message) (err error) {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("ses: send: %w", err)
	}
	if err := m.Validate(); err != nil {
		return fmt.Errorf("ses: send: %w", err)
	}
	for range waits {
		rev, sent, err := s.take(ctx, m.ID)
		switch {
		case sent:
			return nil
		case err == nil:
			return s.sendUnder(ctx, m, rev)
		case !errors.Is(err, ErrUnderWay):
			return fmt.Errorf("ses: send: %w", err)
		}
		if err := pause.For(ctx, between); err != nil {
			return fmt.Errorf("ses: send: %w", err)
		}
	}
	return fmt.Errorf("ses: send: %w", ErrUnderWay)
}

// take claims an id, or tells that it was sent.
func (s *Sender) take(ctx context.Context, id string) (rev int64, sent bool, err error) {
	it, err := s.write(ctx, id, claim{}, claimLife, store.Absent()) // one that has expired is absent
	var conflict *store.Conflict
	if !errors.As(err, &conflict) || conflict.Current == nil {
		return it.Rev, false, err
	}
	var c claim
	if err := json.Unmarshal(conflict.Current.Data, &c); err != nil {
		return 0, false, err
	}
	if c.Sent {
		return 0, true, nil
	}
	return 0, false, ErrUnderWay
}

func (s *Sender) write(ctx context.Context, id string, c claim, life time.Duration, cond *int64) (store.Item, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return store.Item{}, err
	}
	return s.o.Store.Write(ctx, store.Write{Item: store.Item{Key: key(id), Data: data, Expires: s.o.Now().Add(life)}, If: cond})
}

// sendUnder sends under a claim, and notes it. A mail that certainly did not go out frees
// the id; any other failure leaves the claim, which ends by itself.
func (s *Sender) sendUnder(ctx context.Context, m mail.Message, rev int64) error {
	own, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	const utf8 = "UTF-8"
	text := func(s string) *types.Content { return &types.Content{Data: aws.String(s), Charset: aws.String(utf8)} }
	_, err := s.client.SendEmail(own, &sesv2.SendEmailInput{
		FromEmailAddress: &s.o.From, Destination: &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{Subject: text(m.Subject), Body: &types.Body{Text: text(m.Text)}}},
	})
	after, done := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer done()
	if err != nil {
		if awsretry.OutcomeOf(err) != awsretry.Unknown {
			_, free := s.o.Store.Write(after, store.Write{Delete: true, Item: store.Item{Key: key(m.ID)}, If: store.AtRev(rev)})
			err = errors.Join(err, free)
		}
		return fmt.Errorf("ses: send: %w", err)
	}
	if _, err := s.write(after, m.ID, claim{Sent: true}, keep, store.AtRev(rev)); err != nil {
		return fmt.Errorf("ses: sent, but not noted: %w", err)
	}
	return nil
}
