package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// plan is what a message asks for, with the context in which it was understood.
type plan struct {
	Steps   []nlp.Step `json:"steps"`
	Beyond  string     `json:"beyond,omitempty"` // the end of a message that holds too much
	State   nlp.State  `json:"state"`
	Waiting *waiting   `json:"waiting,omitempty"`
	// Dropped are the requests of an earlier message that are not carried out any more.
	Dropped []string `json:"dropped,omitempty"`
	// Several says that the answer is about steps: also the last one of several.
	Several bool `json:"several,omitempty"`
}

// rest is what is left of a plan that a question has stopped. It waits for the answer, like
// the question itself; whoever says something else gives it up.
type rest struct {
	Steps  []nlp.Step `json:"steps"`
	Beyond string     `json:"beyond,omitempty"`
	By     string     `json:"by"` // whose requests they are: nobody else's answer has them done
}

// continueOperation is the choice to go on with a plan for which there was no more time.
const continueOperation = "continue"

// plan understands a message. One that answers the question that stopped a plan goes on
// with that.
func (s *Service) plan(ctx context.Context, c *conversation, text string) *plan {
	user := operation.UserID(ctx)
	got := s.c.NLP(ctx, user).Plan(text, c.Context) // of who speaks, whoever owns the conversation
	p := &plan{Steps: got.Steps, Beyond: got.Beyond, State: c.Context, Waiting: c.Waiting, Several: len(got.Steps) > 1}
	for i := range p.Steps { // what only explains a decision is not kept
		d := &p.Steps[i].Decision
		d.Entities = named(*d)
		d.Spans, d.Alternatives = nil, nil
	}
	if c.Rest != nil && s.answers(c, p.Steps[0]) {
		p.resume(c.Rest, user)
	}
	return p
}

// answers tells whether a request is what the open question asks for: also a document for
// what waits for one, in whatever words.
func (s *Service) answers(c *conversation, st nlp.Step) bool {
	tl, ok := s.tools[operationOf(st)]
	return st.Answers || (c.Waiting != nil && ok && tl.spec.Chat.Creates && st.Decision.Action == nlp.ActionAct)
}

// resume puts what is left of an earlier plan after the answer to its question. Only who
// asked for it has it done: with an answer one agrees to what was asked, not to what
// somebody else wants besides.
func (p *plan) resume(r *rest, user string) {
	d := p.Steps[0].Decision
	goesOn := d.Tool == "meta" && d.Operation == continueOperation
	switch {
	case r.By != user, d.Tool == "meta" && !goesOn, p.Several: // who answers with several requests has a plan of their own
		p.Dropped = textsOf(r.Steps)
	case goesOn:
		p.Steps, p.Beyond, p.Several = r.Steps, r.Beyond, true
	default:
		p.Steps, p.Beyond, p.Several = slices.Concat(p.Steps, r.Steps), r.Beyond, true
	}
}

// ofSeveral is the plan if the reply has to tell of steps, else nil.
func (p *plan) ofSeveral() *plan {
	if p.Several {
		return p
	}
	return nil
}

func textsOf(steps []nlp.Step) []string {
	out := make([]string, len(steps))
	for i, st := range steps {
		out[i] = st.Text
	}
	return out
}

// giveUp says what of an earlier message is not done any more.
func (t *turn) giveUp(dropped []string) {
	if len(dropped) == 0 {
		return
	}
	if t.reply.Text == cancelled {
		t.reply.Text = "All right."
	}
	t.add("Not done: " + quotedList(dropped) + ".")
}

func quotedList(texts []string) string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = "“" + oneLine(s) + "”"
	}
	return strings.Join(out, ", ")
}
