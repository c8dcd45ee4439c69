package chat

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aio-creative-hub/aio/shared/nlp"
	nlpops "github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// Process understands a message without acting on it, in the context of a conversation
// if one is named. It is the area nlp's operation; it lives here because the context does.
func (s *Service) Process(ctx context.Context, in *nlpops.ProcessInput) (*nlpops.ProcessOutput, error) {
	var state nlp.State
	if in.Body.SessionID != "" {
		c, err := s.admit(ctx, in.Body.SessionID, share.Viewer)
		if err != nil {
			return nil, err
		}
		state = c.Context
	}
	d := s.c.NLP(ctx, operation.UserID(ctx)).Understand(in.Body.Text, state)
	out := nlpops.Understanding{Tool: d.Tool, Operation: d.Operation, Confidence: d.Confidence, Action: string(d.Action),
		Entities: map[string]operation.Raw{}, Spans: []nlpops.Span{}, Alternatives: []nlpops.Alternative{}, Question: d.Question}
	if i := intent(d); len(i.Entities) > 0 {
		out.Entities = i.Entities
	}
	for _, sp := range d.Spans {
		value, err := json.Marshal(sp.Value)
		if err != nil {
			return nil, fmt.Errorf("nlp: encode span: %w", err)
		}
		out.Spans = append(out.Spans, nlpops.Span{Start: sp.Start, End: sp.End, Slot: sp.Slot, Raw: sp.Raw, Value: value})
	}
	for _, a := range d.Alternatives {
		out.Alternatives = append(out.Alternatives, nlpops.Alternative{Tool: a.Tool, Operation: a.Operation, Confidence: a.Confidence})
	}
	for _, c := range d.Choices {
		out.Choices = append(out.Choices, c.Label)
	}
	return &nlpops.ProcessOutput{Body: out}, nil
}
