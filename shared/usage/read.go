package usage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/usage/ops"
)

// maxMonths is the longest range that is summed up.
const maxMonths = 36

// Get sums up the caller's use.
func (s *Service) Get(ctx context.Context, in *ops.GetInput) (*ops.UsageOutput, error) {
	return s.sums(ctx, operation.UserID(ctx), in.Months)
}

// AdminGet sums up an account's use.
func (s *Service) AdminGet(ctx context.Context, in *ops.OfInput) (*ops.UsageOutput, error) {
	return s.sums(ctx, in.UserID, in.Months)
}

func (s *Service) sums(ctx context.Context, user string, m ops.Months) (*ops.UsageOutput, error) {
	from, to, err := s.months(m)
	if err != nil {
		return nil, err
	}
	totals := map[string]int64{}
	err = store.Each(ctx, s.c.Store, store.Query{Table: store.Ledger, PK: partition(user), From: monthPrefix + from, To: monthPrefix + to + "\x01"}, func(it store.Item) error {
		for name, n := range it.Count {
			totals[name] += n
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("usage: sums: %w", err)
	}
	return &ops.UsageOutput{Body: ops.Usage{From: from, To: to, Calls: calls(totals), Tools: byTool(totals)}}, nil
}

// months gives the range asked for.
func (s *Service) months(m ops.Months) (from, to string, err error) {
	from, to = m.From, m.To
	if from == "" {
		from = s.c.Now().UTC().Format(monthLayout)
		if to != "" && to < from {
			from = to
		}
	}
	if to == "" {
		to = from
	}
	first, err1 := time.Parse(monthLayout, from)
	last, err2 := time.Parse(monthLayout, to)
	if errors.Join(err1, err2) != nil || last.Before(first) || !last.Before(first.AddDate(0, maxMonths, 0)) {
		return "", "", operation.Invalid("query.to", operation.CodeInvalid, fmt.Sprintf("A range goes from a month to a later one, at most %d months.", maxMonths))
	}
	return from, to, nil
}

func calls(totals map[string]int64) (sum int64) {
	for name, n := range totals {
		if strings.HasSuffix(name, "/"+callsUnit) {
			sum += n
		}
	}
	return sum
}

// byTool arranges counters by tool and operation, in the order of their names.
func byTool(totals map[string]int64) []ops.ToolUse {
	out := []ops.ToolUse{}
	for _, name := range slices.Sorted(maps.Keys(totals)) {
		id, unit, _ := strings.Cut(name, "/")
		tool, _, _ := strings.Cut(id, ".")
		if len(out) == 0 || out[len(out)-1].Tool != tool {
			out = append(out, ops.ToolUse{Tool: tool})
		}
		t := &out[len(out)-1]
		if len(t.Operations) == 0 || t.Operations[len(t.Operations)-1].Operation != id {
			t.Operations = append(t.Operations, ops.OperationUse{Operation: id, Amounts: []ops.Amount{}})
		}
		o := &t.Operations[len(t.Operations)-1]
		if unit == callsUnit {
			o.Calls += totals[name]
			t.Calls += totals[name]
		} else {
			o.Amounts = append(o.Amounts, ops.Amount{Unit: unit, Amount: totals[name]})
		}
	}
	return out
}

// ListEntries lists the caller's entries, the latest first.
func (s *Service) ListEntries(ctx context.Context, in *ops.EntriesInput) (*ops.EntriesOutput, error) {
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Ledger, PK: partition(operation.UserID(ctx)),
		From: entryPrefix, To: store.PrefixEnd(entryPrefix), Reverse: true, Limit: in.Limit, Cursor: in.Cursor})
	if store.CodeOf(err) == store.CodeInvalid {
		return nil, operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list.")
	}
	if err != nil {
		return nil, fmt.Errorf("usage: list: %w", err)
	}
	page := ops.EntryPage{Items: make([]ops.Entry, 0, len(items)), NextCursor: next}
	for _, it := range items {
		var e entry
		if err := json.Unmarshal(it.Data, &e); err != nil {
			return nil, fmt.Errorf("usage: decode: %w", err)
		}
		page.Items = append(page.Items, ops.Entry{Seq: e.Seq, At: e.At, Operation: e.Operation, Tool: e.Tool, Unit: e.Unit, Amount: e.Amount,
			KeyID: e.KeyID, Request: e.Correlation, Hash: e.Hash})
	}
	return &ops.EntriesOutput{Body: page}, nil
}

// ErrBroken says that a ledger is not as it was written.
var ErrBroken = errors.New("usage: the ledger was changed")

// Verify goes through an account's whole ledger: the chain must be unbroken up to its
// head, and the sums of the months be those of their entries. It gives the number of
// entries; what is wrong is ErrBroken.
func (s *Service) Verify(ctx context.Context, user string) (int64, error) {
	var last entry
	want := map[string]map[string]int64{}
	err := store.Each(ctx, s.c.Store, store.Query{Table: store.Ledger, PK: partition(user), From: entryPrefix, To: store.PrefixEnd(entryPrefix)}, func(it store.Item) error {
		var e entry
		if err := json.Unmarshal(it.Data, &e); err != nil {
			return fmt.Errorf("%w: entry %s cannot be read", ErrBroken, it.Key.SK)
		}
		sum, err := e.sum()
		if err != nil {
			return err
		}
		if e.Seq != last.Seq+1 || e.Prev != last.Hash || e.Hash != sum || it.Key != entryKey(user, e.Seq) {
			return fmt.Errorf("%w: at entry %d", ErrBroken, last.Seq+1)
		}
		month := e.At.Format(monthLayout)
		if want[month] == nil {
			want[month] = map[string]int64{}
		}
		want[month][counter(e.Operation, callsUnit)]++
		want[month][counter(e.Operation, e.Unit)] += e.Amount
		last = e
		return nil
	})
	if err != nil {
		return 0, err
	}
	items, err := s.c.Store.Get(ctx, at(user, headSK))
	if err != nil {
		return 0, fmt.Errorf("usage: read: %w", err)
	}
	var h head
	if len(items) > 0 && json.Unmarshal(items[0].Data, &h) != nil || h.Seq != last.Seq || h.Hash != last.Hash {
		return 0, fmt.Errorf("%w: entries after %d are missing", ErrBroken, last.Seq)
	}
	return last.Seq, s.verifySums(ctx, user, want)
}

func (s *Service) verifySums(ctx context.Context, user string, want map[string]map[string]int64) error {
	seen := 0
	err := store.Each(ctx, s.c.Store, store.Query{Table: store.Ledger, PK: partition(user), From: monthPrefix, To: store.PrefixEnd(monthPrefix)}, func(it store.Item) error {
		month := strings.TrimPrefix(it.Key.SK, monthPrefix)
		seen++
		for name, n := range it.Count {
			if want[month][name] != n {
				return fmt.Errorf("%w: the sums of %s", ErrBroken, month)
			}
		}
		if len(it.Count) != len(want[month]) {
			return fmt.Errorf("%w: the sums of %s", ErrBroken, month)
		}
		return nil
	})
	if err == nil && seen != len(want) {
		err = fmt.Errorf("%w: sums of months are missing", ErrBroken)
	}
	return err
}
