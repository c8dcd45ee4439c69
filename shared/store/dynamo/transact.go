package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/shared/store"
)

// tokenPK begins the key of the item that remembers a transaction's token, in the table
// runtime. The service's own ClientRequestToken will not do: it compares whole requests,
// and ours hold the clock.
const (
	tokenPK = "TOKEN#"
	tokenSK = "-"
)

// Transact implements store.Store.
func (s *Store) Transact(ctx context.Context, token string, writes ...store.Write) error {
	writes, err := store.ValidateTransact(token, writes)
	if err != nil {
		return err
	}
	if err := alive(ctx, store.OpTransact); err != nil {
		return err
	}
	for _, w := range writes {
		if err := s.checkIndexes(store.OpTransact, w); err != nil {
			return err
		}
	}
	content, err := store.Fingerprint(writes)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.CallTime)
	defer cancel()
	tx := &transaction{s: s, writes: writes, print: hex.EncodeToString(content[:]), expired: map[int]store.Item{}}
	sum := sha256.Sum256([]byte(token))
	tx.token = store.Key{Table: store.Runtime, PK: tokenPK + hex.EncodeToString(sum[:]), SK: tokenSK}
	for range races {
		if err = tx.try(ctx); !errors.Is(err, errAgain) {
			return err
		}
	}
	return &store.Error{Code: store.CodeThrottled, Op: store.OpTransact, Err: errAgain}
}

// transaction is one call of Transact.
type transaction struct {
	s       *Store
	writes  []store.Write
	print   string
	token   store.Key
	expired map[int]store.Item // the writes whose items have expired, and what is left of them
}

// try sends the transaction: the token's item first, then the writes in their order.
func (tx *transaction) try(ctx context.Context) error {
	items := []types.TransactWriteItem{tx.remember()}
	for i, w := range tx.writes {
		item, err := tx.item(i, w)
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	_, err := tx.s.writes.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items})
	var cancelled *types.TransactionCanceledException
	switch {
	case err == nil:
		return nil
	case errors.As(err, &cancelled) && len(cancelled.CancellationReasons) == len(items):
		return tx.cancelled(cancelled.CancellationReasons)
	}
	return Failed(store.OpTransact, store.Key{}, err)
}

// remember is the put of the token's item, unless it is remembered already.
func (tx *transaction) remember() types.TransactWriteItem {
	e, now := newExpression(), tx.s.o.Now()
	until := now.Add(store.TokenLife)
	exp := e.name(attrExp)
	free := "attribute_not_exists(" + e.name(AttrPK) + ") OR " + exp + " <= " + e.value(number(now.UnixMilli()))
	return types.TransactWriteItem{Put: &types.Put{
		TableName: tx.s.table(tx.token.Table), ConditionExpression: &free, ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		Item: attributes{AttrPK: text(tx.token.PK), AttrSK: text(tx.token.SK), attrRev: number(tx.s.base()), attrPrint: text(tx.print),
			attrExp: number(until.UnixMilli()), AttrTTL: number(seconds(until))},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}

// item is one write of the transaction.
func (tx *transaction) item(i int, w store.Write) (types.TransactWriteItem, error) {
	table, e, old := tx.s.table(w.Item.Key.Table), newExpression(), types.ReturnValuesOnConditionCheckFailureAllOld
	if w.Delete {
		d := &types.Delete{TableName: table, Key: keyOf(w.Item.Key), ReturnValuesOnConditionCheckFailure: old}
		if c := e.condition(w, tx.s.nowMillis()); c != "" {
			d.ConditionExpression, d.ExpressionAttributeNames, d.ExpressionAttributeValues = &c, e.namesOrNil(), e.valuesOrNil()
		}
		return types.TransactWriteItem{Delete: d}, nil
	}
	if was, ok := tx.expired[i]; ok {
		put, e, _, err := tx.s.replacement(w, was)
		return types.TransactWriteItem{Put: &types.Put{TableName: table, Item: put, ReturnValuesOnConditionCheckFailure: old,
			ConditionExpression:      aws.String(e.name(attrRev) + " = " + e.value(number(was.Rev))),
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values}}, err
	}
	condition := e.condition(w, tx.s.nowMillis())
	change, err := e.update(w, tx.s.base(), tx.s.o.Indexes(w.Item.Key.Table))
	return types.TransactWriteItem{Update: &types.Update{TableName: table, Key: keyOf(w.Item.Key), UpdateExpression: &change,
		ConditionExpression: &condition, ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnValuesOnConditionCheckFailure: old}}, err
}

// The reasons of a cancelled transaction.
const (
	reasonNone      = "None"
	reasonCondition = "ConditionalCheckFailed"
)

// cancelled finds out why: the token was used, a condition does not hold, or only expired
// items are in the way, which the next try replaces.
func (tx *transaction) cancelled(reasons []types.CancellationReason) error {
	if aws.ToString(reasons[0].Code) == reasonCondition {
		if textOf(reasons[0].Item[attrPrint]) == tx.print {
			return nil
		}
		return &store.Error{Code: store.CodeTokenReused, Op: store.OpTransact}
	}
	expired := false
	for i, w := range tx.writes {
		r := reasons[i+1]
		if aws.ToString(r.Code) != reasonCondition {
			continue
		}
		delete(tx.expired, i)
		var current *store.Item
		if len(r.Item) > 0 {
			it, err := tx.s.itemOf(w.Item.Key.Table, r.Item)
			if err != nil {
				return err
			}
			if it.Live(tx.s.o.Now()) {
				current = &it
			} else if !w.Delete {
				tx.expired[i] = it
			}
		}
		if err := w.Check(i, current); err != nil {
			return err
		}
		expired = true
	}
	if expired {
		return errAgain
	}
	return tx.otherReason(reasons)
}

// otherReason is the failure for what is neither token nor condition.
func (tx *transaction) otherReason(reasons []types.CancellationReason) error {
	code := store.CodeThrottled // a conflict with another transaction, or too many requests: nothing was done
	i := slices.IndexFunc(reasons, func(r types.CancellationReason) bool { return aws.ToString(r.Code) != reasonNone })
	why := errAgain
	if i >= 0 {
		why = errors.New("dynamo: transaction cancelled: " + aws.ToString(reasons[i].Code))
		if c := aws.ToString(reasons[i].Code); c == "ValidationError" || c == "ItemCollectionSizeLimitExceeded" {
			code = store.CodeInvalid
		}
	}
	return &store.Error{Code: code, Op: store.OpTransact, Err: why}
}
