package chat_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// patient sends until there is an answer, as a client does: the same message, the same id.
func (w *world) patient(m chatops.NewMessage) (chatops.Reply, error) {
	for range 200 {
		r, err := w.send(m)
		var p *operation.Problem
		if errors.As(err, &p) && p.Status >= 500 {
			continue
		}
		// A tool may have been out of reach although the chat was not.
		return r, err
	}
	return chatops.Reply{}, errors.New("no answer after 200 attempts")
}

// Whatever is lost on the way, a message is stored once, its reply too, and what it
// asked for is done once.
func TestSentAgainNothingHappensTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		nasty := storetest.Nasty(memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}), storetest.Faults{
			Seed: rapid.Uint64().Draw(rt, "seed"), Throttle: 0.02, LostReply: 0.04, LostRequest: 0.02, ShortPage: 0.3})
		w := newWorld(t, nasty)
		n := rapid.IntRange(1, 4).Draw(rt, "messages")
		first, err := w.patient(chatops.NewMessage{ID: "message-0000", Text: "Create a 64x64 canvas"})
		if err != nil {
			rt.Fatal(err)
		}
		want := []string{"message-0000"}
		for i := range n {
			m := chatops.NewMessage{ID: fmt.Sprintf("message-%04d", i+1), SessionID: first.SessionID, Text: "add a red circle"}
			a, err := w.patient(m)
			if err != nil {
				rt.Fatal(err)
			}
			b, err := w.patient(m)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(a, b); diff != "" {
				rt.Fatalf("the same message was answered differently:\n%s", diff)
			}
			want = append(want, m.ID)
		}
		nasty.Calm()
		checkOnce(rt, w, first, want)
	})
}

func checkOnce(rt *rapid.T, w *world, first chatops.Reply, want []string) {
	var said []string
	done := 0
	for i, m := range w.messages(rt, first.SessionID) {
		if m.Seq != int64(i+1) {
			rt.Fatalf("message %d has seq %d", i+1, m.Seq)
		}
		if m.Role == "user" {
			said = append(said, m.ID)
		} else if m.Status == "done" && i > 1 {
			done++
		}
	}
	if diff := cmp.Diff(want, said); diff != "" {
		rt.Fatalf("messages stored (-want +got):\n%s", diff)
	}
	if len(first.Documents) == 0 {
		return // the tool was out of reach and the reply says so
	}
	state, err := w.docs.State(w.ctx(), first.Documents[0].ID, 0)
	if err != nil {
		rt.Fatal(err)
	}
	if got := len(state.Children("root")); got < done {
		rt.Fatalf("%d layers were acknowledged, %d are there", done, got)
	} else if got > len(want)-1 {
		rt.Fatalf("%d layers for %d requests", got, len(want)-1)
	}
}

// messages reads all messages of a conversation, page by page.
func (w *world) messages(rt *rapid.T, session string) []chatops.Message {
	var all []chatops.Message
	in := &chatops.ListMessagesInput{SessionInput: chatops.SessionInput{SessionID: session}, PageInput: operation.PageInput{Limit: 200}}
	for {
		out, err := chatops.ListMessages.Call(w.ctx(), w, in)
		if err != nil {
			rt.Fatal(err)
		}
		all = append(all, out.Body.Items...)
		if out.Body.NextCursor == "" {
			return all
		}
		in.Cursor = out.Body.NextCursor
	}
}

// The same message from two windows at once is one message with one reply.
func TestSentTwiceAtOnce(t *testing.T) {
	w := newWorld(t, memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}))
	replies := make([]chatops.Reply, 8)
	var wg sync.WaitGroup
	for i := range replies {
		wg.Go(func() {
			r, err := w.patient(chatops.NewMessage{ID: "message-0001", Text: "Create a 300x200 canvas with the title Once"})
			if err != nil {
				t.Error(err)
			}
			replies[i] = r
		})
	}
	wg.Wait()
	for _, r := range replies[1:] {
		if diff := cmp.Diff(replies[0], r); diff != "" {
			t.Fatalf("replies differ:\n%s", diff)
		}
	}
	metas, _, err := w.docs.List(w.ctx(), w.user, "", 100, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(metas) != 1 {
		t.Errorf("%d documents, want 1", len(metas))
	}
}

func TestAnIDIsNotUsedForAnotherMessage(t *testing.T) {
	w := newWorld(t, memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}))
	if _, err := w.send(chatops.NewMessage{ID: "message-0001", Text: "hello"}); err != nil {
		t.Fatal(err)
	}
	_, err := w.send(chatops.NewMessage{ID: "message-0001", Text: "help"})
	var p *operation.Problem
	if !errors.As(err, &p) || p.Code != "id_reused" {
		t.Errorf("got %v, want id_reused", err)
	}
}

func TestConversationsOfOthersAreUnknown(t *testing.T) {
	w := newWorld(t, memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}))
	mine := w.say(t, "", "Create a 64x64 canvas")
	w.user = "usr_2"
	for name, m := range map[string]chatops.NewMessage{
		"conversation": {SessionID: mine.SessionID, Text: "hello"},
		"unknown":      {SessionID: "cnv_unknown", Text: "hello"},
	} {
		_, err := w.send(m)
		var p *operation.Problem
		if !errors.As(err, &p) || p.Status != 404 {
			t.Errorf("%s: got %v, want 404", name, err)
		}
	}
}
