package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

// screen writes for people: what was asked for on standard output, all else on standard
// error. Safe for concurrent use.
type screen struct {
	mu       sync.Mutex
	out, err io.Writer
	json     bool   // standard output is for JSON
	server   string // its address, put before links to its pages
}

func newScreen(out, err io.Writer, asJSON bool) *screen {
	return &screen{out: out, err: err, json: asJSON}
}

// withServer makes a link to a page of the server one that can be opened.
func (s *screen) withServer(text string) string {
	return strings.ReplaceAll(text, " "+sharedLink, " "+s.server+sharedLink)
}

// sharedLink is how the server names a link that shares a file.
const sharedLink = "/shared#"

// say writes what was asked for.
func (s *screen) say(format string, args ...any) {
	to := s.out
	if s.json {
		to = s.err
	}
	s.write(to, format+"\n", args)
}

// note writes what is good to know.
func (s *screen) note(format string, args ...any) { s.write(s.err, format+"\n", args) }

// prompt asks for a line.
func (s *screen) prompt(text string) { s.write(s.err, "%s", []any{text}) }

func (s *screen) write(to io.Writer, format string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// A screen that is gone cannot be told so.
	_, _ = io.WriteString(to, printable(fmt.Sprintf(format, args...)))
}

// printable takes out what would command a terminal: names and texts come from others.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, s)
}

// isTerminal reports whether a stream is a terminal (or another character device, such
// as /dev/null, where it makes no difference).
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// reply shows a reply, or prints it as JSON.
func (s *screen) reply(r *chatops.Reply) error {
	if s.json {
		s.mu.Lock()
		defer s.mu.Unlock()
		return printJSON(s.out, r)
	}
	s.say("%s", s.withServer(r.Message.Text))
	return nil
}

// choices shows the answers to a question.
func (s *screen) choices(all []chatops.Choice) {
	for i, c := range all {
		s.say("  %d  %s", i+1, c.Label)
	}
}

// steps shows how far the message under way is. Pushes may come late or not at all.
type steps struct {
	screen *screen

	mu         sync.Mutex
	message    string // under way; "" for none
	understood bool
	number     int // of the last step shown
}

// stepData is the data of a push of the type chat.progress.
type stepData struct {
	MessageID string          `json:"messageId"`
	Number    int             `json:"number"`
	Step      string          `json:"step"`
	Operation string          `json:"operation"`
	Intent    *chatops.Intent `json:"intent"`
}

func (st *steps) begin(message string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.message, st.understood, st.number = message, false, 0
}

// end stops showing; what a late push did not tell the reply does.
func (st *steps) end(r *chatops.Reply) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.message = ""
	if r != nil && !st.understood {
		st.intent(&r.Intent)
	}
}

func (st *steps) show(p client.Push) {
	if p.Type == client.TypeResumed {
		st.screen.note("(connected again)")
		return
	}
	var now stepData
	if p.Type != "chat.progress" || json.Unmarshal(p.Data, &now) != nil {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if now.MessageID != st.message || st.message == "" {
		return
	}
	st.intent(now.Intent) // every step carries it, since pushes may come in any order
	if now.Step == "understood" || now.Number < st.number {
		return
	}
	st.number = now.Number
	st.screen.note("  %s %s …", now.Step, now.Operation)
}

// intent shows what a message was understood as. The caller holds mu.
func (st *steps) intent(i *chatops.Intent) {
	if i == nil || i.Confidence == 0 || st.understood {
		return
	}
	st.understood = true
	st.screen.note("  understood as %s (%.0f %%)", strings.Trim(i.Tool+"."+i.Operation, "."), i.Confidence*100)
}
