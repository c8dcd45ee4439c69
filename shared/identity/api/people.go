package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/identity"
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

// FindAddressee finds who is meant by an address, and has them written to if asked to.
func (s *Service) FindAddressee(ctx context.Context, in *ops.AddresseeInput) (*ops.AddresseeOutput, error) {
	var a identity.Addressee
	var err error
	if in.Body.MailAs != "" {
		err = s.c.Identity.Invite(ctx, in.Body.MailAs, operation.UserID(ctx), in.Body.Email)
	}
	if err == nil {
		a, err = s.c.Identity.Addressee(ctx, in.Body.Email)
	}
	if err != nil {
		return nil, problem(err)
	}
	return &ops.AddresseeOutput{Body: ops.Addressee(a)}, nil
}
