package nlp

import "github.com/aio-creative-hub/aio/shared/nlp/entity"

const (
	// maxAlternatives bounds Decision.Alternatives.
	maxAlternatives = 4
	// maxChoices bounds Decision.Choices: what one takes in at a glance.
	maxChoices = 3
	// refuseFrom is the probability of "out of scope" from which a message that
	// is not acted on is refused rather than asked about.
	refuseFrom = 0.5
	// askFrom is the probability that a message is ambiguous from which it is
	// asked about however likely the best reading is; askedConfidence bounds
	// what such a reading is trusted.
	askFrom         = 0.1
	askedConfidence = 0.69
)

// decide turns the guess into a decision.
func (r *Recognizer) decide(scan *entity.Scan, g guess) Decision {
	best := g.ranked[0]
	d := Decision{Tool: best.tool, Operation: best.name, Confidence: g.confidence}
	d.Entities, d.Spans = r.fill(scan, best.id())
	d.Alternatives = g.alternatives(1)
	switch {
	case g.confidence >= ActThreshold:
		d.Action = ActionAct
	case g.outOfScope >= refuseFrom:
		d.Action = ActionRefuse
	default:
		d.Action = ActionClarify
		d.Choices = choices(g.ranked)
		d.Question = question(d.Choices)
	}
	return d
}

// choices are the operations that are offered: the likeliest, and of those after it only what
// does something. Nobody is asked whether he meant to say hello.
func choices(list []ranked) []Choice {
	var out []Choice
	for i, o := range list {
		if len(out) < maxChoices && (o.tool != "meta" || i == 0 && !pleasantries.has(o.name)) {
			out = append(out, o.choice())
		}
	}
	return out
}

var pleasantries = setOf("greet thanks")

// question asks which of the choices was meant.
func question(cs []Choice) string {
	q := "Did you mean: "
	for i, c := range cs {
		switch {
		case i == 0:
		case i == len(cs)-1:
			q += " or "
		default:
			q += ", "
		}
		q += lowerFirst(c.Label)
	}
	return q + "?"
}

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
