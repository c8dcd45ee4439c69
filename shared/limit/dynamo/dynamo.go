// Package dynamo limits rates in DynamoDB: the limit adapter of the cloud, where many
// functions count together. A subject is one number, its theoretical arrival time (TAT):
// see limit.Decide.
//
// max(TAT, now) cannot be said in an update expression, so there are two updates, each on
// a condition that rules the other out: begin, for a TAT that has passed, counts from now;
// moveOn, for one that lies ahead, adds an interval to whatever it is by then, if that
// stays within the limit, so that events of one time need not be faster than each other.
// Which of them fits is guessed by what this process saw last; if the guess was wrong, the
// service tells the TAT that stands there. So one call does in the usual case and two
// otherwise, and none is made for what was just refused (limit.RememberDenials).
package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
)

const (
	// DefaultPatience bounds a decision: a limiter that hangs would stop everything.
	DefaultPatience = 2 * time.Second
	// races bounds how often the TAT may pass, or come to lie ahead, between two calls.
	races = 8
	// keep is how long a subject's item stays after its TAT: clocks differ, and an item
	// that is not there costs as much to make as to move.
	keep = time.Hour
)

// subjectPK begins the partition key of a subject's item in the table runtime.
const subjectPK = "LIMIT#"

// attrTAT is the attribute with the TAT, in nanoseconds since 1970.
const attrTAT = "tat"

// Options are what New may be given.
type Options struct {
	Stage string           // whose tables: cloud.TableName
	Now   func() time.Time // the clock; nil is time.Now
	// Patience is how long a decision may take; 0 is DefaultPatience.
	Patience time.Duration
}

// Limiter implements limit.Limiter.
type Limiter struct {
	o      Options
	client *dynamodb.Client
	ahead  hints
}

var _ limit.Limiter = (*Limiter)(nil)

// New makes a limiter; it calls nothing.
func New(c aws.Config, o Options) *Limiter {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Patience <= 0 {
		o.Patience = DefaultPatience
	}
	return &Limiter{o: o, client: dynamodb.NewFromConfig(c, func(d *dynamodb.Options) { d.Retryer = dynamo.WriteRetryer() })}
}

// Allow implements limit.Limiter. An event whose reply was lost may have been counted.
func (l *Limiter) Allow(ctx context.Context, subject string, r limit.Rule) (limit.Decision, error) {
	if err := ctx.Err(); err != nil {
		return limit.Decision{}, fmt.Errorf("limit: %w", err)
	}
	if subject == "" || len(subject) > limit.MaxSubject {
		return limit.Decision{}, fmt.Errorf("limit: %w", limit.ErrInvalid)
	}
	if err := r.Validate(); err != nil {
		return limit.Decision{}, fmt.Errorf("limit: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, l.o.Patience)
	defer cancel()
	now := l.o.Now()
	lies := l.ahead.lies(subject, now)
	for range races {
		try := l.begin
		if lies {
			try = l.moveOn
		}
		tat, done, err := try(ctx, subject, now, r)
		switch {
		case err != nil:
			return limit.Decision{}, err
		case done:
			l.ahead.saw(subject, tat)
			d, _ := limit.Decide(now, tat.Add(-r.Interval()), r)
			return d, nil
		}
		if d, next := limit.Decide(now, tat, r); !d.Allowed {
			l.ahead.saw(subject, next)
			return d, l.pullBack(ctx, subject, tat, next)
		}
		lies = tat.After(now)
	}
	return limit.Decision{}, l.failed(errors.New("limit: the subject changes faster than it can be counted"))
}

// begin counts from now, if the TAT has passed or there is none. It gives the new TAT, or,
// not done, the one that stands there.
func (l *Limiter) begin(ctx context.Context, subject string, now time.Time, r limit.Rule) (tat time.Time, done bool, err error) {
	next := now.Add(r.Interval())
	return l.update(ctx, subject, "SET tat = :next, #ttl = :ttl", "attribute_not_exists(tat) OR tat <= :now",
		values{":next": number(next.UnixNano()), ":now": number(now.UnixNano()), ":ttl": number(next.Add(keep).Unix())})
}

// moveOn adds an interval to a TAT that lies ahead, if that stays within the limit.
func (l *Limiter) moveOn(ctx context.Context, subject string, now time.Time, r limit.Rule) (tat time.Time, done bool, err error) {
	full := r.Interval() * time.Duration(r.Events)
	most := now.Add(full - r.Interval())
	return l.update(ctx, subject, "SET tat = tat + :interval, #ttl = :ttl", "tat > :now AND tat <= :most",
		values{":interval": number(int64(r.Interval())), ":now": number(now.UnixNano()), ":most": number(most.UnixNano()), ":ttl": number(now.Add(full + keep).Unix())})
}

// pullBack writes an earlier TAT where the one that stands there lies further ahead than
// the rule allows: nobody is locked out for longer. Whoever is faster does the same.
func (l *Limiter) pullBack(ctx context.Context, subject string, tat, next time.Time) error {
	if !next.Before(tat) {
		return nil
	}
	_, _, err := l.update(ctx, subject, "SET tat = :next, #ttl = :ttl", "tat = :tat",
		values{":next": number(next.UnixNano()), ":tat": number(tat.UnixNano()), ":ttl": number(next.Add(keep).Unix())})
	return err
}

type values = map[string]types.AttributeValue

// update makes a conditional update and gives the TAT that is there then: its own, or, not
// done, the one that it met (the zero time if there is none).
func (l *Limiter) update(ctx context.Context, subject, change, condition string, v values) (tat time.Time, done bool, err error) {
	out, err := l.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:        aws.String(cloud.TableName(l.o.Stage, store.Runtime)),
		Key:              values{dynamo.AttrPK: &types.AttributeValueMemberS{Value: subjectPK + subject}, dynamo.AttrSK: &types.AttributeValueMemberS{Value: "-"}},
		UpdateExpression: &change, ConditionExpression: &condition,
		ExpressionAttributeNames: map[string]string{"#ttl": dynamo.AttrTTL}, ExpressionAttributeValues: v,
		ReturnValues: types.ReturnValueAllNew, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failure *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		tat, err = tatOf(out.Attributes)
		return tat, true, err
	case errors.As(err, &failure):
		tat, err = tatOf(failure.Item)
		return tat, false, err
	}
	return time.Time{}, false, l.failed(err)
}

func (l *Limiter) failed(err error) error {
	return dynamo.Failed(store.OpWrite, store.Key{Table: store.Runtime}, err)
}

// tatOf reads the TAT of an item; one that is not there has none.
func tatOf(item values) (time.Time, error) {
	n, ok := item[attrTAT].(*types.AttributeValueMemberN)
	if !ok {
		return time.Time{}, nil
	}
	ns, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("limit: item: %w", err)
	}
	return time.Unix(0, ns), nil
}

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}
