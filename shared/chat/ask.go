package chat

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func (t *turn) ask(question string, choices []ops.Choice, p nlp.Pending) {
	t.say(statusAsked, question)
	t.reply.Clarification = &ops.Clarification{Question: question, Choices: choices}
	t.state.Pending = &p
}

// failed answers a refusal of an operation: by a question if an argument is missing or
// names nothing, else by saying so.
func (s *Service) failed(ctx context.Context, t *turn, tl tool, err error) {
	p := operation.AsProblem(err)
	if p.Status >= http.StatusInternalServerError {
		s.c.Log.ErrorContext(ctx, "operation failed", "op", tl.spec.ID, "error", err)
	}
	field := strings.TrimPrefix(strings.TrimPrefix(p.Field, "body."), "path.")
	switch {
	case p.Code == "required" && tl.spec.Chat.Ask[field] != "":
		t.askFor(tl, field)
	case p.Code == "layer_not_found" || p.Code == "layer_ambiguous":
		t.askWhich(tl, field, p)
	default:
		t.reply.Code = p.Code
		t.say(statusFailed, p.Detail)
	}
}

// askWhich offers the things that may have been meant.
func (t *turn) askWhich(tl tool, field string, p *operation.Problem) {
	var offered []ops.Choice
	for _, c := range p.Errors {
		if c.Code == "candidate" && len(offered) < maxChoices {
			offered = append(offered, ops.Choice{Label: c.Message, Text: c.Message, Operation: tl.spec.ID})
		}
	}
	t.ask(p.Detail, offered, t.pendingFor(tl, field))
}

// askFor asks for an argument.
func (t *turn) askFor(tl tool, argument string) {
	question := tl.spec.Chat.Ask[argument]
	if question == "" {
		question = fmt.Sprintf("What should %s be?", argument)
	}
	if argument == tl.spec.Chat.Document && argument != "" {
		t.waiting = &waiting{Operation: tl.spec.ID, Entities: t.decision.Entities}
		t.ask(question, canvasChoices(), nlp.Pending{Question: question, Choices: nlpChoices(canvasChoices())})
		return
	}
	t.ask(question, argumentChoices(tl, argument), t.pendingFor(tl, argument))
}

// pendingFor keeps what is known, so that a short answer completes it.
func (t *turn) pendingFor(tl tool, argument string) nlp.Pending {
	name, op, _ := strings.Cut(tl.spec.ID, ".")
	return nlp.Pending{Slot: slotOf(tl, argument), Entities: t.decision.Entities,
		Choices: []nlp.Choice{{Tool: name, Operation: op, Label: tl.spec.Chat.Label, Text: tl.spec.Chat.Label}}}
}

// confirm asks before something is destroyed or shared.
func (s *Service) confirm(t *turn, tl tool) {
	name, op, _ := strings.Cut(tl.spec.ID, ".")
	yes := nlp.Choice{Tool: name, Operation: op, Label: "Yes: " + lowerFirst(tl.spec.Chat.Label), Text: "yes"}
	no := nlp.Choice{Tool: "meta", Operation: "cancel", Label: "No, leave it", Text: "no, leave it"}
	question := tl.spec.Chat.Label + ": are you sure?"
	all := []nlp.Choice{yes, no}
	t.ask(question, choices(all), nlp.Pending{Question: question, Choices: all, Entities: t.decision.Entities})
}
