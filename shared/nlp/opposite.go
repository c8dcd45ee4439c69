package nlp

import (
	"math"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// opposite: "the other way" turns a direction round.
func (c *correction) opposite() bool {
	text := " " + strings.ToLower(strings.Join(plainWords(c.scan.Source()), " ")) + " "
	if !slices.ContainsFunc(oppositePhrases, func(p string) bool { return strings.Contains(text, " "+p+" ") }) {
		return false
	}
	done := false
	for _, slot := range []string{"dx", "dy", "dz", "angle", "amount", "gain_db"} {
		x, unit, ok := numberOf(c.last[slot])
		if !ok {
			continue
		}
		done = true
		if _, text := c.last[slot].(string); text {
			c.out[slot] = entity.FormatNumber(negative(x)) + unit
		} else {
			c.out[slot] = negative(x)
		}
	}
	for _, slot := range []string{"position", "axis", "order", "view"} {
		v, ok := c.last[slot].(string)
		if w, known := opposites[v]; ok && known && !done {
			c.out[slot] = w
			done = true
		}
	}
	return true // which way it went was not said: then that is asked
}

func negative(x float64) float64 {
	if x == 0 {
		return math.Abs(x)
	}
	return -x
}

var oppositePhrases = []string{"other way", "other direction", "opposite", "other way round", "other way around", "reverse direction", "reverse the direction",
	"wrong way", "wrong direction", "other side", "backwards instead", "vice versa"}

var opposites = map[string]string{
	"left": "right", "right": "left", "top": "bottom", "bottom": "top", "top_left": "top_right", "top_right": "top_left",
	"bottom_left": "bottom_right", "bottom_right": "bottom_left", "front": "back", "back": "front", "forward": "backward", "backward": "forward",
	"horizontal": "vertical", "vertical": "horizontal",
}
