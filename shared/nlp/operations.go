package nlp

import (
	"strings"
	"sync"

	"github.com/aio-creative-hub/aio/shared/catalog"
	declared "github.com/aio-creative-hub/aio/shared/operation"
)

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

// catalogue has the label and the sentence of every operation: those of the declarations, and
// of what is about the conversation itself, which no declaration has.
var catalogue = sync.OnceValue(func() map[string][2]string {
	all := map[string][2]string{
		"meta.help":   {"See what I can do", "What can you do?"},
		"meta.greet":  {"Say hello", "Hello"},
		"meta.thanks": {"Say thanks", "Thank you"},
		"meta.cancel": {"Cancel", "Never mind, cancel"},
	}
	for _, d := range catalog.All() {
		if s := declared.SpecOf(d); s.Chat != nil {
			all[s.ID] = [2]string{s.Chat.Label, s.Chat.Example}
		}
	}
	return all
})

func operationOf(intent string) operation {
	tool, name, _ := strings.Cut(intent, ".")
	said := catalogue()[intent]
	return operation{tool: tool, name: name, label: said[0], sentence: said[1]}
}
