package entity

// maxFragment is the most tokens of a fragment.
const maxFragment = 5

// fragmentWords may stand in a fragment next to nouns and values.
var fragmentWords = set(`the a an my our this that last one ones file thing here there something maybe and or of & , .`)

// Fragment tells whether the message only names things or values ("the
// circle", "red", "1200x630") without saying what to do with them. A format
// alone is not a fragment: "png" asks for an export.
func (s *Scan) Fragment() bool {
	if len(s.toks) == 0 {
		return false
	}
	count := 0
	for i := 0; i < len(s.toks); count++ {
		if m := s.at(i); m != nil {
			if m.kind == formatName || m.kind == address || m.kind == title {
				return false
			}
			i = m.to
			continue
		}
		low := s.toks[i].low
		_, n := shapes.at(s, i)
		if n == 0 && !fragmentWords.has(low) && !layerNouns.has(low) && !designNouns.has(low) {
			return false
		}
		i += max(n, 1)
	}
	return count <= maxFragment
}

// Value reads the message as the bare value of one slot: a colour, a length, a
// percentage, a position, a format. ok is false when it holds none that fits.
func (s *Scan) Value(slot string) (value any, ok bool) {
	for i := range s.toks {
		if m := s.at(i); m != nil && m.from == i {
			if v, fits := m.valueFor(slot); fits {
				return v, true
			}
		}
		if slot == "position" {
			if v, n := positions.at(s, i); n > 0 {
				return v, true
			}
		}
	}
	return nil, false
}

func (m *mention) valueFor(slot string) (any, bool) {
	switch slot {
	case "color", "background":
		return m.value, m.kind == colour
	case "format":
		return m.value, m.kind == formatName
	case "text", "name", "layer", "subject":
		return m.value, m.kind == quoted || m.kind == title
	case "email":
		return m.value, m.kind == address
	case "file":
		return m.value, m.kind == filename
	case "width", "height", "radius", "size", "dx", "dy":
		return m.measure.or("px").String(), m.kind == amount
	case "angle":
		return m.measure.or("deg").String(), m.kind == amount
	case "opacity":
		return m.measure.or("%").String(), m.kind == amount
	case "quality", "factor", "count":
		return m.measure.value, m.kind == amount
	}
	return nil, false
}
