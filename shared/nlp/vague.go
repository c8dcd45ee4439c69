package nlp

import "github.com/aio-creative-hub/aio/shared/nlp/entity"

const (
	// vagueConfidence bounds what a message that only names things, or only a
	// verb, may be trusted: it is always asked about.
	vagueConfidence = 0.5
)

// bareVerbs need an object: by themselves they say too little.
var bareVerbs = setOf(`remove delete change edit add make move set put insert modify update create draw apply use place do it that this
 please`)

// pronouns are an object: "delete it" is no bare verb.
var pronouns = setOf(`it that this`)

// alone corrects the guess about the first message of a conversation.
func (g guess) alone(scan *entity.Scan, s State) guess {
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
