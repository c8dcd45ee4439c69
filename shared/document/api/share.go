package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
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
	if in.Body.Email != "" {
		return s.invite(ctx, m, in.Body)
	}
	l, err := s.docs.Links.Make(ctx, m.ID, in.Body.Request)
	return &ops.NewShareOutput{Body: l}, err
}

// invite shares a document with who has an address. All that depends on whether somebody
// has it happens after the answer.
func (s *Service) invite(ctx context.Context, m Access, in ops.ShareRequest) (*ops.NewShareOutput, error) {
	if in.ExpiresAt != nil {
		return nil, operation.Invalid("body.expiresAt", operation.CodeInvalid, "An invitation does not expire. Revoke it when it is to end.")
	}
	who, err := identityops.FindAddressee.Call(ctx, s.call, &identityops.AddresseeInput{Body: identityops.AddresseeRequest{Email: in.Email}})
	if err != nil {
		return nil, err
	}
	if who.Body.Self {
		return nil, operation.Invalid("body.email", operation.CodeInvalid, "This is your own address, and the document is yours.")
	}
	l, err := s.docs.Links.Invite(ctx, m.ID, m.Owner, share.Role(in.Role), share.Addressee{Hash: who.Body.Hash, Sealed: who.Body.Sealed})
	if err != nil {
		return nil, err
	}
	out := l.ForPeople()
	out.Email = strings.TrimSpace(in.Email)
	return &ops.NewShareOutput{Body: shareops.NewLink{Link: out}}, nil
}

// DeliverInvitation has somebody who was invited written to, and gives them the document if
// they have an account. Who proves at this moment to have the address claims it, or is
// found: the invitation is there before that.
func (s *Service) DeliverInvitation(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	doc := in.Body.Subject
	l, stands, err := s.docs.Links.Invitation(ctx, doc, in.Body.Data.Share)
	if err != nil || !stands {
		return &operation.None{}, err
	}
	out, err := identityops.Invite.Call(ctx, s.call, &identityops.InviteInput{Body: identityops.Invitation{
		ID: fmt.Sprintf("%s#%d", l.ID, l.CreatedAt.UnixMilli()), From: l.By, Sealed: l.For.Sealed}})
	if err != nil || out.Body.UserID == "" {
		return &operation.None{}, err
	}
	if own, err := s.owns(ctx, out.Body.UserID, doc); err != nil || own {
		return &operation.None{}, err
	}
	return &operation.None{}, s.docs.Links.Settle(ctx, doc, out.Body.UserID, l)
}

// owns reports whether a document is an account's own; one that is gone is nobody's.
func (s *Service) owns(ctx context.Context, user, doc string) (bool, error) {
	m, err := s.docs.Meta(ctx, doc)
	if document.CodeOf(err) == document.CodeNotFound {
		return false, nil
	}
	return m.Owner == user, err
}

// ClaimInvitations gives an account what others shared with its address.
func (s *Service) ClaimInvitations(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	user := in.Body.Data.UserID
	out, err := identityops.People.Call(ctx, s.call, &identityops.PeopleInput{Body: identityops.PeopleRequest{HashOf: user}})
	if err != nil || out.Body.Hash == "" { // it is gone, or has another address meanwhile
		return &operation.None{}, err
	}
	return &operation.None{}, s.docs.Links.Claim(ctx, user, out.Body.Hash, func(doc string) (bool, error) { return s.owns(ctx, user, doc) })
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
	links, next, err := s.docs.Links.Links(ctx, m.ID, in.PageInput)
	if err != nil {
		return nil, err
	}
	page := shareops.Page{Items: make([]shareops.Link, len(links)), NextCursor: next}
	var sealed [][]byte
	var at []int // where in the page they stand
	for i, l := range links {
		page.Items[i] = l.ForPeople()
		if l.For != nil {
			sealed, at = append(sealed, l.For.Sealed), append(at, i)
		}
	}
	if len(sealed) == 0 {
		return &shareops.PageOutput{Body: page}, nil
	}
	out, err := identityops.People.Call(ctx, s.call, &identityops.PeopleInput{Body: identityops.PeopleRequest{Sealed: sealed}})
	if err != nil {
		return nil, err
	}
	for i, address := range out.Body.Addresses {
		page.Items[at[i]].Email = address
	}
	return &shareops.PageOutput{Body: page}, nil
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
