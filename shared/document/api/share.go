package api

import (
	"context"
	"net/http"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// shared lists what others share with the caller.
func (s *Service) shared(ctx context.Context, in *ops.ListInput) (*ops.ListOutput, error) {
	given, next, err := s.docs.Links.Given(ctx, operation.UserID(ctx), in.PageInput)
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

// Share makes a link to one of the caller's documents, or shares it with an address.
func (s *Service) Share(ctx context.Context, in *ops.ShareInput) (*ops.NewShareOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Owner)
	if err != nil {
		return nil, err
	}
	l, err := s.sharing.Share(ctx, m.ID, in.Body)
	if err == nil {
		err = s.still(ctx, m.ID)
	}
	return &ops.NewShareOutput{Body: l}, err
}

// owns reports whether a document is an account's own.
func (s *Service) owns(ctx context.Context, user, doc string) (bool, error) {
	m, err := s.docs.Meta(ctx, doc)
	if document.CodeOf(err) == document.CodeNotFound {
		return false, nil
	}
	return m.Owner == user, err
}

// DeliverInvitation has somebody who was invited written to, and gives them the document if
// they have an account.
func (s *Service) DeliverInvitation(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return &operation.None{}, s.sharing.Deliver(ctx, in)
}

// ClaimInvitations gives an account what others shared with its address.
func (s *Service) ClaimInvitations(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return &operation.None{}, s.sharing.ClaimAll(ctx, in)
}

// People lists who may use a document.
func (s *Service) People(ctx context.Context, in *ops.PeopleInput) (*shareops.PeopleOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	return s.sharing.People(ctx, m.ID, m.Owner, in.PeopleQuery)
}

// Leave gives up what the caller has of a document.
func (s *Service) Leave(ctx context.Context, in *ops.IDInput) (*operation.None, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	if m.Role == share.Owner {
		return nil, operation.NewProblem(http.StatusConflict, "own_document", "This document is yours. Delete it if you do not need it.")
	}
	return &operation.None{}, s.docs.Links.Leave(ctx, m.ID, operation.UserID(ctx))
}

// ListShares lists the links to one of the caller's documents, and the invitations.
func (s *Service) ListShares(ctx context.Context, in *ops.PagedInput) (*shareops.PageOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Owner)
	if err != nil {
		return nil, err
	}
	return s.sharing.Shares(ctx, m.ID, in.PageInput)
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
