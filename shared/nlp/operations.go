package nlp

import "strings"

// operation is an intent with the words the chat offers it by.
type operation struct {
	tool, name string
	label      string // what a person would click
	sentence   string // a message that means it
}

func (o operation) id() string {
	if o.name == "" {
		return o.tool
	}
	return o.tool + "." + o.name
}

func (o operation) choice() Choice {
	return Choice{Tool: o.tool, Operation: o.name, Label: o.label, Text: o.sentence}
}

// catalogue has the label and the sentence of every operation.
var catalogue = map[string][2]string{
	"graphics.create":       {"Start a new picture", "Create a new canvas"},
	"graphics.add_layer":    {"Add something to the picture", "Add a new layer to the picture"},
	"graphics.edit_layer":   {"Change a layer", "Edit the layer"},
	"graphics.delete_layer": {"Remove a layer", "Delete the layer"},
	"graphics.transform":    {"Move, resize or rotate", "Resize the layer"},
	"graphics.filter":       {"Apply an effect", "Apply a filter to the picture"},
	"graphics.undo":         {"Undo the last change", "Undo the last change"},
	"graphics.redo":         {"Redo the undone change", "Redo the change that I undid"},
	"graphics.export":       {"Export the picture", "Export the picture"},
	"artifact.list":         {"List my files", "List my files"},
	"artifact.open":         {"Open a file", "Open the last file"},
	"artifact.share":        {"Share a file", "Share the file"},
	"artifact.delete":       {"Delete a file", "Delete the file from my library"},
	"meta.help":             {"See what I can do", "What can you do?"},
	"meta.greet":            {"Say hello", "Hello"},
	"meta.thanks":           {"Say thanks", "Thank you"},
	"meta.cancel":           {"Cancel", "Never mind, cancel"},
}

func operationOf(intent string) operation {
	tool, name, _ := strings.Cut(intent, ".")
	words := catalogue[intent]
	return operation{tool: tool, name: name, label: words[0], sentence: words[1]}
}
