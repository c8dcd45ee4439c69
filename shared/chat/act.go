package chat

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// callPatience is how long the chat waits for an operation: the reply must be stored
	// and sent before API Gateway gives up at 29 s.
	callPatience = 20 * time.Second
	// turnPatience is how long all calls of a turn may take together, for the same reason.
	turnPatience = 24 * time.Second
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

// answer does what a message asks for. It always gives a reply.
func (s *Service) answer(ctx context.Context, c *conversation, id string, p *plan, basis map[string]int64) *turn {
	t := &turn{id: id, session: c.ID, state: p.State, waiting: p.Waiting, basis: basis, people: s.people(ctx, c), began: s.c.Now(), made: c.Made}
	t.state.Active, t.state.LastEntities = maps.Clone(t.state.Active), maps.Clone(t.state.LastEntities)
	t.decision = p.Steps[0].Decision
	t.reply.Intent = intent(t.decision)
	s.progress(ctx, t, "understood", "")
	if p.ofSeveral() != nil {
		s.inOrder(ctx, t, p)
		return t
	}
	s.act(ctx, t, p.Steps[0].Text)
	t.giveUp(p.Dropped)
	return t
}

// act does what one request asks for.
func (s *Service) act(ctx context.Context, t *turn, text string) {
	t.state.Pending = nil
	if tl, ok := s.tools[t.decision.Tool+"."+t.decision.Operation]; !ok || !tl.spec.Chat.Creates {
		t.waiting = nil // the person went on to something else
	}
	switch {
	case t.decision.Action == nlp.ActionRefuse:
		t.say(statusRefused, refusal)
	case t.decision.Action == nlp.ActionClarify:
		s.clarify(t, text)
	case t.decision.Tool == "meta":
		s.meta(t)
	default:
		s.carryOut(ctx, t)
	}
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
	if d.Entities["except"] != nil && slices.Contains(tl.spec.Chat.NotDone, "except") {
		t.reply.Code = operation.CodeNotAvailable
		t.say(statusRefused, cannotExcept(tl, d.Entities["except"])) // all of it would be something else than was asked for
		return
	}
	if tl.spec.Chat.Careful && d.Confidence < carefulThreshold {
		s.confirm(t, tl)
		return
	}
	if argument, value := impossible(tl, d.Entities); argument != "" {
		t.askInstead(tl, argument, value)
		return
	}
	entities := withImplied(d)
	args := arguments(tl, entities, t.state)
	missing := firstMissing(tl, args)
	files, ok := s.findFiles(ctx, t, tl, entities, args, missing)
	if !ok {
		return
	}
	if missing != "" && args[missing] == nil {
		t.askFor(tl, missing)
		return
	}
	t.sinceBasis(tl, args)
	s.progress(ctx, t, "running", tl.spec.ID)
	if !s.takeBack(ctx, t, tl, args) {
		return
	}
	times, err := s.callEach(ctx, t, tl, calls(tl, entities, args, files))
	if times == 0 {
		s.failed(ctx, t, tl, err)
		if t.instead {
			t.add(`I had taken back what was there before: say "redo" to have it again.`)
		}
		return
	}
	t.remember(tl, d.Entities)
	t.say(statusDone, t.done(tl, args))
	if times > 1 && tl.spec.Chat.Repeat != "" {
		t.reply.Text = strings.TrimSuffix(t.reply.Text, ".") + fmt.Sprintf(" %d times.", times)
	}
	if t.instead {
		t.reply.Text = "Took that back. " + t.reply.Text
	}
	t.add(strings.Join(t.notes, " "))
	t.add(leftOver(tl, withoutDone(tl, entities, files)))
	s.resume(ctx, t, tl)
	s.show(ctx, t, tl)
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

// insteadOf are the slots that say the same thing as one that is implied, in another way.
var insteadOf = map[string][]string{
	"factor": {"factor", "width", "height", "size", "angle", "dx", "dy", "position", "order"},
	"dx":     {"factor", "width", "height", "size", "angle", "dx", "dy", "position", "order"},
	"dy":     {"factor", "width", "height", "size", "angle", "dx", "dy", "position", "order"},
	"target": {"target", "position", "x", "y"},
	"shape":  {"shape", "text"},
	"layer":  {"layer", "ref"},
	"preset": {"preset", "width", "height", "size", "orientation"},
}

// withImplied adds what the message implies for arguments that nothing was said about.
func withImplied(d nlp.Decision) map[string]any {
	all := maps.Clone(d.Entities)
	if all == nil {
		all = map[string]any{}
	}
	for slot, value := range d.Implied {
		if !anySaid(d.Entities, append(insteadOf[slot], slot)) {
			all[slot] = value
		}
	}
	if stroke, ok := all["stroke"].(string); ok { // the colour that was said is the outline's
		all["color"] = without(all["color"], stroke)
		if all["color"] == nil {
			delete(all, "color")
		}
	}
	return all
}

// without takes a value out of one or several; nil if none is left.
func without(value any, drop string) any {
	left := slices.DeleteFunc(slices.Clone(texts(value)), func(s string) bool { return s == drop })
	switch len(left) {
	case 0:
		return nil
	case 1:
		return left[0]
	}
	return left
}

func anySaid(entities map[string]any, slots []string) bool {
	for _, s := range slots {
		if _, said := entities[s]; said {
			return true
		}
	}
	return false
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
		p := operation.AsProblem(err)
		t.reply.Code = p.Code
		t.add(explained(next, p))
		return
	}
	t.remember(next, w.Entities)
	t.collect(ctx, next, reply.Body)
	t.add(t.done(next, args))
	t.add(leftOver(next, w.Entities))
}

// show makes the result visible: for a picture, a rendering of it. Of several steps only
// the last result is shown.
func (s *Service) show(ctx context.Context, t *turn, tl tool) {
	by, ok := s.tools[tl.spec.Chat.Show]
	if !ok {
		return
	}
	if t.of > 0 {
		t.owed = &owed{tl, t.nth}
		return
	}
	s.showBy(ctx, t, by)
}

func (s *Service) showBy(ctx context.Context, t *turn, by tool) {
	s.progress(ctx, t, "showing", by.spec.ID)
	reply, err := s.call(ctx, t, by.spec.ID, 0, arguments(by, nil, t.state))
	if err != nil {
		p := operation.AsProblem(err)
		t.reply.Code = p.Code
		t.add("The picture could not be rendered: " + p.Detail)
		s.c.Log.WarnContext(ctx, "result not shown", "op", by.spec.ID, "error", err)
		return
	}
	t.collect(ctx, by, reply.Body)
}

// call calls an operation as the person, for the nth time in this step, with a key made
// from the message and the step, so that sending the message again does nothing twice.
func (s *Service) call(ctx context.Context, t *turn, id string, nth int, args map[string]operation.Raw) (operation.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, min(callPatience, turnPatience-s.c.Now().Sub(t.began)))
	defer cancel()
	m := operation.MetaFrom(ctx)
	m.Within = t.session
	m.Idempotency = ids.Derived("chat", t.session, t.id, id, strconv.Itoa(nth))
	if t.nth > 0 {
		m.Idempotency = ids.Derived("chat", t.session, t.id, strconv.Itoa(t.nth), id, strconv.Itoa(nth))
	}
	reply, err := operation.CallArgs(operation.WithMeta(ctx, m), s.c.Call, id, args)
	switch {
	case err != nil && ctx.Err() != nil:
		err = operation.NewProblem(http.StatusGatewayTimeout, operation.CodeTimeout, "This took too long and was stopped.").Because(err)
	case errors.Is(err, call.ErrTimeout):
		err = operation.NewProblem(http.StatusGatewayTimeout, operation.CodeTimeout, "This took too long. It may still have been done: look before you ask again.").Because(err)
	case errors.Is(err, call.ErrThrottled):
		err = operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "The service is busy. Nothing was done; ask again in a moment.").Because(err)
	}
	return reply, err
}
