package entity

// byOperation gives a number that nothing around it explains the slot that is
// usual for the operation.
func (f *filler) byOperation(m *mention) (slot string, value any) {
	px := m.measure.or("px").String()
	lengthUnit := m.measure.unit != "" && m.measure.unit != "%"
	switch f.op {
	case "graphics.create":
		return f.canvasSide(m, px, lengthUnit)
	case "graphics.add_layer", "graphics.edit_layer":
		if f.s.low(m.to) == "transparent" && m.measure.unit == "%" {
			return "opacity", formatNumber(100-m.measure.value) + "%"
		}
		if lengthUnit {
			return "size", px
		}
	case "graphics.transform":
		return f.transformAmount(m, px, lengthUnit)
	case "graphics.export":
		return f.exportAmount(m, px, lengthUnit)
	}
	return "", nil
}

// minSide is the least bare number that is taken as a side of a picture.
const minSide = 16

// canvasSide: "a 500px square" has both sides, "900 400" width and height.
func (f *filler) canvasSide(m *mention, px string, lengthUnit bool) (slot string, value any) {
	next := f.s.low(m.to)
	if !lengthUnit && (m.measure.unit == "%" || m.measure.value < minSide) {
		return "", nil
	}
	if next == "square" || f.s.is(m.from-1, "square") {
		f.putAt("width", px, m.from, m.to, m.start, m.end)
		return "height", px
	}
	if f.has("text") && (f.has("width") || f.has("preset")) && (m.measure.unit == "px" || m.measure.unit == "pt") {
		return "size", px
	}
	if n := f.s.at(m.to); n != nil && n.kind == amount {
		return "width", px
	}
	if f.has("width") && !f.has("height") {
		return "height", px
	}
	if lengthUnit && !f.has("text") {
		return "width", px
	}
	return "", nil
}

func (f *filler) transformAmount(m *mention, px string, lengthUnit bool) (slot string, value any) {
	switch {
	case m.measure.unit == "%":
		return "factor", m.measure.value / 100
	case f.contains(turnVerbs) && !lengthUnit:
		return "angle", f.angle(m)
	case !lengthUnit && m.measure.value < minSide && !f.contains(moveVerbs):
		return "factor", m.measure.value
	case lengthUnit || f.contains(resizeVerbs):
		return "size", px
	}
	return "", nil
}

func (f *filler) exportAmount(m *mention, px string, lengthUnit bool) (slot string, value any) {
	switch {
	case m.measure.unit == "%":
		if f.contains(qualityWords) {
			return "quality", m.measure.value
		}
		return "factor", m.measure.value / 100
	case lengthUnit:
		return "width", px
	}
	return "", nil
}
