package artifact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/picture"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// CompleteUpload makes a file, or a version of one, of what has arrived. Asked again, it
// gives the same.
func (s *Service) CompleteUpload(ctx context.Context, in *ops.UploadInput) (*ops.ArtifactOutput, error) {
	u, err := s.upload(ctx, in.UploadID)
	if err != nil {
		return nil, err
	}
	if u.Done {
		return s.completed(ctx, u)
	}
	c, err := s.received(ctx, u)
	if err != nil {
		return nil, err
	}
	r := &record{ID: u.ArtifactID, Owner: u.Owner, Name: u.Name, Tags: u.Tags, content: c, CreatedAt: c.CreatedAt, UpdatedAt: c.CreatedAt, role: share.Owner}
	if u.Version {
		if r, err = s.live(ctx, u.ArtifactID, share.Editor); err != nil {
			return nil, err
		}
	}
	if err := s.keep(ctx, u, r, c); err != nil {
		return nil, err
	}
	u.Done = true
	return s.completed(ctx, u)
}

// completed does what follows the end of an upload, again if an attempt broke off there,
// and gives the file.
func (s *Service) completed(ctx context.Context, u *upload) (*ops.ArtifactOutput, error) {
	r, err := s.find(ctx, u.ArtifactID, share.Editor)
	if err != nil {
		return nil, err
	}
	if err := s.putMetadata(ctx, *r); err != nil {
		return nil, err
	}
	s.discard(ctx, u)
	return r.output(), nil
}

// received checks that what was announced has arrived, and describes it.
func (s *Service) received(ctx context.Context, u *upload) (content, error) {
	temp, err := u.tempKey()
	if err != nil {
		return content{}, err
	}
	if u.Multipart != "" {
		if err := s.joined(ctx, u, temp); err != nil {
			return content{}, err
		}
	}
	info, err := s.c.Blob.Head(ctx, temp)
	if errors.Is(err, blob.ErrNotFound) {
		return content{}, incomplete("Send it, or begin a new upload.")
	}
	if err != nil {
		return content{}, fmt.Errorf("artifact: head upload: %w", err)
	}
	if info.Size != u.Bytes || (info.SHA256 != "" && info.SHA256 != u.SHA256) { // a signed request lets nothing else in
		return content{}, incomplete("Begin a new upload.")
	}
	c := content{Version: 1, File: strings.TrimPrefix(u.ID, "upl_") + strings.ToLower(path.Ext(u.Name)), ContentType: u.ContentType, Bytes: u.Bytes,
		SHA256: u.digest(), CreatedAt: s.now(), CreatedBy: u.User}
	err = s.inspect(ctx, temp, &c)
	return c, err
}

// inspect looks into a file: its beginning must be that of its type, and of a picture the
// header gives the size.
func (s *Service) inspect(ctx context.Context, key string, c *content) error {
	head, err := s.readHead(ctx, key, headBytes)
	if err != nil {
		return err
	}
	if !fits(c.ContentType, head, c.Bytes) {
		return operation.Invalid("body.contentType", "unsupported_file", "The file is not of the type that was announced.")
	}
	if !pictured[c.ContentType] {
		return nil
	}
	if head, err = s.readHead(ctx, key, headerBytes); err != nil {
		return err
	}
	if width, height, err := picture.Size(bytes.NewReader(head)); err == nil { // one that is damaged is a file all the same
		c.Width, c.Height = width, height
	}
	return nil
}

// headerBytes is where the size of a picture stands at the latest; a JPEG may have large
// metadata before it.
const headerBytes = 1 << 20

// pictured are the types that thumbnails are made of.
var pictured = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

func (s *Service) readHead(ctx context.Context, key string, n int64) (_ []byte, err error) {
	r, _, err := s.c.Blob.Get(ctx, key, &blob.Range{Length: n})
	if err != nil {
		return nil, fmt.Errorf("artifact: read upload: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := io.ReadAll(io.LimitReader(r, n))
	if err != nil {
		return nil, fmt.Errorf("artifact: read upload: %w", err)
	}
	return data, nil
}

// keep copies the bytes to where they stay and writes down what they are.
func (s *Service) keep(ctx context.Context, u *upload, r *record, c content) error {
	temp, err := u.tempKey()
	if err != nil {
		return err
	}
	target, err := r.blobKey(c.File)
	if err != nil {
		return err
	}
	if _, err := s.c.Blob.Join(ctx, target, []string{temp}, blob.PutOptions{ContentType: c.ContentType}); err != nil {
		return fmt.Errorf("artifact: keep upload: %w", err)
	}
	err = s.raced(ctx, func() error {
		now, err := s.upload(ctx, u.ID)
		if err != nil || now.Done {
			return err
		}
		return s.settle(ctx, now, r, c)
	})
	if err != nil && !unsure(err) {
		s.drop(ctx, u, target)
	}
	return err
}

// settle writes, all at once: the artifact, its version, the room it takes, and that the
// upload is done.
func (s *Service) settle(ctx context.Context, u *upload, r *record, c content) error {
	writes, err := s.entries(ctx, u, r, c)
	if err != nil {
		return err
	}
	room, err := s.account(ctx, u.Owner, func(st *storage) error {
		delete(st.Pending, u.ID)
		if err := s.admit(*st, c.Bytes, u.files()); err != nil { // the quota may have shrunk
			return err
		}
		st.Bytes, st.Files = st.Bytes+c.Bytes, st.Files+u.files()
		return nil
	})
	if err != nil {
		return err
	}
	u.Done = true
	it, err := u.item()
	if err != nil {
		return err
	}
	return s.transact(ctx, append(writes, room, store.Write{Item: it, If: store.AtRev(u.rev)})...)
}

// entries are the writes of a new artifact or of a new version.
func (s *Service) entries(ctx context.Context, u *upload, r *record, c content) ([]store.Write, error) {
	if u.Version {
		now, err := s.live(ctx, r.ID, share.Editor)
		if err != nil {
			return nil, err
		}
		return s.succeed(now, c, u.User)
	}
	it, err := r.item()
	if err != nil {
		return nil, err
	}
	version, err := c.item(r.ID)
	return []store.Write{{Item: it, If: store.Absent()}, {Item: version}}, err
}

// unsure reports whether a write may have happened although it failed.
func unsure(err error) bool { return store.CodeOf(err) == store.CodeUnavailable }

// drop removes bytes that no item names, unless another attempt has made one.
func (s *Service) drop(ctx context.Context, u *upload, target string) {
	now, err := s.upload(ctx, u.ID)
	if err != nil || now.Done {
		return
	}
	if err := s.c.Blob.Delete(ctx, target); err != nil {
		s.c.Log.WarnContext(ctx, "upload not dropped", "upload", u.ID, "error", err)
	}
}
