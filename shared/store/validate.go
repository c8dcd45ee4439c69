package store

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Limits of the parts of an item, together with MaxData below DynamoDB's 400 KB.
const (
	MaxItem        = 390 << 10 // bytes of keys, index entries, data and events together; the rest is for counters
	MaxIndex       = 8         // index entries on one item; DynamoDB allows 20 indexes a table
	MaxName        = 64        // bytes of the name of an index or a counter
	MaxCounters    = 100       // counters one write may change; a hundred names fill the room left for them
	MaxAdd         = 1 << 40   // magnitude of one addition: millions of the largest cannot overflow 64 bits
	MaxToken       = 128       // bytes of a Transact token; an adapter may hash it to fit its back end
	eventOverhead  = 256       // bytes reckoned for an event's field names and time when it is stored
	maxExpiresYear = 9999      // the last year RFC 3339 can write
)

// The methods' names as they stand in Error.Op.
const (
	OpGet      = "get"
	OpQuery    = "query"
	OpWrite    = "write"
	OpTransact = "transact"
)

// ValidateGet checks the arguments of Get.
func ValidateGet(keys []Key) error {
	if len(keys) > MaxGet {
		return fail(CodeTooLarge, OpGet, Key{}, "more than %d keys", MaxGet)
	}
	for _, k := range keys {
		if err := checkKey(k); err != nil {
			return &Error{Code: CodeInvalid, Op: OpGet, Key: k, Err: err}
		}
	}
	return nil
}

// ValidateQuery checks a query's fields; the cursor is checked when it is opened.
func ValidateQuery(q Query) error {
	at := Key{Table: q.Table, PK: q.PK}
	bad := func(err error) error { return &Error{Code: CodeInvalid, Op: OpQuery, Key: at, Err: err} }
	switch {
	case q.Limit > MaxPage:
		return fail(CodeTooLarge, OpQuery, at, "limit above %d", MaxPage)
	case q.Limit < 0:
		return fail(CodeInvalid, OpQuery, at, "negative limit")
	case len(q.From) > MaxSK || len(q.To) > MaxSK || !utf8.ValidString(q.From) || !utf8.ValidString(q.To):
		return fail(CodeInvalid, OpQuery, at, "bounds must be UTF-8 of at most %d bytes", MaxSK)
	}
	if err := errors.Join(checkTable(q.Table), checkPart("partition key", q.PK, MaxPK)); err != nil {
		return bad(err)
	}
	if q.Index != "" {
		if err := checkPart("index name", q.Index, MaxName); err != nil {
			return bad(err)
		}
	}
	return nil
}

// ValidateWrite checks one write and returns it in normal form: a deep copy with times
// in UTC (Expires to the millisecond), empty maps and data nil, and without what a
// caller does not decide (Rev, Count). A delete keeps its key only.
func ValidateWrite(w Write) (Write, error) {
	if err := checkWrite(OpWrite, w); err != nil {
		return Write{}, err
	}
	return normalize(w), nil
}

// ValidateTransact checks a transaction and returns its writes in normal form.
func ValidateTransact(token string, writes []Write) ([]Write, error) {
	if err := checkPart("token", token, MaxToken); err != nil {
		return nil, &Error{Code: CodeInvalid, Op: OpTransact, Err: err}
	}
	if len(writes) == 0 {
		return nil, fail(CodeInvalid, OpTransact, Key{}, "no writes")
	}
	if len(writes) > MaxTransact {
		return nil, fail(CodeTooLarge, OpTransact, Key{}, "more than %d writes", MaxTransact)
	}
	total, seen, out := 0, make(map[Key]bool, len(writes)), make([]Write, 0, len(writes))
	for _, w := range writes {
		if err := checkWrite(OpTransact, w); err != nil {
			return nil, err
		}
		if seen[w.Item.Key] {
			return nil, fail(CodeInvalid, OpTransact, w.Item.Key, "two writes to one key")
		}
		seen[w.Item.Key] = true
		if total += size(w); total > MaxTransactBytes {
			return nil, fail(CodeTooLarge, OpTransact, Key{}, "more than %d bytes", MaxTransactBytes)
		}
		out = append(out, normalize(w))
	}
	return out, nil
}

func checkWrite(op string, w Write) error {
	k := w.Item.Key
	if err := checkKey(k); err != nil {
		return &Error{Code: CodeInvalid, Op: op, Key: k, Err: err}
	}
	if w.If != nil && *w.If < present {
		return fail(CodeInvalid, op, k, "condition below -1")
	}
	if w.Delete {
		if len(w.Item.Emit) > 0 || len(w.Add) > 0 {
			return fail(CodeInvalid, op, k, "a delete cannot emit events or add to counters")
		}
		return nil
	}
	if err := errors.Join(checkIndex(w.Item.Index), checkAdd(w.Add), checkExpires(w.Item.Expires)); err != nil {
		return &Error{Code: CodeInvalid, Op: op, Key: k, Err: err}
	}
	if len(w.Item.Data) > MaxData || len(w.Item.Emit) > MaxEmit || size(w) > MaxItem {
		return fail(CodeTooLarge, op, k, "at most %d bytes of data, %d events, %d bytes together", MaxData, MaxEmit, MaxItem)
	}
	for _, e := range w.Item.Emit {
		if err := e.Validate(); err != nil {
			return &Error{Code: CodeInvalid, Op: op, Key: k, Err: err}
		}
	}
	return nil
}

func checkKey(k Key) error {
	return errors.Join(checkTable(k.Table), checkPart("partition key", k.PK, MaxPK), checkPart("sort key", k.SK, MaxSK))
}

func checkTable(t string) error {
	switch t {
	case Identity, Work, Chat, Runtime, Ledger:
		return nil
	}
	return errors.New("no such table")
}

func checkPart(what, s string, limit int) error {
	if s == "" || len(s) > limit || !utf8.ValidString(s) {
		return fmt.Errorf("%s must be UTF-8 of 1 to %d bytes", what, limit)
	}
	return nil
}

func checkIndex(index map[string][2]string) error {
	if len(index) > MaxIndex {
		return fmt.Errorf("more than %d index entries", MaxIndex)
	}
	for name, at := range index {
		err := errors.Join(checkPart("index name", name, MaxName),
			checkPart("index partition key", at[0], MaxPK), checkPart("index sort key", at[1], MaxSK))
		if err != nil {
			return err
		}
	}
	return nil
}

func checkAdd(add map[string]int64) error {
	if len(add) > MaxCounters {
		return fmt.Errorf("more than %d counters", MaxCounters)
	}
	for name, n := range add {
		if err := checkPart("counter name", name, MaxName); err != nil {
			return err
		}
		if n > MaxAdd || n < -MaxAdd {
			return fmt.Errorf("an addition above %d", int64(MaxAdd))
		}
	}
	return nil
}

func checkExpires(t time.Time) error {
	if !t.IsZero() && (t.UnixMilli() <= 0 || t.UTC().Year() > maxExpiresYear) {
		return fmt.Errorf("expiry must be after 1970 and before %d", maxExpiresYear+1)
	}
	return nil
}

// size reckons the bytes a write takes in the item it makes, counters left out.
func size(w Write) int {
	n := len(w.Item.Key.PK) + len(w.Item.Key.SK) + len(w.Item.Data)
	for name, at := range w.Item.Index {
		n += len(name) + len(at[0]) + len(at[1])
	}
	for _, e := range w.Item.Emit {
		n += len(e.ID) + len(e.Type) + len(e.Subject) + len(e.Correlation) + len(e.Data) + eventOverhead
	}
	return n
}

func fail(code Code, op string, k Key, format string, args ...any) error {
	return &Error{Code: code, Op: op, Key: k, Err: fmt.Errorf(format, args...)}
}
