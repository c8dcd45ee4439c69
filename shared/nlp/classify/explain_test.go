package classify

import (
	"math"
	"strings"
	"testing"
)

// TestExplanationAddsUp: what the features add, and the bias, is the logit; what
// the inputs add are the log-odds.
func TestExplanationAddsUp(t *testing.T) {
	m := trainToy(t)
	for _, text := range []string{"add a circle", "please attach the logo", "erase erase it", "qqq zzz", "it", ""} {
		w := strings.Fields(text)
		e := m.Explain(Message{Words: w, Pattern: w})
		best, runner := e.Bias.Best, e.Bias.Runner
		for _, f := range e.Features {
			best, runner = best+f.Best, runner+f.Runner
			if f.Name == "" {
				t.Errorf("%q: a feature without a name", text)
			}
		}
		near(t, text+": best", best, e.BestLogit)
		near(t, text+": runner-up", runner, e.RunnerLogit)
		var right, scope, vague float64
		for _, in := range e.Inputs {
			right, scope, vague = right+in.Right, scope+in.InScope, vague+in.Ambiguous
		}
		near(t, text+": confidence", 1/(1+math.Exp(-right)), e.Confidence)
		near(t, text+": in scope", 1/(1+math.Exp(-scope)), e.InScope)
		near(t, text+": ambiguous", 1/(1+math.Exp(-vague)), e.Ambiguous)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestExplanationNamesWhatDecided(t *testing.T) {
	w := strings.Fields("erase the circle")
	e := trainToy(t).Explain(Message{Words: w, Pattern: w})
	var names []string
	for _, f := range e.Features[:10] {
		names = append(names, f.Name)
	}
	if all := strings.Join(names, ", "); !strings.Contains(all, "eras") {
		t.Errorf("strongest are %s", all)
	}
}
