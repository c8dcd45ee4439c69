package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// Last names the layer touched last.
const Last = "$last"

// Target names a layer: by id, by name, by a description such as "the red circle" or
// "second text", by the words it shows, or Last.
type Target struct {
	Layer  string
	Recent []string // ids of layers touched or made, newest first, for Last; may be stale
}

// isCanvas reports whether the target names the canvas itself.
func (t Target) isCanvas(layers []model.Layer) bool {
	name := strings.Join(words(t.Layer), " ")
	switch name {
	case document.RootID, Kind, "background", "picture", "whole picture":
	default:
		return false
	}
	return !slices.ContainsFunc(layers, func(l model.Layer) bool { return strings.EqualFold(l.Name, name) })
}

// Kind is the document kind that the plans are for.
const Kind = model.Kind

// Resolve finds the one layer that the target names. Errors: *Error, and those of
// model.FromState.
func (t Target) Resolve(head document.State) (model.Layer, error) {
	c, err := model.FromState(head)
	if err != nil {
		return model.Layer{}, err
	}
	return t.resolve(c.Layers)
}

func (t Target) resolve(layers []model.Layer) (model.Layer, error) {
	if t.Layer == Last || t.Layer == "" {
		return t.last(layers)
	}
	for _, l := range layers {
		if l.ID == t.Layer {
			return l, nil
		}
	}
	for _, match := range matchers(t.Layer) {
		found := match(layers)
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0], nil
		}
		return model.Layer{}, unresolved(CodeAmbiguous, "Several layers fit that description.", found)
	}
	if partOfLayer(words(t.Layer)) {
		return t.last(layers)
	}
	message := "No layer fits that description."
	if len(layers) == 0 {
		message = nothingYet
	}
	return model.Layer{}, unresolved(CodeNotFound, message, layers)
}

// partOfLayer reports whether the words name no layer but what every layer has: "the
// border" is that of the layer that was spoken of last.
func partOfLayer(said []string) bool {
	for _, w := range said {
		switch w {
		case "border", "outline", "stroke", "edge", "edges", "corner", "corners", "frame":
		default:
			return false
		}
	}
	return len(said) > 0
}

// last is the first layer of Recent that still exists, or else the newest: ids are ULIDs,
// which sort by time.
func (t Target) last(layers []model.Layer) (model.Layer, error) {
	for _, id := range t.Recent {
		for _, l := range layers {
			if l.ID == id {
				return l, nil
			}
		}
	}
	if len(layers) == 0 {
		return model.Layer{}, unresolved(CodeNotFound, nothingYet, nil)
	}
	return slices.MaxFunc(layers, func(a, b model.Layer) int { return strings.Compare(a.ID, b.ID) }), nil
}

const nothingYet = "There is nothing on the canvas yet. Add something first, for example a red circle."

// uniqueName returns base, or base followed by the first free number from 2.
func uniqueName(base string, layers []model.Layer) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(layers, func(l model.Layer) bool { return strings.EqualFold(l.Name, name) })
	}
	if !taken(base) {
		return base
	}
	for n := 2; ; n++ {
		if name := fmt.Sprintf("%s %d", base, n); !taken(name) {
			return name
		}
	}
}
