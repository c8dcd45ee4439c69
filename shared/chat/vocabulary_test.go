package chat

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// messages are the labelled messages that the recognizer is trained on, a file an intent.
const messages = "../nlp/data"

// slotsOf reads which slots occur in the messages of an intent.
func slotsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var m struct {
			Entities []struct{ Slot string } `json:"entities"`
		}
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, e := range m.Entities {
			found[e.Slot] = true
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return slices.Sorted(maps.Keys(found))
}

// declares tells whether an operation knows a slot: as an argument, by its Slots, as how
// often it is done, as what it does not do, or as what the context stands for.
func declares(tl tool, slot string) bool {
	c := tl.spec.Chat
	if _, mapped := c.Slots[slot]; mapped || slot == c.Repeat || slices.Contains(c.NotDone, slot) || hasArgument(tl, slot) {
		return true
	}
	return slot == "ref" && (c.Document != "" || c.Artifact != "")
}

func hasArgument(tl tool, name string) bool {
	for _, a := range tl.args {
		if a.Name == name {
			return true
		}
	}
	return false
}

// TestEverySlotIsDeclared: what people say with an operation, its declaration knows. An
// intent whose messages have no entities has no slots to check.
func TestEverySlotIsDeclared(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(messages, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal("no messages", err)
	}
	tools := testTools()
	seen := map[string]bool{}
	for _, file := range files {
		intent := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		slots := slotsOf(t, file)
		seen[intent] = true
		tl, ok := tools[intent]
		switch {
		case ok:
		case strings.HasPrefix(intent, "meta."), intent == "out_of_scope": // of the conversation itself
			continue
		default:
			t.Errorf("%s has messages, and no declaration for the chat", intent)
			continue
		}
		for _, slot := range slots {
			if !declares(tl, slot) {
				t.Errorf("%s: its messages have the slot %s, which is no argument, in none of Slots and not in NotDone", intent, slot)
			}
		}
		t.Logf("%s: %d slots", intent, len(slots))
	}
	for id := range tools {
		if !seen[id] {
			t.Errorf("%s may be called by the chat and has no messages", id)
		}
	}
}

// TestDeclares: the check above finds what is not declared.
func TestDeclares(t *testing.T) {
	for _, tt := range []struct {
		op, slot string
		want     bool
	}{
		{"graphics.create", "width", true}, {"graphics.create", "weather", false}, {"graphics.create", "subject", true}, {"graphics.create", "ref", false},
		{"graphics.undo", "count", true}, {"graphics.undo", "ref", true}, {"graphics.export", "dpi", true}, {"graphics.export", "factor", true},
		{"video.trim", "start_s", true}, {"video.trim", "color", false}, {"drive.save", "ref", true}, {"drive.import", "ref", true},
	} {
		if got := declares(testTools()[tt.op], tt.slot); got != tt.want {
			t.Errorf("%s of %s: %v", tt.slot, tt.op, got)
		}
	}
}

// TestNotDoneIsSaid: what is declared as not done is no argument, and the chat says so.
func TestNotDoneIsSaid(t *testing.T) {
	for id, tl := range testTools() {
		for _, slot := range tl.spec.Chat.NotDone {
			if _, mapped := tl.spec.Chat.Slots[slot]; mapped || hasArgument(tl, slot) {
				t.Errorf("%s: %s is an argument, so it is done", id, slot)
			}
			if leftOver(tl, map[string]any{slot: "something"}) == "" {
				t.Errorf("%s: nothing is said about %s, which is not done", id, slot)
			}
		}
	}
}
