package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/internal/pause"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

const (
	maxText      = 8000          // characters of a message; the API's limit
	maxLine      = 4*maxText + 2 // bytes of a line that can be one
	restAttempts = 3             // by REST; a WebSocket repeats by itself
	restPause    = time.Second   // between them
	chatPrompt   = "> "          //
	chatHelp     = "Say what to make, or what to change. A number chooses an answer.\n  /new   begin a new conversation\n  /quit  leave (or Ctrl-D)"
)

// errLineTooLong says that a line cannot be a message.
var errLineTooLong = fmt.Errorf("a message may have at most %d characters", maxText)

// oneShot sends one message; the exit status says what became of it.
func (ch *chat) oneShot(ctx context.Context, text string) error {
	reply, err := ch.say(ctx, text)
	if err != nil {
		return err
	}
	switch reply.Message.Status {
	case "asked":
		hint := "answer it with another aio chat"
		if len(ch.choices) > 0 {
			hint = fmt.Sprintf("answer it, for example: aio chat %q", ch.choices[0].Text)
		}
		return exitError{code: exitAsked, err: errors.New("the answer is a question; " + hint)}
	case "refused", "failed":
		return errors.New("nothing was made")
	}
	return nil
}

// interactive holds a conversation line by line. When the lines come from a file or a
// pipe, a message that fails makes the command fail in the end.
func (ch *chat) interactive(ctx context.Context, in io.Reader) error {
	person := isTerminal(in)
	lines := readLines(ctx, in)
	failed := 0
	if person {
		ch.screen.note("%s", chatHelp)
	}
	for {
		if person {
			ch.screen.prompt(chatPrompt)
		}
		select {
		case <-ctx.Done():
			ch.screen.note("")
			return nil
		case l, more := <-lines:
			if !more {
				if failed > 0 {
					return fmt.Errorf("%d of the messages failed", failed)
				}
				return nil
			}
			quit, err := ch.line(ctx, l)
			if quit || ctx.Err() != nil {
				return nil
			}
			if err != nil {
				failed++
				ch.screen.note("%v", spoken(err, ch.flags.server))
			}
		}
	}
}

// line handles one line of a conversation.
func (ch *chat) line(ctx context.Context, l inputLine) (quit bool, err error) {
	if l.err != nil {
		return false, l.err
	}
	text := strings.TrimSpace(l.text)
	switch {
	case text == "":
		return false, nil
	case text == "/quit", text == "/exit":
		return true, nil
	case text == "/help":
		ch.screen.note("%s", chatHelp)
		return false, nil
	case text == "/new":
		ch.session, ch.chosen, ch.choices = "", false, nil
		ch.screen.note("A new conversation.")
		return false, nil
	case strings.HasPrefix(text, "/"):
		return false, errors.New("there is no such command; /help lists them")
	}
	reply, err := ch.say(ctx, ch.chosenText(text))
	if err == nil && (reply.Message.Status == "refused" || reply.Message.Status == "failed") {
		err = errors.New("nothing was made")
	}
	return false, err
}

// chosenText is the text of the choice whose number was typed, else what was typed.
func (ch *chat) chosenText(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(ch.choices) {
		return text
	}
	return ch.choices[n-1].Text
}

// say sends a message, shows its steps and the reply, and saves its files.
func (ch *chat) say(ctx context.Context, text string) (*chatops.Reply, error) {
	if utf8.RuneCountInString(text) > maxText {
		return nil, errLineTooLong
	}
	ctx, cancel := context.WithTimeout(ctx, ch.flags.timeout)
	defer cancel()
	reply, err := ch.send(ctx, text)
	if client.HasStatus(err, http.StatusNotFound) && ch.session != "" && !ch.chosen {
		ch.screen.note("The last conversation is gone; this begins a new one.")
		ch.session = ""
		reply, err = ch.send(ctx, text)
	}
	if err != nil {
		return nil, err
	}
	ch.session, ch.choices = reply.SessionID, nil
	if err := ch.accounts.keep(ch.session); err != nil {
		ch.screen.note("%v", err)
	}
	if err := ch.screen.reply(reply); err != nil {
		return nil, err
	}
	if reply.Clarification != nil {
		ch.choices = reply.Clarification.Choices
		ch.screen.choices(ch.choices)
	}
	return reply, ch.files(ctx, reply)
}

// send sends a message under an id of its own; by REST it is tried again when the answer
// was lost, which does nothing twice.
func (ch *chat) send(ctx context.Context, text string) (reply *chatops.Reply, err error) {
	m := chatops.NewMessage{ID: ch.c.NewMessageID(), SessionID: ch.session, Text: text}
	ch.steps.begin(m.ID)
	defer func() { ch.steps.end(reply) }()
	attempts := 1
	if ch.sender == sender(ch.c) {
		attempts = restAttempts
	}
	for n := 1; ; n++ {
		reply, err = ch.sender.Send(ctx, m)
		p := client.AsProblem(err)
		again := errors.Is(err, client.ErrUnreachable) || p != nil && p.Temporary()
		if !again || n == attempts || pause.For(ctx, restPause) != nil {
			return reply, err
		}
	}
}

// inputLine is a line of input, or what is wrong with it.
type inputLine struct {
	text string
	err  error
}

// readLines reads lines until the input or ctx ends. Its goroutine may outlive ctx by one
// read, because a terminal cannot be told to give up; it ends with the process.
func readLines(ctx context.Context, in io.Reader) <-chan inputLine {
	lines := make(chan inputLine)
	go func() {
		defer close(lines)
		r := bufio.NewReaderSize(in, maxLine)
		for {
			l, err := readLine(r)
			if err == nil || l.text != "" {
				select {
				case lines <- l:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// readLine reads a line; of one that is too long the rest is skipped. An error ends the
// input; the line may hold its last words.
func readLine(r *bufio.Reader) (inputLine, error) {
	data, err := r.ReadSlice('\n')
	l := inputLine{text: string(data)}
	for errors.Is(err, bufio.ErrBufferFull) {
		l.err = errLineTooLong
		_, err = r.ReadSlice('\n')
	}
	return l, err
}
