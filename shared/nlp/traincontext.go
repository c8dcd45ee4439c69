package nlp

import (
	"fmt"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/dialogue"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

const (
	// contextPasses: from the second on, the messages in the middle of a dialogue are
	// understood by the model of the pass before.
	contextPasses = 2
	// unrelated is the number of messages put into the context of another dialogue for each
	// dialogue, and unrelatedWeight their weight.
	unrelated       = 2
	unrelatedWeight = 0.15
	// sureFrom is the confidence from which an unlabelled first message counts as understood.
	sureFrom = 0.7
)

// ContextTraining is what the model of dialogues is learned from.
type ContextTraining struct {
	// Model and Slots are the files made by Train and TrainSlots from Examples.
	Model, Slots []byte
	// Halves are the files made by TrainHalves: what a model says about the messages that it
	// was trained on is no evidence.
	Halves    [halves][]byte
	Examples  []data.Example
	Dialogues []data.Dialogue
}

const (
	halves = 2
	// halfBlock is the number of neighbouring messages that stay in one half: they are alike.
	halfBlock = 16
)

func halfOf(i int) int { return i / halfBlock % halves }

// TrainHalves makes a model file for each half of the messages, trained on the other.
func TrainHalves(c Corpus, cfg classify.Config) (files [halves][]byte, err error) {
	for h := range files {
		part := c
		part.Examples = nil
		for i, e := range c.Examples {
			if halfOf(i) != h {
				part.Examples = append(part.Examples, e)
			}
		}
		if files[h], err = Train(part, cfg); err != nil {
			return files, err
		}
	}
	return files, nil
}

// TrainContext makes the model file of dialogues. The same input gives the same bytes.
func TrainContext(in ContextTraining) ([]byte, error) {
	r, err := New(in.Model, in.Slots, nil)
	if err != nil {
		return nil, fmt.Errorf("train dialogues: %w", err)
	}
	var others [halves]*Recognizer
	for h, file := range in.Halves {
		if others[h], err = New(file, in.Slots, nil); err != nil {
			return nil, fmt.Errorf("train dialogues: %w", err)
		}
		if !slices.Equal(others[h].names, r.names) {
			return nil, fmt.Errorf("train dialogues: a half has not all operations")
		}
	}
	made := &contextTrainer{r: r}
	made.invent(in.Examples, others)
	for range contextPasses {
		t := &contextTrainer{r: r, dialogues: in.Dialogues}
		t.collect()
		m := dialogue.Train(append(t.examples, made.examples...), append(t.inheritances, made.inheritances...), dialogue.DefaultConfig())
		if r, err = New(in.Model, in.Slots, m.Encode()); err != nil {
			return nil, fmt.Errorf("train dialogues: %w", err)
		}
	}
	return r.context.Encode(), nil
}

// contextTrainer makes examples of dialogues.
type contextTrainer struct {
	r            *Recognizer
	dialogues    []data.Dialogue
	first        []guess // of the first message of each dialogue
	states       []State // before the last message of each
	examples     []dialogue.Example
	inheritances []dialogue.Inheritance
}

func (t *contextTrainer) collect() {
	for _, d := range t.dialogues {
		t.states = append(t.states, t.r.stateAfter(d.Turns[:len(d.Turns)-1]))
		t.first = append(t.first, t.r.guess(entity.Parse(d.Turns[0])))
	}
	for i, d := range t.dialogues {
		if len(d.Turns) > 1 && !t.states[i].isNew() {
			t.labelled(d, t.states[i])
		}
		for k := range unrelated {
			t.unrelated(i, (i*7+k*131+13)%len(t.dialogues))
		}
	}
	t.sameAgain()
}

// stateAfter is the state after messages that were carried out.
func (r *Recognizer) stateAfter(turns []string) State {
	var s State
	for _, text := range turns {
		s = s.After(r.Understand(text, s), "doc", "art")
	}
	return s
}

// labelled is the last message of a dialogue.
func (t *contextTrainer) labelled(d data.Dialogue, s State) {
	scan := entity.Parse(d.Turns[len(d.Turns)-1])
	turn, said, spans := t.r.turn(scan, t.r.guess(scan), s)
	target := make([]float64, len(turn.Operations))
	want := []string{d.Expect.Tool + "." + d.Expect.Operation}
	switch {
	case d.Expect.OutOfScope:
		want = []string{outOfScope}
	case d.Expect.Clarify:
		want = d.Expect.Candidates
	}
	for _, w := range want {
		i := slices.Index(turn.Operations, w)
		if i < 0 {
			return
		}
		target[i] = 1 / float64(len(want))
	}
	t.examples = append(t.examples, dialogue.Example{Turn: turn, Target: target, Weight: 1})
	if len(want) > 1 || want[0] != turn.Last {
		return
	}
	continued, _ := t.r.continued(scan, turn.Last, s.LastEntities, said, spans)
	with := agreement(d.Expect.Entities, continued)
	without := agreement(d.Expect.Entities, said)
	if with != without {
		t.inheritances = append(t.inheritances, dialogue.Inheritance{Turn: turn, Inherits: with > without, Weight: 1})
	}
}

// unrelated puts the first message of a dialogue after another dialogue: it means what the
// classifier takes it for.
func (t *contextTrainer) unrelated(i, after int) {
	if i == after || t.states[after].isNew() {
		return
	}
	scan := entity.Parse(t.dialogues[i].Turns[0])
	turn, _, _ := t.r.turn(scan, t.first[i], t.states[after])
	t.examples = append(t.examples, dialogue.Example{Turn: turn, Target: slices.Clone(turn.Probability), Weight: unrelatedWeight})
}

// sameAgain puts first messages after others of the same operation: each says all it wants.
func (t *contextTrainer) sameAgain() {
	by := map[string][]int{}
	for i, g := range t.first {
		if g.confidence >= sureFrom && g.ranked[0].tool != "meta" {
			id := g.ranked[0].id()
			by[id] = append(by[id], i)
		}
	}
	for _, id := range t.r.names {
		for k, i := range by[id] {
			if len(by[id]) < 2 {
				continue
			}
			before := t.dialogues[by[id][(k+1)%len(by[id])]].Turns[0]
			scan := entity.Parse(t.dialogues[i].Turns[0])
			turn, _, _ := t.r.turn(scan, t.first[i], t.r.stateAfter([]string{before}))
			t.examples = append(t.examples, dialogue.Example{Turn: turn, Target: slices.Clone(turn.Probability), Weight: unrelatedWeight})
			t.inheritances = append(t.inheritances, dialogue.Inheritance{Turn: turn, Weight: 0.5})
		}
	}
}

// agreement is the F1 of entities.
func agreement(want, got map[string]any) float64 {
	if len(want)+len(got) == 0 {
		return 1
	}
	hit := 0
	for slot, v := range want {
		if g, ok := got[slot]; ok && fmt.Sprint(g) == fmt.Sprint(v) {
			hit++
		}
	}
	return 2 * float64(hit) / float64(len(want)+len(got))
}
