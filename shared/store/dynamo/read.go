package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
)

// unprocessed bounds how often keys that BatchGetItem left out are asked for again.
const unprocessed = 6

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := store.ValidateGet(keys); err != nil {
		return nil, err
	}
	if err := alive(ctx, store.OpGet); err != nil || len(keys) == 0 {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.CallTime)
	defer cancel()
	found := map[store.Key]store.Item{}
	if err := s.fetch(ctx, keys, found); err != nil {
		return nil, err
	}
	now := s.o.Now()
	var out []store.Item
	for _, k := range keys {
		if it, ok := found[k]; ok && it.Live(now) {
			out = append(out, it.Clone())
		}
	}
	return out, nil
}

// fetch reads the items that are there, by one call for one key or for all.
func (s *Store) fetch(ctx context.Context, keys []store.Key, found map[store.Key]store.Item) error {
	if len(keys) == 1 {
		out, err := s.reads.GetItem(ctx, &dynamodb.GetItemInput{TableName: s.table(keys[0].Table), Key: keyOf(keys[0]), ConsistentRead: aws.Bool(true)})
		if err != nil {
			return Failed(store.OpGet, keys[0], err)
		}
		return s.note(keys[0].Table, []attributes{out.Item}, found)
	}
	ask, tables := map[string]types.KeysAndAttributes{}, map[string]string{}
	seen := map[store.Key]bool{}
	for _, k := range keys {
		if seen[k] {
			continue // the service refuses a key that comes twice
		}
		seen[k] = true
		name := *s.table(k.Table)
		one := ask[name]
		one.ConsistentRead, one.Keys = aws.Bool(true), append(one.Keys, keyOf(k))
		ask[name], tables[name] = one, k.Table
	}
	for n := range unprocessed {
		out, err := s.reads.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: ask})
		if err != nil {
			return Failed(store.OpGet, keys[0], err)
		}
		for name, items := range out.Responses {
			if err := s.note(tables[name], items, found); err != nil {
				return err
			}
		}
		if ask = out.UnprocessedKeys; len(ask) == 0 {
			return nil
		}
		if err := pause.BackOff(ctx, n); err != nil {
			return Failed(store.OpGet, keys[0], err)
		}
	}
	return &store.Error{Code: store.CodeThrottled, Op: store.OpGet, Err: errors.New("dynamo: keys stay unprocessed")}
}

func (s *Store) note(table string, items []attributes, found map[store.Key]store.Item) error {
	for _, a := range items {
		if len(a) == 0 {
			continue
		}
		it, err := s.itemOf(table, a)
		if err != nil {
			return err
		}
		found[it.Key] = it
	}
	return nil
}

// Query implements store.Store.
func (s *Store) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	if err := store.ValidateQuery(q); err != nil {
		return nil, "", err
	}
	at, err := s.cursors.Open(q)
	if err != nil {
		return nil, "", err
	}
	if q.Index != "" {
		if err := s.checkIndex(store.OpQuery, store.Key{Table: q.Table, PK: q.PK}, q.Index); err != nil {
			return nil, "", err
		}
	}
	if err := alive(ctx, store.OpQuery); err != nil {
		return nil, "", err
	}
	if q.To != "" && q.From >= q.To {
		return nil, "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.CallTime)
	defer cancel()
	out, err := s.reads.Query(ctx, s.queryInput(q, at, s.o.Now()))
	if err != nil {
		return nil, "", Failed(store.OpQuery, store.Key{Table: q.Table, PK: q.PK}, err)
	}
	return s.page(q, out)
}

// queryInput is the request of a page.
func (s *Store) queryInput(q store.Query, at *store.Position, now time.Time) *dynamodb.QueryInput {
	e := newExpression()
	pk, sk := AttrPK, AttrSK
	in := &dynamodb.QueryInput{TableName: s.table(q.Table), ScanIndexForward: aws.Bool(!q.Reverse), Limit: aws.Int32(int32(q.PageLimit()))}
	if q.Index == "" {
		in.ConsistentRead = aws.Bool(true)
	} else {
		pk, sk = cloud.IndexKeys(q.Index)
		in.IndexName = aws.String(q.Index)
	}
	keys := e.name(pk) + " = " + e.value(text(q.PK))
	switch { // the service has no range without its end: page leaves it out
	case q.From != "" && q.To != "":
		keys += " AND " + e.name(sk) + " BETWEEN " + e.value(text(q.From)) + " AND " + e.value(text(q.To))
	case q.From != "":
		keys += " AND " + e.name(sk) + " >= " + e.value(text(q.From))
	case q.To != "":
		keys += " AND " + e.name(sk) + " < " + e.value(text(q.To))
	}
	live := e.live(now.UnixMilli())
	in.KeyConditionExpression, in.FilterExpression = &keys, &live
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	if at != nil {
		in.ExclusiveStartKey = startKey(q, *at)
	}
	return in
}

// startKey is a cursor's position as the service wants it.
func startKey(q store.Query, at store.Position) attributes {
	if q.Index == "" {
		return attributes{AttrPK: text(q.PK), AttrSK: text(at.SK)}
	}
	pk, sk := cloud.IndexKeys(q.Index)
	return attributes{AttrPK: text(at.ItemPK), AttrSK: text(at.ItemSK), pk: text(q.PK), sk: text(at.SK)}
}

// page reads an answer and signs the cursor of what follows.
func (s *Store) page(q store.Query, out *dynamodb.QueryOutput) ([]store.Item, string, error) {
	var items []store.Item
	for _, a := range out.Items {
		it, err := s.itemOf(q.Table, a)
		if err != nil {
			return nil, "", err
		}
		sk := it.Key.SK
		if q.Index != "" {
			sk = it.Index[q.Index][1]
		}
		if q.To == "" || sk < q.To {
			items = append(items, it)
		}
	}
	if len(out.LastEvaluatedKey) == 0 {
		return items, "", nil
	}
	at := store.Position{SK: textOf(out.LastEvaluatedKey[AttrSK])}
	if q.Index != "" {
		_, sk := cloud.IndexKeys(q.Index)
		at = store.Position{SK: textOf(out.LastEvaluatedKey[sk]), ItemPK: textOf(out.LastEvaluatedKey[AttrPK]), ItemSK: textOf(out.LastEvaluatedKey[AttrSK])}
	}
	next, err := s.cursors.Sign(q, at)
	return items, next, err
}
