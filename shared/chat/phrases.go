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
	return tl.spec.Chat.Label + " is not available yet."
}

// done says what was done.
func done(op string, args map[string]operation.Raw, m ops.Message) string {
	switch op {
	case "graphics.create":
		return "Here is your picture" + createdWith(args) + "."
	case "graphics.add_layer":
		return "Added" + named(args, "shape", "text") + "."
	case "graphics.edit_layer":
		return "Changed" + layer(args) + "."
	case "graphics.delete_layer":
		return "Deleted" + layer(args) + "."
	case "graphics.transform":
		return "Moved or resized" + layer(args) + "."
	case "graphics.undo":
		return "Undone."
	case "graphics.redo":
		return "Done again."
	case "graphics.export":
		return "Here is the file."
	case "artifact.list":
		return listed(m.Artifacts)
	case "artifact.open":
		return "Here it is."
	case "artifact.delete":
		return "Deleted the file."
	}
	return "Done."
}

func createdWith(args map[string]operation.Raw) string {
	var b strings.Builder
	if w, h := digits(args["width"]), digits(args["height"]); w != "" && h != "" {
		fmt.Fprintf(&b, ": %s×%s pixels", w, h)
	} else if p := text(args["preset"]); p != "" {
		fmt.Fprintf(&b, ": %s", strings.ReplaceAll(p, "_", " "))
	}
	if c := text(args["background"]); c != "" {
		fmt.Fprintf(&b, ", background %s", c)
	}
	if t := text(args["text"]); t != "" {
		fmt.Fprintf(&b, ", title \"%s\"", t)
	}
	return b.String()
}

func named(args map[string]operation.Raw, names ...string) string {
	for _, n := range names {
		if v := text(args[n]); v != "" {
			return " " + v
		}
	}
	return " a layer"
}

func layer(args map[string]operation.Raw) string {
	if l := text(args["layer"]); l != "" && l != lastRef {
		return " " + l
	}
	return " it"
}

func listed(files []ops.ArtifactRef) string {
	if len(files) == 0 {
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
		for _, v := range a.Schema.Enum {
			if s, ok := v.(string); ok && len(out) < maxChoices {
				out = append(out, ops.Choice{Label: strings.ReplaceAll(s, "_", " "), Text: s, Operation: tl.spec.ID})
			}
		}
	}
	return out
}
