package share

import (
	"context"
	"fmt"
	"strings"

	"github.com/aio-creative-hub/aio/shared/call"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share/ops"
)

// Owns tells whether a thing is an account's own; one that is gone is nobody's.
type Owns func(ctx context.Context, user, thing string) (bool, error)

// Sharing is a book for areas whose things are shared with addresses, too: it asks the area
// identity who people are.
type Sharing struct {
	*Book
	Call call.Invoker
	Owns Owns
}

// Share makes a link to a thing of the caller's, or shares it with who has an address. All
// that depends on whether somebody has it happens after the answer: Deliver.
func (s Sharing) Share(ctx context.Context, thing string, in ops.Sharing) (ops.NewLink, error) {
	if in.Email == "" {
		return s.Make(ctx, thing, in.Request)
	}
	if in.ExpiresAt != nil {
		return ops.NewLink{}, operation.Invalid("body.expiresAt", operation.CodeInvalid, "An invitation does not expire. Revoke it when it is to end.")
	}
	who, err := identityops.FindAddressee.Call(ctx, s.Call, &identityops.AddresseeInput{Body: identityops.AddresseeRequest{Email: in.Email}})
	if err != nil {
		return ops.NewLink{}, err
	}
	if who.Body.Self {
		return ops.NewLink{}, operation.Invalid("body.email", operation.CodeInvalid, "This is your own address, and what you share is yours.")
	}
	l, err := s.Invite(ctx, thing, operation.UserID(ctx), Role(in.Role), Addressee{Hash: who.Body.Hash, Sealed: who.Body.Sealed})
	if err != nil {
		return ops.NewLink{}, err
	}
	out := l.ForPeople()
	out.Email = strings.TrimSpace(in.Email)
	return ops.NewLink{Link: out}, nil
}

// Deliver has somebody who was invited written to, and gives them the thing if they have an
// account: the consumer of the event Kind.Invited. Who proves at this moment to have the
// address claims it, or is found: the invitation is there before that.
func (s Sharing) Deliver(ctx context.Context, in *operation.Fact) error {
	thing := in.Body.Subject
	l, stands, err := s.Invitation(ctx, thing, in.Body.Data.Share)
	if err != nil || !stands {
		return err
	}
	out, err := identityops.Invite.Call(ctx, s.Call, &identityops.InviteInput{Body: identityops.Invitation{
		ID: fmt.Sprintf("%s#%d", l.ID, l.CreatedAt.UnixMilli()), From: l.By, Sealed: l.For.Sealed}})
	if err != nil || out.Body.UserID == "" {
		return err
	}
	if own, err := s.Owns(ctx, out.Body.UserID, thing); err != nil || own {
		return err
	}
	return s.Settle(ctx, thing, out.Body.UserID, l)
}

// ClaimAll gives an account what others shared with its address, once it has proved to have
// it: the consumer of the event identity.address_verified.
func (s Sharing) ClaimAll(ctx context.Context, in *operation.Fact) error {
	user := in.Body.Data.UserID
	out, err := identityops.People.Call(ctx, s.Call, &identityops.PeopleInput{Body: identityops.PeopleRequest{HashOf: user}})
	if err != nil || out.Body.Hash == "" { // it is gone, or has another address meanwhile
		return err
	}
	return s.Claim(ctx, user, out.Body.Hash, func(thing string) (bool, error) { return s.Owns(ctx, user, thing) })
}

// Shares gives a page of the links to a thing that work, as its owner sees them: with the
// addresses of invitations. It may be short although more follow.
func (s Sharing) Shares(ctx context.Context, thing string, in operation.PageInput) (*ops.PageOutput, error) {
	links, next, err := s.Links(ctx, thing, in)
	if err != nil {
		return nil, err
	}
	page := ops.Page{Items: make([]ops.Link, len(links)), NextCursor: next}
	var sealed [][]byte
	var at []int // where in the page they stand
	for i, l := range links {
		page.Items[i] = l.ForPeople()
		if l.For != nil {
			sealed, at = append(sealed, l.For.Sealed), append(at, i)
		}
	}
	if len(sealed) == 0 {
		return &ops.PageOutput{Body: page}, nil
	}
	out, err := identityops.People.Call(ctx, s.Call, &identityops.PeopleInput{Body: identityops.PeopleRequest{Sealed: sealed}})
	if err != nil {
		return nil, err
	}
	for i, address := range out.Body.Addresses {
		page.Items[at[i]].Email = address
	}
	return &ops.PageOutput{Body: page}, nil
}
