// Package custom lets people teach the product how they speak: a set of examples of their
// own, models trained with it in addition to the product's messages, and the one of them
// that their messages are understood by.
//
// A model is never used because it was trained: its report says what it makes of the
// messages that everybody's model is measured by, and it is promoted only if that is no
// worse. Going back is one step, to the model before or to the product's own.
//
// Examples are what people say, with names in them: no text of one is ever logged.
package custom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// MaxRows of a person's set: a tenth of the product's messages, which with their weight
	// make a training a quarter longer.
	MaxRows = 1000
	// MaxBytes of a set's texts and values: four times what MaxRows messages of usual length
	// take, so that long ones are possible and a set is read in a few pages.
	MaxBytes = 512 << 10
	// MinRows to train with: the fifth that is held out should be two at least.
	MinRows = 10
	// MaxModels are kept for each person, of up to 6 MB each.
	MaxModels = 10
	// trainingsADay bounds what one person costs: a training takes a minute of a processor
	// or two. Who corrects examples and tries again all day needs no more.
	trainingsADay = 20
	// queueTime is how long a training may wait to begin. On one machine they are run one
	// after the other.
	queueTime = 30 * time.Minute
	// beat is how often a training says that it goes on, and deadAfter without that it is
	// taken for dead. Lambda begins a failed one again after two minutes at most.
	beat      = 15 * time.Second
	deadAfter = 5 * time.Minute
	// attempts bounds the races that one change may lose.
	attempts = 25
	// maxBefore bounds how far one can go back.
	maxBefore = MaxModels
)

// Config is what the service needs.
type Config struct {
	Store store.Store
	Blob  blob.Store
	Call  call.Invoker
	Log   *slog.Logger
	Now   func() time.Time
	NewID func(prefix string) string
	// Pause waits before try n, from 0, of what lost a race; nil means back-off with jitter.
	Pause func(ctx context.Context, n int) error
	// Beat replaces the time between two signs of life of a training, for tests.
	Beat time.Duration
}

// Service carries out the operations.
type Service struct {
	c       Config
	known   map[string]bool // operations that an example may have
	release string          // names the product's own model
}

// New makes the service; it reads the catalogue.
func New(c Config) *Service {
	if c.Pause == nil {
		c.Pause = pause.BackOff
	}
	if c.Beat == 0 {
		c.Beat = beat
	}
	s := &Service{c: c, known: map[string]bool{"meta.help": true, "meta.greet": true, "meta.thanks": true, "meta.cancel": true, outOfScope: true}, release: embeddedRelease()}
	for _, d := range catalog.All() {
		if spec := operation.SpecOf(d); spec.Chat != nil {
			s.known[spec.ID] = true
		}
	}
	return s
}

const outOfScope = "out_of_scope"

// embeddedRelease names the product's own model, with all that a report depends on.
func embeddedRelease() string {
	model, slotModel, contextModel := nlp.Embedded()
	return hashOf(bytes.Join([][]byte{model, slotModel, contextModel}, nil))
}

// now is the time to write down, to the millisecond.
func (s *Service) now() time.Time { return s.c.Now().UTC().Truncate(time.Millisecond) }

// newID makes an id: of a request under an idempotency key always the same.
func (s *Service) newID(ctx context.Context, prefix string) string {
	if k := operation.MetaFrom(ctx).Idempotency; k != "" {
		return ids.Derived(prefix, operation.UserID(ctx), k)
	}
	return s.c.NewID(prefix)
}

// get reads items by key; what is absent is nil.
func (s *Service) get(ctx context.Context, keys ...store.Key) (map[store.Key]*store.Item, error) {
	items, err := s.c.Store.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("custom: read: %w", err)
	}
	out := make(map[store.Key]*store.Item, len(items))
	for i := range items {
		out[items[i].Key] = &items[i]
	}
	return out, nil
}

func (s *Service) transact(ctx context.Context, writes ...store.Write) error {
	if err := s.c.Store.Transact(ctx, s.c.NewID("txn"), writes...); err != nil {
		return fmt.Errorf("custom: write: %w", err)
	}
	return nil
}

// errBusy says that too many others changed the same.
var errBusy = errors.New("custom: lost too many races")

// raced repeats what lost a race, each time from what is then stored.
func (s *Service) raced(ctx context.Context, try func() error) error {
	for n := range attempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return fmt.Errorf("custom: wait: %w", err)
		}
		if err := try(); !store.IsConflict(err) {
			return err
		}
	}
	return operation.NewProblem(503, operation.CodeUnavailable, "Too much changes at once. Try again in a moment.").RetryAfter(time.Second).Because(errBusy)
}

// page reads a page of a person's items whose sort keys have a prefix.
func (s *Service) page(ctx context.Context, prefix string, in operation.PageInput, reverse bool) ([]store.Item, string, error) {
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Chat, PK: partition(operation.UserID(ctx)), From: prefix, To: store.PrefixEnd(prefix),
		Reverse: reverse, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, "", share.ListError(err)
	}
	return items, next, nil
}

// plainID tells whether a text can be an id of ours: nothing else becomes part of a key.
func plainID(id, prefix string) bool {
	rest, ok := strings.CutPrefix(id, prefix+"_")
	return ok && rest != "" && len(id) <= 64 && !strings.ContainsFunc(rest, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
