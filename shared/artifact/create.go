package artifact

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Create records an artifact whose bytes a tool has put. The same id and content again
// gives the same answer; another content under the id is a conflict, and changes nothing.
func (s *Service) Create(ctx context.Context, in *ops.CreateInput) (*ops.ArtifactOutput, error) {
	owner := operation.UserID(ctx)
	if owner == "" {
		return nil, operation.NewProblem(403, operation.CodeForbidden, "An artifact belongs to a person.")
	}
	n, now := in.Body, s.now()
	r := record{ID: n.ID, Owner: owner, Name: n.Name, CreatedAt: now, UpdatedAt: now, Within: operation.MetaFrom(ctx).Within, role: share.Owner, content: content{Version: 1, File: n.File,
		ContentType: n.ContentType, Bytes: n.Bytes, SHA256: n.SHA256, Width: n.Width, Height: n.Height, Source: n.Source, CreatedAt: now, CreatedBy: owner}}
	if err := s.verify(ctx, r); err != nil {
		return nil, err
	}
	known, err := s.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	if known.Deleted || known.Owner != owner || known.File != r.File || known.SHA256 != r.SHA256 {
		return nil, operation.NewProblem(409, operation.CodeConflict, "This artifact id is taken.")
	}
	// After the item, so that it describes what is recorded whoever was first; again with
	// each repetition, because an earlier attempt may have ended before.
	if err := s.putMetadata(ctx, *known); err != nil {
		return nil, err
	}
	known.role = share.Owner
	return known.output(), nil
}

// enter makes the item of a new artifact, charged to its owner, and gives what is then
// recorded: another's if it was faster.
func (s *Service) enter(ctx context.Context, r record) (*record, error) {
	var known *record
	err := s.raced(ctx, func() error {
		var err error
		if known, err = s.read(ctx, r.ID); err != nil || known != nil {
			return err
		}
		it, err := r.item()
		if err != nil {
			return err
		}
		version, err := r.content.item(r.ID)
		if err != nil {
			return err
		}
		room, err := s.account(ctx, r.Owner, func(st *storage) error {
			if err := s.admit(*st, r.Bytes, 1); err != nil {
				return err
			}
			st.Bytes, st.Files = st.Bytes+r.Bytes, st.Files+1
			return nil
		})
		if err != nil {
			return err
		}
		return s.transact(ctx, store.Write{Item: it, If: store.Absent()}, store.Write{Item: version}, room)
	})
	if err != nil || known != nil {
		return known, err
	}
	if known, err = s.read(ctx, r.ID); err == nil && known == nil {
		return nil, missing() // purged at once
	}
	return known, err
}

// verify checks that the bytes are there as described.
func (s *Service) verify(ctx context.Context, r record) error {
	k, err := r.blobKey(r.File)
	if err != nil || r.File == metadataFile {
		return operation.Invalid("body.file", operation.CodeInvalid, "The file's name is not allowed.").Because(err)
	}
	info, err := s.c.Blob.Head(ctx, k)
	if errors.Is(err, blob.ErrNotFound) {
		return operation.Invalid("body.file", operation.CodeInvalid, "There are no such bytes.")
	}
	if err != nil {
		return fmt.Errorf("artifact: head %s: %w", r.ID, err)
	}
	switch {
	case info.Size != r.Bytes:
		return operation.Invalid("body.bytes", operation.CodeInvalid, "The bytes are not as many as described.")
	case info.SHA256 != "" && info.SHA256 != r.SHA256:
		return operation.Invalid("body.sha256", operation.CodeInvalid, "The bytes are not those described.")
	case info.ContentType != r.ContentType: // Content trusts it
		return operation.Invalid("body.contentType", operation.CodeInvalid, "The bytes were put as another type.")
	}
	return nil
}

func (s *Service) putMetadata(ctx context.Context, r record) error {
	k, err := r.blobKey(metadataFile)
	if err != nil {
		return err
	}
	a := r.artifact()
	a.Role = "" // of who happened to write it
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return fmt.Errorf("artifact: encode metadata: %w", err)
	}
	if _, err := s.c.Blob.Put(ctx, k, bytes.NewReader(data), int64(len(data)), blob.PutOptions{ContentType: "application/json"}); err != nil {
		return fmt.Errorf("artifact: put metadata: %w", err)
	}
	return nil
}
