package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Share makes a link to one of the caller's conversations, or shares it with an address.
func (s *Service) Share(ctx context.Context, in *ops.ShareInput) (*ops.NewShareOutput, error) {
	c, err := s.change(ctx, in.SessionID, share.Owner, func(c *conversation) error {
		c.Shared = true // before the link is there: who comes by it is told what happens
		return nil
	})
	if err != nil {
		return nil, err
	}
	l, err := s.sharing.Share(ctx, c.ID, in.Body)
	if err != nil {
		return nil, err
	}
	if _, err := s.read(ctx, c.ID); operation.HasStatus(err, http.StatusNotFound) { // deleted meanwhile: nobody else would remove the link
		return nil, errors.Join(s.sharing.Forget(ctx, c.ID), err)
	} else if err != nil {
		return nil, err
	}
	return &ops.NewShareOutput{Body: l}, nil
}

// ListShares lists the links to one of the caller's conversations, and the invitations.
func (s *Service) ListShares(ctx context.Context, in *ops.SharesInput) (*shareops.PageOutput, error) {
	c, err := s.admit(ctx, in.SessionID, share.Owner)
	if err != nil {
		return nil, err
	}
	return s.sharing.Shares(ctx, c.ID, in.PageInput)
}

// RevokeShare ends a link, and what it gave to accounts: the event tells them.
func (s *Service) RevokeShare(ctx context.Context, in *ops.ShareIDInput) (*operation.None, error) {
	c, err := s.admit(ctx, in.SessionID, share.Owner)
	if err != nil {
		return nil, err
	}
	return &operation.None{}, s.sharing.Revoke(ctx, c.ID, in.ShareID)
}

// AcceptShare gives the caller what a link allows.
func (s *Service) AcceptShare(ctx context.Context, in *shareops.TokenInput) (*ops.SessionOutput, error) {
	id, l, err := s.sharing.Open(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	c, err := s.read(ctx, id)
	if operation.HasStatus(err, http.StatusNotFound) {
		return nil, share.Closed()
	}
	if err != nil {
		return nil, err
	}
	if c.Owner == operation.UserID(ctx) {
		return c.as(share.Owner), nil
	}
	if err := s.sharing.Accept(ctx, c.ID, operation.UserID(ctx), l); err != nil {
		return nil, err
	}
	return c.as(l.Role), nil
}

// Leave gives up what the caller has of a conversation.
func (s *Service) Leave(ctx context.Context, in *ops.SessionInput) (*operation.None, error) {
	c, err := s.admit(ctx, in.SessionID, share.Viewer)
	if err != nil {
		return nil, err
	}
	if c.role == share.Owner {
		return nil, operation.NewProblem(http.StatusConflict, "own_conversation", "This conversation is yours. Delete it if you do not need it.")
	}
	return &operation.None{}, s.sharing.Leave(ctx, c.ID, operation.UserID(ctx))
}

// People lists who may use a conversation.
func (s *Service) People(ctx context.Context, in *ops.PeopleInput) (*shareops.PeopleOutput, error) {
	c, err := s.admit(ctx, in.SessionID, share.Viewer)
	if err != nil {
		return nil, err
	}
	return s.sharing.People(ctx, c.ID, c.Owner, in.PeopleQuery)
}

// GetSession describes a conversation.
func (s *Service) GetSession(ctx context.Context, in *ops.SessionInput) (*ops.SessionOutput, error) {
	c, err := s.admit(ctx, in.SessionID, share.Viewer)
	if err != nil {
		return nil, err
	}
	return c.as(c.role), nil
}

// shared lists what others share with the caller.
func (s *Service) shared(ctx context.Context, in operation.PageInput) (*ops.SessionListOutput, error) {
	given, next, err := s.sharing.Given(ctx, operation.UserID(ctx), in)
	if err != nil {
		return nil, err
	}
	page := ops.SessionPage{Items: []ops.Session{}, NextCursor: next}
	for _, g := range given {
		c, err := s.read(ctx, g.Thing)
		if operation.HasStatus(err, http.StatusNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, c.as(g.Role).Body)
	}
	return &ops.SessionListOutput{Body: page}, nil
}

// ClaimInvitations gives an account what others shared with its address.
func (s *Service) ClaimInvitations(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return &operation.None{}, s.sharing.ClaimAll(ctx, in)
}

// DeliverInvitation has somebody who was invited written to, and gives them the
// conversation if they have an account.
func (s *Service) DeliverInvitation(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return &operation.None{}, s.sharing.Deliver(ctx, in)
}

// owns reports whether a conversation is an account's own.
func (s *Service) owns(ctx context.Context, user, id string) (bool, error) {
	c, err := s.read(ctx, id)
	if operation.HasStatus(err, http.StatusNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return c.Owner == user, nil
}

// EndAccess tells those who had a conversation by a link that has ended, and have it by
// nothing else, and ends their subscriptions to what was made in it.
func (s *Service) EndAccess(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	id := in.Body.Subject
	had, err := s.sharing.HadBy(ctx, id, in.Body.Data.Share)
	if err != nil {
		return nil, err
	}
	var lost []string
	for _, user := range had {
		role, _, err := s.sharing.Role(ctx, id, user)
		if err != nil {
			return nil, err
		}
		if role == share.None {
			lost = append(lost, user)
		}
	}
	return &operation.None{}, s.end(ctx, id, lost, liveops.ReasonRevoked)
}

// end tells people that they have a conversation no more, and has their subscriptions to
// its documents looked at.
func (s *Service) end(ctx context.Context, id string, people []string, reason string) error {
	for len(people) > 0 {
		n := min(len(people), liveops.MaxNoticed)
		s.notify(ctx, people[:n], liveops.TypeLeft, id, 0, liveops.Closed{Reason: reason})
		people = people[n:]
	}
	return s.eachDocument(ctx, id, func(doc string) error {
		fact := &operation.Fact{}
		fact.Body.ID, fact.Body.Type, fact.Body.Subject = s.c.NewID("evt"), "document.access_ended", doc
		_, err := liveops.EndAccess.Call(ctx, s.c.Call, fact)
		return err
	})
}

// eachDocument does something with each document that a conversation speaks of, once.
func (s *Service) eachDocument(ctx context.Context, id string, do func(doc string) error) error {
	known := map[string]bool{}
	q := store.Query{Table: store.Chat, PK: key(id, metaSK).PK, From: messageSK(1), To: "M$"}
	return store.Each(ctx, s.c.Store, q, func(it store.Item) error {
		var m ops.Message
		if err := json.Unmarshal(it.Data, &m); err != nil {
			return fmt.Errorf("chat: decode message: %w", err)
		}
		for _, d := range m.Documents {
			if known[d.ID] {
				continue
			}
			known[d.ID] = true
			if err := do(d.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// unshare ends what a conversation that is being deleted was shared by.
func (s *Service) unshare(ctx context.Context, c *conversation) error {
	if !c.Shared {
		return nil
	}
	members, err := s.sharing.Members(ctx, c.ID, liveops.MaxNoticed)
	if err != nil {
		return err
	}
	if err := s.sharing.Forget(ctx, c.ID); err != nil {
		return err
	}
	return s.end(ctx, c.ID, members, liveops.ReasonDeleted)
}
