package chat

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// made is what a request changed: commits of a document, oldest first. A request that
// takes its place ("no, a heart") takes them back before.
type made struct {
	Document string  `json:"document"`
	By       string  `json:"by"`
	Commits  []int64 `json:"commits"`
}

// committed notes a commit.
func (t *turn) committed(ctx context.Context, document string, seq int64) {
	if t.made == nil || t.made.Document != document {
		t.made = &made{Document: document, By: operation.UserID(ctx)}
	}
	t.made.Commits = append(t.made.Commits, seq)
}

// takeBack undoes what the request before this one changed, if this one is to take its
// place. What was changed by hand since, or by somebody else, is not touched: then this
// request comes on top. It gives false if the reply says that it failed.
func (s *Service) takeBack(ctx context.Context, t *turn, tl tool, args map[string]operation.Raw) bool {
	before := t.made
	t.made = nil
	name, _, _ := strings.Cut(tl.spec.ID, ".")
	undo, ok := s.tools[name+".undo"]
	if !ok || !t.decision.Replaces || before == nil || before.By != operation.UserID(ctx) || before.Document != text(args[tl.spec.Chat.Document]) {
		return true
	}
	for i := len(before.Commits) - 1; i >= 0; i-- {
		step := arguments(undo, nil, t.state)
		step["last"] = operation.Raw(strconv.FormatInt(before.Commits[i], 10))
		t.sinceBasis(undo, step)
		reply, err := s.call(ctx, t, undo.spec.ID, i, step)
		switch {
		case err == nil:
			var r result
			if json.Unmarshal(reply.Body, &r) == nil {
				t.document(name, r.CanvasID, r.Seq)
			}
			t.instead = true
		case operation.AsProblem(err).Code == "nothing_to_undo":
			return true
		default:
			s.failed(ctx, t, undo, err)
			return false
		}
	}
	return true
}
