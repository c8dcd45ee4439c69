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

// alone bounds the guess about a message of which nothing is known but its words: one that
// only names things, or only a verb, one that says nothing, and one that may mean several
// operations.
func (g guess) alone(scan *entity.Scan) guess {
	if words := scan.Words(); scan.Fragment() || babbles(words) || bareVerbs.all(words) && !pronouns.any(words) {
		g.confidence = min(g.confidence, vagueConfidence)
		g.outOfScope = 0
	}
	return g.doubtful()
}

// manyWords is how many words a request may have of which most are the same.
const manyWords = 40

// babbles tells a message that says the same few words over and over.
func babbles(words []string) bool {
	const share = 10 // of ten words one is new
	if len(words) <= manyWords {
		return false
	}
	distinct := make(map[string]bool, len(words)/share+1)
	for _, w := range words {
		distinct[w] = true
	}
	return len(distinct)*share < len(words)
}

// doubtful bounds the confidence of an ambiguous message.
func (g guess) doubtful() guess {
	if g.ambiguous >= askFrom && g.ranked[0].tool != "meta" { // by talk nothing is done
		g.confidence = min(g.confidence, askedConfidence)
	}
	return g
}

// is tells whether an operation is the best guess.
func (g guess) is(id string) bool { return g.ranked[0].id() == id }

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
