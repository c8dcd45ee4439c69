package api

import (
	"context"
	"fmt"
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

// invite shares a document with who has an address. The invitation is there before the
// account is looked for the second time: who proves in between to have the address claims
// it, or is found.
func (s *Service) invite(ctx context.Context, m Access, in ops.ShareRequest) (*ops.NewShareOutput, error) {
	if in.ExpiresAt != nil {
		return nil, operation.Invalid("body.expiresAt", operation.CodeInvalid, "An invitation does not expire. Revoke it when it is to end.")
	}
	who, err := s.addressee(ctx, in.Email, "")
	if err != nil {
		return nil, err
	}
	if who.UserID == m.Owner {
		return nil, operation.Invalid("body.email", operation.CodeInvalid, "This is your own address, and the document is yours.")
	}
	l, err := s.docs.Links.Invite(ctx, m.ID, share.Role(in.Role), share.Addressee{Hash: who.Hash, Sealed: who.Sealed})
	if err != nil {
		return nil, err
	}
	who, err = s.addressee(ctx, in.Email, fmt.Sprintf("%s#%d", l.ID, l.CreatedAt.UnixMilli()))
	if err != nil {
		return nil, err
	}
	if who.UserID != "" {
		if err := s.docs.Links.Accept(ctx, m.ID, who.UserID, l); err != nil {
			return nil, err
		}
	}
	out := l.ForPeople()
	out.Email = strings.TrimSpace(in.Email)
	return &ops.NewShareOutput{Body: shareops.NewLink{Link: out}}, nil
}

// addressee finds who is meant by an address; mailAs has them written to, once by that id.
func (s *Service) addressee(ctx context.Context, email, mailAs string) (identityops.Addressee, error) {
	out, err := identityops.FindAddressee.Call(ctx, s.call, &identityops.AddresseeInput{Body: identityops.AddresseeRequest{Email: email, MailAs: mailAs}})
	if err != nil {
		return identityops.Addressee{}, err
	}
	return out.Body, nil
}

// ClaimInvitations gives an account what others shared with its address.
func (s *Service) ClaimInvitations(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	user := in.Body.Data.UserID
	out, err := identityops.People.Call(ctx, s.call, &identityops.PeopleInput{Body: identityops.PeopleRequest{HashOf: user}})
	if err != nil || out.Body.Hash == "" { // it is gone, or has another address meanwhile
		return &operation.None{}, err
	}
	return &operation.None{}, s.docs.Links.Claim(ctx, user, out.Body.Hash)
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
