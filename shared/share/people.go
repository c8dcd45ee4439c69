package share

import (
	"context"
	"slices"
	"strings"

	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// People lists who may use a thing, its owner first, on the first page; of those who were
// invited whom the caller knows.
func (s Sharing) People(ctx context.Context, thing, owner string, in ops.PeopleQuery) (*ops.PeopleOutput, error) {
	page := ops.PersonPage{Items: []ops.Person{}}
	if in.Cursor == "" {
		page.Items = append(page.Items, ops.Person{UserID: owner, Role: string(Owner)})
	}
	held, next, err := s.Holders(ctx, thing, in.PageInput)
	if err != nil {
		return nil, err
	}
	guests, err := s.guests(ctx, thing, in)
	if err != nil {
		return nil, err
	}
	for _, h := range append(held, guests...) {
		at := slices.IndexFunc(page.Items, func(p ops.Person) bool { return p.UserID == h.User })
		if at < 0 {
			page.Items = append(page.Items, ops.Person{UserID: h.User, Role: string(h.Role)})
		} else if h.Role.Allows(Role(page.Items[at].Role)) {
			page.Items[at].Role = string(h.Role)
		}
	}
	page.NextCursor = next
	return &ops.PeopleOutput{Body: page}, s.name(ctx, page.Items)
}

// maxID bounds an account's id that a caller names, in bytes: it becomes part of a key.
const maxID = 64

// guests are those who were invited whom the caller knows, on the first page.
func (s Sharing) guests(ctx context.Context, thing string, in ops.PeopleQuery) ([]Holder, error) {
	if in.Cursor != "" {
		return nil, nil
	}
	known := []string{operation.UserID(ctx)}
	for id := range strings.SplitSeq(in.With, ",") {
		if id != "" && len(id) <= maxID && len(known) < store.MaxGet && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	return s.Guests(ctx, thing, known)
}

// name gives people the names that they chose.
func (s Sharing) name(ctx context.Context, people []ops.Person) error {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.UserID
	}
	if len(ids) == 0 {
		return nil
	}
	out, err := identityops.People.Call(ctx, s.Call, &identityops.PeopleInput{Body: identityops.PeopleRequest{UserIDs: ids}})
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
