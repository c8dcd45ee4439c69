package artifact

import (
	"context"
	"fmt"
	"mime"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// Get reads an artifact's metadata.
func (s *Service) Get(ctx context.Context, in *ops.GetInput) (*ops.ArtifactOutput, error) {
	read := s.live
	if in.Trashed {
		read = s.find
	}
	r, err := read(ctx, in.ArtifactID, share.Viewer)
	if err != nil {
		return nil, err
	}
	return r.output(), nil
}

// Content redirects to a signed URL of the bytes.
func (s *Service) Content(ctx context.Context, in *ops.ContentInput) (*ops.Redirect, error) {
	r, err := s.live(ctx, in.ArtifactID, share.Viewer)
	if err != nil {
		return nil, err
	}
	c := r.content
	if in.Version > 0 && in.Version != c.Version {
		if c, err = s.version(ctx, r, in.Version); err != nil {
			return nil, err
		}
	}
	signed, err := s.signed(ctx, r, c, in.Download)
	if err != nil {
		return nil, err
	}
	return &ops.Redirect{Location: signed.URL}, nil
}

// signed makes the address of a version's bytes.
func (s *Service) signed(ctx context.Context, r *record, c content, download bool) (blob.SignedRequest, error) {
	k, err := r.blobKey(c.File)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	kind := "inline"
	if download || !shown[c.ContentType] {
		kind = "attachment"
	}
	signed, err := s.c.Blob.SignGet(ctx, k, blob.GetGrant{Life: linkLife, Disposition: mime.FormatMediaType(kind, map[string]string{"filename": r.Name})})
	if err != nil {
		return blob.SignedRequest{}, fmt.Errorf("artifact: sign %s: %w", r.ID, err)
	}
	return signed, nil
}

// shown are the types that a browser may show from our host; all others are saved: they
// might be pages that act as the person who opens them.
var shown = map[string]bool{"image/png": true, "image/jpeg": true, "image/webp": true, "image/gif": true, "video/mp4": true, "video/webm": true}

// Update renames a file, or tags it.
func (s *Service) Update(ctx context.Context, in *ops.UpdateInput) (*ops.ArtifactOutput, error) {
	return s.change(ctx, in.ArtifactID, func(r *record) error {
		if in.Body.Name != nil {
			name, err := fileName("body.name", *in.Body.Name, r.ContentType)
			if err != nil {
				return err
			}
			r.Name = name
		}
		if in.Body.Tags != nil {
			kept, err := tags(in.Body.Tags)
			if err != nil {
				return err
			}
			r.Tags = kept
		}
		return nil
	})
}

// change reads a file that the caller may edit, changes what is written on it, and
// writes it.
func (s *Service) change(ctx context.Context, id string, change func(*record) error) (*ops.ArtifactOutput, error) {
	var r *record
	err := s.raced(ctx, func() error {
		var err error
		if r, err = s.live(ctx, id, share.Editor); err != nil {
			return err
		}
		if err := change(r); err != nil {
			return err
		}
		r.UpdatedAt = s.now()
		return s.replace(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	if err := s.putMetadata(ctx, *r); err != nil {
		return nil, err
	}
	return r.output(), nil
}

// Copy makes a file of the caller's own of a file that they may see.
func (s *Service) Copy(ctx context.Context, in *ops.CopyInput) (*ops.ArtifactOutput, error) {
	from, err := s.live(ctx, in.ArtifactID, share.Viewer)
	if err != nil {
		return nil, err
	}
	name := from.Name
	if in.Body.Name != "" {
		if name, err = fileName("body.name", in.Body.Name, from.ContentType); err != nil {
			return nil, err
		}
	}
	user, now := operation.UserID(ctx), s.now()
	to := record{ID: s.newID(ctx, "art", in.ArtifactID, from.SHA256, name), Owner: user, Name: name, Tags: from.Tags, content: from.content, CreatedAt: now, UpdatedAt: now, role: share.Owner}
	to.Version, to.content.CreatedAt, to.CreatedBy = 1, now, user
	known, err := s.read(ctx, to.ID) // by the same request, whose answer was lost
	if err == nil && known == nil {
		known, err = s.duplicate(ctx, from, to)
	}
	if err != nil {
		return nil, err
	}
	if known.Deleted {
		return nil, operation.NewProblem(409, operation.CodeConflict, "This copy was made, and removed since. Use a new Idempotency-Key to make another.")
	}
	if err := s.putMetadata(ctx, *known); err != nil {
		return nil, err
	}
	known.role = share.Owner
	return known.output(), nil
}

// duplicate copies the bytes of a file and records the copy.
func (s *Service) duplicate(ctx context.Context, from *record, to record) (*record, error) {
	st, err := s.storageOf(ctx, to.Owner)
	if err != nil {
		return nil, err
	}
	if err := s.admit(st, to.Bytes, 1); err != nil {
		return nil, err // before the bytes are copied
	}
	if err := s.join(ctx, from, from.File, &to); err != nil {
		return nil, err
	}
	return s.enter(ctx, to)
}

// join copies a file's bytes to another artifact's.
func (s *Service) join(ctx context.Context, from *record, file string, to *record) error {
	source, err := from.blobKey(file)
	if err != nil {
		return err
	}
	target, err := to.blobKey(to.File)
	if err != nil {
		return err
	}
	if _, err := s.c.Blob.Join(ctx, target, []string{source}, blob.PutOptions{ContentType: to.ContentType}); err != nil {
		return fmt.Errorf("artifact: copy bytes of %s: %w", from.ID, err)
	}
	return nil
}
