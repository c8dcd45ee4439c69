package nlp

import (
	"maps"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

const (
	// answerConfidence is given to an answer that names a choice or a value.
	answerConfidence = 0.95
	// maxAnswerWords bounds an answer: a longer message is a new request.
	maxAnswerWords = 8
	// newRequest is the confidence from which a message of some words is a
	// request of its own although a question is open.
	newRequest = 0.9
	// minRequestWords: below this a message is rather an answer.
	minRequestWords = 3
)

// answer reads a message as the answer to the open question: which of its
// choices ("the second", "add text", "yes"), or the value of its slot ("navy").
func (r *Recognizer) answer(scan *entity.Scan, text string, p *Pending) (Decision, bool) {
	if p == nil {
		return Decision{}, false
	}
	if c, ok := exactChoice(text, p.Choices); ok {
		return r.chosen(p, c, nil, nil), true
	}
	words := scan.Words()
	if len(words) == 0 || len(words) > maxAnswerWords {
		return Decision{}, false
	}
	if c, ok := ordinalChoice(plainWords(text), p.Choices); ok {
		return r.chosen(p, c, nil, nil), true
	}
	g := r.guess(scan).doubtful()
	if g.is("meta.cancel") || (g.confidence >= newRequest && p.isRequest(len(words), g.ranked[0].id())) {
		return Decision{}, false
	}
	if r.otherShape(p, scan, g) {
		return Decision{}, false
	}
	if p.Slot != "" && len(p.Choices) > 0 {
		if d, ok := r.value(p, scan, text); ok {
			return d, true
		}
	}
	return r.closest(p, scan, words, g)
}

// isRequest tells whether a message of some words that means an operation with confidence
// is rather a request of its own than an answer. The name of a thing is no command, so
// where one is asked for even "undo" or "hide the circle" is a request.
func (p *Pending) isRequest(words int, operation string) bool {
	switch p.Slot {
	case "layer", "file", "user":
		return true
	}
	return words >= minRequestWords && !p.offers(operation)
}

// otherShape tells whether somebody who was asked what a text should say wants something
// else by now: "add a red circle".
func (r *Recognizer) otherShape(p *Pending, scan *entity.Scan, g guess) bool {
	if p.Slot != "text" || g.confidence < newRequest || !g.is("graphics.add_layer") {
		return false
	}
	said, _ := r.fill(scan, "graphics.add_layer")
	shape, ok := said["shape"].(string)
	return ok && shape != "text"
}

// offers tells whether an operation is among the choices.
func (p *Pending) offers(id string) bool {
	for _, c := range p.Choices {
		if c.Tool+"."+c.Operation == id {
			return true
		}
	}
	return false
}

// chosen is the decision for a choice: what was said before, read for the
// chosen operation, with what is said now laid over it.
func (r *Recognizer) chosen(p *Pending, c Choice, said map[string]any, spans []Span) Decision {
	d := Decision{Tool: c.Tool, Operation: c.Operation, Confidence: answerConfidence, Action: ActionAct, Spans: spans}
	d.Entities = maps.Clone(p.Entities)
	if p.Text != "" {
		d.Entities, _ = r.fill(entity.Parse(p.Text), c.Tool+"."+c.Operation)
	}
	if d.Entities == nil {
		d.Entities = map[string]any{}
	}
	offered, _ := r.fill(entity.Parse(c.Text), c.Tool+"."+c.Operation)
	for slot := range offered {
		if _, again := said[slot]; again { // not this choice, but a request like it
			offered = nil
			break
		}
	}
	for slot, v := range offered { // a choice such as "Create a 1080x1080 picture" says more than its operation
		if _, known := d.Entities[slot]; !known {
			d.Entities[slot] = v
		}
	}
	maps.Copy(d.Entities, said)
	return d
}

// exactChoice: the message is the label or the sentence of a choice.
func exactChoice(text string, cs []Choice) (Choice, bool) {
	text = strings.TrimRight(strings.TrimSpace(text), ".!")
	for _, c := range cs {
		if strings.EqualFold(text, strings.TrimRight(c.Text, ".!")) || strings.EqualFold(text, c.Label) {
			return c, true
		}
	}
	return Choice{}, false
}

var (
	ordinals = map[string]int{"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": 1, "third": 2, "3rd": 2,
		"one": 0, "two": 1, "three": 2, "1": 0, "2": 1, "3": 2, "a": 0, "b": 1, "c": 2}
	ordinalFillers = setOf(`the one option number choice please that i mean meant take pick want go with st nd rd thing let's`)
	yesWords       = setOf(`yes y yeah yep yup sure ok okay right correct exactly please do it that yea aye si oui ja fine`)
)

// ordinalChoice: "the second", "2", "option two", "yes", "the last".
func ordinalChoice(words []string, cs []Choice) (Choice, bool) {
	if len(cs) == 0 || len(words) == 0 || len(words) > maxAnswerWords {
		return Choice{}, false
	}
	if yesWords.all(words) && words[0] != "it" && words[0] != "that" && words[0] != "do" {
		return cs[0], true
	}
	found := -1
	for i, w := range words {
		n, ok := ordinals[w]
		switch {
		case w == "last":
			found = len(cs) - 1
		case ok && (w != "one" || len(words) == 1) && (len(w) > 1 || len(words) <= 2 || i > 0 && words[i-1] == "option"):
			found = n
		case !ordinalFillers.has(w):
			return Choice{}, false
		}
	}
	if found < 0 || found >= len(cs) {
		return Choice{}, false
	}
	return cs[found], true
}

// value reads the message as the value of the pending slot.
func (r *Recognizer) value(p *Pending, scan *entity.Scan, text string) (Decision, bool) {
	c := p.Choices[0]
	said, spans := r.fill(scan, c.Tool+"."+c.Operation)
	if wholeSlots.has(p.Slot) { // any words may be the value: only what is marked as it counts
		said, spans = scan.Fill(c.Tool + "." + c.Operation)
	}
	if v, ok := said[p.Slot]; ok {
		return r.chosen(p, c, map[string]any{p.Slot: v}, spans), true
	}
	if v, ok := scan.Value(p.Slot); ok {
		return r.chosen(p, c, map[string]any{p.Slot: v}, nil), true
	}
	switch p.Slot {
	case "text", "name", "subject", "layer", "user", "file":
		return r.chosen(p, c, map[string]any{p.Slot: strings.TrimSpace(text)}, nil), true
	}
	return Decision{}, false
}

// wholeSlots are answered by any words.
var wholeSlots = setOf(`text name subject layer`)

// minOverlap is the share of the answer's words that a choice must have.
const minOverlap = 0.5

// closest is the choice whose words the answer shares, or whose operation the
// classifier ranks first among the choices by a clear margin.
func (r *Recognizer) closest(p *Pending, scan *entity.Scan, words []string, g guess) (Decision, bool) {
	best, score := -1, 0.0
	for i, c := range p.Choices {
		if s := overlap(words, c); s > score {
			best, score = i, s
		}
	}
	if best < 0 || score < minOverlap {
		if g.confidence >= newRequest && !p.offers(g.ranked[0].id()) {
			return Decision{}, false // it is clear, and none of them
		}
		best = g.preferred(p.Choices)
	}
	if best < 0 {
		return Decision{}, false
	}
	c := p.Choices[best]
	said, spans := r.fill(scan, c.Tool+"."+c.Operation)
	delete(said, "ref")
	return r.chosen(p, c, said, spans), true
}

// small words say nothing about a choice.
var small = setOf(`the a an to i please it my me want that this one and of in`)

func overlap(words []string, c Choice) float64 {
	label := strings.Fields(strings.ToLower(c.Label + " " + c.Text))
	hit, all := 0, 0
	for _, w := range words {
		if small.has(w) {
			continue
		}
		all++
		for _, l := range label {
			if strings.Trim(l, ".,?!") == w {
				hit++
				break
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(hit) / float64(all)
}

// preferredShare is the least probability, among the choices, of the one taken.
const preferredShare = 0.6

// preferred is the choice that the classifier prefers clearly, or -1.
func (g guess) preferred(cs []Choice) int {
	best, top, sum := -1, 0.0, 0.0
	for i, c := range cs {
		p := g.p(c.Tool, c.Operation)
		sum += p
		if p > top {
			best, top = i, p
		}
	}
	if sum == 0 || top/sum < preferredShare || top < g.outOfScope {
		return -1
	}
	return best
}
