package plan

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// A text that would come out smaller than this share of the height it may have, on the
// lines it was given, is broken into more lines instead.
const singleLineShare = 0.3

func fonts() *text.Fonts { return text.Embedded() }

// maxFitted is the length in bytes up to which sizes and widths are searched for: beyond,
// it is no title, and every step of the search would take milliseconds.
const (
	maxFitted      = 2000
	maxFittedLines = 20 // lines that then fit into the height
)

// fitText chooses the font size so that the text fills the width or the height, whichever
// it reaches first; long text wraps. With a size of its own (fixed) it only wraps, where
// it would be wider.
func fitText(l *model.Layer, width, height float64, fixed bool) error {
	if len(l.Text) > maxFitted && !fixed {
		l.FontSize, fixed = math.Max(readableSize, roundSize(height/maxFittedLines)), true
	}
	if fixed {
		return wrapAt(l, width)
	}
	l.Width, l.FontSize = 0, 100
	w, h, err := fonts().Measure(l.Text, l.TextStyle())
	if err != nil {
		return err
	}
	l.FontSize = roundSize(100 * math.Min(width/math.Max(w, 1), height/h))
	if l.FontSize*h/100 >= singleLineShare*height {
		return nil
	}
	return fitWrapped(l, width, height)
}

// wrapAt breaks lines at a width if the text is wider.
func wrapAt(l *model.Layer, width float64) error {
	l.Width = 0
	w, _, err := fonts().Measure(l.Text, l.TextStyle())
	if err != nil || w <= width {
		return err
	}
	l.Width = width
	return balance(l)
}

// refit makes a text that was given other words, and nothing else about its size, smaller
// where it would leave the canvas, around the place where it was. A text that was wider than
// the canvas before was meant to be.
func refit(c model.Canvas, l *model.Layer, old model.Layer, before geom.Rect, s Style) error {
	if s.Text == nil || s.Size != nil || s.Width != nil || old.Width > 0 || before.Width() > float64(c.Width) {
		return nil
	}
	room := math.Max(before.Width(), titleWidth*float64(c.Width))
	w, _, err := fonts().Measure(l.Text, l.TextStyle())
	if err != nil || w <= room {
		return err
	}
	if err := fitText(l, room, math.Max(before.Height(), titleHeight*float64(c.Height)), false); err != nil {
		return err
	}
	if l.FontSize > old.FontSize {
		l.FontSize = old.FontSize
		if err := wrapAt(l, room); err != nil {
			return err
		}
	}
	after, err := l.Box(fonts())
	if err != nil {
		return err
	}
	l.Y = before.Center().Y - after.Height()/2
	l.Y = math.Max(0, math.Min(l.Y, float64(c.Height)-after.Height()))
	return nil
}

// balance makes the box of a wrapped text as narrow as its number of lines allows, so that
// lines come out about equally long and no word stands alone on the last one (CSS Text 4,
// text-wrap: balance).
func balance(l *model.Layer) error {
	const rounds = 8 // to 1/256 of the width
	full, err := fonts().Layout(l.Text, l.TextStyle())
	if err != nil || full.Broken || len(l.Text) > maxFitted {
		return err
	}
	low, high := 0.0, l.Width
	for range rounds {
		l.Width = (low + high) / 2
		layout, err := fonts().Layout(l.Text, l.TextStyle())
		if err != nil {
			return err
		}
		if layout.Broken || len(layout.Lines) > len(full.Lines) {
			low = l.Width
		} else {
			high = l.Width
		}
	}
	l.Width = math.Ceil(high)
	return nil
}

// fitWrapped finds by bisection the largest size at which the text, wrapped at the width,
// is not higher than the height, and no word is wider than the width.
func fitWrapped(l *model.Layer, width, height float64) error {
	const rounds = 12 // to a 4000th of the largest size
	single := l.FontSize
	low, high := single, math.Max(single, height)
	l.Width = width
	for range rounds {
		l.FontSize = (low + high) / 2
		layout, err := fonts().Layout(l.Text, l.TextStyle())
		if err != nil {
			return err
		}
		if layout.Height <= height && !layout.Broken {
			low = l.FontSize
		} else {
			high = l.FontSize
		}
	}
	l.FontSize = roundSize(low)
	return wrapAt(l, width)
}

// roundSize rounds a font size down to what people would choose.
func roundSize(size float64) float64 {
	switch {
	case size >= 20:
		size = math.Floor(size)
	default:
		size = math.Floor(size*10) / 10
	}
	return math.Max(1, math.Min(model.MaxFontSize, size))
}
