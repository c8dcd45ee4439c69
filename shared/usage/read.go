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
		tool, rest, _ := strings.Cut(name, "/")
		id, unit, _ := strings.Cut(rest, "/")
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

// entries asks for an account's entries, the first one first.
func entries(user string) store.Query {
	return store.Query{Table: store.Ledger, PK: partition(user), From: entryPrefix, To: store.PrefixEnd(entryPrefix)}
}

// ListEntries lists the caller's entries, the latest first. Those of one tool are read
// from an index, which may miss the very latest.
func (s *Service) ListEntries(ctx context.Context, in *ops.EntriesInput) (*ops.EntriesOutput, error) {
	q := entries(operation.UserID(ctx))
	if in.Tool != "" {
		q = store.Query{Table: store.Ledger, Index: toolIndex, PK: toolPK(operation.UserID(ctx), in.Tool)}
	}
	q.Reverse, q.Limit, q.Cursor = true, in.Limit, in.Cursor
	items, next, err := s.c.Store.Query(ctx, q)
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
