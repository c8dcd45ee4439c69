package entity

// Steps of "bigger" and "smaller" when no number is said: a quarter is seen at a glance
// and easily said again.
const (
	growStep   = 1.25
	shrinkStep = 0.8
)

// Implied gives values that a message implies and does not say, for a person who expects
// that something happens: "make it bigger" implies a factor. They are no entities: what
// is said always counts more.
func (s *Scan) Implied(operation string) map[string]any {
	f := &filler{s: s, op: operation, used: make([]bool, len(s.toks))}
	if operation != "graphics.transform" {
		return nil
	}
	switch {
	case f.contains(growWords):
		return map[string]any{"factor": growStep}
	case f.contains(shrinkWords):
		return map[string]any{"factor": shrinkStep}
	}
	return nil
}
