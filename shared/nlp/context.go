package nlp

import (
	"cmp"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

const (
	// vagueConfidence bounds what a message that only names things, or only a
	// verb, may be trusted: it is always asked about.
	vagueConfidence = 0.5
)

// bareVerbs need an object: by themselves they say too little.
var bareVerbs = setOf(`remove delete change edit add make move set put insert modify update create draw apply use place do it that this
 please`)

// verbAlone tells a bare verb from "delete it", which has an object.
var pronouns = setOf(`it that this`)

// toolFactor is how much likelier the operations of the tool that a conversation has just
// used are than the classifier says, which does not know it; vagueFactor for messages that
// by themselves could be for any tool: "make it bigger".
const (
	toolFactor  = 4.0
	vagueFactor = 60.0
)

// ofTool weighs the operations of the last tool. What the classifier alone doubts for want
// of a tool ("add the title Hello") is then as sure as that operation is among all.
func (g guess) ofTool(s State) guess {
	if s.LastTool == "" {
		return g
	}
	factor := toolFactor
	if g.ambiguous >= askFrom {
		factor = vagueFactor
	}
	weighed, sum := slices.Clone(g.ranked), 0.0
	for i := range weighed {
		if weighed[i].tool == s.LastTool {
			weighed[i].p *= factor
		}
		sum += weighed[i].p
	}
	slices.SortStableFunc(weighed, func(a, b ranked) int { return cmp.Compare(b.p, a.p) })
	if weighed[0].tool != s.LastTool || sum == 0 {
		return g
	}
	sure := weighed[0].p / sum * (1 - g.outOfScope)
	if g.is(weighed[0].id()) {
		sure = max(sure, g.confidence)
	}
	g.ranked, g.confidence = weighed, sure
	return g
}

// inContext corrects the guess by what the conversation knows.
func (g guess) inContext(scan *entity.Scan, s State) guess {
	g = g.ofTool(s)
	words := scan.Words()
	switch {
	case scan.Fragment(), bareVerbs.all(words) && !pronouns.any(words):
		g.confidence = min(g.confidence, vagueConfidence)
		g.outOfScope = 0
	case g.is("graphics.delete_layer") && pronouns.any(words) && s.LastTool == "artifact":
		g.prefer("artifact.delete")
	case g.is("artifact.delete") && pronouns.any(words) && s.LastTool == "graphics" && s.LastOperation != "export" && !fileWords.any(words):
		g.prefer("graphics.delete_layer")
	}
	return g
}

var fileWords = setOf(`file files artifact export library upload`)

// is tells whether an operation is the best guess.
func (g guess) is(id string) bool { return g.ranked[0].id() == id }

// prefer moves an operation to the front; what it overtakes keeps its order.
func (g guess) prefer(id string) {
	for i, o := range g.ranked {
		if o.id() == id {
			copy(g.ranked[1:i+1], g.ranked[:i])
			g.ranked[0] = o
			return
		}
	}
}

// p is the probability of an operation.
func (g guess) p(tool, name string) float64 {
	for _, o := range g.ranked {
		if o.tool == tool && o.name == name {
			return o.p
		}
	}
	return 0
}

// alternatives are the next best operations from rank on.
func (g guess) alternatives(from int) []Alternative {
	to := min(len(g.ranked), from+maxAlternatives)
	out := make([]Alternative, 0, to-from)
	for _, o := range g.ranked[from:to] {
		out = append(out, Alternative{Tool: o.tool, Operation: o.name, Confidence: o.p})
	}
	return out
}
