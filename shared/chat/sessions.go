package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// titleRunes is how much of the first message names a conversation: a line of a list.
const titleRunes = 60

// CreateSession begins a conversation.
func (s *Service) CreateSession(ctx context.Context, in *ops.CreateSessionInput) (*ops.SessionOutput, error) {
	id := s.c.NewID("cnv")
	if k := operation.MetaFrom(ctx).Idempotency; k != "" {
		id = ids.Derived("cnv", operation.UserID(ctx), "session", k)
	}
	c := s.newConversation(ctx, id, in.Body.Title)
	err := s.save(ctx, c)
	if store.IsConflict(err) { // begun by an earlier attempt
		c, err = s.admit(ctx, id, share.Owner)
	}
	if err != nil {
		return nil, fmt.Errorf("chat: create session: %w", err)
	}
	return c.as(share.Owner), nil
}

func (s *Service) newConversation(ctx context.Context, id, title string) *conversation {
	now := s.c.Now().UTC().Truncate(time.Millisecond)
	if title = oneLine(title); title == "" {
		title = "New conversation"
	}
	return &conversation{Owner: operation.UserID(ctx), Session: ops.Session{ID: id, Title: title, CreatedAt: now, UpdatedAt: now}}
}

// oneLine shortens a text to a title.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > titleRunes {
		return strings.TrimSpace(string(r[:titleRunes])) + "…"
	}
	return text
}

// ListSessions lists the caller's conversations, newest first, or what others share.
func (s *Service) ListSessions(ctx context.Context, in *ops.SessionsInput) (*ops.SessionListOutput, error) {
	if in.In == "shared" {
		return s.shared(ctx, in.PageInput)
	}
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Chat, Index: ownerIndex, PK: ownerPK(operation.UserID(ctx)),
		Reverse: true, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, share.ListError(err)
	}
	page := ops.SessionPage{Items: make([]ops.Session, 0, len(items)), NextCursor: next}
	for _, it := range items {
		c, err := decodeConversation(it)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, c.as(share.Owner).Body)
	}
	return &ops.SessionListOutput{Body: page}, nil
}

// RenameSession changes a conversation's title.
func (s *Service) RenameSession(ctx context.Context, in *ops.RenameSessionInput) (*ops.SessionOutput, error) {
	c, err := s.change(ctx, in.SessionID, share.Editor, func(c *conversation) error {
		if c.Title = oneLine(in.Body.Title); c.Title == "" {
			return operation.Invalid("body.title", operation.CodeInvalid, "A title needs at least one visible character.")
		}
		c.UpdatedAt = s.c.Now().UTC().Truncate(time.Millisecond)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.as(c.role), nil
}

// DeleteSession removes a conversation. It is marked first, so that whoever is talking in it
// cannot keep it alive, and META goes last, so that an interrupted delete can be done again.
func (s *Service) DeleteSession(ctx context.Context, in *ops.SessionInput) (*operation.None, error) {
	c, err := s.mark(ctx, in.SessionID)
	if err != nil {
		return nil, err
	}
	id := c.ID
	if err := s.unshare(ctx, c); err != nil {
		return nil, fmt.Errorf("chat: unshare: %w", err)
	}
	if err := s.deleteMessages(ctx, id); err != nil {
		return nil, fmt.Errorf("chat: delete messages: %w", err)
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: key(id, metaSK)}}); err != nil {
		return nil, fmt.Errorf("chat: delete: %w", err)
	}
	return &operation.None{}, nil
}

// PurgeAccount deletes the conversations of an account that was deleted.
func (s *Service) PurgeAccount(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	user := in.Body.Data.UserID
	if user == "" {
		return &operation.None{}, nil
	}
	ctx = operation.WithMeta(ctx, operation.Meta{Principal: operation.Principal{UserID: user}}) // as whom they are deleted
	err := store.Each(ctx, s.c.Store, store.Query{Table: store.Chat, Index: ownerIndex, PK: ownerPK(user)}, func(it store.Item) error {
		c, err := decodeConversation(it)
		if err != nil {
			return err
		}
		_, err = s.DeleteSession(ctx, &ops.SessionInput{SessionID: c.ID})
		if operation.HasStatus(err, http.StatusNotFound) { // deleted by an attempt before, or by its owner
			return nil
		}
		return err
	})
	if err == nil {
		err = s.sharing.LeaveAll(ctx, user)
	}
	if err != nil {
		return nil, fmt.Errorf("chat: purge: %w", err)
	}
	return &operation.None{}, nil
}

func (s *Service) deleteMessages(ctx context.Context, id string) error {
	q := store.Query{Table: store.Chat, PK: key(id, metaSK).PK, Limit: deletePage}
	for {
		items, next, err := s.c.Store.Query(ctx, q)
		if err != nil {
			return err
		}
		var writes []store.Write
		for _, it := range items {
			if it.Key.SK != metaSK {
				writes = append(writes, store.Write{Delete: true, Item: store.Item{Key: it.Key}})
			}
		}
		if len(writes) > 0 {
			if err := s.c.Store.Transact(ctx, s.c.NewID("txn"), writes...); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.Cursor = next
	}
}

// deletePage is how many items are removed at once.
const deletePage = store.MaxTransact

// mark says in a conversation that it is being deleted.
func (s *Service) mark(ctx context.Context, id string) (*conversation, error) {
	for n := range appendAttempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return nil, err
		}
		c, err := s.readAny(ctx, id)
		if err != nil {
			return nil, err
		}
		if c.Owner != operation.UserID(ctx) {
			return nil, s.notTheirs(ctx, id)
		}
		if c.Deleted {
			return c, nil
		}
		c.Deleted = true
		if err = s.save(ctx, c); err == nil {
			return c, nil
		}
		if !store.IsConflict(err) {
			return nil, fmt.Errorf("chat: delete: %w", err)
		}
	}
	return nil, busy()
}

// notTheirs refuses what only a conversation's owner may, to another.
func (s *Service) notTheirs(ctx context.Context, id string) error {
	_, err := s.admit(ctx, id, share.Owner)
	return err
}

// ListMessages lists a conversation's messages, oldest first.
func (s *Service) ListMessages(ctx context.Context, in *ops.ListMessagesInput) (*ops.MessageListOutput, error) {
	c, err := s.admit(ctx, in.SessionID, share.Viewer)
	if err != nil {
		return nil, err
	}
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Chat, PK: key(c.ID, metaSK).PK,
		From: messageSK(in.After + 1), To: "M$", Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, share.ListError(err)
	}
	page := ops.MessagePage{Items: make([]ops.Message, 0, len(items)), NextCursor: next}
	for _, it := range items {
		var m ops.Message
		if err := json.Unmarshal(it.Data, &m); err != nil {
			return nil, fmt.Errorf("chat: decode message: %w", err)
		}
		page.Items = append(page.Items, m)
	}
	return &ops.MessageListOutput{Body: page}, nil
}
