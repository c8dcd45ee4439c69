// Package chat is the product's front door: conversations, and what becomes of a
// message. A message is stored, understood (shared/nlp), turned into a call of an
// operation whose arguments its schema accepts, and answered; where understanding or
// arguments are missing, the answer is a question with choices.
//
// Nothing is done twice: a message has an id, all that is called for it gets an
// idempotency key made from that id, and its reply is stored once.
//
// A message that holds several requests is carried out as a saga (Garcia-Molina, Salem,
// "Sagas", SIGMOD 1987) whose compensation is left to the person: step by step, as far as
// it goes; then the reply says what was done and what was not, and offers to undo it where
// that is possible.
package chat

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/catalog"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Understander understands messages; *nlp.Recognizer is one.
type Understander interface {
	Understand(text string, s nlp.State) nlp.Decision
	Plan(text string, s nlp.State) nlp.Plan
}

// Understanders give what understands the messages of a person: people may have models of
// their own. They always give one.
type Understanders func(ctx context.Context, userID string) Understander

// Always understands everybody by the same.
func Always(u Understander) Understanders {
	return func(context.Context, string) Understander { return u }
}

// Config is what the service needs.
type Config struct {
	Store store.Store
	NLP   Understanders
	Call  call.Invoker
	Log   *slog.Logger
	Now   func() time.Time
	NewID func(prefix string) string
	Pause func(ctx context.Context, n int) error // before the nth try, from 0; nil means back-off with jitter
}

// Service carries out the area's operations.
type Service struct {
	c     Config
	tools map[string]tool // by operation id

	sharing share.Sharing
}

// tool is an operation that the chat may call.
type tool struct {
	spec operation.Spec
	args []operation.Argument
}

// New makes the service; it reads the catalogue.
func New(c Config) *Service {
	if c.Pause == nil {
		c.Pause = pause.BackOff
	}
	s := &Service{c: c, tools: map[string]tool{}}
	s.sharing = share.Sharing{Book: &share.Book{Store: c.Store, Kind: share.Conversations, Now: c.Now, NewID: c.NewID}, Call: c.Call, Owns: s.owns}
	for _, d := range catalog.All() {
		if spec := operation.SpecOf(d); spec.Chat != nil {
			s.tools[spec.ID] = tool{spec: spec, args: operation.Arguments(d)}
		}
	}
	return s
}

// people are those who are told what happens in a conversation: who says something in it,
// its owner, and whom it is shared with. If they cannot be found, who asks is told.
func (s *Service) people(ctx context.Context, c *conversation) []string {
	told := []string{operation.UserID(ctx)}
	if !c.Shared {
		return told
	}
	members, err := s.sharing.Members(ctx, c.ID, liveops.MaxNoticed-len(told)-1)
	if err != nil {
		s.c.Log.WarnContext(ctx, "people not found", "error", err)
		return told
	}
	for _, user := range append(members, c.Owner) {
		if !slices.Contains(told, user) {
			told = append(told, user)
		}
	}
	return told
}

// tell notifies all people of a conversation.
func (s *Service) tell(ctx context.Context, c *conversation, kind string, seq int64, data any) {
	s.notify(ctx, s.people(ctx, c), kind, c.ID, seq, data)
}

// notify tells people's open windows; whoever misses it reads the conversation.
func (s *Service) notify(ctx context.Context, people []string, kind, topic string, seq int64, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		s.c.Log.ErrorContext(ctx, "notice not encoded", "type", kind, "error", err)
		return
	}
	notice := liveops.PublishInput{Body: liveops.Notice{UserIDs: people, Type: kind, Topic: topic, Seq: seq, Data: raw}}
	if err := liveops.Publish.Start(ctx, s.c.Call, &notice); err != nil {
		s.c.Log.WarnContext(ctx, "notice not sent", "type", kind, "error", err)
	}
}
