// Package artifact keeps the files that tools make: bytes in the blob store under
// artifacts/{userId}/{artifactId}/, metadata as an item of the table work and beside the
// bytes as metadata.json, so that a bucket explains itself.
package artifact

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// linkLife is how long a download URL works: long enough to begin, too short to share.
const linkLife = 5 * time.Minute

// Service carries out the area's operations.
type Service struct {
	store store.Store
	blob  blob.Store
	now   func() time.Time
}

// New makes the service.
func New(s store.Store, b blob.Store, now func() time.Time) *Service {
	return &Service{store: s, blob: b, now: now}
}

// record is an artifact as stored.
type record struct {
	ops.Artifact
	Owner string `json:"owner"`
}

const (
	metaSK     = "META"
	ownerIndex = "owner"
	// sortableTime has a fixed width, so that its bytes sort as times do.
	sortableTime = "2006-01-02T15:04:05.000Z"
)

func key(id string) store.Key         { return store.Key{Table: store.Work, PK: "ART#" + id, SK: metaSK} }
func ownerPK(owner string) string     { return "USER#" + owner + "#ART" }
func etag(a ops.Artifact) string      { return `"` + a.SHA256[:32] + `"` }
func missing() *operation.Problem     { return operation.NotFound("artifact") }
func metaFile() string                { return "metadata.json" }
func (r record) key() (string, error) { return blob.Key(blob.Artifacts, r.Owner, r.ID, r.File) }

// Create records an artifact whose bytes a tool has put. The same id and content again
// gives the same answer; another content under the id is a conflict.
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
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("artifact: encode: %w", err)
	}
	if err := s.putMetadata(ctx, r); err != nil {
		return nil, err
	}
	_, err = s.store.Write(ctx, store.Write{If: store.Absent(), Item: store.Item{Key: key(r.ID), Data: data,
		Index: map[string][2]string{ownerIndex: {ownerPK(owner), r.CreatedAt.Format(sortableTime) + "#" + r.ID}}}})
	var conflict *store.Conflict
	if errors.As(err, &conflict) {
		return replay(conflict.Current, r)
	}
	if err != nil {
		return nil, fmt.Errorf("artifact: record %s: %w", r.ID, err)
	}
	return output(r.Artifact), nil
}

// replay answers a repeated Create.
func replay(it *store.Item, want record) (*ops.ArtifactOutput, error) {
	var have record
	if it == nil || json.Unmarshal(it.Data, &have) != nil || have.Owner != want.Owner || have.SHA256 != want.SHA256 {
		return nil, operation.NewProblem(409, operation.CodeConflict, "This artifact id is taken.")
	}
	return output(have.Artifact), nil
}

// verify checks that the bytes are there as described.
func (s *Service) verify(ctx context.Context, r record) error {
	k, err := r.key()
	if err != nil {
		return operation.Invalid("body.file", operation.CodeInvalid, "The file's name is not allowed.").Because(err)
	}
	info, err := s.blob.Head(ctx, k)
	if errors.Is(err, blob.ErrNotFound) {
		return operation.Invalid("body.file", operation.CodeInvalid, "There are no such bytes.")
	}
	if err != nil {
		return fmt.Errorf("artifact: head %s: %w", r.ID, err)
	}
	if info.Size != r.Bytes || (info.SHA256 != "" && info.SHA256 != r.SHA256) {
		return operation.Invalid("body.sha256", operation.CodeInvalid, "The bytes are not those described.")
	}
	return nil
}

func (s *Service) putMetadata(ctx context.Context, r record) error {
	k, err := blob.Key(blob.Artifacts, r.Owner, r.ID, metaFile())
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

// List lists the caller's artifacts, newest first.
func (s *Service) List(ctx context.Context, in *operation.PageInput) (*ops.ListOutput, error) {
	items, next, err := s.store.Query(ctx, store.Query{Table: store.Work, Index: ownerIndex, PK: ownerPK(operation.UserID(ctx)),
		Reverse: true, Limit: in.Limit, Cursor: in.Cursor})
	if store.CodeOf(err) == store.CodeInvalid {
		return nil, operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list.")
	}
	if err != nil {
		return nil, fmt.Errorf("artifact: list: %w", err)
	}
	page := ops.ArtifactPage{Items: make([]ops.Artifact, 0, len(items)), NextCursor: next}
	for _, it := range items {
		var r record
		if err := json.Unmarshal(it.Data, &r); err != nil {
			return nil, fmt.Errorf("artifact: decode: %w", err)
		}
		page.Items = append(page.Items, r.Artifact)
	}
	return &ops.ListOutput{Body: page}, nil
}

// Get reads the metadata of one of the caller's artifacts.
func (s *Service) Get(ctx context.Context, in *ops.IDInput) (*ops.ArtifactOutput, error) {
	r, err := s.find(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	return output(r.Artifact), nil
}

// Content redirects to a signed URL of the bytes.
func (s *Service) Content(ctx context.Context, in *ops.ContentInput) (*ops.Redirect, error) {
	r, err := s.find(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	k, err := r.key()
	if err != nil {
		return nil, fmt.Errorf("artifact: key: %w", err)
	}
	kind := "inline"
	if in.Download || !shown[r.ContentType] {
		kind = "attachment"
	}
	signed, err := s.blob.SignGet(ctx, k, blob.GetGrant{Life: linkLife, Disposition: mime.FormatMediaType(kind, map[string]string{"filename": r.Name})})
	if err != nil {
		return nil, fmt.Errorf("artifact: sign %s: %w", r.ID, err)
	}
	return &ops.Redirect{Location: signed.URL}, nil
}

// shown are the types that a browser may show from our host; all others are saved: they
// might be pages that act as the person who opens them.
var shown = map[string]bool{"image/png": true, "image/jpeg": true, "image/webp": true, "image/gif": true, "video/mp4": true, "video/webm": true}

// Delete removes one of the caller's artifacts: first the item, so that nothing points
// at bytes that are gone.
func (s *Service) Delete(ctx context.Context, in *ops.IDInput) (*operation.None, error) {
	r, err := s.find(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	if _, err := s.store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: key(r.ID)}}); err != nil {
		return nil, fmt.Errorf("artifact: delete %s: %w", r.ID, err)
	}
	keys := make([]string, 0, 2)
	for _, file := range []string{r.File, metaFile()} {
		if k, err := blob.Key(blob.Artifacts, r.Owner, r.ID, file); err == nil {
			keys = append(keys, k)
		}
	}
	if err := s.blob.Delete(ctx, keys...); err != nil {
		return nil, fmt.Errorf("artifact: delete bytes of %s: %w", r.ID, err)
	}
	return &operation.None{}, nil
}

// find reads an artifact if it is the caller's; anybody else's looks like an unknown one.
func (s *Service) find(ctx context.Context, id string) (record, error) {
	if id == "" {
		return record{}, missing()
	}
	items, err := s.store.Get(ctx, key(id))
	if err != nil {
		return record{}, fmt.Errorf("artifact: read %s: %w", id, err)
	}
	var r record
	if len(items) == 0 {
		return r, missing()
	}
	if err := json.Unmarshal(items[0].Data, &r); err != nil {
		return r, fmt.Errorf("artifact: decode %s: %w", id, err)
	}
	if r.Owner != operation.UserID(ctx) {
		return record{}, missing()
	}
	return r, nil
}

func output(a ops.Artifact) *ops.ArtifactOutput { return &ops.ArtifactOutput{ETag: etag(a), Body: a} }
