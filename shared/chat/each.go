package chat

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// named makes one name of a thing's colour and the thing where the colour only tells which is
// meant: "the red circle" is a name as people give them.
func named(d nlp.Decision) map[string]any {
	colours, layers := texts(d.Entities["color"]), slices.Clone(texts(d.Entities["layer"]))
	if d.Tool != "graphics" || d.Operation != "delete_layer" || len(colours) != 1 || len(layers) == 0 {
		return d.Entities
	}
	of := besideColour(d.Spans, len(layers))
	layers[of] = colours[0] + " " + layers[of]
	entities := maps.Clone(d.Entities)
	delete(entities, "color")
	entities["layer"] = layers
	return entities
}

// besideColour is which of n layers stands right behind the colour, the first if none does.
func besideColour(spans []nlp.Span, n int) int {
	nth, end := -1, -1
	for _, sp := range spans { // in the order of the message
		switch sp.Slot {
		case "color":
			end = sp.End
		case "layer":
			if nth++; end >= 0 && sp.Start-end <= 1 && nth < n {
				return nth
			}
		}
	}
	return 0
}

// maxRepetitions is how often one message may have something done: the steps of undo that
// are promised.
const maxRepetitions = 50

// oneCall is one of the calls that a message asks for.
type oneCall struct {
	args map[string]operation.Raw
	name string // of the thing, if there are several: a layer's, a file's
}

// calls are the calls that a message asks for: the same one as often as the person wants, or
// one for each of several layers or files.
func calls(tl tool, entities map[string]any, args map[string]operation.Raw, files []ops.ArtifactRef) []oneCall {
	n, repeated := entities[tl.spec.Chat.Repeat].(float64)
	layers := texts(entities["layer"])
	switch {
	case repeated && n > 1:
		return slices.Repeat([]oneCall{{args: args}}, int(min(n, maxRepetitions)))
	case len(files) > 1:
		var out []oneCall
		for _, f := range files {
			out = append(out, oneCall{with(args, fileArgument(tl), f.ID), f.Name})
		}
		return out
	case len(layers) > 1 && text(args["layer"]) == layers[0]:
		var out []oneCall
		for _, l := range layers {
			out = append(out, oneCall{with(args, "layer", l), l})
		}
		return out
	}
	return []oneCall{{args: args}}
}

func with(args map[string]operation.Raw, name, value string) map[string]operation.Raw {
	args = maps.Clone(args)
	args[name] = quote(value)
	return args
}

// callEach makes the calls one after the other up to the first that is refused, and says how
// many were made. That nothing is left to undo is no failure if something was; that one of
// several things cannot be found is, and is added to the reply.
func (s *Service) callEach(ctx context.Context, t *turn, tl tool, list []oneCall) (times int, err error) {
	unchanged := true
	for i, one := range list[:min(len(list), maxRepetitions)] {
		reply, err := s.call(ctx, t, tl.spec.ID, i, one.args)
		if err != nil {
			if i > 0 && one.name != "" {
				t.notes = append(t.notes, "Not done for "+one.name+": "+explained(tl, operation.AsProblem(err)))
			}
			return i, err
		}
		if len(list) > 1 && one.name != "" {
			t.things = append(t.things, one.name)
		}
		t.collect(ctx, tl, reply.Body)
		t.unchanged = t.unchanged && unchanged
		unchanged = t.unchanged
	}
	return len(list), nil
}

// withoutDone leaves out what named several files: all of them were used.
func withoutDone(tl tool, entities map[string]any, files []ops.ArtifactRef) map[string]any {
	if len(files) < 2 {
		return entities
	}
	left := maps.Clone(entities)
	maps.DeleteFunc(left, func(slot string, _ any) bool { return argumentOf(tl, slot) == fileArgument(tl) })
	return left
}

// and lists names for people: "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
