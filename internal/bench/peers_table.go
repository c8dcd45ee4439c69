package main

import (
	"fmt"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

// peerRow is a line of the comparison.
type peerRow struct {
	what string
	cell func(*contender) string
}

// shareRow shows a share of the rows.
func shareRow(what string, of func(evaluate.Report) float64) peerRow {
	return peerRow{what, func(c *contender) string { return percent(of(c.scores)) }}
}

// costRow shows a cost, and how many times ours it is; a dash if it was not measured.
func (c *comparison) costRow(what, unit string, of func(*contender) float64) peerRow {
	ours := c.contenders[0]
	return peerRow{what, func(one *contender) string {
		if of(one) == 0 {
			return "–"
		}
		cell := readable(of(one)) + " " + unit
		if one != ours && of(ours) > 0 {
			cell += fmt.Sprintf(" (%s ×)", readable(of(one)/of(ours)))
		}
		return cell
	}}
}

func (c *comparison) tableRows() []peerRow {
	act := fmt.Sprintf(" at %.2f", nlp.ActThreshold)
	return []peerRow{
		shareRow("right tool, best guess in scope", func(s evaluate.Report) float64 { return s.ToolAccuracy }),
		shareRow("right operation, best guess in scope", func(s evaluate.Report) float64 { return s.OperationAccuracy }),
		shareRow("acted on and right,"+act, func(s evaluate.Report) float64 { return s.ActedRight }),
		shareRow("acted on and wrong,"+act, func(s evaluate.Report) float64 { return s.ActedWrong }),
		shareRow("out of scope and not acted on,"+act, func(s evaluate.Report) float64 { return s.OutOfScopeRecall }),
		{"calibration error", func(one *contender) string { return fmt.Sprintf("%.3f", one.scores.CalibrationError) }},
		c.costRow("a message, median", "ms", func(one *contender) float64 { return median(one.took) }),
		c.costRow("start to the first answer, median", "ms", func(one *contender) float64 { return median(one.began) }),
		c.costRow("of it processor time, median", "ms", func(one *contender) float64 { return median(one.used) }),
		c.costRow("resident memory, median", "MiB", func(one *contender) float64 { return median(one.held) }),
		c.costRow("model", "MiB", func(one *contender) float64 { return one.bytes / (1 << 20) }),
		c.costRow("training, processor time", "s", func(one *contender) float64 { return one.trained }),
	}
}

// markdown writes the table, and below it what the contenders are.
func (c *comparison) markdown() string {
	var b strings.Builder
	b.WriteString("| what |")
	for _, one := range c.contenders {
		fmt.Fprintf(&b, " %s |", one.name)
	}
	b.WriteString("\n|---" + strings.Repeat("|---", len(c.contenders)) + "|\n")
	for _, row := range c.tableRows() {
		fmt.Fprintf(&b, "| %s |", row.what)
		for _, one := range c.contenders {
			fmt.Fprintf(&b, " %s |", row.cell(one))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for _, one := range c.contenders {
		fmt.Fprintf(&b, "- %s: %s\n", one.name, one.what)
	}
	inScope, outOfScope, ambiguous := 0, 0, 0
	for _, row := range c.rows {
		switch {
		case row.Expect.OutOfScope:
			outOfScope++
		case row.Expect.Clarify:
			ambiguous++
		default:
			inScope++
		}
	}
	fmt.Fprintf(&b, "- Learned from %s messages; answered %s: %s that ask for an operation, %s out of scope, %s ambiguous\n", readable(float64(c.contenders[0].examples)),
		readable(float64(len(c.rows))), readable(float64(inScope)), readable(float64(outOfScope)), readable(float64(ambiguous)))
	fmt.Fprintf(&b, "- `make bench-nlp DEV=%s`; %d runs over all rows, %d starts\n", c.o.rows, c.o.runs, c.o.starts)
	return b.String()
}
