package entity_test

import (
	"reflect"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

func TestImplied(t *testing.T) {
	for _, tt := range []struct {
		operation, text string
		want            slots
	}{
		{"graphics.transform", "make it bigger", slots{"factor": 1.25}},
		{"graphics.transform", "move it up a bit", slots{"dy": "-40px"}},
		{"graphics.transform", "a little to the left", slots{"dx": "-40px"}},
		{"graphics.transform", "move it to the left", nil},
		{"graphics.transform", "scale it down", nil},
		{"graphics.transform", "turn it upside down", nil},
		{"graphics.transform", "resize the canvas to 800x600", slots{"layer": "canvas"}},
		{"graphics.transform", "put the logo in the middle of the canvas", nil},
		{"graphics.transform", "move the red circle to the top and make it pink", slots{"color": "pink"}},
		{"graphics.transform", "move the red circle to the top", nil},
		{"graphics.edit_layer", "hide the circle", slots{"visible": false}},
		{"graphics.edit_layer", "show it again", slots{"visible": true}},
		{"graphics.edit_layer", "make it bold and italic", slots{"weight": 700.0, "italic": true}},
		{"graphics.edit_layer", "change it to \"bold\"", nil},
		{"graphics.edit_layer", "give it a black border", slots{"stroke": "black"}},
		{"graphics.edit_layer", "the border should be white", slots{"stroke": "white"}},
		{"graphics.edit_layer", "put the photo behind the heading", slots{"order": "back"}},
		{"graphics.add_layer", "a white circle with a thick black outline", slots{"stroke": "black"}},
		{"graphics.add_layer", "a line under the logo", slots{"target": "under the logo"}},
		{"graphics.add_layer", "a red square", nil},
		{"graphics.create", "a poster for my shop", slots{"preset": "poster"}},
		{"graphics.create", "a banner with my logo", nil},
		{"graphics.create", "a logo banner", nil},
		{"graphics.create", "a picture of a sunset", slots{"drawing": "sunset"}},
		{"graphics.create", "a picture for a friend of mine", nil},
		{"graphics.add_layer", "add a subtitle saying Hello", slots{"name": "subtitle"}},
		{"graphics.add_layer", "add text \"subtitle\"", nil},
		{"graphics.transform", "align them left", slots{"several": "them"}},
		{"graphics.edit_layer", "put it in front of everything", nil},
		{"graphics.edit_layer", "all right, make it blue", nil},
		{"graphics.undo", "undo everything", slots{"count": 50.0}},
		{"graphics.undo", "undo", nil},
		{"artifact.list", "everything bigger", nil},
	} {
		if got := entity.Parse(tt.text).Implied(tt.operation); !reflect.DeepEqual(slots(got), tt.want) {
			t.Errorf("%s %q implies %v, want %v", tt.operation, tt.text, got, tt.want)
		}
	}
}

// What is written in other ways than words is read too, and mended in none.
func TestNotations(t *testing.T) {
	check(t, "graphics.create", []example{
		{"a banner 1e9 px wide", slots{"width": "1000000000px"}},
		{"a banner -5px wide", slots{"width": "-5px"}},
		{"a banner with a rgb(10, 20, 30) background", slots{"background": "rgb(10, 20, 30)"}},
		{"a banner with a HSL(120,50%,50%) background", slots{"background": "hsl(120,50%,50%)"}},
		{"a banner with the title rgb(is nice", slots{"text": "rgb(is nice"}},
		{"a banner titled 🚀 Launch 🚀", slots{"text": "🚀 Launch 🚀"}},
		{"a banner with the title <b>Hello</b>", slots{"text": "<b>Hello</b>"}},
		{"A BANNER WITH A RED BACKGROUND AND THE TITLE SHOUTING IN YELLOW", slots{"background": "red", "text": "SHOUTING", "color": "yellow"}},
		{"a banner with the title SHOUTING IN YELLOW", slots{"text": "SHOUTING IN YELLOW"}},
	})
	check(t, "graphics.transform", []example{
		{"move it 30px right and rotate it by 10 degrees", slots{"ref": "$last", "dx": "30px", "angle": "10deg"}},
		{"a bit more to the left", slots{}},
		{"to the left", slots{"position": "left"}},
	})
	check(t, "graphics.edit_layer", []example{
		{"round its corners by 20px", slots{"radius": "20px"}},
		{"rounded corners, 8px", slots{"radius": "8px"}},
		{"make it 20px", slots{"ref": "$last", "size": "20px"}},
	})
	check(t, "graphics.transform", []example{{"scale circle 1.5", slots{"layer": "circle", "factor": 1.5}}})
	check(t, "graphics.export", []example{{"as png called final-version", slots{"format": "png", "name": "final-version"}}})
}
