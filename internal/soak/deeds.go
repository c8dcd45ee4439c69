package soak

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

const (
	fewLayers  = 5  // below it, none is deleted
	manyLayers = 40 // above it, none is added: a picture of usual size
	mostAtOnce = 5  // layers that are moved together
)

// planOf is somebody's next change, whatever the document is like when it is made.
func planOf(r *rand.Rand, id string) func(document.State) []document.Edit {
	return func(s document.State) []document.Edit { return deed(r, s, id) }
}

// deed makes the edits of somebody's next change of a canvas: mostly moving something,
// sometimes several things, adding, deleting, putting in front of another, colouring.
func deed(r *rand.Rand, s document.State, id string) []document.Edit {
	layers := s.Children(document.RootID)
	n := r.IntN(100)
	switch {
	case len(layers) == 0, n < 20 && len(layers) < manyLayers:
		return []document.Edit{added(r, layers, "lay_"+id)}
	case n < 35 && len(layers) > fewLayers:
		return []document.Edit{{Op: document.Delete, ID: anyOf(r, layers).ID}}
	case n < 45:
		return []document.Edit{{Op: document.Move, ID: anyOf(r, layers).ID, Parent: document.RootID, Order: place(r, layers)}}
	case n < 50:
		return []document.Edit{{Op: document.Set, ID: document.RootID, Props: document.Props{"background": colour(r)}}}
	case n < 60:
		var out []document.Edit
		for range 1 + r.IntN(mostAtOnce) {
			out = append(out, moved(r, anyOf(r, layers).ID))
		}
		return out
	}
	return []document.Edit{moved(r, anyOf(r, layers).ID)}
}

func added(r *rand.Rand, layers []document.Object, id string) document.Edit {
	return document.Edit{Op: document.Create, ID: id, Type: string(model.Rectangle), Parent: document.RootID, Order: place(r, layers), Props: document.Props{
		"name": json.RawMessage(`"Rectangle"`), "x": number(r), "y": number(r), "width": json.RawMessage(`40`), "height": json.RawMessage(`30`), "fill": colour(r)}}
}

func moved(r *rand.Rand, id string) document.Edit {
	return document.Edit{Op: document.Set, ID: id, Props: document.Props{"x": number(r), "y": number(r)}}
}

// place is an order key somewhere among the layers. Two of them may have the same key, if
// two people put something at the same place: then it is the end.
func place(r *rand.Rand, layers []document.Object) string {
	at := r.IntN(len(layers) + 1)
	before, behind := "", ""
	if at > 0 {
		before = layers[at-1].Order
	}
	if at < len(layers) {
		behind = layers[at].Order
	}
	key, err := document.OrderBetween(before, behind)
	if err != nil {
		key, err = document.OrderBetween(layers[len(layers)-1].Order, "")
	}
	if err != nil {
		return before
	}
	return key
}

func anyOf(r *rand.Rand, layers []document.Object) document.Object {
	return layers[r.IntN(len(layers))]
}

func number(r *rand.Rand) json.RawMessage {
	return json.RawMessage(strconv.Itoa(r.IntN(1000)))
}

func colour(r *rand.Rand) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`"#%06x"`, r.IntN(1<<24)))
}
