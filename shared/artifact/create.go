package artifact

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Create records an artifact whose bytes a tool has put. The same id and content again
// gives the same answer; another content under the id is a conflict, and changes nothing.
func (s *Service) Create(ctx context.Context, in *ops.CreateInput) (*ops.ArtifactOutput, error) {
	owner := operation.UserID(ctx)
	if owner == "" {
		return nil, operation.NewProblem(403, operation.CodeForbidden, "An artifact belongs to a person.")
	}
	n := in.Body
	r := record{Owner: owner, Artifact: ops.Artifact{ID: n.ID, Name: n.Name, File: n.File, ContentType: n.ContentType,
		Bytes: n.Bytes, SHA256: n.SHA256, Width: n.Width, Height: n.Height, Source: n.Source, CreatedAt: s.now().UTC().Truncate(time.Millisecond)}}
	if err := s.verify(ctx, r); err != nil {
		return nil, err
	}
	known, err := s.read(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if known == nil {
		if known, err = s.enter(ctx, r); err != nil {
			return nil, err
		}
	}
	if known.Deleted || known.Owner != owner || known.File != r.File || known.SHA256 != r.SHA256 {
		return nil, operation.NewProblem(409, operation.CodeConflict, "This artifact id is taken.")
	}
	// After the item, so that it describes what is recorded whoever was first; again with
	// each repetition, because an earlier attempt may have ended before.
	if err := s.putMetadata(ctx, *known); err != nil {
		return nil, err
	}
	return output(known.Artifact), nil
}

// enter makes the item, and gives what is then recorded: another's if it was faster.
func (s *Service) enter(ctx context.Context, r record) (*record, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("artifact: encode: %w", err)
	}
	_, err = s.store.Write(ctx, store.Write{If: store.Absent(), Item: store.Item{Key: key(r.ID), Data: data,
		Index: map[string][2]string{ownerIndex: {ownerPK(r.Owner), store.ByTime(r.CreatedAt, r.ID)}}}})
	var conflict *store.Conflict
	switch {
	case errors.As(err, &conflict) && conflict.Current != nil:
		return decode(*conflict.Current)
	case err != nil:
		return nil, fmt.Errorf("artifact: record %s: %w", r.ID, err)
	}
	return &r, nil
}

// verify checks that the bytes are there as described.
func (s *Service) verify(ctx context.Context, r record) error {
	k, err := r.key()
	if err != nil || r.File == metadataFile {
		return operation.Invalid("body.file", operation.CodeInvalid, "The file's name is not allowed.").Because(err)
	}
	info, err := s.blob.Head(ctx, k)
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
	k, err := blob.Key(blob.Artifacts, r.Owner, r.ID, metadataFile)
	if err != nil {
		return fmt.Errorf("artifact: metadata key: %w", err)
	}
	data, err := json.MarshalIndent(r.Artifact, "", "  ")
	if err != nil {
		return fmt.Errorf("artifact: encode metadata: %w", err)
	}
	if _, err := s.blob.Put(ctx, k, bytes.NewReader(data), int64(len(data)), blob.PutOptions{ContentType: "application/json"}); err != nil {
		return fmt.Errorf("artifact: put metadata: %w", err)
	}
	return nil
}
