package artifact

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Delete moves a file to the trash. What is there already stays there.
func (s *Service) Delete(ctx context.Context, in *ops.IDInput) (*operation.None, error) {
	err := s.raced(ctx, func() error {
		r, err := s.find(ctx, in.ArtifactID, share.Owner)
		if err != nil || !r.TrashedAt.IsZero() {
			return err
		}
		r.TrashedAt = s.now()
		return s.replace(ctx, r)
	})
	return &operation.None{}, err
}

// Restore takes a file out of the trash.
func (s *Service) Restore(ctx context.Context, in *ops.IDInput) (*ops.ArtifactOutput, error) {
	var r *record
	err := s.raced(ctx, func() error {
		var err error
		if r, err = s.find(ctx, in.ArtifactID, share.Owner); err != nil || r.TrashedAt.IsZero() {
			return err
		}
		r.TrashedAt, r.UpdatedAt = time.Time{}, s.now()
		return s.replace(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return r.output(), nil
}

// Purge removes a file that is in the trash for good. What was interrupted goes on when
// it is asked again.
func (s *Service) Purge(ctx context.Context, in *ops.IDInput) (*operation.None, error) {
	r, err := s.read(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	switch {
	case r == nil || r.Owner != operation.UserID(ctx):
		return nil, missing()
	case r.TrashedAt.IsZero() && !r.Deleted:
		return nil, operation.NewProblem(409, "not_in_trash", "This file is not in the trash. Delete it first.")
	}
	return &operation.None{}, s.purge(ctx, r.ID, time.Time{})
}

// purge removes an artifact: its room is free at once, then its bytes go, then its items.
// With a time, it does so only if the artifact is due by then.
func (s *Service) purge(ctx context.Context, id string, due time.Time) error {
	var r *record
	err := s.raced(ctx, func() error {
		var err error
		if r, err = s.read(ctx, id); err != nil || r == nil || r.Deleted {
			return err
		}
		if !due.IsZero() && (r.TrashedAt.IsZero() || r.purgeAt().After(due)) {
			r = nil // taken back meanwhile
			return nil
		}
		return s.mark(ctx, r)
	})
	if err != nil || r == nil {
		return err
	}
	return s.remove(ctx, r)
}

// mark makes an artifact unknown and frees its room. The bytes of all its versions were
// counted once each, as are the files that hold them.
func (s *Service) mark(ctx context.Context, r *record) error {
	held, err := s.held(ctx, r)
	if err != nil {
		return err
	}
	room, err := s.account(ctx, r.Owner, func(st *storage) error {
		for _, n := range held {
			st.Bytes -= n
		}
		st.Bytes, st.Files = max(st.Bytes, 0), max(st.Files-1, 0) // files of before there was a quota
		return nil
	})
	if err != nil {
		return err
	}
	r.Deleted = true
	it, err := r.item()
	if err != nil {
		return err
	}
	return s.transact(ctx, store.Write{Item: it, If: store.AtRev(r.rev)}, room)
}

// held gives the files of all versions, with their bytes.
func (s *Service) held(ctx context.Context, r *record) (map[string]int64, error) {
	files := map[string]int64{r.File: r.Bytes}
	err := s.each(ctx, store.Query{Table: store.Work, PK: key(r.ID).PK, From: versionPrefix, To: store.PrefixEnd(versionPrefix)}, func(it store.Item) error {
		c, err := decodeContent(it)
		files[c.File] = c.Bytes
		return err
	})
	return files, err
}

// each goes through all items of a query.
func (s *Service) each(ctx context.Context, q store.Query, do func(store.Item) error) error {
	if err := store.Each(ctx, s.c.Store, q, do); err != nil {
		return fmt.Errorf("artifact: query: %w", err)
	}
	return nil
}

// remove removes the bytes and then the items of what was marked; the record goes last,
// so that what was interrupted can be done again.
func (s *Service) remove(ctx context.Context, r *record) error {
	files, err := s.held(ctx, r)
	if err != nil {
		return err
	}
	keys, err := s.thumbnails(*r, files)
	if err != nil {
		return err
	}
	files[metadataFile] = 0
	for file := range files {
		k, err := r.blobKey(file)
		if err != nil {
			return err
		}
		keys = append(keys, k)
	}
	if err := s.c.Blob.Delete(ctx, keys...); err != nil {
		return fmt.Errorf("artifact: delete bytes of %s: %w", r.ID, err)
	}
	err = s.each(ctx, store.Query{Table: store.Work, PK: key(r.ID).PK}, func(it store.Item) error {
		if it.Key.SK == metaSK {
			return nil
		}
		_, err := s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: it.Key}})
		return err
	})
	if err != nil {
		return fmt.Errorf("artifact: delete items of %s: %w", r.ID, err)
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: key(r.ID)}}); err != nil {
		return fmt.Errorf("artifact: delete %s: %w", r.ID, err)
	}
	return nil
}

// emptied is how many files one request removes: about a second's work.
const emptied = 100

// EmptyTrash removes what is in the caller's trash, as much as one request can.
func (s *Service) EmptyTrash(ctx context.Context, _ *operation.None) (*ops.EmptiedOutput, error) {
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Work, Index: ownerIndex, PK: trashPK(operation.UserID(ctx)), Limit: emptied})
	if err != nil {
		return nil, fmt.Errorf("artifact: trash: %w", err)
	}
	out := ops.Emptied{More: next != ""}
	for _, it := range items {
		r, err := decode(it)
		if err != nil {
			return nil, err
		}
		// What was restored meanwhile is not due, whatever the index still shows.
		if err := s.purge(ctx, r.ID, s.now().Add(trashLife)); err != nil {
			return nil, err
		}
		out.Purged++
	}
	return &ops.EmptiedOutput{Body: out}, nil
}

// PurgeExpired removes what has been in anybody's trash for trashLife; what one run does
// not reach, the next does.
func (s *Service) PurgeExpired(ctx context.Context, _ *operation.None) (*operation.None, error) {
	now := s.now()
	var errs []error
	for shard := range uint32(purgeShards) {
		q := store.Query{Table: store.Work, Index: purgeIndex, PK: purgePK(shard), To: store.ByTime(now, "")}
		errs = append(errs, s.each(ctx, q, func(it store.Item) error {
			r, err := decode(it)
			if err != nil {
				return err
			}
			return s.purge(ctx, r.ID, now)
		}))
	}
	return &operation.None{}, errors.Join(errs...)
}

// PurgeAccount removes everything of an account that was deleted.
func (s *Service) PurgeAccount(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	user := in.Body.Data.UserID
	if user == "" {
		return &operation.None{}, nil
	}
	for _, pk := range []string{libraryPK(user), trashPK(user)} {
		err := s.each(ctx, store.Query{Table: store.Work, Index: ownerIndex, PK: pk}, func(it store.Item) error {
			r, err := decode(it)
			if err != nil {
				return err
			}
			return s.purge(ctx, r.ID, time.Time{})
		})
		if err != nil {
			return nil, err
		}
	}
	if err := s.book.LeaveAll(ctx, user); err != nil {
		return nil, err
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: storageKey(user)}}); err != nil {
		return nil, fmt.Errorf("artifact: storage of %s: %w", user, err)
	}
	return &operation.None{}, nil
}
