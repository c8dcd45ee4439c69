package dynamo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The attributes of an item. An index entry is the two attributes of cloud.IndexKeys; a
// counter is an attribute of its own, because ADD takes top-level attributes only.
const (
	AttrPK    = "pk"    // S
	AttrSK    = "sk"    // S
	attrRev   = "rev"   // N
	attrData  = "data"  // B
	attrExp   = "exp"   // N, milliseconds since 1970: from then on the item is absent
	AttrTTL   = "ttl"   // N, seconds, rounded up: when DynamoDB may remove it
	attrEmit  = "emit"  // L of S: the events of the write that made the item so, as JSON
	AttrEmits = "emits" // N: how many they are, there only if there are some; streams are filtered by it
	attrPrint = "print"
	counter   = "n:" // before a counter's name
)

type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func keyOf(k store.Key) attributes { return attributes{AttrPK: text(k.PK), AttrSK: text(k.SK)} }

// seconds is the time of removal: never before the expiry.
func seconds(exp time.Time) int64 {
	const milli = 1000
	return (exp.UnixMilli() + milli - 1) / milli
}

// fields are the attributes of what a write in normal form says of its item, without key,
// revision and counters.
func fields(it store.Item) (attributes, error) {
	out := attributes{}
	if it.Data != nil {
		out[attrData] = &types.AttributeValueMemberB{Value: it.Data}
	}
	if !it.Expires.IsZero() {
		out[attrExp], out[AttrTTL] = number(it.Expires.UnixMilli()), number(seconds(it.Expires))
	}
	for name, at := range it.Index {
		pk, sk := cloud.IndexKeys(name)
		out[pk], out[sk] = text(at[0]), text(at[1])
	}
	if len(it.Emit) > 0 {
		list := &types.AttributeValueMemberL{}
		for _, e := range it.Emit {
			data, err := e.Encode()
			if err != nil {
				return nil, fmt.Errorf("dynamo: %w", err)
			}
			list.Value = append(list.Value, text(data))
		}
		out[attrEmit], out[AttrEmits] = list, number(int64(len(it.Emit)))
	}
	return out, nil
}

// itemOf reads an item.
func (s *Store) itemOf(table string, a attributes) (store.Item, error) {
	it := store.Item{Key: store.Key{Table: table, PK: textOf(a[AttrPK]), SK: textOf(a[AttrSK])}}
	var err error
	if it.Rev, err = numberOf(a[attrRev]); err != nil {
		return it, fmt.Errorf("dynamo: revision: %w", err)
	}
	if b, ok := a[attrData].(*types.AttributeValueMemberB); ok && len(b.Value) > 0 {
		it.Data = b.Value
	}
	if a[attrExp] != nil {
		ms, err := numberOf(a[attrExp])
		if err != nil {
			return it, fmt.Errorf("dynamo: expiry: %w", err)
		}
		it.Expires = time.UnixMilli(ms).UTC()
	}
	for _, name := range s.o.Indexes(table) {
		pk, sk := cloud.IndexKeys(name)
		if a[pk] != nil {
			if it.Index == nil {
				it.Index = map[string][2]string{}
			}
			it.Index[name] = [2]string{textOf(a[pk]), textOf(a[sk])}
		}
	}
	for name, v := range a {
		if name, ok := strings.CutPrefix(name, counter); ok {
			if it.Count == nil {
				it.Count = map[string]int64{}
			}
			if it.Count[name], err = numberOf(v); err != nil {
				return it, fmt.Errorf("dynamo: counter: %w", err)
			}
		}
	}
	s.saw(it.Rev)
	return it, nil
}

func textOf(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

func numberOf(v types.AttributeValue) (int64, error) {
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		return 0, fmt.Errorf("not a number but %T", v)
	}
	return strconv.ParseInt(n.Value, 10, 64)
}

// Events reads, from the new image of a stream record, the events of the write that made
// it, in their order. An image without any has none.
func Events(image map[string]events.DynamoDBAttributeValue) ([]bus.Event, error) {
	list, ok := image[attrEmit]
	if !ok {
		return nil, nil
	}
	if list.DataType() != events.DataTypeList {
		return nil, fmt.Errorf("dynamo: %s is no list", attrEmit)
	}
	var out []bus.Event
	for _, v := range list.List() {
		if v.DataType() != events.DataTypeString {
			return nil, fmt.Errorf("dynamo: an event is no text")
		}
		var e bus.Event
		if err := json.Unmarshal([]byte(v.String()), &e); err != nil {
			return nil, fmt.Errorf("dynamo: event: %w", err)
		}
		out = append(out, e)
	}
	return out, nil
}
