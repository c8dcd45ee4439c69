package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// shared lists what others share with the caller.
func (s *Service) shared(ctx context.Context, in *ops.ListInput) (*ops.ListOutput, error) {
	q := s.docs.Links.SharedWith(operation.UserID(ctx))
	q.Limit, q.Cursor = in.Limit, in.Cursor
	items, next, err := s.docs.Links.Store.Query(ctx, q)
	if err != nil {
		return nil, share.ListError(err)
	}
	given, err := s.docs.Links.Worth(ctx, items)
	if err != nil {
		return nil, err
	}
	page := ops.DocumentPage{Items: []ops.Document{}, NextCursor: next}
	for _, g := range given {
		m, err := s.docs.Meta(ctx, g.Thing)
		if document.CodeOf(err) == document.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, Problem(err)
		}
		page.Items = append(page.Items, describe(Access{Meta: m, Role: g.Role}))
	}
	return &ops.ListOutput{Body: page}, nil
}

// Share makes a link to one of the caller's documents.
func (s *Service) Share(ctx context.Context, in *ops.ShareInput) (*ops.NewShareOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Owner)
	if err != nil {
		return nil, err
	}
	l, err := s.docs.Links.Make(ctx, m.ID, in.Body)
	return &ops.NewShareOutput{Body: l}, err
}

// ListShares lists the links to one of the caller's documents.
func (s *Service) ListShares(ctx context.Context, in *ops.SharesInput) (*shareops.PageOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Owner)
	if err != nil {
		return nil, err
	}
	return s.docs.Links.Page(ctx, m.ID, in.PageInput)
}

// RevokeShare ends a link, and what it gave to accounts: the event ends their subscriptions.
func (s *Service) RevokeShare(ctx context.Context, in *ops.ShareIDInput) (*operation.None, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Owner)
	if err != nil {
		return nil, err
	}
	return &operation.None{}, s.docs.Links.Revoke(ctx, m.ID, in.ShareID)
}

// AcceptShare gives the caller what a link allows.
func (s *Service) AcceptShare(ctx context.Context, in *shareops.TokenInput) (*ops.DocumentOutput, error) {
	id, l, err := s.docs.Links.Open(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	m, err := s.docs.Meta(ctx, id)
	if document.CodeOf(err) == document.CodeNotFound {
		return nil, share.Closed()
	}
	if err != nil {
		return nil, Problem(err)
	}
	user := operation.UserID(ctx)
	if m.Owner == user {
		return &ops.DocumentOutput{Body: describe(Access{Meta: m, Role: share.Owner})}, nil
	}
	if err := s.docs.Links.Accept(ctx, m.ID, user, l); err != nil {
		return nil, err
	}
	return &ops.DocumentOutput{Body: describe(Access{Meta: m, Role: l.Role})}, nil
}
