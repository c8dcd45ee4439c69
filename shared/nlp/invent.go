package nlp

import (
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/dialogue"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
	"github.com/aio-creative-hub/aio/shared/nlp/internal/xorshift"
)

// Dialogues written by people are few, so more are made of the annotated messages: one after
// another is two requests; one and a value of a slot from another of the same operation, in
// words of correction, is a request and its correction.

const (
	inventedWeight = 0.05
	// requestStep and correctionStep: of so many messages one gets a made-up context, and one a
	// made-up correction.
	requestStep    = 2
	talkFactor     = 1.5 // thanks and the like mean the same anywhere
	correctionStep = 2
	// sameToolShare of ten messages follow one of the same tool, secondShare of ten know another document.
	sameToolShare = 6
	secondShare   = 3
)

// corrections are the words around a value that corrects or completes; % is the value.
var corrections = strings.Split(`%|%|%|%|no, %|no %|% instead|% rather|make that %|now %|same but %|% please|and %|% then|actually %|sorry, %|i meant %|i mean %|
no wait, %|or %|% is better|the same with %|again, %|% too|also %|do the same for %|% on second thought|hmm, %|another one, %|
go with %|try %|with %|in %|% this time|what about %|how about %|%?|% would be nicer|use %|ok, %|% after all|change it to %|and for %|same for %|rather %|
wait, %|oops, %|% was what i wanted|better %|%, not that|only %|just %|at %|for %|to %|same thing, %|one more, %|and another, %`, "|")

// invent makes examples of annotated messages; others are the models that know not half of them.
func (t *contextTrainer) invent(examples []data.Example, others [halves]*Recognizer) {
	rng := xorshift.Source(0x2545F4914F6CDD1D)
	var in []int // messages of operations
	byTool, byIntent := map[string][]int{}, map[string][]int{}
	for i, e := range examples {
		tool, _, _ := strings.Cut(e.Intent, ".")
		if e.Intent == outOfScope || tool == "meta" {
			continue
		}
		in = append(in, i)
		byTool[tool] = append(byTool[tool], i)
		byIntent[e.Intent] = append(byIntent[e.Intent], i)
	}
	if len(in) == 0 {
		return
	}
	for i, e := range examples {
		if rng.Below(requestStep) == 0 {
			tool, _, _ := strings.Cut(e.Intent, ".")
			before := in
			if share := rng.Below(10); len(byTool[tool]) > 0 && (share < sameToolShare || refers(e.Text)) {
				before = byTool[tool]
			}
			if e.Intent == "graphics.redo" && rng.Below(10) < sameToolShare {
				before = byIntent["graphics.undo"]
			}
			s := stateOf(examples[before[rng.Below(len(before))]])
			if rng.Below(10) < secondShare {
				tool, _, _ := strings.Cut(examples[in[rng.Below(len(in))]].Intent, ".")
				s.Active[tool] = "doc"
			}
			t.request(e, others[halfOf(i)], s)
		}
		if len(e.Entities) > 0 && len(byIntent[e.Intent]) > 0 && rng.Below(correctionStep) == 0 {
			a := e.Entities[rng.Below(len(e.Entities))]
			before := byIntent[e.Intent][rng.Below(len(byIntent[e.Intent]))]
			t.correction(e.Intent, strings.ReplaceAll(strings.TrimSpace(corrections[rng.Below(len(corrections))]), "%", a.Raw), a.Slot, others[halfOf(i)], stateOf(examples[before]))
		}
	}
}

// refers tells whether a message speaks of what the conversation is about.
func refers(text string) bool {
	words := plainWords(text)
	return referring.any(words)
}

// stateOf is the state after an annotated message.
func stateOf(e data.Example) State {
	entities := map[string]any{}
	for _, a := range e.Entities {
		switch old := entities[a.Slot].(type) {
		case nil:
			entities[a.Slot] = a.Value
		case []any:
			entities[a.Slot] = append(old, a.Value)
		default:
			entities[a.Slot] = []any{old, a.Value}
		}
	}
	o := operationOf(e.Intent)
	return State{}.After(Decision{Tool: o.tool, Operation: o.name, Entities: entities}, "doc", "art")
}

// request is a whole request after another.
func (t *contextTrainer) request(e data.Example, by *Recognizer, s State) {
	scan := entity.Parse(e.Text)
	turn, _, _ := t.r.turn(scan, by.guess(scan), s)
	t.example(turn, e.Intent)
	if strings.HasPrefix(e.Intent, "meta.") {
		t.examples[len(t.examples)-1].Weight *= talkFactor
	}
	if turn.Last == e.Intent && len(turn.Words) > minRequestWords && !refers(e.Text) {
		t.inheritances = append(t.inheritances, dialogue.Inheritance{Turn: turn, Weight: inventedWeight})
	}
}

// correction is a value of a slot of the last operation.
func (t *contextTrainer) correction(intent, text, slot string, by *Recognizer, s State) {
	switch slot {
	case "ref", "op", "action", "visible", "count", "code":
		return
	}
	scan := entity.Parse(text)
	turn, _, _ := t.r.turn(scan, by.guess(scan), s)
	t.example(turn, intent)
	t.inheritances = append(t.inheritances, dialogue.Inheritance{Turn: turn, Inherits: true, Weight: inventedWeight})
}

func (t *contextTrainer) example(turn *dialogue.Turn, intent string) {
	target := make([]float64, len(turn.Operations))
	target[slices.Index(turn.Operations, intent)] = 1
	t.examples = append(t.examples, dialogue.Example{Turn: turn, Target: target, Weight: inventedWeight})
}
