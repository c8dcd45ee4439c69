package chat

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// maxChoices is how many answers a question offers: what fits a row of buttons.
const maxChoices = 4

const (
	refusal   = "I can't help with that. I make and edit pictures; say \"help\" to see what you can ask for."
	nothing   = "There is nothing left to go on with."
	greeting  = "Hello! Tell me what to make, for example: Create a 1200x630 banner with a navy background and the title Hello World in white."
	thanks    = "You're welcome."
	cancelled = "All right, nothing was done."
)

// meta answers what is about the conversation itself.
func (s *Service) meta(t *turn) {
	switch t.decision.Operation {
	case "greet":
		t.say(statusDone, greeting)
	case "thanks":
		t.say(statusDone, thanks)
	case "cancel":
		t.say(statusDone, cancelled)
	case continueOperation:
		t.say(statusDone, nothing)
	default:
		t.say(statusDone, s.help())
	}
}

func (s *Service) help() string {
	var lines []string
	for _, tl := range s.tools {
		if !tl.spec.Planned {
			lines = append(lines, "- "+tl.spec.Chat.Label)
		}
	}
	slices.Sort(lines)
	return "You can ask me to:\n" + strings.Join(lines, "\n") + "\nFor example: Create a 1200x630 banner with a navy background and the title Hello World in white."
}

func notAvailable(tl tool) string {
	if tl.spec.Chat == nil {
		return "This tool is not available yet."
	}
	return "I can't do that yet: " + lowerFirst(tl.spec.Chat.Label) + "."
}

// cannotExcept says that nothing can be left out of what is done.
func cannotExcept(tl tool, except any) string {
	return fmt.Sprintf("I can't do that for everything except the %s: nothing was done. Say which ones instead; I can: %s.",
		strings.Join(texts(except), " and the "), lowerFirst(tl.spec.Chat.Label))
}

// done says what was done.
func (t *turn) done(tl tool, args map[string]operation.Raw) string {
	if t.unchanged && (tl.spec.ID == "graphics.edit_layer" || tl.spec.ID == "graphics.transform") {
		return "It was like that already."
	}
	switch tl.spec.ID {
	case "graphics.create":
		return "Here is your picture" + t.createdWith(args) + "." + t.stillEmpty(args)
	case "graphics.add_layer":
		return "Added " + added(args) + "." + ownChoice(args)
	case "graphics.edit_layer":
		return "Changed " + t.layer(args) + "."
	case "graphics.delete_layer":
		return "Deleted " + t.layer(args) + "."
	case "graphics.transform":
		return transformed(args) + " " + t.layer(args) + "."
	case "graphics.undo":
		return "Undone."
	case "graphics.redo":
		return "Done again."
	case "graphics.export":
		return "Here is the file." + formatChosen(tl, args)
	case "artifact.list":
		return listed(t.reply.Artifacts, text(args["q"]))
	case "artifact.open":
		if len(t.things) > 1 {
			return "Here are " + and(t.things) + "."
		}
		return "Here it is."
	case "artifact.share":
		return t.shared()
	case "artifact.delete":
		if len(t.things) > 1 {
			return "Moved " + and(t.things) + " to the trash. They can be taken back for 30 days."
		}
		return "Moved the file to the trash. It can be taken back for 30 days."
	}
	return "Done."
}

// shared gives the links, one a line if they are of several files.
func (t *turn) shared() string {
	until := t.linkEnds.Format("2 January 2006")
	if len(t.links) == 1 {
		return "Whoever has this link can see it until " + until + ": " + t.links[0]
	}
	lines := []string{"Whoever has these links can see the files until " + until + ":"}
	for i, link := range t.links {
		lines = append(lines, "- "+t.things[i]+": "+link)
	}
	return strings.Join(lines, "\n")
}

// createdWith says what a picture was made with, and what of it nobody asked for.
func (t *turn) createdWith(args map[string]operation.Raw) string {
	var b strings.Builder
	w, h, p := digits(args["width"]), digits(args["height"]), text(args["preset"])
	switch {
	case w != "" && h != "":
		fmt.Fprintf(&b, ": %s×%s pixels", w, h)
	case p != "":
		fmt.Fprintf(&b, ": %s", strings.ReplaceAll(p, "_", " "))
	case t.size[0] > 0 && t.size[1] > 0:
		fmt.Fprintf(&b, ": %g×%g pixels (%s)", t.size[0], t.size[1], chosen(w, h))
	}
	if c := text(args["background"]); c != "" {
		fmt.Fprintf(&b, ", background %s", c)
	}
	if t := text(args["text"]); t != "" {
		fmt.Fprintf(&b, ", title \"%s\"", t)
	}
	return b.String()
}

// chosen says which sides were not said.
func chosen(width, height string) string {
	switch {
	case width != "":
		return "the height is my choice"
	case height != "":
		return "the width is my choice"
	}
	return "the size is my choice"
}

// stillEmpty says how to go on with a picture that has nothing on it, if that was all.
func (t *turn) stillEmpty(args map[string]operation.Raw) string {
	if text(args["text"]) != "" || t.of > 0 {
		return ""
	}
	return " It is empty so far: say what to put on it, for example \"add the title Hello\"."
}

func added(args map[string]operation.Raw) string {
	shape, words := text(args["shape"]), text(args["text"])
	switch {
	case words != "":
		return "the text \"" + words + "\""
	case shape == "":
		return "a layer"
	case strings.ContainsRune("aeiou", rune(shape[0])):
		return "an " + shape
	}
	return "a " + shape
}

// transformed says in one word what happened to a layer.
func transformed(args map[string]operation.Raw) string {
	for _, done := range []struct{ argument, word string }{
		{"factor", "Resized"}, {"width", "Resized"}, {"height", "Resized"}, {"angle", "Turned"}, {"order", "Reordered"},
	} {
		if _, said := args[done.argument]; said {
			return done.word
		}
	}
	return "Moved"
}

func (t *turn) layer(args map[string]operation.Raw) string {
	l := text(args["layer"])
	if len(t.things) > 1 {
		return "the " + strings.Join(t.things, " and the ")
	}
	switch {
	case text(args["background"]) != "" && text(args["color"]) == "":
		return "the background"
	case l == "" || l == lastRef:
		return "it"
	case strings.HasPrefix(l, "the "):
		return l
	}
	return "the " + l
}

func listed(files []ops.ArtifactRef, called string) string {
	switch {
	case len(files) == 0 && called != "":
		return fmt.Sprintf("You have no file called %q.", called)
	case len(files) == 0:
		return "You have no files yet."
	}
	lines := make([]string, len(files))
	for i, f := range files {
		lines[i] = "- " + f.Name
	}
	return "Your newest files:\n" + strings.Join(lines, "\n")
}

func text(raw operation.Raw) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func digits(raw operation.Raw) string {
	var n json.Number
	if json.Unmarshal(raw, &n) != nil {
		return ""
	}
	return n.String()
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

// didYouMean asks which of the choices was meant.
func didYouMean(in []nlp.Choice) string {
	var b strings.Builder
	b.WriteString("Did you mean: ")
	for i, c := range in {
		switch {
		case i == 0:
		case i == len(in)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(lowerFirst(c.Label))
	}
	return b.String() + "?"
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

func choices(in []nlp.Choice) []ops.Choice {
	out := make([]ops.Choice, len(in))
	for i, c := range in {
		out[i] = ops.Choice{Label: c.Label, Text: c.Text, Operation: c.Tool + "." + c.Operation}
	}
	return out
}

func nlpChoices(in []ops.Choice) []nlp.Choice {
	out := make([]nlp.Choice, len(in))
	for i, c := range in {
		name, op, _ := strings.Cut(c.Operation, ".")
		out[i] = nlp.Choice{Tool: name, Operation: op, Label: c.Label, Text: c.Text}
	}
	return out
}

// canvasChoices are offered when there is no picture to work on.
func canvasChoices() []ops.Choice {
	const op = "graphics.create"
	return []ops.Choice{
		{Label: "Link preview, 1200×630", Text: "Create a 1200x630 picture", Operation: op},
		{Label: "Square, 1080×1080", Text: "Create a 1080x1080 picture", Operation: op},
		{Label: "Wide screen, 1920×1080", Text: "Create a 1920x1080 picture", Operation: op},
	}
}

// argumentChoices offers an argument's allowed values.
func argumentChoices(tl tool, argument string) []ops.Choice {
	out := []ops.Choice{}
	for _, a := range tl.args {
		if a.Name != argument {
			continue
		}
		for _, s := range allowedValues(a) {
			if len(out) < maxChoices {
				out = append(out, ops.Choice{Label: strings.ReplaceAll(s, "_", " "), Text: s, Operation: tl.spec.ID})
			}
		}
	}
	return out
}
