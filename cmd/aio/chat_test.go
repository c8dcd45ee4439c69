package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

func TestFileName(t *testing.T) {
	const png, jpg = "image/png", "image/jpeg"
	for _, c := range []struct{ name, contentType, want string }{
		{"launch-day.png", png, "launch-day.png"},
		{"Launch Day", png, "Launch Day.png"},
		{"photo.JPEG", jpg, "photo.jpeg"},
		{"photo.jpg", png, "photo.jpg.png"},
		{"../../etc/passwd", png, "etc-passwd.png"},
		{`C:\x\y.png`, png, "C--x-y.png"},
		{".bashrc", "text/plain", "artifact.bashrc"},
		{"...", png, "artifact.png"},
		{"", png, "artifact.png"},
		{"a\x00b\x1b[31m\u202egnp.png", png, "ab[31mgnp.png"},
		{"Dr. Who - and more", "text/plain", "Dr. Who - and more"},
		{strings.Repeat("é", 300) + ".png", png, strings.Repeat("é", 50) + ".png"},
	} {
		if got := fileName(chatops.ArtifactRef{Name: c.name, ContentType: c.contentType}); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFileNameIsAlwaysSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name") + rapid.SampledFrom([]string{"", "/", "..", ".png", "\\..\\", "\xff"}).Draw(t, "end")
		kind := rapid.SampledFrom([]string{"image/png", "image/jpeg", "x/y", ""}).Draw(t, "type")
		got := fileName(chatops.ArtifactRef{Name: name, ContentType: kind})
		if got == "" || got[0] == '.' || strings.ContainsAny(got, "/\\\x00") || got == ".." || len(got) > maxName+maxExtension || !utf8.ValidString(got) {
			t.Fatalf("%q becomes %q", name, got)
		}
	})
}

func TestFilesAreNeverReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			f, err := createFile(dir, "a.png")
			if err != nil {
				t.Error(err)
				return
			}
			_ = f.Close()
		})
	}
	all.Wait()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 20 {
		t.Errorf("%d files, %v", len(entries), err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a-20.png")); err != nil {
		t.Error(err)
	}
}

func TestReadLine(t *testing.T) {
	long := strings.Repeat("x", maxLine+10)
	r := bufio.NewReaderSize(strings.NewReader("one\n\n"+long+"\nlast"), maxLine)
	for _, want := range []struct {
		text string
		long bool
		end  bool
	}{{"one\n", false, false}, {"\n", false, false}, {long[:maxLine], true, false}, {"last", false, true}, {"", false, true}} {
		l, err := readLine(r)
		if l.text != want.text || errors.Is(l.err, errLineTooLong) != want.long || (err != nil) != want.end {
			t.Errorf("got %.20q, %v, %v; want %.20q", l.text, l.err, err, want.text)
		}
	}
}

// talker answers messages as a server would.
type talker struct {
	reply chatops.Reply
	err   error
	sent  []chatops.NewMessage
}

func (f *talker) Send(_ context.Context, m chatops.NewMessage) (*chatops.Reply, error) {
	f.sent = append(f.sent, m)
	if f.err != nil {
		return nil, f.err
	}
	r := f.reply
	return &r, nil
}

func newTestChat(t *testing.T, asJSON bool) (ch *chat, f *talker, out, errOut *bytes.Buffer) {
	t.Helper()
	t.Setenv("AIO_CONFIG", t.TempDir())
	a, err := openAccounts("http://server.test")
	if err != nil {
		t.Fatal(err)
	}
	out, errOut, f = &bytes.Buffer{}, &bytes.Buffer{}, &talker{}
	ch = &chat{flags: chatFlags{timeout: defaultChatTimeout, server: "http://server.test"}, accounts: a, c: client.New("http://server.test", client.Options{}),
		sender: f, screen: newScreen(out, errOut, asJSON)}
	ch.steps = &steps{screen: ch.screen}
	return ch, f, out, errOut
}

func TestOneShotStatuses(t *testing.T) {
	for status, want := range map[string]int{"done": 0, "asked": exitAsked, "refused": 1, "failed": 1} {
		ch, f, out, errOut := newTestChat(t, false)
		f.reply = chatops.Reply{SessionID: "cnv_1", Message: chatops.Message{Text: "Well\x1b[2J.", Status: status},
			Intent: chatops.Intent{Tool: "graphics", Operation: "create", Confidence: 0.97}}
		got := 0
		if err := ch.oneShot(t.Context(), "x"); err != nil {
			got = exitCode(err)
		}
		if got != want || out.String() != "Well[2J.\n" || !strings.Contains(errOut.String(), "understood as graphics.create (97 %)") {
			t.Errorf("%s: exit %d, want %d; %q, %q", status, got, want, out, errOut)
		}
		if ch.accounts.current().Conversation != "cnv_1" {
			t.Error("the conversation is not kept")
		}
	}
}

func TestChoosingByNumber(t *testing.T) {
	ch, f, out, _ := newTestChat(t, false)
	f.reply = chatops.Reply{SessionID: "cnv_1", Message: chatops.Message{Text: "Which?", Status: "asked"},
		Clarification: &chatops.Clarification{Question: "Which?", Choices: []chatops.Choice{{Label: "Red one", Text: "the red one"}, {Label: "Blue one", Text: "the blue one"}}}}
	in := "change it\n2\n3\n/help\n/new\n1\n/quit\nnever\n"
	if err := ch.interactive(t.Context(), strings.NewReader(in)); err != nil {
		t.Error(err)
	}
	var texts, sessions []string
	for _, m := range f.sent {
		texts, sessions = append(texts, m.Text), append(sessions, m.SessionID)
	}
	if got := strings.Join(texts, "|"); got != "change it|the blue one|3|1" {
		t.Errorf("sent %s", got)
	}
	if got := strings.Join(sessions, "|"); got != "|cnv_1|cnv_1|" {
		t.Errorf("in %s", got)
	}
	if !strings.Contains(out.String(), "  2  Blue one\n") {
		t.Errorf("shown %q", out)
	}
}

func TestPipedMessagesFailInTheEnd(t *testing.T) {
	ch, f, _, errOut := newTestChat(t, false)
	f.err = &client.Problem{Status: 429, Code: "rate_limited", Detail: "Wait 3 seconds."}
	err := ch.interactive(t.Context(), strings.NewReader("a\n\nb\n"+strings.Repeat("y", maxText+1)+"\n/nope\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "4 ") || len(f.sent) != 2 || !strings.Contains(errOut.String(), "Wait 3 seconds.") {
		t.Errorf("%v after %d messages: %q", err, len(f.sent), errOut)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	pipe, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = pipe.Close(), w.Close() }()
	if err := ch.interactive(ctx, pipe); err != nil {
		t.Errorf("Ctrl-C: %v", err)
	}
}

func TestJSON(t *testing.T) {
	ch, f, out, errOut := newTestChat(t, true)
	f.reply = chatops.Reply{SessionID: "cnv_1", Message: chatops.Message{Text: "Hm", Status: "done"}, Clarification: &chatops.Clarification{Choices: []chatops.Choice{{Label: "A"}}}}
	ch.steps.begin("msg_1")
	ch.steps.show(client.Push{Type: "chat.progress", Data: json.RawMessage(`{"messageId":"msg_1","step":"running","operation":"graphics.create"}`)})
	ch.steps.show(client.Push{Type: "chat.progress", Data: json.RawMessage(`{"messageId":"msg_2","step":"running","operation":"other"}`)})
	if err := ch.oneShot(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	var r chatops.Reply
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || r.SessionID != "cnv_1" {
		t.Errorf("%v: %s", err, out)
	}
	if got := errOut.String(); !strings.Contains(got, "running graphics.create") || strings.Contains(got, "other") || !strings.Contains(got, "1  A") {
		t.Errorf("standard error: %q", got)
	}
}

func TestAccountFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("AIO_CONFIG", dir)
	t.Setenv("AIO_PASSWORD", "")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			a, err := openAccounts(fmt.Sprintf("http://server%d.test", i%4))
			if err != nil {
				t.Error(err)
				return
			}
			if err := a.update(func(mine *keptAccount) error { return mine.prepare("") }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	a, err := openAccounts("http://server1.test")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := a.read()
	if err != nil || len(kept) != 4 || len(a.current().Password) != 48 || !strings.HasSuffix(a.current().Email, "@cli.localhost") {
		t.Errorf("%d accounts, %v", len(kept), err)
	}
	info, err := os.Stat(a.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(a.path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := openAccounts("x"); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(a.path, []byte("{"), 0o600); err != nil || os.Chmod(a.path, 0o600) != nil {
		t.Fatal(err)
	}
	if _, err := openAccounts("x"); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".accounts-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestSpokenErrors(t *testing.T) {
	for want, err := range map[string]error{
		"cannot reach http://s (refused); start it with: make run": fmt.Errorf("%w: refused", client.ErrUnreachable),
		"stopped": fmt.Errorf("%w: %w", client.ErrNoAnswer, context.Canceled),
		"no reply in time; --timeout allows more": client.ErrNoAnswer,
		"Too wide.": &client.Problem{Status: 422, Detail: "Too wide."},
		"Something went wrong. Correlation id: r1": &client.Problem{Status: 500, Detail: "Something went wrong.", Correlation: "r1"},
		errReset.Error(): fmt.Errorf("client: ticket: %w", errReset),
		"not signed in":  client.ErrSignedOut,
	} {
		if got := spoken(err, "http://s"); got.Error() != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
