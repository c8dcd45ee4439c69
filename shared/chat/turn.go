package chat

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// turn is one message on its way to a reply.
type turn struct {
	id       string // of the message
	session  string
	decision nlp.Decision
	state    nlp.State // the context, as the reply will leave it
	waiting  *waiting  // likewise
	steps    int       // progress told so far
	basis    map[string]int64
	people   []string // who is told
	reply    ops.Message

	began time.Time
	nth   int   // of the steps that the message asks for, from 0
	of    int   // how many there are; 0 if the message is one request
	rest  *rest // what waits for the answer to the question that the reply asks
	owed  *owed // a result that is still to be shown

	unchanged bool     // the last call found everything like that already
	notes     []string // what operations said of their results
	made      *made    // by the request before; by this one, once it is carried out
	instead   bool     // of what the request before had done, which is taken back
	things    []string // what it was done to, if that is more than one thing
	links     []string // that were made, and until when the last one works
	linkEnds  time.Time
	size      [2]float64 // of the document that the last call made, in pixels
	commits   int        // that undo can take back
}

// Progress is the data of a progress push.
type Progress struct {
	MessageID string      `json:"messageId"`
	Number    int         `json:"number"` // from 1; a push that comes after a higher number is old news
	Step      string      `json:"step"`   // understood, running, showing
	Operation string      `json:"operation,omitempty"`
	Intent    *ops.Intent `json:"intent,omitempty"`
	At        int         `json:"at,omitempty"` // of several requests in one message: which one, from 1
	Of        int         `json:"of,omitempty"` // and how many there are
}

func (t *turn) say(status, text string) { t.reply.Status, t.reply.Text = status, text }

// add says another sentence.
func (t *turn) add(sentence string) {
	if sentence != "" {
		t.reply.Text += " " + sentence
	}
}

// leave writes what the turn leaves behind into the conversation.
func (t *turn) leave(c *conversation) {
	c.Context, c.Waiting, c.Rest, c.Made = t.state, t.waiting, t.rest, t.made
	seen := map[string]int64{} // of the active documents only: others are not changed by saying so
	for _, id := range t.state.Active {
		seen[id] = c.Seen[id]
	}
	for _, d := range t.reply.Documents {
		if old, active := seen[d.ID]; active {
			seen[d.ID] = max(old, d.Seq)
		}
	}
	c.Seen = seen
}

// remember keeps what later messages refer to, and forgets a file that is gone.
func (t *turn) remember(tl tool, entities map[string]any) {
	if tl.spec.Chat.Artifact != "" && tl.spec.Method == http.MethodDelete {
		t.state.LastArtifact = ""
	}
	t.state.LastTool, t.state.LastOperation, _ = strings.Cut(tl.spec.ID, ".")
	t.state.LastEntities = entities
}

func (s *Service) progress(ctx context.Context, t *turn, step, op string) {
	t.steps++
	p := Progress{MessageID: t.id, Number: t.steps, Step: step, Operation: op, Intent: t.reply.Intent}
	if t.of > 0 && step == "running" {
		p.At, p.Of = t.nth+1, t.of
	}
	s.notify(ctx, t.people, liveops.TypeProgress, t.session, 0, p)
}

func intent(d nlp.Decision) *ops.Intent {
	out := &ops.Intent{Tool: d.Tool, Operation: d.Operation, Confidence: d.Confidence, Entities: map[string]operation.Raw{}}
	for slot, v := range d.Entities {
		if raw, err := json.Marshal(v); err == nil {
			out.Entities[slot] = raw
		}
	}
	return out
}
