package nlp

import "github.com/aio-creative-hub/aio/shared/nlp/entity"

// Action says what the chat should do with a Decision.
type Action string

// The three things a chat can do with a message.
const (
	// ActionAct: carry the operation out; the confidence reached ActThreshold.
	ActionAct Action = "act"
	// ActionClarify: ask Decision.Question and offer Decision.Choices.
	ActionClarify Action = "clarify"
	// ActionRefuse: the message asks for nothing the product does.
	ActionRefuse Action = "refuse"
)

// ActThreshold is the confidence from which an operation is carried out
// without asking. The model is calibrated so that at least this share of the
// messages that reach it are routed right.
const ActThreshold = 0.70

// Decision is what was understood from one message.
type Decision struct {
	// Tool and Operation are the best in-scope guess ("graphics",
	// "add_layer"), whatever the action. Both are empty for a message without
	// any readable word.
	Tool      string `json:"tool"`
	Operation string `json:"operation"`
	// Confidence in [0, 1] is the probability that Tool and Operation are
	// what the person meant.
	Confidence float64 `json:"confidence"`
	Action     Action  `json:"action"`
	// Entities maps a slot to its canonical value: string, float64 or
	// []string (several values in the order said).
	Entities map[string]any `json:"entities"`
	// Replaces says that this takes the place of what the last operation did, of which it has
	// the entities that were not said again: "no, 25 degrees", "in blue" after "add a circle".
	Replaces bool `json:"replaces,omitempty"`
	// Implied are values that the message implies without saying them, for
	// slots that are needed and not among Entities: "make it bigger".
	Implied map[string]any `json:"implied,omitempty"`
	// Spans says where in the message each entity was found.
	Spans []Span `json:"spans,omitempty"`
	// Alternatives are the next best operations, best first.
	Alternatives []Alternative `json:"alternatives,omitempty"`
	// About are the tools of the things that the message names, when they are of several:
	// "open the poster and the trailer".
	About []string `json:"about,omitempty"`
	// Question is a short question for the person, set with ActionClarify.
	Question string `json:"question,omitempty"`
	// Choices are two or three answers to Question.
	Choices []Choice `json:"choices,omitempty"`
}

// Span is one entity found in the message: half-open byte offsets into the
// text given to Understand, the slot, the raw text and its canonical value.
type Span = entity.Span

// Alternative is an operation that the message may mean, with its probability.
type Alternative struct {
	Tool       string  `json:"tool"`
	Operation  string  `json:"operation"`
	Confidence float64 `json:"confidence"`
}

// Choice is one answer offered with a clarifying question.
type Choice struct {
	Tool      string `json:"tool"`
	Operation string `json:"operation"`
	// Label is what a person would click: "Add a text layer".
	Label string `json:"label"`
	// Text is a sentence that, sent as a message, means the choice.
	Text string `json:"text"`
}

// State is what a conversation knows when a message arrives. It is plain
// data: the chat stores it as JSON and updates it after each operation.
type State struct {
	// Active maps a tool to the id of its active document.
	Active map[string]string `json:"active,omitempty"`
	// LastTool and LastOperation are the last operation carried out, and
	// LastEntities the entities it was carried out with.
	LastTool      string         `json:"lastTool,omitempty"`
	LastOperation string         `json:"lastOperation,omitempty"`
	LastEntities  map[string]any `json:"lastEntities,omitempty"`
	// LastConfidence is how sure it was that this operation was meant; 0 when that is not known.
	LastConfidence float64 `json:"lastConfidence,omitempty"`
	// LastAbout is the last Decision.About.
	LastAbout []string `json:"lastAbout,omitempty"`
	// LastArtifact is the id of the newest artifact.
	LastArtifact string `json:"lastArtifact,omitempty"`
	// Pending is the clarifying question that is still open.
	Pending *Pending `json:"pending,omitempty"`
}

// Pending is an open clarifying question: its candidates in the order they
// were offered, the entities already known, and, when the question asked for
// one value of a known operation, the slot that the answer fills.
type Pending struct {
	// Text is the message that the question is about; with it the entities are
	// read again for the operation that is chosen.
	Text     string         `json:"text,omitempty"`
	Question string         `json:"question,omitempty"`
	Choices  []Choice       `json:"choices,omitempty"`
	Entities map[string]any `json:"entities,omitempty"`
	Slot     string         `json:"slot,omitempty"`
}
