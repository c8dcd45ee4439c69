package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// The kinds of values. Each decodes with its checks; errors say what is expected.
type (
	number struct {
		to     *float64
		lo, hi float64
	}
	integer struct {
		to     *int
		lo, hi int
	}
	flag  struct{ to *bool }
	words struct {
		to    *string
		runes int
		empty bool // may be empty
	}
	paintColour struct{ to *colour.Colour }
	blend       struct{ to *paint.Mode }
	alignment   struct{ to *text.Align }
	artifact    struct{ to *string }
)

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// decimals is the precision of stored lengths: a thousandth of a pixel.
const decimals = 1000

func (v number) encode() any {
	if !finite(*v.to) {
		return *v.to
	}
	return math.Round(*v.to*decimals) / decimals
}

func (v number) decode(raw json.RawMessage) error {
	var f float64
	if err := strict(raw, &f); err != nil || !finite(f) {
		return errors.New("must be a number")
	}
	if f < v.lo || f > v.hi {
		return fmt.Errorf("must be between %v and %v", v.lo, v.hi)
	}
	*v.to = f
	return nil
}

func (v integer) encode() any { return *v.to }

func (v integer) decode(raw json.RawMessage) error {
	var f float64
	if err := strict(raw, &f); err != nil || f != math.Trunc(f) {
		return errors.New("must be a whole number")
	}
	if f < float64(v.lo) || f > float64(v.hi) {
		return fmt.Errorf("must be between %d and %d", v.lo, v.hi)
	}
	*v.to = int(f)
	return nil
}

func (v flag) encode() any { return *v.to }

func (v flag) decode(raw json.RawMessage) error {
	if strict(raw, v.to) != nil {
		return errors.New("must be true or false")
	}
	return nil
}

func (v words) encode() any { return *v.to }

func (v words) decode(raw json.RawMessage) error {
	var s string
	if strict(raw, &s) != nil {
		return errors.New("must be a text")
	}
	if strings.TrimSpace(s) == "" && !v.empty {
		return errors.New("must not be empty")
	}
	if utf8.RuneCountInString(s) > v.runes {
		return fmt.Errorf("must have at most %d characters", v.runes)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return errors.New("must not contain control characters")
	}
	*v.to = s
	return nil
}

func (v paintColour) encode() any { return v.to.String() }

func (v paintColour) decode(raw json.RawMessage) error {
	var s string
	if strict(raw, &s) != nil || !colour.Canonical(s) {
		return errors.New("must be a colour as #rrggbb or #rrggbbaa, in small letters")
	}
	c, err := colour.Parse(s)
	*v.to = c
	return err
}

func (v blend) encode() any { return v.to.String() }

func (v blend) decode(raw json.RawMessage) error {
	var s string
	if strict(raw, &s) == nil {
		if m, ok := paint.ParseMode(s); ok {
			*v.to = m
			return nil
		}
	}
	return fmt.Errorf("must be one of %s", strings.Join(paint.Modes(), ", "))
}

func (v alignment) encode() any { return v.to.String() }

func (v alignment) decode(raw json.RawMessage) error {
	var s string
	if strict(raw, &s) == nil {
		if a, ok := text.ParseAlign(s); ok {
			*v.to = a
			return nil
		}
	}
	return errors.New("must be left, center or right")
}

func (v artifact) encode() any { return *v.to }

const idBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

func (v artifact) decode(raw json.RawMessage) error {
	var s string
	if strict(raw, &s) != nil || len(s) > MaxSourceBytes || s == "" || strings.Trim(s, idBytes) != "" {
		return errors.New("must be the id of an artifact")
	}
	*v.to = s
	return nil
}

// strict unmarshals; null, which encoding/json takes for "leave it", is an error.
func strict(raw json.RawMessage, to any) error {
	if string(raw) == "null" {
		return errors.New("null")
	}
	return json.Unmarshal(raw, to)
}
