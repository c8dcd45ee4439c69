package chat

import (
	"fmt"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// looks are what a layer has whether it is said or not, with the arguments that say it.
var looks = []struct {
	name      string
	arguments []string
	of        func(shape string) bool
}{
	{"colour", []string{"color", "stroke"}, func(shape string) bool { return shape != "image" }},
	{"size", []string{"size", "width", "height"}, func(string) bool { return true }},
	{"place", []string{"position", "x", "y"}, func(string) bool { return true }},
}

// ownChoice says which looks of a new layer nobody asked for.
func ownChoice(args map[string]operation.Raw) string {
	shape := text(args["shape"])
	if shape == "" && text(args["artifactId"]) != "" {
		shape = "image"
	}
	var chosen []string
	for _, l := range looks {
		if l.of(shape) && !anyGiven(args, l.arguments) {
			chosen = append(chosen, l.name)
		}
	}
	switch len(chosen) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(" The %s is my choice.", chosen[0])
	}
	return fmt.Sprintf(" The %s are my choice.", and(chosen))
}

func anyGiven(args map[string]operation.Raw, names []string) bool {
	for _, name := range names {
		if args[name] != nil {
			return true
		}
	}
	return false
}

// formatChosen says the format of a file that is made, if that is the operation's default.
func formatChosen(tl tool, args map[string]operation.Raw) string {
	for _, a := range tl.args {
		if format, ok := a.Schema.Default.(string); ok && a.Name == "format" && args["format"] == nil {
			return fmt.Sprintf(" I took %s, as you named no format.", format)
		}
	}
	return ""
}
