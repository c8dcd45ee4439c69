package classify

import "math"

// The inputs of the calibration models.
const (
	inBias          = iota // 1
	inBest                 // logit of the best class in scope
	inMargin               // its margin over the runner-up
	inLogP                 // logarithm of its probability
	inScope                // its gap to the class out of scope
	inRunner               // logit of the runner-up
	inKnown                // share of known n-grams
	inGroup                // logarithm of the probability of all operations of its tool
	inLength               // logarithm of the number of n-grams
	inWordMargin           // margin over the runner-up by view
	inCharMargin           //
	inPatternMargin        //
	inMeaningMargin        //
	inVague                // score of the ambiguity detector
	inTools                // margin over the best class of another tool
	inVagueTools           // product of the ambiguity score and the margin of tools
	inVagueLength          // of the ambiguity score and the length
	inClassed              // number of words with a class, and its logarithm
	inLogClassed           //
	inPlain                // of words without
	inLogPlain             //
	inPoints               // 1 if the message does; see Traits
	inMeasures             //
	inFiles                //
	evidenceInputs
)

// inputNames are the names of the inputs in an explanation.
var inputNames = [evidenceInputs]string{
	"constant", "best logit", "margin over the runner-up", "log probability", "gap to out of scope",
	"runner-up logit", "share of known letters and words", "log probability of the tool", "log length",
	"margin by words", "margin by letters", "margin by pattern", "margin by meaning", "ambiguity score", "margin over the other tools", "ambiguity × margin of tools", "ambiguity × log length",
	"classed words", "log classed words", "plain words", "log plain words", "points at something", "has a number", "names a file",
}

// scores are the logits of a message, and their parts by view.
type scores struct {
	logits []float64
	parts  [views][]float64 // without bias; they add up to logits with it
	known  float64
	vague  float64 // score of the ambiguity detector
	grams  int
	traits Traits
}

// maxToolMargin bounds the margin over other tools where there are none.
const maxToolMargin = 4.0

// evidence collects the inputs for a scored message.
func (s *scores) evidence(p []float64, outOfScope int, groups []int) (x [evidenceInputs]float64, best, second int) {
	best, second = topTwo(s.logits, outOfScope)
	runner := second
	if runner < 0 {
		runner = best
	}
	tool := 0.0
	for c, g := range groups {
		if g == groups[best] {
			tool += p[c]
		}
	}
	x = [evidenceInputs]float64{
		inBias:   1,
		inBest:   s.logits[best],
		inMargin: s.logits[best] - s.logits[runner],
		inLogP:   logOf(p[best]),
		inScope:  s.logits[best] - s.logits[outOfScope],
		inRunner: s.logits[runner],
		inKnown:  s.known,
		inGroup:  logOf(tool),
		inLength: math.Log(float64(1 + s.grams)),
	}
	other := math.Inf(-1)
	for c, l := range s.logits {
		if groups[c] != groups[best] && c != outOfScope {
			other = math.Max(other, l)
		}
	}
	x[inVague] = s.vague
	x[inTools] = math.Min(s.logits[best]-other, maxToolMargin)
	x[inVagueTools], x[inVagueLength] = s.vague*x[inTools], s.vague*x[inLength]
	s.traits.evidence(&x)
	for v, part := range s.parts {
		x[inWordMargin+v] = part[best] - part[runner]
	}
	return x, best, second
}

// evidence sets the inputs that the traits are.
func (t Traits) evidence(x *[evidenceInputs]float64) {
	x[inClassed], x[inPlain] = float64(t.Classed), float64(t.Plain)
	x[inLogClassed], x[inLogPlain] = math.Log1p(x[inClassed]), math.Log1p(x[inPlain])
	x[inPoints], x[inMeasures], x[inFiles] = oneIf(t.Points), oneIf(t.Measures), oneIf(t.Files)
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func logOf(p float64) float64 { return math.Log(math.Max(p, 1e-6)) }

// topTwo are the best two classes that are in scope, second = -1 for none.
func topTwo(logits []float64, outOfScope int) (best, second int) {
	best, second = -1, -1
	for i, l := range logits {
		switch {
		case i == outOfScope:
		case best < 0 || l > logits[best]:
			best, second = i, best
		case second < 0 || l > logits[second]:
			second = i
		}
	}
	return best, second
}
