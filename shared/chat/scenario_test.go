package chat_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// TestScenarios plays the conversations in testdata: "> " says something, "= " expects
// something of the reply or of the canvas it left. Adding a case is adding a file.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := &scene{t: t, w: newWorld(t, memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}))}
			lines := bufio.NewScanner(bytes.NewReader(text))
			for lines.Scan() {
				s.line(lines.Text())
			}
		})
	}
}

type scene struct {
	t      *testing.T
	w      *world
	said   string
	reply  chatops.Reply
	canvas graphicsops.Canvas
}

func (s *scene) line(line string) {
	s.t.Helper()
	switch {
	case strings.HasPrefix(line, "> "):
		s.said = line[2:]
		s.reply = s.w.say(s.t, s.reply.SessionID, s.said)
		for _, d := range s.reply.Documents {
			s.canvas = s.w.canvas(s.t, d.ID)
		}
	case strings.HasPrefix(line, "= "):
		what, want, _ := strings.Cut(line[2:], " ")
		if got, ok := s.check(what, want); !ok {
			s.t.Errorf("%q: %s %s, want %s (the reply was %q)", s.said, what, got, want, s.reply.Message.Text)
		}
	}
}

func (s *scene) check(what, want string) (got string, ok bool) {
	r := s.reply
	switch what {
	case "intent":
		got = r.Intent.Tool + "." + r.Intent.Operation
	case "status":
		got = r.Message.Status
	case "code":
		got = r.Message.Code
	case "choices":
		if r.Clarification == nil {
			return "none", want == "none"
		}
		got = strconv.Itoa(len(r.Clarification.Choices))
	case "artifact":
		if len(r.Artifacts) == 0 {
			return "none", false
		}
		a := r.Artifacts[0]
		got = fmt.Sprintf("%dx%d %s", a.Width, a.Height, a.ContentType)
	case "artifacts":
		got = strconv.Itoa(len(r.Artifacts))
	case "canvas":
		got = fmt.Sprintf("%gx%g %s", s.canvas.Width, s.canvas.Height, s.canvas.Background)
	case "layers":
		got = strconv.Itoa(len(s.canvas.Layers))
	case "layer":
		return s.layer(want)
	case "first": // at the back
		if len(s.canvas.Layers) == 0 {
			return "none", false
		}
		got = strings.Trim(string(s.canvas.Layers[0].Props["name"]), `"`)
	case "steps": // what became of each
		var all []string
		for _, st := range r.Message.Steps {
			all = append(all, st.Status)
		}
		got = strings.Join(all, " ")
	case "says":
		return "something else", strings.Contains(r.Message.Text, want)
	default:
		s.t.Fatalf("unknown expectation %q", what)
	}
	return got, got == want
}

// layer looks for one whose type or name is the first word and whose properties are the
// pairs that follow, values being JSON or bare words.
func (s *scene) layer(want string) (string, bool) {
	words := splitQuoted(want)
	for _, l := range s.canvas.Layers {
		if l.Type != words[0] && string(l.Props["name"]) != strconv.Quote(words[0]) {
			continue
		}
		fits := true
		for i := 1; i+1 < len(words); i += 2 {
			have := string(l.Props[words[i]])
			fits = fits && (have == words[i+1] || have == strconv.Quote(words[i+1]))
		}
		if fits {
			return want, true
		}
	}
	all, err := json.Marshal(s.canvas.Layers)
	if err != nil {
		return err.Error(), false
	}
	return string(all), false
}

func splitQuoted(s string) []string {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		word, rest, _ := strings.Cut(s, " ")
		if strings.HasPrefix(s, `"`) {
			end := strings.Index(s[1:], `"`) + 2
			word, rest = s[:end], s[end:]
		}
		out, s = append(out, word), rest
	}
	return out
}
