package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// The diagram's measures, in pixels: the picture, and in it the square of shares.
const (
	chartWidth, chartHeight   = 900, 700
	plotLeft, plotRight       = 92, 868
	plotTop, plotBottom       = 128, 590
	barGap                    = 4.0 // between a bar and its bin's edge
	smallText, bodyText, head = 15, 17, 25
)

// reliabilityChart is a reliability diagram (Niculescu-Mizil, Caruana, "Predicting Good
// Probabilities with Supervised Learning", ICML 2005) as a canvas of the product: what was
// stated to the right, what came true upwards.
type reliabilityChart struct{ canvas model.Canvas }

func newReliabilityChart() *reliabilityChart {
	return &reliabilityChart{model.Canvas{Width: chartWidth, Height: chartHeight, Background: shade(0xffffff)}}
}

func shade(rgb uint32) colour.Colour {
	return colour.Colour{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

// The colours, by what they mean.
func ink() colour.Colour      { return shade(0x1f2933) }
func pale() colour.Colour     { return shade(0xd9dee4) }
func quiet() colour.Colour    { return shade(0x52606d) }
func observed() colour.Colour { return shade(0x6ea8e0) }
func stated() colour.Colour   { return shade(0xc2410c) }

// at places a stated confidence and an observed share, both in [0, 1].
func at(confidence, share float64) geom.Point {
	return geom.Point{X: plotLeft + confidence*(plotRight-plotLeft), Y: plotBottom - share*(plotBottom-plotTop)}
}

// grid draws the axes, their numbers and their names, and where the product acts.
func (c *reliabilityChart) grid() {
	for i := range 11 {
		v := float64(i) / 10
		c.line(at(0, v), at(1, v), pale(), 1)
		c.line(at(v, 0), geom.Point{X: at(v, 0).X, Y: plotBottom + 5}, quiet(), 1)
		label := strconv.FormatFloat(v, 'f', 1, 64)
		c.text(label, at(v, 0).X-30, plotBottom+9, 60, smallText, text.Center, quiet())
		c.text(label, plotLeft-62, at(0, v).Y-smallText*0.62, 54, smallText, text.Right, quiet())
	}
	c.text("stated confidence", plotLeft, plotBottom+36, plotRight-plotLeft, bodyText, text.Center, ink())
	up := c.text("observed share of right guesses", plotLeft-75-200, (plotTop+plotBottom)/2-bodyText*0.62, 400, bodyText, text.Center, ink())
	up.Rotation = -90
	c.text("messages:", 12, plotTop-30, plotLeft-12+8, smallText, text.Left, quiet())
}

// bar draws a bin: what came true as a bar with its uncertainty, what was stated as a dot's
// height, and above all how many messages it holds.
func (c *reliabilityChart) bar(b evaluate.Bin) {
	left, right := at(b.From, 0).X, at(b.To, 0).X
	c.text(strconv.Itoa(b.Count), left, plotTop-30, right-left, smallText, text.Center, quiet())
	if b.Count == 0 {
		return
	}
	top := at(0, b.Share()).Y
	if l := c.add(model.Rectangle); b.Right > 0 {
		l.X, l.Y, l.Width, l.Height, l.Fill = left+barGap, top, right-left-2*barGap, plotBottom-top, observed()
	}
	c.whisker((left+right)/2, b)
	c.line(geom.Point{X: left + barGap, Y: at(0, b.Confidence).Y}, geom.Point{X: right - barGap, Y: at(0, b.Confidence).Y}, stated(), 3)
}

// whisker draws the bin's 95 % interval.
func (c *reliabilityChart) whisker(x float64, b evaluate.Bin) {
	const half = 6.0
	low, high := wilson(b.Right, b.Count)
	c.line(geom.Point{X: x, Y: at(0, low).Y}, geom.Point{X: x, Y: at(0, high).Y}, ink(), 1.5)
	for _, end := range []float64{low, high} {
		c.line(geom.Point{X: x - half, Y: at(0, end).Y}, geom.Point{X: x + half, Y: at(0, end).Y}, ink(), 1.5)
	}
}

// wilson is the 95 % score interval of a share (Wilson, "Probable Inference, the Law of
// Succession, and Statistical Inference", JASA 1927): it holds for small counts, too.
func wilson(part, whole int) (low, high float64) {
	const z = 1.96
	n, p := float64(whole), float64(part)/float64(whole)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// diagonal draws where both agree, and the confidence from which the product acts.
func (c *reliabilityChart) diagonal() {
	c.dashed(at(0, 0), at(1, 1), quiet(), 2)
	c.dashed(at(nlp.ActThreshold, 0), at(nlp.ActThreshold, 1), ink(), 1.5)
}

// dashed draws a line in dashes.
func (c *reliabilityChart) dashed(from, to geom.Point, col colour.Colour, width float64) {
	const dash, period = 7.0, 12.0
	length := math.Hypot(to.X-from.X, to.Y-from.Y)
	on := func(d float64) geom.Point {
		s := min(d/length, 1)
		return geom.Point{X: from.X + s*(to.X-from.X), Y: from.Y + s*(to.Y-from.Y)}
	}
	for d := 0.0; d < length; d += period {
		c.line(on(d), on(d+dash), col, width)
	}
}

// title says what is seen, of how many messages, and how far off it is.
func (c *reliabilityChart) title(all evaluate.Calibration) {
	count := 0
	for _, b := range all.Bins() {
		count += b.Count
	}
	c.text("Does a stated confidence come true?", plotLeft, 16, plotRight-plotLeft, head, text.Left, ink()).FontWeight = 700
	c.text(fmt.Sprintf("%d messages; expected calibration error in ten bins: %.3f", count, all.ExpectedError()), plotLeft, 52, plotRight-plotLeft, bodyText, text.Left, quiet())
}

// legend explains the signs, below the axis.
func (c *reliabilityChart) legend() {
	const y, sign = plotBottom + 74, 22.0
	middle := y + smallText*0.62
	key := func(x float64, label string, draw func(x float64)) {
		draw(x)
		c.text(label, x+sign+8, y, 260, smallText, text.Left, ink())
	}
	key(plotLeft, "observed, with its 95 % interval", func(x float64) {
		l := c.add(model.Rectangle)
		l.X, l.Y, l.Width, l.Height, l.Fill = x, y+2, sign, smallText, observed()
		c.line(geom.Point{X: x + sign/2, Y: y}, geom.Point{X: x + sign/2, Y: y + smallText + 4}, ink(), 1.5)
	})
	key(plotLeft+290, "stated, mean", func(x float64) {
		c.line(geom.Point{X: x, Y: middle}, geom.Point{X: x + sign, Y: middle}, stated(), 3)
	})
	key(plotLeft+440, "perfect", func(x float64) {
		c.dashed(geom.Point{X: x, Y: y + smallText}, geom.Point{X: x + sign, Y: y + 2}, quiet(), 2)
	})
	key(plotLeft+560, fmt.Sprintf("acts from %.2f on", nlp.ActThreshold), func(x float64) {
		c.dashed(geom.Point{X: x + sign/2, Y: y}, geom.Point{X: x + sign/2, Y: y + smallText + 4}, ink(), 1.5)
	})
}

// add puts a layer on top, and gives it to be filled in before the next one.
func (c *reliabilityChart) add(t model.Type) *model.Layer {
	l := model.NewLayer(t)
	l.ID = "lay_" + strconv.Itoa(len(c.canvas.Layers))
	c.canvas.Layers = append(c.canvas.Layers, l)
	return &c.canvas.Layers[len(c.canvas.Layers)-1]
}

func (c *reliabilityChart) line(from, to geom.Point, col colour.Colour, width float64) {
	l := c.add(model.Line)
	l.X1, l.Y1, l.X2, l.Y2, l.Stroke, l.StrokeWidth = from.X, from.Y, to.X, to.Y, col, width
}

// text sets a line of text in a box; x and y are its top left corner.
func (c *reliabilityChart) text(s string, x, y, width, size float64, align text.Align, col colour.Colour) *model.Layer {
	l := c.add(model.Text)
	l.Text, l.X, l.Y, l.Width, l.FontSize, l.Align, l.Fill = s, x, y, width, size, align, col
	return l
}
