// Package artifact keeps the files that tools make: bytes in the blob store under
// artifacts/{userId}/{artifactId}/, metadata as an item of the table work and beside the
// bytes as metadata.json, so that a bucket explains itself.
package artifact

import (
	"context"
	"encoding/json"
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
	Owner   string `json:"owner"`
	Deleted bool   `json:"deleted,omitempty"` // its bytes are going, or gone
}

const (
	metaSK = "META"
	// metadataFile lies beside an artifact's bytes.
	metadataFile = "metadata.json"
	ownerIndex   = "owner"
)

func key(id string) store.Key         { return store.Key{Table: store.Work, PK: "ART#" + id, SK: metaSK} }
func ownerPK(owner string) string     { return "USER#" + owner + "#ART" }
func etag(a ops.Artifact) string      { return `"` + a.SHA256[:32] + `"` }
func missing() *operation.Problem     { return operation.NotFound("artifact") }
func (r record) key() (string, error) { return blob.Key(blob.Artifacts, r.Owner, r.ID, r.File) }

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
		r, err := decode(it)
		if err != nil {
			return nil, err
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

// Delete removes one of the caller's artifacts. The item is marked first, so that nobody
// is led to bytes that are gone, and removed last, so that a delete that was interrupted
// can be done again.
func (s *Service) Delete(ctx context.Context, in *ops.IDInput) (*operation.None, error) {
	r, err := s.own(ctx, in.ArtifactID)
	if err != nil {
		return nil, err
	}
	if err := s.mark(ctx, r); err != nil {
		return nil, err
	}
	keys := make([]string, 0, 2)
	for _, file := range []string{r.File, metadataFile} {
		k, err := blob.Key(blob.Artifacts, r.Owner, r.ID, file)
		if err != nil {
			return nil, fmt.Errorf("artifact: key: %w", err)
		}
		keys = append(keys, k)
	}
	if err := s.blob.Delete(ctx, keys...); err != nil {
		return nil, fmt.Errorf("artifact: delete bytes of %s: %w", r.ID, err)
	}
	if _, err := s.store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: key(r.ID)}}); err != nil {
		return nil, fmt.Errorf("artifact: delete %s: %w", r.ID, err)
	}
	return &operation.None{}, nil
}

// mark makes an artifact unknown, and takes it off its owner's list.
func (s *Service) mark(ctx context.Context, r *record) error {
	if r.Deleted {
		return nil
	}
	r.Deleted = true
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("artifact: encode: %w", err)
	}
	_, err = s.store.Write(ctx, store.Write{If: store.Present(), Item: store.Item{Key: key(r.ID), Data: data}})
	if store.IsConflict(err) {
		return missing() // another delete was faster
	}
	if err != nil {
		return fmt.Errorf("artifact: mark %s: %w", r.ID, err)
	}
	return nil
}

// find reads an artifact if it is the caller's; anybody else's looks like an unknown one.
func (s *Service) find(ctx context.Context, id string) (*record, error) {
	r, err := s.own(ctx, id)
	if err == nil && r.Deleted {
		return nil, missing()
	}
	return r, err
}

// own is find that also finds what is being deleted.
func (s *Service) own(ctx context.Context, id string) (*record, error) {
	if id == "" {
		return nil, missing()
	}
	r, err := s.read(ctx, id)
	if err == nil && (r == nil || r.Owner != operation.UserID(ctx)) {
		return nil, missing()
	}
	return r, err
}

// read reads an item, nil if there is none.
func (s *Service) read(ctx context.Context, id string) (*record, error) {
	items, err := s.store.Get(ctx, key(id))
	if err != nil {
		return nil, fmt.Errorf("artifact: read %s: %w", id, err)
	}
	if len(items) == 0 {
		return nil, nil
	}
	return decode(items[0])
}

func decode(it store.Item) (*record, error) {
	var r record
	if err := json.Unmarshal(it.Data, &r); err != nil {
		return nil, fmt.Errorf("artifact: decode: %w", err)
	}
	return &r, nil
}

func output(a ops.Artifact) *ops.ArtifactOutput { return &ops.ArtifactOutput{ETag: etag(a), Body: a} }
