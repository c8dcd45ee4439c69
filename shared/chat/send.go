package chat

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Send stores a message, does what it asks for, and stores the reply. The same message
// id again gets the same reply.
func (s *Service) Send(ctx context.Context, in *ops.SendInput) (*ops.ReplyOutput, error) {
	text := strings.TrimSpace(in.Body.Text)
	if text == "" {
		return nil, operation.Invalid("body.text", "required", "Say something.")
	}
	id, given := s.messageID(ctx, in.Body.ID)
	session, err := s.sessionFor(ctx, in.Body.SessionID, id, given, text)
	if err != nil {
		return nil, err
	}
	operation.MeterFrom(ctx).Under(session + "#" + id)
	c, mark, p, err := s.receive(ctx, session, id, text)
	if err != nil {
		return nil, err
	}
	if mark.ReplySeq != 0 {
		return s.stored(ctx, c, mark)
	}
	t := s.answer(ctx, c, id, p, mark.Basis)
	return s.reply(ctx, c, t)
}

// messageID takes the message's id, else its Idempotency-Key, else a new one.
func (s *Service) messageID(ctx context.Context, given string) (string, bool) {
	if given != "" {
		return given, true
	}
	if k := operation.MetaFrom(ctx).Idempotency; k != "" {
		return ids.Derived("idm", operation.UserID(ctx), k), true
	}
	return s.c.NewID("msg"), false
}

func textHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// sessionFor finds the conversation of a message or begins one. A message that may be
// sent again begins the same one again.
func (s *Service) sessionFor(ctx context.Context, session, message string, given bool, text string) (string, error) {
	if session != "" {
		return session, nil
	}
	id := s.c.NewID("cnv")
	if given {
		id = ids.Derived("cnv", operation.UserID(ctx), message)
	}
	err := s.save(ctx, s.newConversation(ctx, id, text))
	if err != nil && !store.IsConflict(err) {
		return "", fmt.Errorf("chat: begin conversation: %w", err)
	}
	return id, nil
}

// receive stores a person's message, or finds it if it is known, and gives what it asks for.
func (s *Service) receive(ctx context.Context, session, id, text string) (*conversation, marker, *plan, error) {
	m := &ops.Message{ID: id, Role: "user", By: operation.UserID(ctx), Text: text, CreatedAt: s.c.Now().UTC().Truncate(time.Millisecond)}
	mark := marker{TextHash: textHash(text), By: operation.UserID(ctx)}
	var p *plan
	c, err := s.appendMessage(ctx, session, s.writable, m, func(c *conversation, seq int64) (store.Write, error) {
		p = s.plan(ctx, c, text)
		mark.Seq, mark.Basis, mark.Plan = seq, c.Seen, p.ofSeveral()
		return marked(session, id, mark, store.Absent())
	}, nil)
	if err == nil {
		s.tell(ctx, c, liveops.TypeMessage, m.Seq, m)
		return c, mark, p, nil
	}
	if !errors.Is(err, errKnown) {
		return nil, mark, nil, err
	}
	mark, _, err = s.marker(ctx, session, id)
	if err == nil && (mark.TextHash != textHash(text) || mark.By != "" && mark.By != operation.UserID(ctx)) {
		err = operation.Invalid("body.id", "id_reused", "Another message was sent under this id; use a new one.")
	}
	if err != nil {
		return nil, mark, nil, err
	}
	c, err = s.writable(ctx, session)
	if p = mark.Plan; p == nil && err == nil && mark.ReplySeq == 0 {
		p = s.plan(ctx, c, text)
	}
	return c, mark, p, err
}

// writable is a conversation in which the caller may say something.
func (s *Service) writable(ctx context.Context, id string) (*conversation, error) {
	return s.admit(ctx, id, share.Editor)
}

func marked(session, id string, m marker, cond *int64) (store.Write, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return store.Write{}, fmt.Errorf("chat: encode marker: %w", err)
	}
	return store.Write{Item: store.Item{Key: key(session, markerSK(id)), Data: data}, If: cond}, nil
}

func (s *Service) marker(ctx context.Context, session, id string) (marker, int64, error) {
	var m marker
	items, err := s.c.Store.Get(ctx, key(session, markerSK(id)))
	if err != nil {
		return m, 0, fmt.Errorf("chat: read marker: %w", err)
	}
	if len(items) == 0 {
		return m, 0, operation.NotFound("message")
	}
	if err := json.Unmarshal(items[0].Data, &m); err != nil {
		return m, 0, fmt.Errorf("chat: decode marker: %w", err)
	}
	return m, items[0].Rev, nil
}

// reply stores the reply and the context it leaves behind.
func (s *Service) reply(ctx context.Context, c *conversation, t *turn) (*ops.ReplyOutput, error) {
	mark, rev, err := s.marker(ctx, c.ID, t.id)
	if err != nil {
		return nil, err
	}
	if mark.ReplySeq != 0 {
		return s.stored(ctx, c, mark)
	}
	m := &t.reply
	m.ID, m.Role, m.By = ids.Derived("msg", c.ID, t.id), "assistant", operation.UserID(ctx)
	m.CreatedAt = s.c.Now().UTC().Truncate(time.Millisecond)
	_, err = s.appendMessage(ctx, c.ID, s.read, m, func(_ *conversation, seq int64) (store.Write, error) {
		mark.ReplySeq = seq
		return marked(c.ID, t.id, mark, store.AtRev(rev))
	}, t.leave)
	if errors.Is(err, errKnown) { // the same message, sent twice at the same time
		if mark, _, err = s.marker(ctx, c.ID, t.id); err != nil {
			return nil, err
		}
		return s.stored(ctx, c, mark)
	}
	if err != nil {
		return nil, err
	}
	s.tell(ctx, c, liveops.TypeMessage, m.Seq, m)
	return output(c.ID, m), nil
}

// stored answers a repeated message.
func (s *Service) stored(ctx context.Context, c *conversation, mark marker) (*ops.ReplyOutput, error) {
	m, err := s.message(ctx, c.ID, mark.ReplySeq)
	if err != nil {
		return nil, err
	}
	return output(c.ID, m), nil
}

func output(session string, m *ops.Message) *ops.ReplyOutput {
	r := ops.Reply{SessionID: session, Message: *m, Documents: m.Documents, Artifacts: m.Artifacts, Clarification: m.Clarification}
	if m.Intent != nil {
		r.Intent = *m.Intent
	}
	if r.Documents == nil {
		r.Documents = []ops.DocumentRef{}
	}
	if r.Artifacts == nil {
		r.Artifacts = []ops.ArtifactRef{}
	}
	return &ops.ReplyOutput{Body: r}
}
