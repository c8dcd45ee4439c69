package export

import (
	"bytes"
	"image"
)

// PNG's row filters that are used (section 9.2): the others rarely pay for drawings.
const (
	filterNone = 0
	filterUp   = 2
	filterSub  = 1
)

// filter returns rows [from, to) as PNG data: a filter byte and the samples of each row,
// not premultiplied, without alpha when the picture is opaque. The first row of a band
// may refer to the row above it: it is the data that is cut into bands, not the picture.
func filter(m *image.RGBA, from, to int, opaque bool) []byte {
	width, samples := m.Rect.Dx(), 4
	if opaque {
		samples = 3
	}
	size := width * samples
	out := make([]byte, 0, (to-from)*(size+1))
	above, row := make([]byte, size), make([]byte, size)
	if from > 0 {
		unpack(above, m, from-1, opaque)
	}
	for y := from; y < to; y++ {
		if y > 0 && bytes.Equal(pixels(m, y), pixels(m, y-1)) { // the commonest case in drawings
			out = append(out, filterUp)
			out = append(out, make([]byte, size)...) // extends without allocating
			continue
		}
		unpack(row, m, y, opaque)
		out = appendRow(out, row, above, samples)
		above, row = row, above
	}
	return out
}

// pixels are the bytes of a row of the picture.
func pixels(m *image.RGBA, y int) []byte {
	return m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):][:4*m.Rect.Dx()]
}

// appendRow appends a row by the filter that leaves the smallest differences.
func appendRow(out, row, above []byte, samples int) []byte {
	up, sub, none := 0, 0, 0
	for i, v := range row {
		left := byte(0)
		if i >= samples {
			left = row[i-samples]
		}
		up += magnitude(v - above[i])
		sub += magnitude(v - left)
		none += magnitude(v)
	}
	switch {
	case up <= sub && up <= none:
		out = append(out, filterUp)
		for i, v := range row {
			out = append(out, v-above[i])
		}
	case sub <= none:
		out = append(append(out, filterSub), row[:samples]...)
		for i := samples; i < len(row); i++ {
			out = append(out, row[i]-row[i-samples])
		}
	default:
		out = append(append(out, filterNone), row...)
	}
	return out
}

// magnitude is the absolute value of a difference modulo 256: the usual heuristic for
// what compresses well (section 12.7).
func magnitude(v byte) int {
	return int(min(v, -v)) // of the two ways round the circle of 256, the shorter
}

// unpack writes a row's samples.
func unpack(out []byte, m *image.RGBA, y int, opaque bool) {
	pix := pixels(m, y)
	if opaque {
		for i, j := 0, 0; i < len(pix); i, j = i+4, j+3 {
			out[j], out[j+1], out[j+2] = pix[i], pix[i+1], pix[i+2]
		}
		return
	}
	for i := 0; i < len(pix); i += 4 {
		a := uint32(pix[i+3])
		switch a {
		case 255:
			copy(out[i:i+4], pix[i:i+4])
		case 0:
			clear(out[i : i+4])
		default:
			for k := range 3 {
				out[i+k] = byte(min(255, (uint32(pix[i+k])*255+a/2)/a))
			}
			out[i+3] = pix[i+3]
		}
	}
}
