package nlp

import (
	"maps"
	"reflect"
	"slices"
)

// motions are what moves a thing from where it is: two of them after one another add up.
var motions = []string{"dx", "dy", "dz", "angle"}

// onward: "30 px to the left" after "50 px up" is the next movement of the same thing, which
// has gone up already.
func (c *correction) onward(said map[string]any, spans []Span) bool {
	next := ""
	for _, slot := range motions {
		_, now := said[slot]
		now = now && hasLetters(rawOf(spans, slot)) // a bare number goes on with the movement before
		if _, before := c.last[slot]; before && now {
			return false
		}
		if now {
			next = slot
		}
	}
	if next == "" || !anyOf(c.last, motions) || correcting.any(c.words) {
		return false
	}
	for _, slot := range motions {
		delete(c.out, slot)
	}
	for slot, v := range said {
		c.out[slot] = v
	}
	return true
}

func anyOf(entities map[string]any, slots []string) bool {
	return slices.ContainsFunc(slots, func(s string) bool { _, ok := entities[s]; return ok })
}

var (
	// additional ask for one more, or for more of it.
	additional = setOf(`another again also too same more ditto likewise plus add well further even`)
	// correcting say that something else was meant.
	correcting = setOf(`change no nope nah not instead rather actually sorry oops meant mean wait wrong typo`)
)

// replaces tells whether what is said takes the place of what the last operation did ("no, 25",
// "the other way", "in Lobster"), rather than coming on top of it ("another one", "again").
func (c *correction) replaces() bool {
	switch {
	case additional.any(c.words) || maps.EqualFunc(c.out, c.last, reflect.DeepEqual):
		return false
	case correcting.any(c.words):
		return true
	}
	kept := false
	for slot, old := range c.last {
		if slices.Contains(things, slot) || slices.Contains([]string{"ref", "shape", "effect"}, slot) {
			if !reflect.DeepEqual(c.out[slot], old) {
				return false // about something else
			}
			kept = true
		}
	}
	return kept && !movedOn(c.last, c.out)
}

// movedOn tells whether there is another movement than before.
func movedOn(last, next map[string]any) bool {
	return slices.ContainsFunc(motions, func(s string) bool { return next[s] != nil && last[s] == nil })
}
