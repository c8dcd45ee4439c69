package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// People names accounts, and opens addresses.
func (s *Service) People(ctx context.Context, in *ops.PeopleInput) (*ops.PeopleOutput, error) {
	names, err := s.c.Identity.Names(ctx, in.Body.UserIDs)
	if err != nil {
		return nil, err
	}
	out := ops.PeopleAnswer{Items: make([]ops.PersonName, 0, len(names))}
	for _, id := range in.Body.UserIDs {
		if name, is := names[id]; is {
			out.Items = append(out.Items, ops.PersonName{UserID: id, Name: name})
			delete(names, id)
		}
	}
	if out.Addresses, err = s.c.Identity.Addresses(ctx, in.Body.Sealed); err != nil {
		return nil, err
	}
	if in.Body.HashOf != "" {
		out.Hash, err = s.c.Identity.AddressHash(ctx, in.Body.HashOf)
	}
	return &ops.PeopleOutput{Body: out}, err
}

// FindAddressee makes an address somebody to invite.
func (s *Service) FindAddressee(ctx context.Context, in *ops.AddresseeInput) (*ops.AddresseeOutput, error) {
	a, err := s.c.Identity.Addressee(ctx, operation.UserID(ctx), in.Body.Email)
	if err != nil {
		return nil, problem(err)
	}
	return &ops.AddresseeOutput{Body: ops.Addressee(a)}, nil
}

// Invite writes to somebody, and tells who they are.
func (s *Service) Invite(ctx context.Context, in *ops.InviteInput) (*ops.InvitedOutput, error) {
	user, err := s.c.Identity.Invite(ctx, in.Body.ID, in.Body.From, in.Body.Sealed)
	return &ops.InvitedOutput{Body: ops.Invited{UserID: user}}, err
}
