package chat

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// stepNeeds is how much of a turn's time must be left for a further step to begin: more than
// nearly every operation takes, so that hardly one is stopped in its middle.
const stepNeeds = 8 * time.Second

// statusNotDone is that of a step which was not begun.
const statusNotDone = "not_done"

// owed is a result that was not shown yet, and which step made it.
type owed struct {
	by  tool
	nth int
}

// inOrder carries out a plan step by step. What a step makes is what the next one works on.
// A step that is not done, whatever the reason, is the last one: the steps before it stay,
// and the reply says what was done and what was not.
func (s *Service) inOrder(ctx context.Context, t *turn, p *plan) {
	undo := taking{}
	t.of = len(p.Steps)
	for i, st := range p.Steps {
		if i > 0 && s.late(t) {
			t.pause(ctx, p, i)
			break
		}
		tl := s.tools[operationOf(st)]
		if tl.spec.Area == "artifact" {
			s.showOwed(ctx, t) // it may be what the step is about
		}
		one := t.part(i, st)
		s.act(ctx, one, st.Text)
		t.take(one, st)
		undo.add(tl, one)
		if one.reply.Status != statusDone || one.reply.Code != "" {
			t.stop(ctx, one, p, i)
			undo.offer(t)
			break
		}
	}
	s.showOwed(ctx, t)
	t.tell(p)
}

// late tells whether too little time is left for another step.
func (s *Service) late(t *turn) bool { return s.c.Now().Sub(t.began) > turnPatience-stepNeeds }

func operationOf(st nlp.Step) string { return st.Decision.Tool + "." + st.Decision.Operation }

// part is the turn of one step.
func (t *turn) part(i int, st nlp.Step) *turn {
	one := &turn{id: t.id, session: t.session, decision: st.Decision, state: t.state, waiting: t.waiting, steps: t.steps,
		basis: t.basis, people: t.people, began: t.began, nth: i, of: t.of, owed: t.owed, made: t.made}
	one.state.Active, one.state.LastEntities = maps.Clone(t.state.Active), maps.Clone(t.state.LastEntities)
	one.reply.Intent = intent(st.Decision)
	return one
}

// take adds what a step did to the reply, and keeps the context that it leaves.
func (t *turn) take(one *turn, st nlp.Step) {
	t.state, t.waiting, t.steps, t.owed, t.made = one.state, one.waiting, one.steps, one.owed, one.made
	if t.owed != nil && t.owed.by.spec.Chat.Show == operationOf(st) && one.reply.Status == statusDone {
		t.owed = nil // that was it
	}
	for _, d := range one.reply.Documents {
		t.document(toolOf(d.Kind), d.ID, d.Seq)
	}
	for i := len(one.reply.Artifacts) - 1; i >= 0; i-- {
		t.artifactOnce(one.reply.Artifacts[i])
	}
	t.state.LastArtifact = one.state.LastArtifact
	t.reply.Status = one.reply.Status
	done := ops.Step{Text: st.Text, Operation: operationOf(st), Status: one.reply.Status, Result: one.reply.Text}
	if done.Status == statusDone && one.reply.Code != "" {
		done.Status = statusFailed
	}
	t.reply.Steps = append(t.reply.Steps, done)
}

// artifactOnce adds a file that may be in the reply already.
func (t *turn) artifactOnce(a ops.ArtifactRef) {
	for _, known := range t.reply.Artifacts {
		if known.ID == a.ID {
			return
		}
	}
	t.artifact(a)
}

func toolOf(kind string) string {
	for name, k := range kinds {
		if k == kind {
			return name
		}
	}
	return kind
}

// stop ends the plan at a step. If it asks something, the steps after it wait.
func (t *turn) stop(ctx context.Context, one *turn, p *plan, at int) {
	t.reply.Code, t.reply.Clarification = one.reply.Code, one.reply.Clarification
	if one.reply.Status == statusDone { // something that had waited failed
		t.reply.Status = statusFailed
	}
	if one.reply.Status == statusAsked {
		t.wait(ctx, p, at+1)
	}
}

// wait keeps the steps from one on, for when the open question is answered.
func (t *turn) wait(ctx context.Context, p *plan, from int) {
	if from < len(p.Steps) {
		t.rest = &rest{Steps: p.Steps[from:], Beyond: p.Beyond, By: operation.UserID(ctx)}
	}
}

// pause ends the plan before a step because there is no time left, and offers to go on.
func (t *turn) pause(ctx context.Context, p *plan, at int) {
	all := []nlp.Choice{
		{Tool: "meta", Operation: continueOperation, Label: "Go on", Text: "go on"},
		{Tool: "meta", Operation: "cancel", Label: "Leave it at that", Text: "leave it at that"},
	}
	question := "That is as far as I came in the time I have. Shall I go on?"
	t.reply.Status = statusAsked
	t.reply.Clarification = &ops.Clarification{Question: question, Choices: choices(all)}
	t.state.Pending = &nlp.Pending{Question: question, Choices: all}
	t.wait(ctx, p, at)
}

// showOwed shows the last result, under the key of the step that made it.
func (s *Service) showOwed(ctx context.Context, t *turn) {
	if t.owed == nil {
		return
	}
	by := s.tools[t.owed.by.spec.Chat.Show]
	t.nth, t.owed = t.owed.nth, nil
	s.showBy(ctx, t, by)
}

// tell writes the reply's text: what became of each step, and which were not begun.
func (t *turn) tell(p *plan) {
	if note := strings.TrimSpace(t.reply.Text); note != "" { // the last result could not be shown
		last := &t.reply.Steps[len(t.reply.Steps)-1]
		last.Result = strings.TrimSpace(last.Result + " " + note)
	}
	var lines []string
	for i, st := range t.reply.Steps {
		if st.Status == statusDone || st.Status == statusAsked {
			lines = append(lines, fmt.Sprintf("%d. %s", i+1, st.Result))
		} else {
			lines = append(lines, fmt.Sprintf("%d. “%s” was not done: %s", i+1, oneLine(st.Text), st.Result))
		}
	}
	var left []string
	for _, st := range p.Steps[len(t.reply.Steps):] {
		left = append(left, st.Text)
		t.reply.Steps = append(t.reply.Steps, ops.Step{Text: st.Text, Operation: operationOf(st), Status: statusNotDone})
	}
	switch {
	case len(left) == 0:
	case t.rest != nil:
		lines = append(lines, "Not done yet: "+quotedList(left)+".")
	default:
		lines = append(lines, "Not done: "+quotedList(left)+".")
	}
	if len(p.Dropped) > 0 {
		lines = append(lines, "Not done: "+quotedList(p.Dropped)+".")
	}
	if p.Beyond != "" && t.rest == nil {
		lines = append(lines, fmt.Sprintf("I take %d requests at a time; this I did not read: %s.", nlp.MaxSteps, quotedList([]string{p.Beyond})))
		t.reply.Steps = append(t.reply.Steps, ops.Step{Text: oneLine(p.Beyond), Status: statusNotDone})
	}
	if q := t.reply.Clarification; q != nil && !t.asksInLastLine() {
		lines = append(lines, q.Question)
	}
	t.reply.Text = strings.Join(lines, "\n")
}

// asksInLastLine tells whether the question is what one of the steps said.
func (t *turn) asksInLastLine() bool {
	for _, st := range t.reply.Steps {
		if st.Status == statusAsked {
			return true
		}
	}
	return false
}

// taking is what undo would take back of the steps that were done.
type taking struct {
	commits    int
	impossible bool // something was done that undo does not take back
}

func (u *taking) add(tl tool, one *turn) {
	switch {
	case one.reply.Status != statusDone:
		u.impossible = u.impossible || one.reply.Code == operation.CodeTimeout // it may have been done all the same
	case tl.spec.Method == http.MethodGet:
	case one.instead: // what was there before is not undone, but gone
		u.impossible = true
	case one.commits > 0 && !tl.spec.Chat.Creates && tl.spec.Chat.Repeat == "" && len(one.reply.Documents) == 1:
		u.commits += one.commits
	default:
		u.impossible = true
	}
}

// offer offers to undo what was done before a step that cannot be, if all of it can be undone.
func (u *taking) offer(t *turn) {
	if t.reply.Status == statusAsked || u.impossible || u.commits == 0 || u.commits > maxRepetitions {
		return
	}
	undo := nlp.Choice{Tool: "graphics", Operation: "undo", Label: "Undo what was done", Text: "undo the last change"}
	if u.commits > 1 {
		undo.Text = fmt.Sprintf("undo the last %d changes", u.commits)
	}
	all := []nlp.Choice{undo, {Tool: "meta", Operation: "cancel", Label: "Leave it", Text: "leave it"}}
	question := "Shall I undo what was done?"
	t.reply.Clarification = &ops.Clarification{Question: question, Choices: choices(all)}
	t.state.Pending = &nlp.Pending{Question: question, Choices: all}
}
