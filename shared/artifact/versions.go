package artifact

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// maxVersions bounds what one file holds: each version is a file that stays until the
// artifact goes.
const maxVersions = 1000

func noVersion() *operation.Problem { return operation.NotFound("version") }

// version reads an earlier version of an artifact.
func (s *Service) version(ctx context.Context, r *record, n int) (content, error) {
	if n < 1 || n > r.Version {
		return content{}, noVersion()
	}
	if n == r.Version {
		return r.content, nil
	}
	items, err := s.c.Store.Get(ctx, versionKey(r.ID, n))
	if err != nil {
		return content{}, fmt.Errorf("artifact: version %d of %s: %w", n, r.ID, err)
	}
	if len(items) == 0 {
		return content{}, noVersion()
	}
	return decodeContent(items[0])
}

func decodeContent(it store.Item) (content, error) {
	var c content
	if err := json.Unmarshal(it.Data, &c); err != nil {
		return content{}, fmt.Errorf("artifact: decode version: %w", err)
	}
	return c, nil
}

// ListVersions lists what a file held, the latest first.
func (s *Service) ListVersions(ctx context.Context, in *ops.VersionsInput) (*ops.VersionsOutput, error) {
	r, err := s.find(ctx, in.ArtifactID, share.Viewer)
	if err != nil {
		return nil, err
	}
	items, next, err := s.c.Store.Query(ctx, store.Query{Table: store.Work, PK: key(r.ID).PK, From: versionPrefix, To: store.PrefixEnd(versionPrefix),
		Reverse: true, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, share.ListError(err)
	}
	page := ops.VersionPage{Items: make([]ops.Version, 0, len(items)), NextCursor: next}
	if len(items) == 0 && in.Cursor == "" { // of before there were versions
		page.Items = append(page.Items, r.content.forPeople())
	}
	for _, it := range items {
		c, err := decodeContent(it)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, c.forPeople())
	}
	return &ops.VersionsOutput{Body: page}, nil
}

func (c content) forPeople() ops.Version {
	return ops.Version{Version: c.Version, ContentType: c.ContentType, Bytes: c.Bytes, SHA256: c.SHA256, Width: c.Width, Height: c.Height,
		Source: c.Source, CreatedAt: c.CreatedAt, CreatedBy: c.CreatedBy}
}

// RestoreVersion makes an earlier version the latest again. Its bytes are not copied, and
// not charged a second time.
func (s *Service) RestoreVersion(ctx context.Context, in *ops.VersionInput) (*ops.ArtifactOutput, error) {
	var r *record
	err := s.raced(ctx, func() error {
		var err error
		if r, err = s.live(ctx, in.ArtifactID, share.Editor); err != nil {
			return err
		}
		c, err := s.version(ctx, r, in.Version)
		if err != nil {
			return err
		}
		if c.File == r.File {
			return nil // it is what the latest has: so it was before, or by a try whose reply was lost
		}
		writes, err := s.succeed(r, c, operation.UserID(ctx))
		if err != nil {
			return err
		}
		return s.transact(ctx, writes...)
	})
	if err != nil {
		return nil, err
	}
	return s.settled(ctx, r)
}

// succeed makes content the latest version of r, and gives the writes: the record's and
// the version's. The present one is written again, for files of before there were versions.
func (s *Service) succeed(r *record, c content, by string) ([]store.Write, error) {
	if r.Version >= maxVersions {
		return nil, tooManyVersions()
	}
	before, err := r.content.item(r.ID)
	if err != nil {
		return nil, err
	}
	c.Version, c.CreatedAt, c.CreatedBy = r.Version+1, s.now(), by
	r.content, r.UpdatedAt = c, c.CreatedAt
	latest, err := c.item(r.ID)
	if err != nil {
		return nil, err
	}
	it, err := r.item()
	if err != nil {
		return nil, err
	}
	return []store.Write{{Item: it, If: store.AtRev(r.rev)}, {Item: before}, {Item: latest, If: store.Absent()}}, nil
}

func tooManyVersions() *operation.Problem {
	return operation.NewProblem(409, "too_many_versions", fmt.Sprintf("This file has %d versions. Copy it and go on with the copy.", maxVersions))
}

// item makes the item of a version of an artifact.
func (c content) item(id string) (store.Item, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return store.Item{}, fmt.Errorf("artifact: encode version: %w", err)
	}
	return store.Item{Key: versionKey(id, c.Version), Data: data}, nil
}

// settled reads what a transaction wrote, describes it beside the bytes, and answers.
func (s *Service) settled(ctx context.Context, r *record) (*ops.ArtifactOutput, error) {
	now, err := s.read(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if now == nil || now.Deleted {
		return nil, missing()
	}
	if err := s.putMetadata(ctx, *now); err != nil {
		return nil, err
	}
	now.role = r.role
	return now.output(), nil
}
