package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/shared/store"
)

// races bounds how often a write that meets an expired item starts again because somebody
// else replaced it first: each time somebody else got on.
const races = 8

// Write implements store.Store.
func (s *Store) Write(ctx context.Context, w store.Write) (store.Item, error) {
	w, err := store.ValidateWrite(w)
	if err != nil {
		return store.Item{}, err
	}
	if err := errors.Join(alive(ctx, store.OpWrite), s.checkIndexes(store.OpWrite, w)); err != nil {
		return store.Item{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.CallTime)
	defer cancel()
	for range races {
		it, err := s.try(ctx, w)
		if !errors.Is(err, errAgain) {
			return it, err
		}
	}
	return store.Item{}, &store.Error{Code: store.CodeThrottled, Op: store.OpWrite, Key: w.Item.Key, Err: errAgain}
}

// try makes the write once; errAgain if the item changed in the middle of it.
func (s *Store) try(ctx context.Context, w store.Write) (store.Item, error) {
	if w.Delete {
		return s.remove(ctx, w)
	}
	old, it, err := s.update(ctx, w)
	if old == nil || err == nil {
		return it, err
	}
	// The condition failed. An expired item that stands in the way is as good as absent.
	if old.Live(s.o.Now()) {
		return store.Item{}, conflict(w, old)
	}
	if err := w.Check(0, nil); err != nil {
		return store.Item{}, err
	}
	return s.replace(ctx, w, *old)
}

// conflict is the failure of a condition, by what the service found there.
func conflict(w store.Write, current *store.Item) error {
	c := &store.Conflict{Key: w.Item.Key}
	if current != nil {
		now := current.Clone()
		c.Current = &now
	}
	return c
}

// update is the one call of most writes. If its condition failed, old is what was there
// (nil if nothing was, and then the error is the conflict).
func (s *Store) update(ctx context.Context, w store.Write) (old *store.Item, _ store.Item, _ error) {
	e := newExpression()
	condition := e.condition(w, s.nowMillis())
	change, err := e.update(w, s.base(), s.o.Indexes(w.Item.Key.Table))
	if err != nil {
		return nil, store.Item{}, err
	}
	out, err := s.writes.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table(w.Item.Key.Table), Key: keyOf(w.Item.Key), UpdateExpression: &change, ConditionExpression: &condition,
		ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnValues: types.ReturnValueAllNew, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err != nil {
		old, err = s.standing(store.OpWrite, w, err)
		return old, store.Item{}, err
	}
	it, err := s.itemOf(w.Item.Key.Table, out.Attributes)
	return nil, it, err
}

// standing reads from a failed condition what stood in the way. If nothing did, the
// condition was that something should: that is a conflict. Other errors are the port's.
func (s *Store) standing(op string, w store.Write, err error) (*store.Item, error) {
	var failure *types.ConditionalCheckFailedException
	if !errors.As(err, &failure) {
		return nil, Failed(op, w.Item.Key, err)
	}
	if len(failure.Item) == 0 {
		return nil, conflict(w, nil)
	}
	old, bad := s.itemOf(w.Item.Key.Table, failure.Item)
	if bad != nil {
		return nil, bad
	}
	return &old, err
}

// replace puts the item in place of one that has expired, whose counters end with it.
func (s *Store) replace(ctx context.Context, w store.Write, old store.Item) (store.Item, error) {
	put, e, next, err := s.replacement(w, old)
	if err != nil {
		return store.Item{}, err
	}
	_, err = s.writes.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: s.table(w.Item.Key.Table), Item: put, ConditionExpression: aws.String(e.name(attrRev) + " = " + e.value(number(old.Rev))),
		ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
	})
	var failure *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &failure):
		return store.Item{}, errAgain
	case err != nil:
		return store.Item{}, Failed(store.OpWrite, w.Item.Key, err)
	}
	return next, nil
}

// replacement gives the attributes of an item that takes an expired one's place.
func (s *Store) replacement(w store.Write, old store.Item) (attributes, *expression, store.Item, error) {
	next := w.Apply(nil, max(old.Rev+1, s.base()))
	s.saw(next.Rev)
	put, err := fields(w.Item)
	if err != nil {
		return nil, nil, next, fmt.Errorf("dynamo: %w", err)
	}
	put[AttrPK], put[AttrSK], put[attrRev] = text(w.Item.Key.PK), text(w.Item.Key.SK), number(next.Rev)
	for name, n := range next.Count {
		put[counter+name] = number(n)
	}
	return put, newExpression(), next, nil
}

// remove deletes an item and gives what it was; what has expired was none.
func (s *Store) remove(ctx context.Context, w store.Write) (store.Item, error) {
	e := newExpression()
	in := &dynamodb.DeleteItemInput{TableName: s.table(w.Item.Key.Table), Key: keyOf(w.Item.Key),
		ReturnValues: types.ReturnValueAllOld, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}
	if c := e.condition(w, s.nowMillis()); c != "" {
		in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues = &c, e.namesOrNil(), e.valuesOrNil()
	}
	out, err := s.writes.DeleteItem(ctx, in)
	if err != nil {
		old, err := s.standing(store.OpWrite, w, err)
		if old == nil {
			return store.Item{}, err
		}
		if !old.Live(s.o.Now()) {
			old = nil
		}
		return store.Item{}, conflict(w, old)
	}
	gone := store.Item{Key: w.Item.Key}
	if len(out.Attributes) == 0 {
		return gone, nil
	}
	was, err := s.itemOf(w.Item.Key.Table, out.Attributes)
	if err != nil || !was.Live(s.o.Now()) {
		return gone, err
	}
	return was, nil
}
