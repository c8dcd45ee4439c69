package artifact

import (
	"context"
	"fmt"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// SharedPage is the page that opens a link.
const SharedPage = "/shared"

// links says where the links to files are kept.
var links = share.Kind{Token: "aioshare", ID: "art_", Partition: "ART#", Shared: "#SHARED"}

// Share makes a link that shares one of the caller's files.
func (s *Service) Share(ctx context.Context, in *ops.ShareInput) (*ops.NewShareOutput, error) {
	r, err := s.live(ctx, in.ArtifactID, share.Owner)
	if err != nil {
		return nil, err
	}
	l, err := s.book.Make(ctx, r.ID, in.Body)
	return &ops.NewShareOutput{Body: ops.NewShareLink{NewLink: l, Link: SharedPage + "#" + l.Token}}, err
}

// ListShares lists the links of one of the caller's files.
func (s *Service) ListShares(ctx context.Context, in *ops.SharesInput) (*shareops.PageOutput, error) {
	r, err := s.find(ctx, in.ArtifactID, share.Owner)
	if err != nil {
		return nil, err
	}
	return s.book.Page(ctx, r.ID, in.PageInput)
}

// RevokeShare ends a link. Addresses of bytes that it gave out work for their minutes.
func (s *Service) RevokeShare(ctx context.Context, in *ops.ShareIDInput) (*operation.None, error) {
	r, err := s.find(ctx, in.ArtifactID, share.Owner)
	if err != nil {
		return nil, err
	}
	return &operation.None{}, s.book.Revoke(ctx, r.ID, in.ShareID)
}

// opened finds the link and the file of a token. A file that is gone is told like a link
// that is.
func (s *Service) opened(ctx context.Context, token string) (*record, share.Link, error) {
	id, l, err := s.book.Open(ctx, token)
	if err != nil {
		return nil, l, err
	}
	r, err := s.read(ctx, id)
	if err == nil && (r == nil || r.Deleted || !r.TrashedAt.IsZero()) {
		err = share.Closed()
	}
	if err != nil {
		return nil, l, err
	}
	r.role = l.Role
	return r, l, nil
}

// OpenShared shows the file of a link to whoever has it.
func (s *Service) OpenShared(ctx context.Context, in *shareops.TokenInput) (*ops.SharedOutput, error) {
	r, l, err := s.opened(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	signed, err := s.signed(ctx, r, r.content, false)
	if err != nil {
		return nil, err
	}
	a := r.artifact()
	a.OwnerID, a.Tags, a.Source = "", []string{}, nil // theirs
	return &ops.SharedOutput{Body: ops.SharedFile{Artifact: a, Role: string(l.Role), URL: signed.URL, URLExpires: signed.Expires, ExpiresAt: l.ExpiresAt}}, nil
}

// AcceptShare gives the caller what a link allows.
func (s *Service) AcceptShare(ctx context.Context, in *shareops.TokenInput) (*ops.ArtifactOutput, error) {
	r, l, err := s.opened(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	user := operation.UserID(ctx)
	if r.Owner == user {
		r.role = share.Owner
		return r.output(), nil
	}
	if err := s.book.Accept(ctx, r.ID, user, l); err != nil {
		return nil, err
	}
	return r.output(), nil
}

// grantedRecords reads the files of grants, as many as there still are.
func (s *Service) grantedRecords(ctx context.Context, items []store.Item) ([]*record, error) {
	given, err := s.book.Worth(ctx, items)
	if err != nil {
		return nil, err
	}
	var out []*record
	for _, g := range given {
		r, err := s.read(ctx, g.Thing)
		if err != nil {
			return nil, fmt.Errorf("artifact: shared files: %w", err)
		}
		if r != nil && !r.Deleted && r.TrashedAt.IsZero() {
			r.role = g.Role
			out = append(out, r)
		}
	}
	return out, nil
}
