package nlp

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// Explanation says what decided about a message outside a conversation.
type Explanation struct {
	Decision Decision
	// Words and Pattern are the message as the classifier sees it.
	Words, Pattern []string
	// Best and Runner are the best and the second best operation.
	Best, Runner string
	Scores       classify.Explanation
}

// Explain understands a message and says what decided. A message that is not
// readable has a decision, and nothing else.
func (r *Recognizer) Explain(text string) Explanation {
	e := Explanation{Decision: r.Understand(text, State{})}
	if !readable(text) {
		return e
	}
	msg := message(entity.Parse(text))
	e.Words, e.Pattern = msg.Words, msg.Pattern
	e.Scores = r.model.Explain(msg)
	e.Best = r.operations[e.Scores.Best].id()
	if e.Scores.Second >= 0 {
		e.Runner = r.operations[e.Scores.Second].id()
	}
	return e
}

// explained is the number of features that are printed for each side.
const explained = 8

// Print writes the explanation for a person to read.
func (e Explanation) Print(w io.Writer) error {
	p := &printer{w: w}
	d, s := e.Decision, e.Scores
	p.line("%s: %s.%s, confidence %.2f", d.Action, d.Tool, d.Operation, d.Confidence)
	if d.Question != "" {
		p.line("question: %s", d.Question)
	}
	if e.Best == "" {
		p.line("the message is not readable text")
		return p.err
	}
	p.line("words:   %s", strings.Join(e.Words, " "))
	p.line("pattern: %s", strings.Join(e.Pattern, " "))
	p.line("\n%s has the score %.2f, the runner-up %s %.2f (their biases: %.2f, %.2f)",
		e.Best, s.BestLogit, e.Runner, s.RunnerLogit, s.Bias.Best, s.Bias.Runner)
	byBest := slices.Clone(s.Features)
	slices.SortStableFunc(byBest, func(a, b classify.Feature) int { return cmp.Compare(b.Best, a.Best) })
	p.features("strongest for "+e.Best, byBest[:min(explained, len(byBest))])
	p.features("strongest against "+e.Runner, s.Features[:min(explained, len(s.Features))])
	last := slices.Clone(s.Features[max(0, len(s.Features)-explained):])
	slices.Reverse(last)
	p.features("strongest for "+e.Runner+" instead", last)
	p.line("\ncalibrated: %.2f that %s is meant, %.2f that the message is in scope, %.2f that it is ambiguous",
		s.Confidence, e.Best, s.InScope, s.Ambiguous)
	p.line("  %-32s %8s %8s %8s %9s", "input", "value", "meant", "in scope", "ambiguous")
	for _, in := range s.Inputs {
		p.line("  %-32s %8.2f %+8.2f %+8.2f %+9.2f", in.Name, in.Value, in.Right, in.InScope, in.Ambiguous)
	}
	return p.err
}

// printer keeps the first error of several writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) features(title string, list []classify.Feature) {
	p.line("\n%s:", title)
	for _, f := range list {
		p.line("  %+.3f  against %+.3f  %s", f.Best, f.Runner, f.Name)
	}
}
