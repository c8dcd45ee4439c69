package slots

import (
	"math"
	"strings"
)

// turn tells how a slot's value comes from the number that was said.
type turn uint8

const (
	asSaid   turn = iota
	negated       // -x: "10 px up"
	lessThan      // 1 - x: "20% slower"
	moreThan      // 1 + x: "20% bigger"
	inverse       // 1 / x: "four times slower"
	turns
)

var turnNames = [turns]string{"", "neg", "less", "more", "inv"}

// apply gives the value of a number that was said; rounded as people count.
func (t turn) apply(x float64) float64 {
	const precision = 1e4
	switch t {
	case negated:
		return -x
	case lessThan:
		x = 1 - x
	case moreThan:
		x = 1 + x
	case inverse:
		if x != 0 {
			x = 1 / x
		}
	}
	return math.Round(x*precision) / precision
}

// label is a slot with the turn of its value: "dy", "dy/neg".
type label struct {
	slot string
	turn turn
}

func (l label) String() string {
	if l.turn == asSaid {
		return l.slot
	}
	return l.slot + "/" + turnNames[l.turn]
}

func parseLabel(s string) label {
	slot, name, _ := strings.Cut(s, "/")
	for t, n := range turnNames {
		if n == name {
			return label{slot, turn(t)}
		}
	}
	return label{slot: slot}
}
