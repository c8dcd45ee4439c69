package nlp

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// leadWords introduce a correction and say nothing themselves.
var leadWords = setOf(`now no nah nope and rather instead actually make that it to by but use only just about or try please pls say then
 with i mean meant sorry at of more not oh um uh hmm wait ok okay also too as well one another the a an same again do for in on is was
 should be would better let's lets go`)

// continued are the entities of the last operation with what a message says laid over them,
// and whether they take the place of what it did.
func (r *Recognizer) continued(scan *entity.Scan, op string, last, said map[string]any, spans []Span) (entities map[string]any, replaces bool) {
	c := &correction{r: r, scan: scan, op: op, last: last, out: maps.Clone(last), words: scan.Words()}
	if c.out == nil {
		c.out = map[string]any{}
	}
	c.layAll(said, spans)
	return c.out, c.replaces()
}

// layAll lays what a message says over the entities of the last operation.
func (c *correction) layAll(said map[string]any, spans []Span) {
	if c.opposite() || c.worded() || c.onward(said, spans) {
		return
	}
	said = maps.Clone(said)
	for _, slot := range slices.Sorted(maps.Keys(said)) {
		if c.mistaken(slot, rawOf(spans, slot)) {
			delete(said, slot)
		}
	}
	if c.numberFirst(said) || c.typed(said) {
		return
	}
	for _, slot := range slices.Sorted(maps.Keys(said)) {
		c.lay(slot, said[slot], rawOf(spans, slot))
	}
	if !c.changed && c.bareNumber() {
		return
	}
	c.phrase(said, spans)
}

// typed: a colour, a format or a place where there was one corrects it, whatever the words
// around it were taken for.
func (c *correction) typed(said map[string]any) bool {
	if len(said) > 1 {
		return false
	}
	for _, slot := range []string{"color", "background", "format", "email", "position"} {
		if c.last[slot] == nil || said[slot] != nil || (slot == "color" && said["background"] != nil) || (slot == "background" && said["color"] != nil) {
			continue
		}
		if v, ok := c.scan.Value(slot); ok && v != c.last[slot] && len(values(c.last[slot])) == 1 {
			c.settle(slot, v)
			return true
		}
	}
	return false
}

// mistaken: a bare number is no name or effect where a number was said before.
func (c *correction) mistaken(slot, raw string) bool {
	if strings.EqualFold(raw, "one") || strings.EqualFold(raw, "another") {
		return len(c.words) > 1
	}
	if isNumeric(families[slot]) || raw == "" || strings.ContainsFunc(raw, unicode.IsLetter) {
		return false
	}
	if old, known := c.last[slot]; known && slot != "effect" && slot != "layer" && slot != "preset" {
		if list := values(old); len(list) != 1 || strings.ContainsAny(list[0], "0123456789") {
			return false
		}
	}
	_, _, number := c.scan.Number(0, 1<<15)
	return number && c.only(func(s string) bool { return isNumeric(families[s]) }) != ""
}

// correction lays what is said over the entities of the last operation.
type correction struct {
	r       *Recognizer
	scan    *entity.Scan
	op      string
	last    map[string]any
	out     map[string]any
	words   []string
	changed bool
}

func rawOf(spans []Span, slot string) string {
	for _, s := range spans {
		if s.Slot == slot {
			return s.Raw
		}
	}
	return ""
}

// lay puts a value in the slot that it corrects.
func (c *correction) lay(slot string, value any, raw string) {
	if slot == "ref" {
		c.layRef(value)
		return
	}
	c.changed = true
	slot, value = c.adopt(slot, c.withoutOld(slot, value), raw)
	if name, ok := value.(string); ok && slices.Contains(things, slot) && name == raw {
		value = c.likeNamed(slot, name)
	}
	c.put(slot, value)
}

// put sets a slot; what cannot stand beside it goes.
func (c *correction) put(slot string, value any) {
	for _, rival := range rivals[slot] {
		delete(c.out, rival)
	}
	switch {
	case c.extends(slot):
		value = append(slices.Clone(values(c.last[slot])), values(value)...)
	case slot == "position":
		value = sameRow(c.last[slot], value)
	}
	c.out[slot] = value
}

// withoutOld: of "beige, not charcoal" the old value is not meant.
func (c *correction) withoutOld(slot string, value any) any {
	list := values(value)
	if len(list) < 2 || !notWords.any(c.words) {
		return value
	}
	old := values(c.last[slot])
	list = slices.DeleteFunc(slices.Clone(list), func(v string) bool { return slices.Contains(old, v) })
	switch len(list) {
	case 0:
		return value
	case 1:
		return list[0]
	}
	return list
}

// sameRow: "the right one" after bottom_left is bottom_right.
func sameRow(old, value any) any {
	a, _ := old.(string)
	b, _ := value.(string)
	row, side, ok := strings.Cut(a, "_")
	if !ok || (row != "top" && row != "bottom") {
		return value
	}
	switch b {
	case "left", "right":
		return row + "_" + b
	case "top", "bottom":
		return b + "_" + side
	}
	return value
}

// layRef: a pronoun beside what was named before stands for it.
func (c *correction) layRef(value any) {
	for slot := range c.last {
		switch slot {
		case "file", "name", "layer", "target", "component", "page", "shape", "subject", "code":
			return
		}
	}
	c.out["ref"] = value
}

// extends: "and outro.mov" makes the list longer where the operation is about several.
func (c *correction) extends(slot string) bool {
	if !moreWords.any(c.words) || notWords.any(c.words) || c.last[slot] == nil {
		return false
	}
	return slot == "except" || c.op == "video.concat" && (slot == "file" || slot == "name")
}

var (
	moreWords = setOf(`and also too plus add well`)
	notWords  = setOf(`not no instead meant mean rather sorry replace`)
)

// adopt gives a value said without the name of its slot the slot, unit and sign of the one
// that it corrects.
func (c *correction) adopt(slot string, value any, raw string) (string, any) {
	family := families[slot]
	if _, known := c.last["tool_body"]; known && slot == "target" && !ofWords.any(c.words) {
		slot = "tool_body"
	}
	if _, known := c.last[slot]; !known && raw != "" {
		for _, other := range slices.Sorted(maps.Keys(c.last)) {
			if v, ok := c.r.slots.Meaning(c.op, other, raw); ok && other != "ref" && !isNumeric(families[other]) {
				return other, v
			}
		}
	}
	if _, known := c.last[slot]; known || family == "" || naming[slot].any(c.words) {
		return slot, c.likeOld(slot, value, raw)
	}
	if family == "length" && slices.Contains(c.words, "_size") { // both sides are said
		return slot, value
	}
	if to := c.only(func(s string) bool { return families[s] == family }); to != "" {
		return to, c.likeOld(to, value, raw)
	}
	if family == "thing" || family == "part" || family == "colour" {
		return slot, value
	}
	x, unit, ok := numberOf(value)
	if !ok || (unit != "" && hasLetters(raw)) {
		return slot, value
	}
	if to := c.only(func(s string) bool { return isNumeric(families[s]) }); to != "" {
		return to, c.likeOld(to, x, raw)
	}
	return slot, value
}

// ofWords leads to what is worked on, not to what it is worked on with.
var ofWords = setOf(`in into to of from with on at`)

// only is the one known slot that fits, "" if there is none or more than one.
func (c *correction) only(fits func(string) bool) string {
	found := ""
	for slot := range c.last {
		if fits(slot) {
			if found != "" {
				return ""
			}
			found = slot
		}
	}
	return found
}
