package nlp

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// frameWords stand around the value of a correction: "no, X instead", "the same for X, please".
var frameWords = setOf(`no nah nope not and or but rather instead actually oh um uh uhm hmm wait ok okay sorry oops please pls plz then now well
 make that it i we mean meant ment want need said say would should better like try use do go with for in on at to of from by as is was it's its the
 a an my our same again also too one ones another likewise thing way so just only what about how maybe be this that let's lets let me thanks yes yeah
 bigger smaller larger tinier
 looks look bit little more less much even further still some stronger tad touch once twice change called named name it's nicer fine good great after all second thought you can could`)

// core is what a correction says without the words around it: the longest run of its
// first part that is no frame. It is empty when all is frame.
func core(scan *entity.Scan) string {
	text := scan.Source()
	toks := scan.Tokens()
	from, to := -1, -1
	for i, t := range toks {
		word := strings.ToLower(text[t.Start:t.End])
		if t.Mark && word != "-" && word != "#" {
			if from >= 0 && (t.Low == "," || t.Low == "." || t.Low == "!" || t.Low == "?" || t.Low == ";" || t.Low == ":") {
				break
			}
			continue
		}
		if t.Kind == "" && frameWords.has(word) {
			if from < 0 {
				continue
			}
			if onlyFrame(text, toks[i:]) {
				break
			}
		}
		if from < 0 {
			from = t.Start
		}
		to = t.End
	}
	if from < 0 {
		return ""
	}
	return strings.Trim(strings.TrimSuffix(strings.TrimSuffix(text[from:to], "'s"), "’s"), `"“”‘’`)
}

// onlyFrame tells whether the rest of the part is frame.
func onlyFrame(text string, toks []entity.Token) bool {
	for _, t := range toks {
		if t.Mark {
			return true
		}
		if t.Kind != "" || !frameWords.has(strings.ToLower(text[t.Start:t.End])) {
			return false
		}
	}
	return true
}

// maxCore bounds the words of a value that fills a slot as a whole.
const maxCore = 5

// things are the slots that name what an operation is about, in the order in which a bare name
// corrects them.
var things = []string{"file", "name", "layer", "tool_body", "target", "component", "page", "topic", "text", "subject", "user", "folder", "date", "material", "stdin", "font"}

// phrase reads what no slot was found for: by what the words are known to mean, or as the name
// of what the last operation was about.
func (c *correction) phrase(said map[string]any, spans []Span) {
	x := core(c.scan)
	if x == "" || len(strings.Fields(x)) > maxCore {
		return
	}
	whole := false // one span is all that is said
	for _, s := range spans {
		if s.Slot != "ref" && len(s.Raw) >= len(x) {
			whole = true
			if _, known := c.last[s.Slot]; known {
				return
			}
		}
	}
	slots := slices.Sorted(maps.Keys(c.last))
	for _, slot := range slots {
		if isNumeric(families[slot]) || slot == "ref" {
			continue
		}
		if v, ok := c.r.slots.Meaning(c.op, slot, x); ok {
			c.settle(slot, v)
			return
		}
	}
	if len(said) > 0 && (len(said) > 1 || said["ref"] == nil) || whole {
		return
	}
	for _, slot := range c.r.slots.Slots(c.op) {
		if slot == "ref" || slot == "op" || slot == "action" || slot == "count" {
			continue
		}
		if v, ok := c.r.slots.Meaning(c.op, slot, x); ok {
			c.settle(slot, v)
			return
		}
	}
	if _, _, number := c.scan.Number(0, 2); number && len(strings.Fields(x)) < 3 && c.only(func(s string) bool { return isNumeric(families[s]) }) != "" {
		return
	}
	number := !strings.ContainsFunc(x, unicode.IsLetter) || isNumberWord(x)
	for _, slot := range things {
		if old, known := c.last[slot]; known {
			if s, _ := old.(string); number && !strings.ContainsAny(s, "0123456789") {
				return
			}
			if v, ok := c.r.slots.Typed(c.op, slot, c.likeNamed(slot, x)); ok {
				c.settle(slot, v)
			}
			return
		}
	}
	if c.out["ref"] == nil || strings.HasPrefix(c.op, "artifact.") {
		c.lacking(x)
	}
}

// isNumberWord: "three".
func isNumberWord(x string) bool {
	scan := entity.Parse(x)
	toks := scan.Tokens()
	_, _, ok := scan.Number(0, 1<<15)
	return ok && len(toks) == 1
}

// lacking: a name completes a request that had none, of an operation that is about a named thing.
func (c *correction) lacking(x string) {
	tool, name, _ := strings.Cut(c.op, ".")
	switch {
	case tool == "artifact", tool == "drive", tool == "cad" && name != "create", tool == "graphics" && name != "create", name == "status":
	default:
		return
	}
	if file := entity.Parse(x).Words(); len(file) == 1 && strings.HasPrefix(file[0], "_file") {
		c.settle("file", x)
		return
	}
	for _, slot := range []string{"topic", "name", "target", "layer", "component"} {
		if slot == "name" && tool == "graphics" {
			continue
		}
		if slices.Contains(c.r.slots.Slots(c.op), slot) {
			if v, ok := c.r.slots.Typed(c.op, slot, x); ok {
				c.settle(slot, v)
			}
			return
		}
	}
}

// settle puts a value that was read as a whole: nothing else was said.
func (c *correction) settle(slot string, value any) {
	c.out = maps.Clone(c.last)
	if c.out == nil {
		c.out = map[string]any{}
	}
	c.put(slot, value)
}

// withoutReference take no reference to the thing before: they make new ones, or are no work.
var withoutReference = setOf(`graphics.create graphics.add_layer web.generate cad.create drive.import artifact.list ide.generate`)

var (
	referring     = setOf(`it that this its`)
	documentNouns = setOf(`picture photo image canvas poster banner flyer design clip video film movie footage page site website homepage part model script code
 file document thing`)
	// periods after "this" are no thing: "this week", "this way".
	periods = setOf(`week month year morning time evening way`)
)

// refersBack tells whether "it", "that" or "this" stands for what the conversation works on.
func refersBack(op string, d Decision, words []string) bool {
	if d.Tool == "meta" || withoutReference.has(op) {
		return false
	}
	for slot := range d.Entities {
		switch slot {
		case "layer", "file", "name", "component", "page", "shape", "subject", "code", "tool_body", "ref", "topic":
			return false
		case "target":
			if op != "artifact.share" && op != "drive.save" && op != "web.edit" && op != "graphics.transform" {
				return false
			}
		}
	}
	for i, w := range words {
		if documentNouns.has(w) && (i == 0 || !referring.has(words[i-1])) {
			return false
		}
		if referring.has(w) && (i+1 == len(words) || !periods.has(words[i+1])) {
			return true
		}
	}
	return false
}
