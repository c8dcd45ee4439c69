package dialogue

import "strings"

// Turn is a message with what the conversation knows when it arrives.
type Turn struct {
	// Words and Classes are the message (see entity.Scan).
	Words, Classes []string
	// Operations are the candidates ("video.trim"), with the classifier's
	// probability of each; OutOfScope is the index of the class that is none.
	Operations  []string
	Probability []float64
	OutOfScope  int
	// Confidence is the classifier's that its best operation is right.
	Confidence float64
	// Last is the operation carried out last, Known the names of the slots it had.
	Last string
	// LastConfidence is how sure that operation was; 0 is not known.
	LastConfidence float64
	Known          map[string]bool
	// Active tells which tools have a document.
	Active map[string]bool
	// About are the tools that the thing last opened or fetched belongs to.
	About map[string]bool
	// Said are the slots of the last operation that the message fills, and
	// Covered the share of its words that do.
	Said    []string
	Covered float64
	// Corrects tells whether the message has nothing but values of slots that the last
	// operation had, beside words of correction: "no, 25".
	Corrects bool
}

// relation is how a candidate stands to the conversation.
type relation int

const (
	again    relation = iota // the last operation
	sameTool                 // another one of the last tool
	about                    // of the tool that the opened thing belongs to
	older                    // of a tool with a document
	library                  // of the library or the drive
	talk                     // thanks, help, cancel
	other
	nothing // out of scope
	relations
)

var relationNames = [relations]string{"again", "tool", "about", "older", "library", "talk", "other", "nothing"}

func toolOf(operation string) string {
	tool, _, _ := strings.Cut(operation, ".")
	return tool
}

func (t *Turn) relation(i int) relation {
	op := t.Operations[i]
	tool := toolOf(op)
	switch {
	case i == t.OutOfScope:
		return nothing
	case op == t.Last:
		return again
	case tool == "meta":
		return talk
	case t.About[tool]:
		return about
	case tool == toolOf(t.Last):
		return sameTool
	case tool == "artifact", tool == "drive":
		return library
	case t.Active[tool]:
		return older
	}
	return other
}

// best is the likeliest operation in scope by the classifier.
func (t *Turn) best() int {
	b := -1
	for i, p := range t.Probability {
		if i != t.OutOfScope && (b < 0 || p > t.Probability[b]) {
			b = i
		}
	}
	return b
}
