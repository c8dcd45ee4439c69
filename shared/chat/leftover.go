package chat

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// wholePicture are words for the document as a whole, which need no argument.
var wholePicture = []string{"picture", "image", "canvas", "banner", "poster", "design", "document", "background", "whole picture"}

// leftOver says which of the things that were said an operation has no use for, so that
// nobody has to find out by looking: a sentence for each, "" for none.
func leftOver(tl tool, entities map[string]any) string {
	var notes []string
	for _, slot := range slices.Sorted(maps.Keys(entities)) {
		if note := unused(tl, slot, entities); note != "" {
			notes = append(notes, note)
		}
	}
	return strings.Join(notes, " ")
}

func unused(tl tool, slot string, entities map[string]any) string {
	value := entities[slot]
	if tl.spec.ID == "artifact.share" && slot == "target" { // a link is what is made
		if value = without(value, "link"); value == nil {
			return ""
		}
	}
	name := argumentOf(tl, slot)
	if quiet(tl, slot, entities) || (name != slot && entities[name] != nil && slot != "target") {
		return ""
	}
	for _, a := range tl.args {
		if a.Name != name {
			continue
		}
		if slot == "target" && name == "layer" && (entities["ref"] != nil || entities["layer"] != nil) {
			break // it names another thing, and places beside things are not known
		}
		list := texts(value)
		_, err := convert(a, value)
		switch {
		case err != nil && len(allowedValues(a)) > 0:
			return fmt.Sprintf("I left out the %s (%s): it can be %s.", inWords(slot), said(value), allowed(a))
		case err == nil && len(list) > 1 && a.Schema.Type == "string" && name != "layer":
			return fmt.Sprintf("I used only %s: there can be one %s.", list[0], inWords(slot))
		case err == nil:
			return ""
		}
	}
	switch slot {
	case "several":
		return "I did this to one layer: say it for each of the others."
	case "drawing", "subject":
		return fmt.Sprintf("I can't draw things (%s): I make shapes and texts, and place pictures of yours.", said(value))
	case "color", "background", "font", "opacity", "factor":
		return fmt.Sprintf("I left out the %s (%s): say that in a message of its own.", inWords(slot), said(value))
	}
	return fmt.Sprintf("I left out the %s (%s), which I cannot do here yet.", inWords(slot), said(value))
}

var belowText = regexp.MustCompile(`^(below|under|underneath|beneath) `)

// quiet slots say nothing that could be missed in the result.
func quiet(tl tool, slot string, entities map[string]any) bool {
	value := entities[slot]
	if argument, mapped := tl.spec.Chat.Slots[slot]; mapped && argument == "" {
		return true
	}
	switch slot {
	case "ref", tl.spec.Chat.Repeat:
		return true
	case "subject": // the same thing is known as one that cannot be drawn
		return entities["drawing"] != nil
	case "several":
		return len(texts(entities["layer"])) > 1
	case "target":
		// Behind a thing is a place in the stack; below a text is where a text goes by itself.
		return entities["order"] != nil || (entities["text"] != nil && belowText.MatchString(fmt.Sprint(value)))
	case "layer":
		list := texts(value)
		return tl.spec.Chat.Creates || (len(list) == 1 && slices.Contains(wholePicture, strings.ToLower(list[0])))
	}
	return false
}

// argumentOf is the argument that a slot fills.
func argumentOf(tl tool, slot string) string {
	if name, mapped := tl.spec.Chat.Slots[slot]; mapped {
		return name
	}
	return slot
}

// impossible finds a value that was said for an argument with a question of its own, and
// that is not among those it can have: that is asked about, not left out.
func impossible(tl tool, entities map[string]any) (argument, value string) {
	for _, slot := range slices.Sorted(maps.Keys(entities)) {
		name := argumentOf(tl, slot)
		for _, a := range tl.args {
			if a.Name != name || len(allowedValues(a)) == 0 || tl.spec.Chat.Ask[name] == "" {
				continue
			}
			if _, err := convert(a, entities[slot]); err != nil {
				return name, said(entities[slot])
			}
		}
	}
	return "", ""
}

// allowed lists an argument's values for people: "png or jpg".
func allowed(a operation.Argument) string {
	var list []string
	for _, v := range allowedValues(a) {
		list = append(list, strings.ReplaceAll(v, "_", " "))
	}
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " or " + list[n-1]
	}
	return strings.Join(list, "")
}

func said(value any) string {
	if list := texts(value); len(list) > 0 {
		return strings.ReplaceAll(strings.Join(list, ", "), "_", " ")
	}
	return fmt.Sprint(value)
}
