// Package artifact keeps files: those that tools make and those that people upload. The
// bytes are in the blob store under artifacts/{userId}/{artifactId}/, with metadata.json
// beside them so that a bucket explains itself; metadata is in items of the table work.
//
// An artifact has versions, and its owner a quota that all of them count against, the
// trash too. What is thrown away can be taken back for 30 days. A link shares a file with
// whoever has it, until it expires or is revoked.
package artifact

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// linkLife is how long a download URL works: long enough to begin, too short to share.
	linkLife = 5 * time.Minute
	// trashLife is how long what was thrown away can be taken back.
	trashLife = 30 * 24 * time.Hour
	// attempts bounds the races that one change may lose. The windows of one person make
	// few at a time; twenty uploads that end together, which all write the quota, some.
	attempts = 25
)

// Config is what the service needs.
type Config struct {
	Store store.Store
	Blob  blob.Store
	Log   *slog.Logger
	Now   func() time.Time
	NewID func(prefix string) string
	Quota Quota // of accounts that have none of their own; zero is DefaultQuota
	// Pause waits before try n, from 0, of what lost a race; nil means back-off with jitter.
	Pause func(ctx context.Context, n int) error
}

// Service carries out the area's operations.
type Service struct {
	c       Config
	book    *share.Book
	chats   *share.Book         // who has the conversations that files are made in
	decodes *semaphore.Weighted // pictures decoded at a time, each up to 400 MB
}

// maxDecodes is how many pictures one process decodes at a time.
const maxDecodes = 2

// New makes the service.
func New(c Config) *Service {
	if c.Quota == (Quota{}) {
		c.Quota = DefaultQuota
	}
	if c.Pause == nil {
		c.Pause = pause.BackOff
	}
	book := func(k share.Kind) *share.Book {
		return &share.Book{Store: c.Store, Kind: k, Now: c.Now, NewID: c.NewID}
	}
	return &Service{c: c, book: book(links), chats: book(share.Conversations), decodes: semaphore.NewWeighted(maxDecodes)}
}

// now is the time to write down, to the millisecond.
func (s *Service) now() time.Time { return s.c.Now().UTC().Truncate(time.Millisecond) }

func missing() *operation.Problem { return operation.NotFound("artifact") }

func inTrash() *operation.Problem {
	return operation.NewProblem(404, "in_trash", "This file is in the trash. Restore it first.")
}

// find reads an artifact that the caller may use in a role. Whoever has none is told what
// is told of unknown ones; whoever has a lesser one is told that. What is in the trash is
// its owner's alone.
func (s *Service) find(ctx context.Context, id string, asked share.Role) (*record, error) {
	r, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	user := operation.UserID(ctx)
	if r == nil || r.Deleted || user == "" {
		return nil, missing()
	}
	if r.Owner == user {
		r.role = share.Owner
		return r, nil
	}
	if r.role, _, err = s.book.RoleOr(ctx, id, s.chats, r.Within, user); err != nil {
		return nil, err
	}
	switch {
	case r.role == share.None || !r.TrashedAt.IsZero():
		return nil, missing()
	case r.role.Allows(asked):
		return r, nil
	}
	return nil, operation.NewProblem(403, operation.CodeForbidden, "Only the owner of this file may do this, or who may edit it.")
}

// live is find of what is not in the trash.
func (s *Service) live(ctx context.Context, id string, asked share.Role) (*record, error) {
	r, err := s.find(ctx, id, asked)
	if err == nil && !r.TrashedAt.IsZero() {
		return nil, inTrash()
	}
	return r, err
}

// read reads an item, nil if there is none.
func (s *Service) read(ctx context.Context, id string) (*record, error) {
	if id == "" || len(id) > store.MaxPK/2 {
		return nil, nil
	}
	items, err := s.c.Store.Get(ctx, key(id))
	if err != nil {
		return nil, fmt.Errorf("artifact: read %s: %w", id, err)
	}
	if len(items) == 0 {
		return nil, nil
	}
	return decode(items[0])
}

// replace writes a record over the revision that was read.
func (s *Service) replace(ctx context.Context, r *record) error {
	it, err := r.item()
	if err != nil {
		return err
	}
	written, err := s.c.Store.Write(ctx, store.Write{Item: it, If: store.AtRev(r.rev)})
	if err != nil {
		return fmt.Errorf("artifact: write %s: %w", r.ID, err)
	}
	r.rev = written.Rev
	return nil
}

// errBusy says that too many others changed the same.
var errBusy = errors.New("artifact: lost too many races")

// raced repeats what lost a race, each time from what is then stored.
func (s *Service) raced(ctx context.Context, try func() error) error {
	for n := range attempts {
		if err := s.c.Pause(ctx, n); err != nil {
			return fmt.Errorf("artifact: wait: %w", err)
		}
		if err := try(); !store.IsConflict(err) {
			return err
		}
	}
	return operation.NewProblem(503, operation.CodeUnavailable, "Too much changes at once. Try again in a moment.").RetryAfter(time.Second).Because(errBusy)
}
