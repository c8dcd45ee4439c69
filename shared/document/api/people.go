package api

import (
	"context"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/document/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
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
	guests, err := s.guests(ctx, m.ID, in)
	if err != nil {
		return nil, err
	}
	for _, h := range append(held, guests...) {
		at := slices.IndexFunc(page.Items, func(p ops.Person) bool { return p.UserID == h.User })
		if at < 0 {
			page.Items = append(page.Items, ops.Person{UserID: h.User, Role: string(h.Role)})
		} else if h.Role.Allows(share.Role(page.Items[at].Role)) {
			page.Items[at].Role = string(h.Role)
		}
	}
	page.NextCursor = next
	return &ops.PeopleOutput{Body: page}, s.name(ctx, page.Items)
}

// guests are those who were invited whom the caller knows, on the first page.
func (s *Service) guests(ctx context.Context, doc string, in *ops.PeopleInput) ([]share.Holder, error) {
	if in.Cursor != "" {
		return nil, nil
	}
	known := []string{operation.UserID(ctx)}
	for id := range strings.SplitSeq(in.With, ",") {
		if id != "" && len(known) < store.MaxGet && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	return s.docs.Links.Guests(ctx, doc, known)
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
