package nlp

import (
	"reflect"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// MaxSteps bounds the requests of one message that are read: ten are what a person still
// overlooks and what fits the time of a turn, in which a request takes a second or two.
const MaxSteps = 10

// Step is one of the requests that a message holds.
type Step struct {
	// Text is how it was said: the message's bytes from Start to End, without the words
	// that join it to the others. The decision's spans are offsets into it.
	Text       string `json:"text"`
	Start, End int    `json:"-"`
	// Decision is what was understood, in the state that the steps before leave behind.
	Decision Decision `json:"decision"`
	// Answers says that it answers the question that was open.
	Answers bool `json:"answers,omitempty"`
}

// Plan is what a message asks for, in order. It has one step or more.
type Plan struct {
	Steps []Step
	// Beyond is the end of a message that holds more than MaxSteps requests: it was not read.
	Beyond string
}

// Plan understands a message as the requests it holds: "make a banner, export it as png and
// share it" are three. Each is understood in the state that the one before it leaves if it
// is carried out.
//
// A message is split only where a new command begins, and only if each part is by itself an
// operation with ActThreshold; a part that is none belongs to the one before it, and a
// greeting or thanks is no step. In doubt it stays whole, and then the only step is what
// Understand says of it: texts in quotation marks, code, questions, conditions ("if", "before
// you"), what one does not want, and two ways to say one request.
func (r *Recognizer) Plan(text string, s State) Plan {
	if steps, beyond := r.split(text, s); len(steps) > 1 {
		return Plan{Steps: steps, Beyond: beyond}
	}
	return Plan{Steps: []Step{r.step(text, 0, len(text), s)}}
}

// step understands a part of a message.
func (r *Recognizer) step(text string, start, end int, s State) Step {
	st := Step{Text: text[start:end], Start: start, End: end}
	st.Decision = r.Understand(st.Text, s)
	if s.Pending != nil && readable(st.Text) {
		_, st.Answers = r.answer(entity.Parse(st.Text), st.Text, s.Pending)
	}
	return st
}

// split gives the requests of a message, or fewer than two if it is to stay whole.
func (r *Recognizer) split(text string, s State) (steps []Step, beyond string) {
	if s.Pending.wantsText() || !readable(text) {
		return nil, ""
	}
	parts := partsOf(text)
	if len(parts) < 2 {
		return nil, ""
	}
	b := builder{r: r, text: text, states: []State{s}}
	b.heldTogether(r.Understand(text, s))
	for i, p := range parts {
		if p.polite {
			continue
		}
		if len(b.steps) == MaxSteps {
			return b.steps, strings.TrimSpace(text[parts[i].start:])
		}
		if !b.add(p) {
			return nil, ""
		}
	}
	if b.open {
		return nil, ""
	}
	return b.steps, ""
}

// wantsText tells whether the open question is answered by any words.
func (p *Pending) wantsText() bool {
	return p != nil && (p.Slot == "text" || p.Slot == "name" || p.Slot == "subject" || p.Slot == "code")
}

// builder puts the parts of a message together to steps.
type builder struct {
	r      *Recognizer
	text   string
	steps  []Step
	states []State // before each step, and after the last
	start  int     // where the words begin that wait for the part that makes a request of them
	open   bool    // there are such words
	whole  []Span  // texts that the message as a whole seems to hold
}

// heldTogether notes the texts that a message seems to hold without quotation marks.
func (b *builder) heldTogether(whole Decision) {
	for _, sp := range whole.Spans {
		if sp.Slot == "text" || sp.Slot == "code" || sp.Slot == "name" {
			b.whole = append(b.whole, sp)
		}
	}
}

// add takes in the next part; false if the message must stay whole.
func (b *builder) add(p part) bool {
	start := p.start
	if b.open {
		start = b.start
	}
	if !p.strong && b.insideText(p.start) {
		return b.extend(p)
	}
	st := b.r.step(b.text, start, p.end, b.state())
	switch {
	case st.Decision.idle():
		return true
	case st.Decision.Tool == "meta" && st.Decision.Action == ActionAct:
		return false // "never mind" and the like are about all of it
	case !st.isRequest() || b.belongs(p, st):
		return b.extend(p)
	case b.repeats(st):
		// "it's for my shop" says more of the same thing, and nothing by itself
		return !b.r.step(b.text, start, p.end, State{}).isRequest() && b.extend(p)
	}
	b.push(st)
	return true
}

// extend makes a part that is no request of its own one with the step before it, or, at the
// beginning, with the part after it.
func (b *builder) extend(p part) bool {
	n := len(b.steps)
	if n == 0 {
		if !b.open {
			b.start, b.open = p.start, true
		}
		return true
	}
	last := b.steps[n-1]
	st := b.r.step(b.text, last.Start, p.end, b.states[n-1])
	if !st.isRequest() || st.Decision.id() != last.Decision.id() {
		return false
	}
	b.steps, b.states = b.steps[:n-1], b.states[:n]
	b.push(st)
	return true
}

func (b *builder) push(st Step) {
	b.open = false
	b.states = append(b.states[:len(b.steps)+1], b.state().After(st.Decision, "planned", "planned"))
	b.steps = append(b.steps, st)
}

func (b *builder) state() State { return b.states[len(b.steps)] }

// insideText tells whether the words from a byte on are within a text of the whole message.
func (b *builder) insideText(start int) bool {
	for _, sp := range b.whole {
		if sp.Start < start && start < sp.End {
			return true
		}
	}
	return false
}

// belongs tells whether a request is part of the description of what is being generated:
// "build a page for my bakery and add a menu".
func (b *builder) belongs(p part, st Step) bool {
	if p.strong || len(b.steps) == 0 {
		return false
	}
	last := b.steps[len(b.steps)-1].Decision
	return last.Operation == "generate" && last.Tool == st.Decision.Tool && (st.Decision.Operation == "edit" || st.Decision.Operation == "generate")
}

// makes are operations whose repetition makes another thing.
var makes = setOf(`create generate export`)

// repeats tells whether a request is the one before it in other words: "export it as png and
// save it as a.png".
func (b *builder) repeats(st Step) bool {
	if len(b.steps) == 0 {
		return false
	}
	last := b.steps[len(b.steps)-1]
	if last.Decision.id() != st.Decision.id() {
		return false
	}
	if strings.EqualFold(last.Text, st.Text) && st.Decision.Tool != "graphics" {
		return true
	}
	if !makes.has(st.Decision.Operation) {
		return false
	}
	for slot, v := range st.Decision.Entities {
		if old, said := last.Decision.Entities[slot]; said && !reflect.DeepEqual(old, v) {
			return false // another one
		}
	}
	return true
}

func (d Decision) id() string { return d.Tool + "." + d.Operation }

// idle tells whether a part is only a greeting or thanks.
func (d Decision) idle() bool {
	return d.Action == ActionAct && d.Tool == "meta" && (d.Operation == "greet" || d.Operation == "thanks")
}

// isRequest tells whether a part is by itself a request for an operation.
func (st Step) isRequest() bool {
	d := st.Decision
	return d.Action == ActionAct && d.Confidence >= ActThreshold && d.Operation != "" && d.Tool != "meta"
}
