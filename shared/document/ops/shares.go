package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// ShareRequest says what a link is to allow, or whom one invites.
type ShareRequest struct {
	shareops.Request
	Email string `json:"email,omitempty" maxLength:"254" doc:"Share it with who has this address, instead of by a link: they are written to"`
}

// ShareInput is the input of Share.
type ShareInput struct {
	IDInput
	Body ShareRequest
}

// NewShareOutput carries a new link.
type NewShareOutput struct{ Body shareops.NewLink }

func shares(id, method, path, summary string, access operation.Access) operation.Spec {
	return operation.Spec{ID: "document." + id, Area: area, Method: method, Path: "/api/v1/documents" + path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitGlobal, Grants: []operation.Grant{operation.Table("work", access)}, Price: operation.PriceFree}
}

func secret(s operation.Spec, status int, refusals ...int) operation.Spec {
	s.Secret, s.Status, s.Refusals = true, status, refusals
	return s
}

// Share makes a link that shares a document, or shares it with who has an address.
// Whether anybody has is not told.
var Share = operation.Op[ShareInput, NewShareOutput]{Spec: calling(secret(shares("share", http.MethodPost, "/{documentId}/shares", "Share a document by a link, or with an address", operation.ReadWrite),
	http.StatusCreated, http.StatusConflict), "identity.addressee")}

// DeliverInvitation has somebody who was invited written to, and gives them the document if
// they have an account: after the answer, which would otherwise tell by its time.
var DeliverInvitation = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "document.deliver_invitation", Area: area, Summary: "Write to somebody who was invited to a document, and give it to their account",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "document.invited"}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Invoke("identity.invite")}, Price: operation.PriceFree,
}}

// calling is a specification with the leave to call other functions.
func calling(s operation.Spec, functions ...string) operation.Spec {
	for _, f := range functions {
		s.Grants = append(s.Grants, operation.Invoke(f))
	}
	return s
}

// ListShares lists the links to a document that still work, and the invitations.
var ListShares = operation.Op[PagedInput, shareops.PageOutput]{Spec: calling(shares("list_shares", http.MethodGet, "/{documentId}/shares", "List the links and invitations that share a document", operation.Read), "identity.people")}

// ClaimInvitations gives an account what others shared with its address, once it has
// proved to have it.
var ClaimInvitations = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "document.claim_invitations", Area: area, Summary: "Give an account what was shared with its address",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.address_verified"}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Invoke("identity.people")}, Price: operation.PriceFree,
	Timeout: operation.MaxTimeout,
}}

// Leave gives up what one's account has of a document by links and invitations.
var Leave = operation.Op[IDInput, operation.None]{Spec: func() operation.Spec {
	s := shares("leave", http.MethodDelete, "/{documentId}/access", "Give up a document that somebody shares with you", operation.ReadWrite)
	s.Status = http.StatusNoContent
	return s
}()}

// ShareIDInput names a link.
type ShareIDInput struct {
	IDInput
	ShareID string `path:"shareId" maxLength:"64"`
}

// RevokeShare ends a link, and what it gave to accounts: who follows the document by it is
// told, and gets no more.
var RevokeShare = operation.Op[ShareIDInput, operation.None]{Spec: func() operation.Spec {
	s := shares("revoke_share", http.MethodDelete, "/{documentId}/shares/{shareId}", "End a link that shares a document", operation.ReadWrite)
	s.Status = http.StatusNoContent
	return s
}()}

// DocumentOutput carries a document.
type DocumentOutput struct{ Body Document }

// AcceptShare gives one's account what a link allows, for as long as the link lives.
var AcceptShare = operation.Op[shareops.TokenInput, DocumentOutput]{Spec: secret(shares("accept_share", http.MethodPost, "/accept", "Open a document that was shared by a link", operation.ReadWrite),
	http.StatusOK, http.StatusNotFound)}
