package chat

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// callPatience is how long the chat waits for an operation: the reply must be stored
	// and sent before API Gateway gives up at 29 s.
	callPatience = 20 * time.Second
	// carefulThreshold is the confidence from which what destroys or shares is done
	// without asking.
	carefulThreshold = 0.90
)

// The statuses of a reply.
const (
	statusDone    = "done"
	statusAsked   = "asked"
	statusRefused = "refused"
	statusFailed  = "failed"
)

// answer understands a message and does what it asks for. It always gives a reply.
func (s *Service) answer(ctx context.Context, c *conversation, id, text string, basis map[string]int64) *turn {
	t := &turn{id: id, session: c.ID, state: c.Context, waiting: c.Waiting, basis: basis}
	t.state.Active, t.state.LastEntities = maps.Clone(t.state.Active), maps.Clone(t.state.LastEntities)
	t.decision = s.c.NLP.Understand(text, t.state)
	t.reply.Intent = intent(t.decision)
	s.progress(ctx, t, "understood", "")
	t.state.Pending = nil
	if tl, ok := s.tools[t.decision.Tool+"."+t.decision.Operation]; !ok || !tl.spec.Chat.Creates {
		t.waiting = nil // the person went on to something else
	}
	switch {
	case t.decision.Action == nlp.ActionRefuse:
		t.say(statusRefused, refusal)
	case t.decision.Action == nlp.ActionClarify:
		t.ask(t.decision.Question, choices(t.decision.Choices), nlp.Pending{Text: text, Question: t.decision.Question, Choices: t.decision.Choices, Entities: t.decision.Entities})
	case t.decision.Tool == "meta":
		s.meta(t)
	default:
		s.carryOut(ctx, t)
	}
	return t
}

// carryOut calls the operation that the message means.
func (s *Service) carryOut(ctx context.Context, t *turn) {
	d := t.decision
	tl, ok := s.tools[d.Tool+"."+d.Operation]
	if !ok || tl.spec.Planned {
		t.reply.Code = operation.CodeNotAvailable
		t.say(statusRefused, notAvailable(tl))
		return
	}
	if tl.spec.Chat.Careful && d.Confidence < carefulThreshold {
		s.confirm(t, tl)
		return
	}
	args := arguments(tl, withImplied(d), t.state)
	if missing := firstMissing(tl, args); missing != "" {
		t.askFor(tl, missing)
		return
	}
	t.sinceBasis(tl, args)
	s.progress(ctx, t, "running", tl.spec.ID)
	times := 0
	for ; times < repetitions(tl, d); times++ {
		reply, err := s.call(ctx, t, tl.spec.ID, times, args)
		if err != nil && times > 0 {
			break // as far as it went
		}
		if err != nil {
			s.failed(ctx, t, tl, err)
			return
		}
		t.collect(tl, reply.Body)
	}
	t.remember(tl, d.Entities)
	t.say(statusDone, done(tl.spec.ID, args, t.reply))
	if times > 1 {
		t.reply.Text += fmt.Sprintf(" (%d times)", times)
	}
	s.resume(ctx, t, tl)
	s.show(ctx, t, tl)
}

// maxRepetitions is how often one message may have something done: the steps of undo that
// are promised.
const maxRepetitions = 50

// repetitions is how often the person wants it.
func repetitions(tl tool, d nlp.Decision) int {
	n, ok := d.Entities[tl.spec.Chat.Repeat].(float64)
	if !ok || tl.spec.Chat.Repeat == "" || n < 1 {
		return 1
	}
	return int(min(n, maxRepetitions))
}

// sinceBasis says from where on the log may hold the commit of an earlier attempt.
func (t *turn) sinceBasis(tl tool, args map[string]operation.Raw) {
	seq := t.basis[text(args[tl.spec.Chat.Document])]
	for _, a := range tl.args {
		if a.Name == "basis" && seq > 0 {
			args["basis"] = operation.Raw(strconv.FormatInt(seq, 10))
		}
	}
}

// withImplied adds what the message implies for arguments that nothing was said about.
func withImplied(d nlp.Decision) map[string]any {
	for _, sized := range []string{"factor", "width", "height", "size", "angle", "dx", "dy", "position", "order"} {
		if _, said := d.Entities[sized]; said {
			return d.Entities
		}
	}
	all := maps.Clone(d.Entities)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, d.Implied)
	return all
}

// resume carries out what waited for a document, now that there is one.
func (s *Service) resume(ctx context.Context, t *turn, tl tool) {
	w := t.waiting
	t.waiting = nil
	if w == nil || !tl.spec.Chat.Creates {
		return
	}
	next, ok := s.tools[w.Operation]
	if !ok {
		return
	}
	args := arguments(next, w.Entities, t.state)
	reply, err := s.call(ctx, t, next.spec.ID, 0, args)
	if err != nil {
		t.reply.Code = operation.AsProblem(err).Code
		t.reply.Text += " " + operation.AsProblem(err).Detail
		return
	}
	t.remember(next, w.Entities)
	t.collect(next, reply.Body)
	t.reply.Text += " " + done(next.spec.ID, args, t.reply)
}

// show makes the result visible: for a picture, a rendering of it.
func (s *Service) show(ctx context.Context, t *turn, tl tool) {
	by, ok := s.tools[tl.spec.Chat.Show]
	if !ok {
		return
	}
	s.progress(ctx, t, "showing", by.spec.ID)
	reply, err := s.call(ctx, t, by.spec.ID, 0, arguments(by, nil, t.state))
	if err != nil {
		p := operation.AsProblem(err)
		t.reply.Code = p.Code
		t.reply.Text += " The picture could not be rendered: " + p.Detail
		s.c.Log.WarnContext(ctx, "result not shown", "op", by.spec.ID, "error", err)
		return
	}
	t.collect(by, reply.Body)
}

// call calls an operation as the person, for the nth time in this turn, with a key made
// from the message, so that sending the message again does nothing twice.
func (s *Service) call(ctx context.Context, t *turn, id string, nth int, args map[string]operation.Raw) (operation.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	m := operation.MetaFrom(ctx)
	m.Idempotency = derivedID("chat", t.session, t.id, id, strconv.Itoa(nth))
	reply, err := operation.CallArgs(operation.WithMeta(ctx, m), s.c.Call, id, args)
	if err != nil && ctx.Err() != nil {
		return reply, operation.NewProblem(http.StatusGatewayTimeout, operation.CodeTimeout, "This took too long and was stopped.").Because(err)
	}
	return reply, err
}
