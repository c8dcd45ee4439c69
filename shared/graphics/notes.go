package graphics

import (
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// What people are told of a result that is not what they may expect.
const (
	noteGlyphs = "The fonts here do not have all of these characters; those that are missing are shown as boxes."
	noteFont   = "This font is not here, so the nearest one is used: there are Go and Go Mono."
)

// notes looks at the texts that a change made or set, and says what was asked for them
// and cannot be shown.
func notes(state document.State, edits []document.Edit) ([]string, error) {
	var glyphs, font bool
	for _, e := range edits {
		o, ok := state.Object(e.ID)
		if !ok || o.Type != string(model.Text) || (e.Op != document.Create && e.Op != document.Set) {
			continue
		}
		l, err := model.DecodeLayer(o)
		if err != nil {
			return nil, err
		}
		if _, said := e.Props["text"]; said {
			whole, err := text.Embedded().Complete(l.Text, l.TextStyle())
			if err != nil {
				return nil, err
			}
			glyphs = glyphs || !whole
		}
		if _, said := e.Props["fontFamily"]; said {
			font = font || !text.Embedded().Has(l.FontFamily)
		}
	}
	var out []string
	if glyphs {
		out = append(out, noteGlyphs)
	}
	if font {
		out = append(out, noteFont)
	}
	return out, nil
}
