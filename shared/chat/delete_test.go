package chat_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// A long conversation is deleted, too: its messages do not fit into one transaction.
func TestDeleteALongConversation(t *testing.T) {
	st := memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)})
	w := newWorld(t, st)
	id := w.say(t, "", "hello").SessionID
	for range store.MaxTransact / 2 { // a message, its marker and the reply are three items
		w.say(t, id, "thanks")
	}
	if _, err := chatops.DeleteSession.Call(w.ctx(), w, &chatops.SessionInput{SessionID: id}); err != nil {
		t.Fatal(err)
	}
	if items, _, err := st.Query(context.Background(), store.Query{Table: store.Chat, PK: "CNV#" + id}); err != nil || len(items) > 0 {
		t.Errorf("%d items are left (%v)", len(items), err)
	}
}

// A conversation that somebody goes on talking in can be deleted, and nothing of it stays.
func TestDeleteWhileTalking(t *testing.T) {
	st := memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)})
	w := newWorld(t, st)
	id := w.say(t, "", "hello").SessionID
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				_, err := w.send(chatops.NewMessage{SessionID: id, Text: "thanks"})
				switch p := operation.AsProblem(err); {
				case err == nil || p.Code == operation.CodeUnavailable:
				case p.Code == operation.CodeNotFound:
					return
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	for {
		_, err := chatops.DeleteSession.Call(w.ctx(), w, &chatops.SessionInput{SessionID: id})
		if err == nil {
			break
		}
		if operation.AsProblem(err).Code != operation.CodeUnavailable {
			t.Fatal(err)
		}
	}
	wg.Wait()
	items, _, err := st.Query(context.Background(), store.Query{Table: store.Chat, PK: "CNV#" + id})
	if err != nil || len(items) > 0 {
		t.Errorf("%d items are left (%v)", len(items), err)
	}
	if _, err := chatops.DeleteSession.Call(w.ctx(), w, &chatops.SessionInput{SessionID: id}); operation.AsProblem(err).Code != operation.CodeNotFound {
		t.Errorf("deleting it again: %v", err)
	}
}

// A delete that was interrupted leaves a conversation that nobody finds, and can be done
// again.
func TestDeleteInterrupted(t *testing.T) {
	st := &failing{Store: memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)})}
	w := newWorld(t, st)
	id := w.say(t, "", "hello").SessionID
	st.deletes = errors.New("power cut")
	if _, err := chatops.DeleteSession.Call(w.ctx(), w, &chatops.SessionInput{SessionID: id}); err == nil {
		t.Fatal("deleted")
	}
	if _, err := w.send(chatops.NewMessage{SessionID: id, Text: "hello"}); operation.AsProblem(err).Code != operation.CodeNotFound {
		t.Errorf("a message in it: %v", err)
	}
	st.deletes = nil
	if _, err := chatops.DeleteSession.Call(w.ctx(), w, &chatops.SessionInput{SessionID: id}); err != nil {
		t.Errorf("again: %v", err)
	}
}

// failing is a store whose transactions that delete something fail.
type failing struct {
	store.Store
	deletes error
}

func (f *failing) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if f.deletes != nil && len(writes) > 0 && writes[0].Delete {
		return f.deletes
	}
	return f.Store.Transact(ctx, token, writes...)
}

// A picture that was deleted elsewhere does not end the conversation.
func TestPictureIsGone(t *testing.T) {
	w := newWorld(t, memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}))
	first := w.say(t, "", "Create a 300x200 picture")
	if err := w.docs.Delete(context.Background(), first.Documents[0].ID); err != nil {
		t.Fatal(err)
	}
	asked := w.say(t, first.SessionID, "make the background blue")
	if asked.Message.Status != "asked" || asked.Clarification == nil || len(asked.Clarification.Choices) == 0 {
		t.Fatalf("%+v", asked.Message)
	}
	again := w.say(t, first.SessionID, asked.Clarification.Choices[0].Text)
	if again.Message.Status != "done" || len(again.Documents) != 1 || w.canvas(t, again.Documents[0].ID).Background != "#0000ff" {
		t.Errorf("%+v", again.Message)
	}
}

// With an account go its conversations, and nobody else's.
func TestAccountGone(t *testing.T) {
	st := memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)})
	w := newWorld(t, st)
	var mine []string
	for range 3 {
		mine = append(mine, w.say(t, "", "hello").SessionID)
	}
	w.user = "usr_2"
	other := w.say(t, "", "hello").SessionID
	event := []byte(`{"detail-type":"identity.account_deleted","detail":{"id":"evt_1","type":"identity.account_deleted","subject":"usr_1","time":"2026-01-02T03:04:05Z","data":{"userId":"usr_1"}}}`)
	for range 2 { // events come at least once
		if _, err := w.Invoke(t.Context(), chatops.PurgeAccount.Spec.ID, event); err != nil {
			t.Fatal(err)
		}
	}
	left := func(id string) int {
		items, _, err := st.Query(t.Context(), store.Query{Table: store.Chat, PK: "CNV#" + id})
		if err != nil {
			t.Fatal(err)
		}
		return len(items)
	}
	for _, id := range mine {
		if n := left(id); n != 0 {
			t.Errorf("%d items are left of %s", n, id)
		}
	}
	if left(other) == 0 {
		t.Error("somebody else's conversation went, too")
	}
}
