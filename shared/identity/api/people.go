package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/identity/ops"
)

// People names accounts.
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
	return &ops.PeopleOutput{Body: out}, nil
}
