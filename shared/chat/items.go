package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
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
	Rest    *rest     `json:"rest,omitempty"`
	// Made is what the last request that was carried out changed.
	Made *made `json:"made,omitempty"`
	// Seen is the sequence number last seen of each active document.
	Seen map[string]int64 `json:"seen,omitempty"`
	// Deleted says that it is being deleted: nothing is added any more, and nobody finds it.
	Deleted bool `json:"deleted,omitempty"`
	rev     int64
	role    share.Role // of who asks
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
	By       string `json:"by,omitempty"` // who said it; "" in old ones
	ReplySeq int64  `json:"replySeq,omitempty"`
	// Basis is the conversation's Seen when the message came. It stays with the message, so
	// that a commit made for it is looked for from there on however often it is tried.
	Basis map[string]int64 `json:"basis,omitempty"`
	// Plan is what was understood when the message came, if that is several requests: trying
	// again does the same ones, whatever was said in the conversation meanwhile.
	Plan *plan `json:"plan,omitempty"`
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

// admit reads a conversation if the caller may use it in a role. To whoever has none it
// looks like an unknown one; whoever has a lesser one is told that.
func (s *Service) admit(ctx context.Context, id string, asked share.Role) (*conversation, error) {
	c, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	user := operation.UserID(ctx)
	switch {
	case user == "":
	case c.Owner == user:
		c.role = share.Owner
	case c.Shared:
		if c.role, _, err = s.sharing.Role(ctx, id, user); err != nil {
			return nil, err
		}
	}
	switch {
	case c.role.Allows(asked):
		return c, nil
	case c.role == share.None:
		return nil, operation.NotFound("conversation")
	case asked == share.Editor:
		return nil, operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "You may read this conversation, not write in it. Ask its owner.")
	}
	return nil, operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "Only the owner of this conversation may do this.")
}

// read reads a conversation, whoever asks, unless it is being deleted.
func (s *Service) read(ctx context.Context, id string) (*conversation, error) {
	c, err := s.readAny(ctx, id)
	if err == nil && c.Deleted {
		return nil, operation.NotFound("conversation")
	}
	return c, err
}

// readAny reads one that is being deleted, too.
func (s *Service) readAny(ctx context.Context, id string) (*conversation, error) {
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
	return decodeConversation(items[0])
}

// as describes a conversation to who has a role in it.
func (c *conversation) as(role share.Role) *ops.SessionOutput {
	out := c.Session
	out.Role = string(role)
	return &ops.SessionOutput{Body: out}
}

// change changes what is said of a conversation, again as long as others do so at the same
// time. One that is as wanted already is not written.
func (s *Service) change(ctx context.Context, id string, asked share.Role, do func(*conversation) error) (*conversation, error) {
	for n := range appendAttempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return nil, err
		}
		c, err := s.admit(ctx, id, asked)
		if err != nil {
			return nil, err
		}
		before := c.Session
		if err := do(c); err != nil {
			return nil, err
		}
		if c.Session == before {
			return c, nil
		}
		if err = s.save(ctx, c); err == nil {
			return c, nil
		}
		if !store.IsConflict(err) {
			return nil, fmt.Errorf("chat: change: %w", err)
		}
	}
	return nil, busy()
}

func busy() *operation.Problem {
	return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "The conversation is busy. Try again.").RetryAfter(time.Second)
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
// runs again when another message came first. Read gives the conversation if m may be added.
func (s *Service) appendMessage(ctx context.Context, session string, read func(context.Context, string) (*conversation, error), m *ops.Message, mark func(c *conversation, seq int64) (store.Write, error), change func(*conversation)) (*conversation, error) {
	var last error
	for n := range appendAttempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return nil, err
		}
		c, err := read(ctx, session)
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
