package chat

import (
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func choiceOf(id string) nlp.Choice {
	name, op, _ := strings.Cut(id, ".")
	return nlp.Choice{Tool: name, Operation: op, Label: id, Text: id}
}

// TestPlannedIsSaid: the chat understands what is planned, careful or not, and says that it
// is not available yet.
func TestPlannedIsSaid(t *testing.T) {
	s := New(Config{})
	planned := 0
	for id, tl := range s.tools {
		if !tl.spec.Planned {
			continue
		}
		planned++
		c := choiceOf(id)
		turn := &turn{decision: nlp.Decision{Tool: c.Tool, Operation: c.Operation, Confidence: 0.75, Action: nlp.ActionAct}}
		s.carryOut(t.Context(), turn)
		if turn.reply.Code != operation.CodeNotAvailable || turn.reply.Status != statusRefused || turn.reply.Text != "I can't do that yet: "+lowerFirst(tl.spec.Chat.Label)+"." {
			t.Errorf("%s: %+v", id, turn.reply)
		}
		if strings.Contains(s.help(), tl.spec.Chat.Label) {
			t.Errorf("help offers %s, which is planned", id)
		}
	}
	if planned < 23 {
		t.Errorf("%d operations are planned", planned)
	}
}

// TestNoChoice: of several things that a message may mean, those that are planned are not
// offered; if there is nothing else, the chat says of the likeliest that it cannot be done yet.
func TestNoChoice(t *testing.T) {
	s := New(Config{})
	for _, tt := range []struct {
		may    []string
		status string
		code   string
		offers int
	}{
		{[]string{"video.trim", "video.speed"}, statusRefused, operation.CodeNotAvailable, 0},
		{[]string{"video.trim", "graphics.transform"}, statusAsked, "", 1},
		{[]string{"meta.greet", "meta.thanks"}, statusRefused, "", 0},
	} {
		turn := &turn{decision: nlp.Decision{Action: nlp.ActionClarify}}
		for _, id := range tt.may {
			turn.decision.Choices = append(turn.decision.Choices, choiceOf(id))
		}
		s.clarify(turn, "hm")
		offers := 0
		if turn.reply.Clarification != nil {
			offers = len(turn.reply.Clarification.Choices)
		}
		if turn.reply.Status != tt.status || turn.reply.Code != tt.code || offers != tt.offers {
			t.Errorf("%v: %+v", tt.may, turn.reply)
		}
	}
}
