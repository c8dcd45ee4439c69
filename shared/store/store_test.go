package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// text draws UTF-8 that is likely to collide and to sit at the ends of encodings.
func text() *rapid.Generator[string] {
	return rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune{0, 'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff}), rapid.Rune()))
}

// TestPrefixEnd checks that a prefix's range holds exactly the texts that begin with it.
func TestPrefixEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix, s := text().Draw(t, "prefix"), text().Draw(t, "s")
		if rapid.Bool().Draw(t, "joined") {
			s = prefix + s
		}
		end := store.PrefixEnd(prefix)
		in := s >= prefix && (end == "" || s < end)
		if in != strings.HasPrefix(s, prefix) {
			t.Fatalf("%q in [%q, %q) is %t", s, prefix, end, in)
		}
	})
}

func TestNextRev(t *testing.T) {
	now := time.UnixMicro(1000)
	for highest, want := range map[int64]int64{0: 1000, 998: 1000, 999: 1000, 1000: 1001, 5000: 5001} {
		if got := store.NextRev(highest, now); got != want {
			t.Errorf("after %d: %d, want %d", highest, got, want)
		}
	}
}

// TestFingerprint checks that equal transactions are equal however they are written down,
// and different ones are not.
func TestFingerprint(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)
	base := func() []store.Write {
		return []store.Write{{
			Item: store.Item{
				Key: store.Key{Table: store.Work, PK: "p", SK: "s"}, Data: []byte("d"), Expires: at,
				Index: map[string][2]string{"a": {"1", "2"}, "b": {"3", "4"}},
				Emit:  []bus.Event{{ID: "e", Type: "a.b", Time: at}},
			},
			If: store.AtRev(3), Add: map[string]int64{"x": 1, "y": 2},
		}, {Item: store.Item{Key: store.Key{Table: store.Work, PK: "p", SK: "t"}}, Delete: true}}
	}
	sum := func(ws []store.Write) [32]byte {
		ws, err := store.ValidateTransact("token", ws)
		if err != nil {
			t.Fatal(err)
		}
		b, err := store.Fingerprint(ws)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	want := sum(base())
	for name, c := range map[string]struct {
		same   bool
		change func(ws []store.Write)
	}{
		"nothing":       {true, func([]store.Write) {}},
		"zone":          {true, func(ws []store.Write) { ws[0].Item.Expires = at.In(time.FixedZone("x", 3600)) }},
		"event zone":    {true, func(ws []store.Write) { ws[0].Item.Emit[0].Time = at.In(time.FixedZone("x", 3600)) }},
		"nanoseconds":   {true, func(ws []store.Write) { ws[0].Item.Expires = at.Add(time.Nanosecond) }},
		"store's own":   {true, func(ws []store.Write) { ws[0].Item.Rev, ws[0].Item.Count = 5, map[string]int64{"z": 1} }},
		"deleted data":  {true, func(ws []store.Write) { ws[1].Item.Data = []byte("x") }},
		"data":          {false, func(ws []store.Write) { ws[0].Item.Data = []byte("D") }},
		"key":           {false, func(ws []store.Write) { ws[0].Item.Key.SK = "S" }},
		"expiry":        {false, func(ws []store.Write) { ws[0].Item.Expires = at.Add(time.Millisecond) }},
		"index":         {false, func(ws []store.Write) { ws[0].Item.Index["a"] = [2]string{"1", "3"} }},
		"event":         {false, func(ws []store.Write) { ws[0].Item.Emit[0].ID = "f" }},
		"condition":     {false, func(ws []store.Write) { ws[0].If = store.AtRev(4) }},
		"no condition":  {false, func(ws []store.Write) { ws[0].If = nil }},
		"addition":      {false, func(ws []store.Write) { ws[0].Add["x"] = 2 }},
		"delete or put": {false, func(ws []store.Write) { ws[1].Delete = false }},
		"order":         {false, func(ws []store.Write) { ws[0], ws[1] = ws[1], ws[0] }},
	} {
		ws := base()
		c.change(ws)
		if (sum(ws) == want) != c.same {
			t.Errorf("another %s: the same fingerprint should be %t", name, c.same)
		}
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("cause")
	e := error(&store.Error{Code: store.CodeThrottled, Op: store.OpGet, Err: cause})
	c := error(&store.Conflict{Key: store.Key{Table: store.Work, PK: "secret", SK: "secret"}, Current: &store.Item{Data: []byte("secret")}})
	for _, x := range []struct {
		err      error
		code     store.Code
		conflict bool
	}{
		{nil, "", false},
		{cause, "", false},
		{e, store.CodeThrottled, false},
		{fmt.Errorf("wrapped: %w", e), store.CodeThrottled, false},
		{c, store.CodeConflict, true},
		{fmt.Errorf("wrapped: %w", c), store.CodeConflict, true},
	} {
		if got := store.CodeOf(x.err); got != x.code || store.IsConflict(x.err) != x.conflict {
			t.Errorf("%v: code %q, conflict %t", x.err, got, store.IsConflict(x.err))
		}
	}
	if !errors.Is(e, cause) {
		t.Error("the cause is lost")
	}
	if strings.Contains(c.Error(), "secret") {
		t.Errorf("a conflict tells data: %v", c)
	}
}
