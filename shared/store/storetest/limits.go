package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// limit is a number that a call may reach and not exceed.
type limit struct {
	name string
	most int
	code store.Code // of one more
	try  func(n int) error
}

// testLimits checks that each limit is allowed and one more is not.
func testLimits(t *testing.T, h Harness) {
	for _, c := range append(h.itemLimits(t), h.callLimits(t)...) {
		if err := c.try(c.most); err != nil {
			t.Errorf("%s of %d: %v", c.name, c.most, err)
		}
		wantCode(t, fmt.Sprintf("%s of %d", c.name, c.most+1), c.try(c.most+1), c.code)
	}
	h.testBytes(t)
}

// itemLimits are those of one item.
func (h Harness) itemLimits(t *testing.T) []limit {
	return []limit{
		{"data", store.MaxData, store.CodeTooLarge, func(n int) error {
			return h.try(t, store.Write{Item: store.Item{Key: key(t, "data"), Data: bytes.Repeat([]byte{0xff}, n)}})
		}},
		{"partition key", store.MaxPK, store.CodeInvalid, func(n int) error {
			return h.try(t, store.Write{Item: store.Item{Key: store.Key{Table: store.Work, PK: pad(t.Name(), n), SK: "a"}}})
		}},
		{"sort key", store.MaxSK, store.CodeInvalid, func(n int) error {
			return h.try(t, store.Write{Item: store.Item{Key: key(t, pad("sk", n))}})
		}},
		{"events", store.MaxEmit, store.CodeTooLarge, func(n int) error {
			return h.try(t, store.Write{Item: store.Item{Key: key(t, "events"), Emit: events(t, n, "")}})
		}},
		{"event data", bus.MaxEventData, store.CodeInvalid, func(n int) error {
			return h.try(t, store.Write{Item: store.Item{Key: key(t, "event data"), Emit: events(t, 1, `"`+pad("", n-2)+`"`)}})
		}},
		{"index entries", store.MaxIndex, store.CodeInvalid, func(n int) error {
			index := map[string][2]string{}
			for i := range n {
				index[h.indexName(i)] = [2]string{pad(t.Name(), store.MaxPK), pad("sk", store.MaxSK)}
			}
			return h.try(t, store.Write{Item: store.Item{Key: key(t, "index"), Index: index}})
		}},
		{"counters", store.MaxCounters, store.CodeInvalid, func(n int) error {
			add := map[string]int64{}
			for i := range n {
				add[pad("counter"+strconv.Itoa(i), store.MaxName)] = store.MaxAdd
			}
			return h.try(t, store.Write{Item: store.Item{Key: key(t, "counters")}, Add: add})
		}},
	}
}

// callLimits are those of one call.
func (h Harness) callLimits(t *testing.T) []limit {
	return []limit{
		{"get", store.MaxGet, store.CodeTooLarge, func(n int) error {
			var keys []store.Key
			for i := range n {
				keys = append(keys, key(t, strconv.Itoa(i)))
			}
			_, err := h.Store.Get(t.Context(), keys...)
			return err
		}},
		{"page", store.MaxPage, store.CodeTooLarge, func(n int) error {
			_, _, err := h.Store.Query(t.Context(), store.Query{Table: store.Work, PK: t.Name(), Limit: n})
			return err
		}},
		{"writes in a transaction", store.MaxTransact, store.CodeTooLarge, func(n int) error {
			var ws []store.Write
			for i := range n {
				ws = append(ws, store.Write{Item: store.Item{Key: key(t, strconv.Itoa(i))}})
			}
			return h.Store.Transact(t.Context(), t.Name()+strconv.Itoa(n), ws...)
		}},
		{"token", store.MaxToken, store.CodeInvalid, func(n int) error {
			return h.Store.Transact(t.Context(), pad(t.Name(), n), store.Write{Item: store.Item{Key: key(t, "token")}})
		}},
	}
}

// indexName gives the ith of more than MaxIndex indexes, with a name as long as it may be.
func (h Harness) indexName(i int) string {
	if h.Index != nil {
		return h.Index(i)
	}
	return pad("index"+strconv.Itoa(i), store.MaxName)
}

// testBytes checks the limits on an item and a transaction as a whole.
func (h Harness) testBytes(t *testing.T) {
	two := events(t, 2, `"`+pad("", bus.MaxEventData-2)+`"`)
	err := h.try(t, store.Write{Item: store.Item{Key: key(t, "item"), Emit: two}})
	wantCode(t, "an item above MaxItem", err, store.CodeTooLarge)
	var ws []store.Write
	for i := range store.MaxTransactBytes/store.MaxData + 1 {
		ws = append(ws, store.Write{Item: store.Item{Key: key(t, "large"+strconv.Itoa(i)), Data: bytes.Repeat([]byte{1}, store.MaxData)}})
	}
	wantCode(t, "a transaction above MaxTransactBytes", h.Store.Transact(t.Context(), t.Name()+"large", ws...), store.CodeTooLarge)
	if err := h.Store.Transact(t.Context(), t.Name()+"fits", ws[1:]...); err != nil {
		t.Errorf("a transaction just below MaxTransactBytes: %v", err)
	}
	if got := h.get(t, ws[1].Item.Key); got == nil || !bytes.Equal(got.Data, ws[1].Item.Data) {
		t.Error("which did not write its data")
	}
}

// testRefusals checks what is refused with CodeInvalid, with nothing written or told.
func testRefusals(t *testing.T, h Harness) {
	k := key(t, "secret")
	ok := store.Item{Key: k}
	with := func(change func(*store.Item)) store.Write {
		it := ok.Clone()
		change(&it)
		return store.Write{Item: it}
	}
	emit := events(t, 1, "")
	for name, w := range map[string]store.Write{
		"no table":               with(func(i *store.Item) { i.Key.Table = "" }),
		"unknown table":          with(func(i *store.Item) { i.Key.Table = "users" }),
		"no partition key":       with(func(i *store.Item) { i.Key.PK = "" }),
		"no sort key":            with(func(i *store.Item) { i.Key.SK = "" }),
		"partition key encoding": with(func(i *store.Item) { i.Key.PK = "secret\xff" }),
		"sort key encoding":      with(func(i *store.Item) { i.Key.SK = "secret\xed\xa0\x80" }),
		"index without name":     with(func(i *store.Item) { i.Index = map[string][2]string{"": {"a", "b"}} }),
		"index without pk":       with(func(i *store.Item) { i.Index = map[string][2]string{"one": {"", "b"}} }),
		"index without sk":       with(func(i *store.Item) { i.Index = map[string][2]string{"one": {"a", ""}} }),
		"index encoding":         with(func(i *store.Item) { i.Index = map[string][2]string{"one": {"secret\xff", "b"}} }),
		"index of long sk":       with(func(i *store.Item) { i.Index = map[string][2]string{"one": {"a", pad("b", store.MaxSK+1)}} }),
		"expiry in 1960":         with(func(i *store.Item) { i.Expires = time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"expiry in 10000":        with(func(i *store.Item) { i.Expires = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"event without id":       with(func(i *store.Item) { i.Emit = []bus.Event{{Type: "a.b"}} }),
		"event without type":     with(func(i *store.Item) { i.Emit = []bus.Event{{ID: "a"}} }),
		"event data":             with(func(i *store.Item) { i.Emit = []bus.Event{{ID: "a", Type: "a.b", Data: json.RawMessage("secret")}} }),
		"event encoding":         with(func(i *store.Item) { i.Emit = []bus.Event{{ID: "a", Type: "a.b", Subject: "secret\xff"}} }),
		"condition":              {Item: ok, If: store.AtRev(-2)},
		"counter without name":   {Item: ok, Add: map[string]int64{"": 1}},
		"large addition":         {Item: ok, Add: map[string]int64{"n": store.MaxAdd + 1}},
		"large subtraction":      {Item: ok, Add: map[string]int64{"n": math.MinInt64}},
		"delete with event":      {Item: store.Item{Key: k, Emit: emit}, Delete: true},
		"delete with addition":   {Item: ok, Delete: true, Add: map[string]int64{"n": 1}},
	} {
		err := h.try(t, w)
		wantCode(t, name, err, store.CodeInvalid)
		err2 := h.Store.Transact(t.Context(), t.Name()+name, store.Write{Item: store.Item{Key: key(t, "fine")}}, w)
		wantCode(t, name+" in a transaction", err2, store.CodeInvalid)
		if strings.Contains(fmt.Sprint(err, err2), "secret") {
			t.Errorf("%s: the error tells data: %v, %v", name, err, err2)
		}
	}
	h.testReadRefusals(t)
	if h.get(t, k) != nil || h.get(t, key(t, "fine")) != nil || len(h.published(t.Name())) > 0 {
		t.Error("something was written")
	}
}

func (h Harness) testReadRefusals(t *testing.T) {
	_, err := h.Store.Get(t.Context(), key(t, "a"), store.Key{Table: store.Work, PK: "a"})
	wantCode(t, "get without sort key", err, store.CodeInvalid)
	for name, q := range map[string]store.Query{
		"no table":         {PK: "a"},
		"no partition key": {Table: store.Work},
		"negative limit":   {Table: store.Work, PK: "a", Limit: -1},
		"from encoding":    {Table: store.Work, PK: "a", From: "\xff"},
		"to encoding":      {Table: store.Work, PK: "a", To: "\xff"},
		"long from":        {Table: store.Work, PK: "a", From: pad("", store.MaxSK+1)},
		"long index":       {Table: store.Work, PK: "a", Index: pad("", store.MaxName+1)},
		"cursor":           {Table: store.Work, PK: "a", Cursor: "?"},
	} {
		_, _, err := h.Store.Query(t.Context(), q)
		wantCode(t, "query: "+name, err, store.CodeInvalid)
	}
	wantCode(t, "no writes", h.Store.Transact(t.Context(), t.Name()), store.CodeInvalid)
	w := store.Write{Item: store.Item{Key: key(t, "fine")}}
	wantCode(t, "no token", h.Store.Transact(t.Context(), "", w), store.CodeInvalid)
	wantCode(t, "a key twice", h.Store.Transact(t.Context(), t.Name(), w, w), store.CodeInvalid)
}

// try makes a write and gives its error.
func (h Harness) try(t testing.TB, w store.Write) error {
	_, err := h.Store.Write(t.Context(), w)
	return err
}

// pad lengthens the text to n bytes.
func pad(s string, n int) string { return s + strings.Repeat("x", max(0, n-len(s))) }

// events makes n events about the test, each with the data unless it is empty.
func events(t testing.TB, n int, data string) []bus.Event {
	var out []bus.Event
	for i := range n {
		e := bus.Event{ID: "evt_" + strconv.Itoa(i), Type: "test.happened", Subject: t.Name(), Time: time.Unix(1e9, 0).UTC()}
		if data != "" {
			e.Data = json.RawMessage(data)
		}
		out = append(out, e)
	}
	return out
}
