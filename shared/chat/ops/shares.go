package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// sharing is the specification of an operation on who may use a conversation.
func sharing(id, method, path, summary string, status int, calls ...string) operation.Spec {
	s := operation.Spec{ID: "chat." + id, Area: area, Method: method, Path: "/api/v1/chat" + path, Summary: summary, Status: status,
		Auth: operation.User, Limit: operation.LimitGlobal, Price: operation.PriceFree,
		Grants: []operation.Grant{operation.Table("chat", operation.ReadWrite), operation.Table("work", operation.ReadWrite)}}
	for _, f := range calls {
		s.Grants = append(s.Grants, operation.Invoke(f))
	}
	return s
}

func secret(s operation.Spec, refusals ...int) operation.Spec {
	s.Secret, s.Refusals = true, refusals
	return s
}

// ShareInput is the input of Share.
type ShareInput struct {
	SessionInput
	Body shareops.Sharing
}

// NewShareOutput carries a new link.
type NewShareOutput struct{ Body shareops.NewLink }

// Share makes a link that shares a conversation, or shares it with who has an address. What
// was made in it, documents and files, is shared with it. Viewers read; editors say
// something, too, on their own account.
var Share = operation.Op[ShareInput, NewShareOutput]{Spec: secret(sharing("share", http.MethodPost, "/sessions/{sessionId}/shares",
	"Share a conversation, and what was made in it, by a link or with an address", http.StatusCreated, "identity.addressee"), http.StatusConflict)}

// SharesInput asks for a page of the links to a conversation.
type SharesInput struct {
	SessionInput
	operation.PageInput
}

// ListShares lists the links to a conversation that still work, and the invitations.
var ListShares = operation.Op[SharesInput, shareops.PageOutput]{Spec: sharing("list_shares", http.MethodGet, "/sessions/{sessionId}/shares",
	"List the links and invitations that share a conversation", 0, "identity.people")}

// ShareIDInput names a link.
type ShareIDInput struct {
	SessionInput
	ShareID string `path:"shareId" maxLength:"64"`
}

// RevokeShare ends a link, and what it gave to accounts: they are told, and get no more.
var RevokeShare = operation.Op[ShareIDInput, operation.None]{Spec: sharing("revoke_share", http.MethodDelete, "/sessions/{sessionId}/shares/{shareId}",
	"End a link that shares a conversation", http.StatusNoContent)}

// AcceptShare gives one's account what a link allows, for as long as the link lives.
var AcceptShare = operation.Op[shareops.TokenInput, SessionOutput]{Spec: secret(sharing("accept_share", http.MethodPost, "/accept",
	"Open a conversation that was shared by a link", http.StatusOK), http.StatusNotFound)}

// Leave gives up what one's account has of a conversation.
var Leave = operation.Op[SessionInput, operation.None]{Spec: sharing("leave", http.MethodDelete, "/sessions/{sessionId}/access",
	"Give up a conversation that somebody shares with you", http.StatusNoContent)}

// PeopleInput asks for a page of people.
type PeopleInput struct {
	SessionInput
	shareops.PeopleQuery
}

// People lists who may use a conversation, as document.people does.
var People = operation.Op[PeopleInput, shareops.PeopleOutput]{Spec: sharing("people", http.MethodGet, "/sessions/{sessionId}/people",
	"List who may use a conversation", 0, "identity.people")}

// follows is the specification of what consumes an event about shared conversations.
func follows(id, event, summary string, calls ...string) operation.Spec {
	s := sharing(id, "", "", summary, 0, calls...)
	s.Path, s.Limit, s.Auth, s.Hidden, s.Timeout = "", "", operation.Service, true, operation.MaxTimeout
	s.Triggers = []operation.Trigger{{Kind: operation.Event, On: event}}
	return s
}

// ClaimInvitations gives an account what others shared with its address, once it has
// proved to have it.
var ClaimInvitations = operation.Op[operation.Fact, operation.None]{Spec: follows("claim_invitations", "identity.address_verified",
	"Give an account the conversations that were shared with its address", "identity.people")}

// DeliverInvitation has somebody who was invited written to, and gives them the conversation
// if they have an account.
var DeliverInvitation = operation.Op[operation.Fact, operation.None]{Spec: follows("deliver_invitation", "chat.invited",
	"Write to somebody who was invited to a conversation, and give it to their account", "identity.invite")}

// EndAccess tells those who may no longer read a conversation, and ends their subscriptions
// to what was made in it.
var EndAccess = operation.Op[operation.Fact, operation.None]{Spec: follows("end_access", "chat.access_ended",
	"Tell those who may no longer read a conversation", "live.publish", "live.end_access")}

// GetSession describes a conversation, one's own or one that somebody shares.
var GetSession = operation.Op[SessionInput, SessionOutput]{Spec: sharing("get_session", http.MethodGet, "/sessions/{sessionId}", "Describe a conversation", 0)}
