package nlp

import (
	"maps"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// repeatConfidence is given to a message that repeats the last operation in
// words that mean nothing else.
const repeatConfidence = 0.9

// maxRepeatWords bounds such a message: a longer one says what it wants.
const maxRepeatWords = 12

var (
	againWords = setOf(`again once more one another time please do it that repeat and now the same thing as before ditto a bit little
 even much further still way some stronger keep going`)
	againCues = setOf(`again more another repeat same ditto stronger further`)
	leadWords = setOf(`now no and rather instead actually make that it to by but use only just about or try please say then with i mean
 meant sorry at of more not _length _angle _percent _number _times degrees`)
	measures = setOf(`_length _angle _percent _number _times`)
	oneMore  = setOf(`and another one also plus too more`)
)

// repeat resolves messages that inherit the last operation and its entities:
// "again", "a bit more", "same but blue", "and one in yellow", "now 20px".
func (r *Recognizer) repeat(scan *entity.Scan, g guess, s State) (Decision, bool) {
	words := scan.Words()
	if s.LastOperation == "" || len(words) == 0 || len(words) > maxRepeatWords {
		return Decision{}, false
	}
	last := s.LastTool + "." + s.LastOperation
	said, spans := r.fill(scan, last)
	switch {
	case againWords.all(words) && againCues.any(words):
		if slices.Contains(words, "undo") || (graded.all(words) && !repeatsByDegree(last)) {
			return Decision{}, false
		}
		return inherit(s, nil, nil, g), true
	case sameBut(words) && len(said) > 0,
		oneMore.has(words[0]) && slices.Contains(words, "one") && last == "graphics.add_layer" && len(said) > 0:
		return inherit(s, said, spans, g), true
	case measures.any(words) && leadWords.all(words) && corrects(s.LastEntities, said): // without the "that" of "make that 30"
		return inherit(s, adopt(s.LastEntities, said), spans, g), true
	}
	return Decision{}, false
}

// graded are words of degree: "a bit more" repeats an effect or a move, but
// says nothing after "add a circle".
var graded = setOf(`a bit little even much more further still way some stronger`)

func repeatsByDegree(operation string) bool {
	return operation == "graphics.transform" || operation == "graphics.filter"
}

// sameBut: "same but ...", "the same in ...", "do the same with ...".
func sameBut(words []string) bool {
	i := slices.Index(words, "same")
	if i < 0 || i > 3 || slices.Contains(words, "_format") {
		return false
	}
	next := ""
	if i+1 < len(words) {
		next = words[i+1]
	}
	switch next {
	case "but", "in", "with", "thing", "one", "again", "as", "only", "just", "at":
		return true
	}
	return false
}

// inherit is the last operation again, with what was said now laid over its
// entities.
func inherit(s State, said map[string]any, spans []Span, g guess) Decision {
	d := Decision{Tool: s.LastTool, Operation: s.LastOperation, Confidence: repeatConfidence, Action: ActionAct}
	d.Entities = maps.Clone(s.LastEntities)
	if d.Entities == nil {
		d.Entities = map[string]any{}
	}
	maps.Copy(d.Entities, said)
	d.Spans = spans
	d.Alternatives = g.alternatives(0)
	return d
}

// corrects: exactly one measure is said, and the last operation had one.
func corrects(last, said map[string]any) bool {
	delete(said, "ref")
	return len(said) == 1 && measured(last) != ""
}

// measured is the slot of the last operation that a bare measure corrects, ""
// when there is none or more than one.
func measured(last map[string]any) string {
	found := ""
	for _, slot := range []string{"dx", "dy", "angle", "factor", "amount", "size", "radius", "opacity", "quality", "count"} {
		if _, ok := last[slot]; ok {
			if found != "" {
				return ""
			}
			found = slot
		}
	}
	return found
}

// adopt gives the measure said now the slot, and for a move the direction, of
// the one it corrects.
func adopt(last, said map[string]any) map[string]any {
	slot := measured(last)
	for said1, v := range said {
		if said1 == slot {
			return said
		}
		value, ok := v.(string)
		if !ok {
			return map[string]any{slot: v}
		}
		if old, isText := last[slot].(string); isText && strings.HasPrefix(old, "-") && !strings.HasPrefix(value, "-") {
			value = "-" + value
		}
		return map[string]any{slot: value}
	}
	return said
}
