package errortrack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/system/ops"
)

// List lists groups, the last seen first.
func (t *Tracker) List(ctx context.Context, in *ops.ErrorsInput) (*ops.ErrorsOutput, error) {
	items, next, err := t.c.Store.Query(ctx, store.Query{Table: store.Runtime, Index: listIndex, PK: listPK, Reverse: true, Limit: in.Limit, Cursor: in.Cursor})
	if store.CodeOf(err) == store.CodeInvalid {
		return nil, operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list.")
	}
	if err != nil {
		return nil, fmt.Errorf("errortrack: list: %w", err)
	}
	page := ops.ErrorPage{Items: []ops.ErrorGroup{}, NextCursor: next}
	for _, it := range items {
		g, err := forPeople(it)
		if err != nil {
			return nil, err
		}
		if in.Area == "" || g.Area == in.Area {
			page.Items = append(page.Items, g)
		}
	}
	return &ops.ErrorsOutput{Body: page}, nil
}

// Get reads a group.
func (t *Tracker) Get(ctx context.Context, in *ops.ErrorInput) (*ops.ErrorOutput, error) {
	items, err := t.c.Store.Get(ctx, groupKey(in.Fingerprint))
	if err != nil {
		return nil, fmt.Errorf("errortrack: get: %w", err)
	}
	if len(items) == 0 {
		return nil, operation.NotFound("error")
	}
	g, err := forPeople(items[0])
	if err != nil {
		return nil, err
	}
	return &ops.ErrorOutput{Body: g}, nil
}

// Resolve marks a group as mended. If it is seen again it is open again, and says so.
func (t *Tracker) Resolve(ctx context.Context, in *ops.ErrorInput) (*ops.ErrorOutput, error) {
	for range attempts {
		g, rev, err := t.load(ctx, in.Fingerprint)
		if err != nil {
			return nil, fmt.Errorf("errortrack: resolve: %w", err)
		}
		if g == nil {
			return nil, operation.NotFound("error")
		}
		g.ResolvedAt, g.Reopened = t.c.Now().UTC(), false
		it, err := g.item()
		if err != nil {
			return nil, err
		}
		written, err := t.c.Store.Write(ctx, store.Write{Item: it, If: store.AtRev(rev)})
		if store.IsConflict(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("errortrack: resolve: %w", err)
		}
		out, err := forPeople(written)
		return &ops.ErrorOutput{Body: out}, err
	}
	return nil, operation.NewProblem(409, operation.CodeConflict, "It is happening right now. Try again.")
}

func forPeople(it store.Item) (ops.ErrorGroup, error) {
	var g group
	if err := json.Unmarshal(it.Data, &g); err != nil {
		return ops.ErrorGroup{}, fmt.Errorf("errortrack: decode: %w", err)
	}
	out := ops.ErrorGroup{Fingerprint: g.Fingerprint, Operation: g.Operation, Area: g.Area, Trigger: g.Trigger, Message: g.Message, Frames: g.Frames,
		Count: it.Count[countName], FirstSeen: g.FirstSeen, LastSeen: g.LastSeen, Release: g.Release, CorrelationIDs: g.Correlations, Reopened: g.Reopened}
	if out.CorrelationIDs == nil {
		out.CorrelationIDs = []string{}
	}
	if !g.ResolvedAt.IsZero() {
		out.ResolvedAt = &g.ResolvedAt
	}
	for name, n := range it.Count {
		if release, ok := strings.CutPrefix(name, releasePre); ok {
			out.Releases = append(out.Releases, ops.ReleaseCount{Release: release, Count: n})
		}
	}
	slices.SortFunc(out.Releases, func(a, b ops.ReleaseCount) int { return strings.Compare(a.Release, b.Release) })
	return out, nil
}
