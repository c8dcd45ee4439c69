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
	if choices == nil {
		choices = []ops.Choice{} // an array for clients, also when any answer will do
	}
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
	case p.Code == operation.CodeNotFound && t.gone(tl):
		t.askFor(tl, tl.spec.Chat.Document)
	default:
		t.reply.Code = p.Code
		t.say(statusFailed, explained(tl, p))
	}
}

// gone forgets the active document that an operation did not find, so that the
// conversation can go on with another one; false if something else was not found.
func (t *turn) gone(tl tool) bool {
	name, _, _ := strings.Cut(tl.spec.ID, ".")
	_, other := t.decision.Entities["artifactId"]
	if tl.spec.Chat.Document == "" || t.state.Active[name] == "" || other {
		return false
	}
	delete(t.state.Active, name)
	return true
}

// askWhich offers the things that may have been meant.
func (t *turn) askWhich(tl tool, field string, p *operation.Problem) {
	var offered []ops.Choice
	for _, c := range p.Errors {
		if c.Code == "candidate" && len(offered) < maxChoices {
			offered = append(offered, ops.Choice{Label: c.Message, Text: c.Message, Operation: tl.spec.ID})
		}
	}
	if len(offered) == 0 { // nothing can be meant
		t.reply.Code = p.Code
		t.say(statusFailed, p.Detail)
		return
	}
	t.ask(p.Detail+" Which one do you mean?", offered, t.pendingFor(tl, field))
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
	if note := leftOver(tl, t.decision.Entities); note != "" {
		question = note + " " + question
	}
	t.ask(question, argumentChoices(tl, argument), t.pendingFor(tl, argument))
}

// askInstead asks again for an argument that cannot be what was said.
func (t *turn) askInstead(tl tool, argument, value string) {
	question := upperFirst(value) + " is not possible here. " + tl.spec.Chat.Ask[argument]
	t.ask(question, argumentChoices(tl, argument), t.pendingFor(tl, argument))
}

// clarify asks which of several operations was meant. What cannot be done yet, and what is
// only talk, is no choice.
func (s *Service) clarify(t *turn, text string) {
	var left []nlp.Choice
	for _, c := range t.decision.Choices {
		tl, ok := s.tools[c.Tool+"."+c.Operation]
		if (ok && !tl.spec.Planned) || (c.Tool == "meta" && c.Operation == "help") {
			left = append(left, c)
		}
	}
	if len(left) == 0 {
		s.noChoice(t)
		return
	}
	question := didYouMean(left)
	t.ask(question, choices(left), nlp.Pending{Text: text, Question: question, Choices: left, Entities: t.decision.Entities})
}

// noChoice answers a message that could mean several things of which none can be done:
// what it means most likely is not available yet, or is none of the product's.
func (s *Service) noChoice(t *turn) {
	for _, c := range t.decision.Choices {
		if tl, ok := s.tools[c.Tool+"."+c.Operation]; ok {
			t.reply.Code = operation.CodeNotAvailable
			t.say(statusRefused, notAvailable(tl))
			return
		}
	}
	t.say(statusRefused, refusal)
}

// pendingFor keeps what is known, so that a short answer completes it.
func (t *turn) pendingFor(tl tool, argument string) nlp.Pending {
	name, op, _ := strings.Cut(tl.spec.ID, ".")
	return nlp.Pending{Slot: slotOf(tl, argument), Entities: t.decision.Entities,
		Choices: []nlp.Choice{{Tool: name, Operation: op, Label: tl.spec.Chat.Label, Text: tl.spec.Chat.Example}}}
}

// confirm asks before something is destroyed or shared.
func (s *Service) confirm(t *turn, tl tool) {
	name, op, _ := strings.Cut(tl.spec.ID, ".")
	yes := nlp.Choice{Tool: name, Operation: op, Label: "Yes: " + lowerFirst(tl.spec.Chat.Label), Text: "yes"}
	no := nlp.Choice{Tool: "meta", Operation: "cancel", Label: "No, leave it", Text: "no, leave it"}
	question := tl.spec.Chat.Label + ": are you sure?"
	if names := fileNames(tl, t.decision.Entities, fileArgument(tl)); len(names) > 0 {
		question = fmt.Sprintf("%s (%s): are you sure?", tl.spec.Chat.Label, and(names))
	}
	all := []nlp.Choice{yes, no}
	t.ask(question, choices(all), nlp.Pending{Question: question, Choices: all, Entities: t.decision.Entities})
}
