package entity

// placeholders stand for the typed mentions in the words the classifier sees,
// so that it learns "title <text> in <color>" and not the words of a title.
var placeholders = map[mentionKind]string{
	quoted: "_text", title: "_text", address: "_email", filename: "_file", colour: "_color",
	pair: "_size", clock: "_clock", aspect: "_size", presetName: "_preset", formatName: "_format",
}

// Words are the lower-case words of the message with each typed mention
// replaced by a placeholder that starts with an underscore.
func (s *Scan) Words() []string {
	out := make([]string, 0, len(s.toks))
	for i := 0; i < len(s.toks); {
		if m := s.at(i); m != nil {
			out = append(out, m.class())
			i = m.to
			continue
		}
		t := &s.toks[i]
		if t.kind != punct || t.low == "?" {
			out = append(out, t.low)
		}
		i++
	}
	return out
}

func (m *mention) placeholder() string {
	if m.kind != amount {
		return placeholders[m.kind]
	}
	switch m.measure.unit {
	case "":
		return "_number"
	case "%":
		return "_percent"
	case "deg":
		return "_angle"
	case "x":
		return "_times"
	case "s", "min", "h", "ms":
		return "_duration"
	case "frames", "fps", "db", "kb", "mb", "gb", "dpi":
		return "_" + m.measure.unit
	}
	if screenUnits.has(m.measure.unit) {
		return "_pixels"
	}
	return "_length"
}

// screenUnits are of pictures and pages, not of solids.
var screenUnits = set(`px pt em rem vw vh`)
