package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The area's items, all in the table chat:
//
//	CNV#conversation  META          the conversation and its context
//	CNV#conversation  M#000000000n  message n
//	CNV#conversation  ID#message    where the message with the client's id is, and its reply
//
// Appending is one transaction: META at its revision, the message absent. So messages
// have no gaps, and whoever loses a race reads again.
const (
	metaSK     = "META"
	ownerIndex = "owner"
	// appendAttempts bounds the races an append may lose; two windows of one person rarely
	// make more than one, a program that talks with many voices makes more.
	appendAttempts = 20
)

// conversation is a conversation as stored.
type conversation struct {
	ops.Session
	Owner   string    `json:"owner"`
	LastSeq int64     `json:"lastSeq"`
	Context nlp.State `json:"context"`
	Waiting *waiting  `json:"waiting,omitempty"`
	// Seen is the sequence number last seen of each active document.
	Seen map[string]int64 `json:"seen,omitempty"`
	// Deleted says that it is being deleted: nothing is added any more, and nobody finds it.
	Deleted bool `json:"deleted,omitempty"`
	rev     int64
}

// waiting is a request that could not be carried out because there was no document yet:
// it is, as soon as the person has answered with one.
type waiting struct {
	Operation string         `json:"operation"`
	Entities  map[string]any `json:"entities"`
}

// marker says what became of a person's message.
type marker struct {
	Seq      int64  `json:"seq"`
	TextHash string `json:"textHash"`
	ReplySeq int64  `json:"replySeq,omitempty"`
	// Basis is the conversation's Seen when the message came. It stays with the message, so
	// that a commit made for it is looked for from there on however often it is tried.
	Basis map[string]int64 `json:"basis,omitempty"`
}

func ownerPK(owner string) string    { return "USER#" + owner + "#CNV" }
func messageSK(seq int64) string     { return fmt.Sprintf("M#%012d", seq) }
func markerSK(message string) string { return "ID#" + message }
func key(session, sk string) store.Key {
	return store.Key{Table: store.Chat, PK: "CNV#" + session, SK: sk}
}

func (c *conversation) item() (store.Item, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return store.Item{}, fmt.Errorf("chat: encode conversation: %w", err)
	}
	it := store.Item{Key: key(c.ID, metaSK), Data: data}
	if !c.Deleted {
		it.Index = map[string][2]string{ownerIndex: {ownerPK(c.Owner), store.ByTime(c.CreatedAt, c.ID)}}
	}
	return it, nil
}

func decodeConversation(it store.Item) (*conversation, error) {
	var c conversation
	if err := json.Unmarshal(it.Data, &c); err != nil {
		return nil, fmt.Errorf("chat: decode conversation: %w", err)
	}
	c.rev = it.Rev
	return &c, nil
}

// load reads a conversation if it is the caller's.
func (s *Service) load(ctx context.Context, id string) (*conversation, error) {
	c, err := s.loadAny(ctx, id)
	if err == nil && c.Deleted {
		return nil, operation.NotFound("conversation")
	}
	return c, err
}

// loadAny reads one that is being deleted, too.
func (s *Service) loadAny(ctx context.Context, id string) (*conversation, error) {
	if id == "" {
		return nil, operation.NotFound("conversation")
	}
	items, err := s.c.Store.Get(ctx, key(id, metaSK))
	if err != nil {
		return nil, fmt.Errorf("chat: read conversation: %w", err)
	}
	if len(items) == 0 {
		return nil, operation.NotFound("conversation")
	}
	c, err := decodeConversation(items[0])
	if err != nil {
		return nil, err
	}
	if c.Owner != operation.UserID(ctx) {
		return nil, operation.NotFound("conversation")
	}
	return c, nil
}

// save writes a conversation at its revision.
func (s *Service) save(ctx context.Context, c *conversation) error {
	it, err := c.item()
	if err != nil {
		return err
	}
	cond := store.AtRev(c.rev)
	if c.rev == 0 {
		cond = store.Absent()
	}
	stored, err := s.c.Store.Write(ctx, store.Write{Item: it, If: cond})
	if err != nil {
		return err
	}
	c.rev = stored.Rev
	return nil
}

// errKnown says that the marker was there already.
var errKnown = errors.New("chat: message is known")

// appendMessage adds a message and its marker in one transaction and gives the
// conversation as it then is. Change may set what else of the conversation changes; it
// runs again when another message came first.
func (s *Service) appendMessage(ctx context.Context, session string, m *ops.Message, mark func(c *conversation, seq int64) (store.Write, error), change func(*conversation)) (*conversation, error) {
	var last error
	for n := range appendAttempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return nil, err
		}
		c, err := s.load(ctx, session)
		if err != nil {
			return nil, err
		}
		c.LastSeq++
		c.UpdatedAt = m.CreatedAt
		m.Seq, m.SessionID = c.LastSeq, c.ID
		if change != nil {
			change(c)
		}
		err = s.tryAppend(ctx, c, m, mark)
		var conflict *store.Conflict
		if errors.As(err, &conflict) && conflict.Key.SK != metaSK && conflict.Key.SK != messageSK(m.Seq) {
			return c, errKnown
		}
		if conflict != nil || store.CodeOf(err) == store.CodeUnavailable {
			// Lost a race or the reply: if the transaction happened, the marker says so next time.
			last = err
			continue
		}
		return c, err
	}
	return nil, operation.NewProblem(503, operation.CodeUnavailable, "The conversation is busy. Send the same message again.").
		RetryAfter(time.Second).Because(fmt.Errorf("chat: append: %w", last))
}

func (s *Service) tryAppend(ctx context.Context, c *conversation, m *ops.Message, mark func(c *conversation, seq int64) (store.Write, error)) error {
	meta, err := c.item()
	if err != nil {
		return err
	}
	data, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("chat: encode message: %w", err)
	}
	marked, err := mark(c, m.Seq)
	if err != nil {
		return err
	}
	return s.c.Store.Transact(ctx, s.c.NewID("txn"),
		store.Write{Item: marked.Item, If: marked.If},
		store.Write{Item: meta, If: store.AtRev(c.rev)},
		store.Write{Item: store.Item{Key: key(c.ID, messageSK(m.Seq)), Data: data}, If: store.Absent()})
}

// message reads one message.
func (s *Service) message(ctx context.Context, session string, seq int64) (*ops.Message, error) {
	items, err := s.c.Store.Get(ctx, key(session, messageSK(seq)))
	if err != nil || len(items) == 0 {
		return nil, fmt.Errorf("chat: read message %d: %w", seq, err)
	}
	var m ops.Message
	if err := json.Unmarshal(items[0].Data, &m); err != nil {
		return nil, fmt.Errorf("chat: decode message: %w", err)
	}
	return &m, nil
}
