package plan

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// matcher selects the layers that fit a description.
type matcher func([]model.Layer) []model.Layer

// matchers are tried in order; the first that finds anything decides.
func matchers(description string) []matcher {
	said := words(description)
	phrase := strings.Join(said, " ")
	by := func(fits func(model.Layer) bool) matcher {
		return func(layers []model.Layer) []model.Layer { return filter(layers, fits) }
	}
	out := []matcher{
		by(func(l model.Layer) bool { return strings.EqualFold(l.Name, strings.TrimSpace(description)) }),
		by(func(l model.Layer) bool { return strings.Join(words(l.Name), " ") == phrase }),
		by(func(l model.Layer) bool { return l.Type == model.Text && strings.Join(words(l.Text), " ") == phrase }),
	}
	if phrase == "" {
		return out
	}
	out = append(out, by(func(l model.Layer) bool { return contains(l.Name, phrase) }))
	if d, ok := describe(said); ok {
		out = append(out, d.match)
	}
	return append(out, by(func(l model.Layer) bool { return l.Type == model.Text && contains(l.Text, phrase) }))
}

func filter(layers []model.Layer, fits func(model.Layer) bool) []model.Layer {
	var out []model.Layer
	for _, l := range layers {
		if fits(l) {
			out = append(out, l)
		}
	}
	return out
}

// contains reports whether the words of phrase occur in s next to each other.
func contains(s, phrase string) bool {
	return strings.Contains(" "+strings.Join(words(s), " ")+" ", " "+phrase+" ")
}

// words are the words of s in lower case without those that carry no meaning in front of
// a noun, and without "layer" after it.
func words(s string) []string {
	all := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '#' && r != '$'
	})
	out := slices.DeleteFunc(slices.Clone(all), func(w string) bool {
		switch w {
		case "the", "a", "an", "my", "this", "that", "layer", "object", "element", "coloured", "colored":
			return true
		}
		return false
	})
	if len(out) == 0 {
		return all
	}
	return out
}

// description is what a phrase such as "second red circle" says.
type description struct {
	types  []model.Type // any of them
	square bool         // width and height alike, if there is such a layer
	colour *colour.Colour
	family string // the everyday colour that was said
	nth    int    // from 1 in order of stacking; -1 the topmost; 0 not said
}

// describe reads a phrase; false when a word of it is not understood.
func describe(said []string) (description, bool) {
	var d description
	for _, w := range said {
		if !d.noun(w) && !d.ordinal(w) && !d.shade(w) {
			return d, false
		}
	}
	return d, len(said) > 0
}

func (d *description) noun(w string) bool {
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "s")
	}
	switch w {
	case "rectangle", "rect", "box", "bar", "button", "card", "panel":
		d.types = []model.Type{model.Rectangle}
	case "square":
		d.types, d.square = []model.Type{model.Rectangle}, true
	case "ellipse", "oval":
		d.types = []model.Type{model.Ellipse}
	case "circle", "dot", "disc", "disk":
		d.types, d.square = []model.Type{model.Ellipse}, true
	case "line", "rule", "divider", "stroke":
		d.types = []model.Type{model.Line}
	case "text", "title", "headline", "heading", "caption", "label", "subtitle", "tagline", "word", "slogan":
		d.types = []model.Type{model.Text}
	case "image", "picture", "photo", "logo", "photograph":
		d.types = []model.Type{model.Image}
	case "shape":
		d.types = []model.Type{model.Rectangle, model.Ellipse, model.Line}
	default:
		return false
	}
	return true
}

func (d *description) ordinal(w string) bool {
	names := [][]string{{"first", "1st"}, {"second", "2nd"}, {"third", "3rd"}, {"fourth", "4th"}, {"fifth", "5th"}}
	for i, n := range names {
		if slices.Contains(n, w) {
			d.nth = i + 1
			return true
		}
	}
	if w == "last" || w == "top" || w == "topmost" || w == "newest" {
		d.nth = -1
		return true
	}
	return false
}

func (d *description) shade(w string) bool {
	if w == "grey" {
		w = "gray"
	}
	c, err := colour.Parse(w)
	if err != nil {
		return false
	}
	d.colour, d.family = &c, w
	return true
}

// match applies the description; finer distinctions only count while something is left.
func (d description) match(layers []model.Layer) []model.Layer {
	found := filter(layers, func(l model.Layer) bool {
		return (d.types == nil || slices.Contains(d.types, l.Type)) && (d.colour == nil || d.coloured(l))
	})
	if d.square {
		found = prefer(found, func(l model.Layer) bool { return math.Abs(l.Width-l.Height) < 0.5 })
	}
	if d.colour != nil {
		found = prefer(found, func(l model.Layer) bool { return mainColour(l) == *d.colour })
	}
	switch {
	case d.nth == -1 && len(found) > 0:
		return found[len(found)-1:]
	case d.nth > 0 && d.nth <= len(found):
		return found[d.nth-1 : d.nth]
	case d.nth != 0:
		return nil
	}
	return found
}

func prefer(layers []model.Layer, fits func(model.Layer) bool) []model.Layer {
	if better := filter(layers, fits); len(better) > 0 {
		return better
	}
	return layers
}

func (d description) coloured(l model.Layer) bool {
	c := mainColour(l)
	return c == *d.colour || c.A != 0 && c.Family() == d.family
}

// mainColour is the colour that a person would call the layer's.
func mainColour(l model.Layer) colour.Colour {
	if l.Type == model.Line || l.Fill.A == 0 {
		return l.Stroke
	}
	return l.Fill
}
