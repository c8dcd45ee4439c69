package entity

import "strings"

// wordClasses groups words by what they do in a request, so that a classifier
// with few examples can carry over what it learned of "delete the circle" to
// "erase the headline". A class of its own stands for each line.
var wordClasses = classTable(`
_remove delete remove erase drop scrap eliminate discard trash bin ditch dump kill toss wipe clear rid
_change change set update modify adjust edit alter switch swap replace recolor recolour tweak correct
_add add insert include place attach append overlay
_create create generate design build produce compose craft prepare begin start
_move move shift nudge drag slide push pull reposition relocate align
_scale resize scale rescale enlarge shrink stretch grow zoom widen blow
_turn rotate flip mirror tilt spin skew crop trim
_export download render output
_see show display view see preview look browse
_share share invite email mail forward
_undo undo revert rollback
_redo redo reapply
_compare bigger smaller larger wider taller narrower shorter
_shade darker lighter brighter bolder thicker thinner
_dir left right up down upwards downwards higher lower
_file file files artifact artifacts export exports library gallery
_it it that this them these those
_the the my our your its
_a a an another
_back back previous before earlier
_cando can could would will
`)

// classTable reads a table of classes: in each line the class, then its words. It panics where a
// word has two, which a table that is written here must not.
func classTable(lines string) map[string]string {
	m := make(map[string]string, 512)
	for line := range strings.Lines(lines) {
		fields := strings.Fields(line)
		for i := 1; i < len(fields); i++ {
			if _, twice := m[fields[i]]; twice {
				panic("entity: " + fields[i] + " has two classes")
			}
			m[fields[i]] = fields[0]
		}
	}
	return m
}

// filler words carry politeness, not meaning.
var politeWords = set(`please pls plz kindly just hey hi ok okay so well now then you me i i'd i'll like want would could can to for some bit
 little very really quickly maybe`)

// Pattern is the message with its words replaced by their classes: the
// classifier's third view beside words and characters. Politeness is left out.
func (s *Scan) Pattern() []string {
	out := make([]string, 0, len(s.toks))
	for i := 0; i < len(s.toks); {
		class, n := s.classAt(i)
		if class != "" {
			out = append(out, class)
		}
		i += n
	}
	return out
}

// classAt is the class of the phrase at token i ("" for a word without one
// that is left out) and the number of its tokens.
func (s *Scan) classAt(i int) (class string, n int) {
	if m := s.at(i); m != nil {
		return m.class(), m.to - i
	}
	t := &s.toks[i]
	if t.kind == punct {
		if t.low == "?" {
			return "?", 1
		}
		return "", 1
	}
	if c, ok := wordClasses[t.low]; ok {
		return c, 1
	}
	if v, n := positions.at(s, i); n > 0 && v != "" {
		return "_place", n
	}
	if _, n := effects.at(s, i); n > 0 {
		return "_effect", n
	}
	return s.nounClass(i)
}

// class is the placeholder of a mention, with the kind of file it names: "_format_solid".
func (m *mention) class() string {
	if medium := m.medium(); medium != "" {
		return m.placeholder() + "_" + medium
	}
	return m.placeholder()
}

func (s *Scan) nounClass(i int) (class string, n int) {
	low := s.low(i)
	switch {
	case backgroundNouns.has(low):
		return "_background", 1
	case textNouns.has(low):
		return "_textnoun", 1
	case propertyNouns.has(low):
		return "_property", 1
	case layerNouns.has(low):
		return "_layer", 1
	case designNouns.has(low):
		return "_design", 1
	case politeWords.has(low):
		return "", 1
	}
	if _, n := shapes.at(s, i); n > 0 {
		return "_layer", n
	}
	if _, n := fonts.at(s, i); n > 0 {
		return "_font", n
	}
	if c, ok := domainClasses[low]; ok {
		return c, 1
	}
	if strings.Contains(low, "_") {
		return "_identifier", 1
	}
	return low, 1
}
