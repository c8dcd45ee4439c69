package api

import (
	"context"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/document/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// People lists who may use a document, its owner first, on the first page.
func (s *Service) People(ctx context.Context, in *ops.PeopleInput) (*ops.PeopleOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	page := ops.PeoplePage{Items: []ops.Person{}}
	if in.Cursor == "" {
		page.Items = append(page.Items, ops.Person{UserID: m.Owner, Role: string(share.Owner)})
	}
	held, next, err := s.docs.Links.Holders(ctx, m.ID, in.PageInput)
	if err != nil {
		return nil, err
	}
	known := append(strings.Split(in.With, ","), operation.UserID(ctx))
	for _, h := range held {
		if h.User != m.Owner && (h.Known || slices.Contains(known, h.User)) {
			page.Items = append(page.Items, ops.Person{UserID: h.User, Role: string(h.Role)})
		}
	}
	page.NextCursor = next
	return &ops.PeopleOutput{Body: page}, s.name(ctx, page.Items)
}

// name gives people the names that they chose.
func (s *Service) name(ctx context.Context, people []ops.Person) error {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.UserID
	}
	if len(ids) == 0 {
		return nil
	}
	out, err := identityops.People.Call(ctx, s.call, &identityops.PeopleInput{Body: identityops.PeopleRequest{UserIDs: ids}})
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, p := range out.Body.Items {
		names[p.UserID] = p.Name
	}
	for i := range people {
		people[i].Name = names[people[i].UserID]
	}
	return nil
}
