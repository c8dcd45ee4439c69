// Package ops declares the operations of the area chat: conversations and messages.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "chat"

// Session is a conversation.
type Session struct {
	ID        string    `json:"id" example:"cnv_01J8Z3"`
	Title     string    `json:"title"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	Role      string    `json:"role" enum:"owner,editor,viewer" doc:"What you may do with it"`
	Shared    bool      `json:"shared,omitempty" doc:"It was shared, so others may have written in it"`
}

// SessionTitle names a conversation.
type SessionTitle struct {
	Title string `json:"title,omitempty" maxLength:"200"`
}

// CreateSessionInput is the input of CreateSession.
type CreateSessionInput struct{ Body SessionTitle }

// SessionOutput carries a conversation.
type SessionOutput struct{ Body Session }

func tables() []operation.Grant {
	return []operation.Grant{operation.Table("chat", operation.ReadWrite), operation.Table("work", operation.Read)}
}

// removing are the grants of what deletes conversations, with what shares them.
func removing() []operation.Grant {
	return []operation.Grant{operation.Table("chat", operation.ReadWrite), operation.Table("work", operation.ReadWrite),
		operation.Invoke("live.publish"), operation.Invoke("live.end_access")}
}

// CreateSession begins a conversation.
var CreateSession = operation.Op[CreateSessionInput, SessionOutput]{Spec: operation.Spec{
	ID: "chat.create_session", Area: area, Method: http.MethodPost, Path: "/api/v1/chat/sessions", Summary: "Begin a conversation",
	Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusCreated, Grants: tables(), Price: operation.PriceFree,
}}

// SessionPage is a page of conversations.
type SessionPage = operation.Page[Session]

// SessionListOutput carries a page.
type SessionListOutput struct{ Body SessionPage }

// SessionsInput says which conversations are listed.
type SessionsInput struct {
	operation.PageInput
	In string `query:"in" enum:"own,shared" default:"own" doc:"Yours, or what others share with you"`
}

// ListSessions lists one's conversations, or those that others share.
var ListSessions = operation.Op[SessionsInput, SessionListOutput]{Spec: operation.Spec{
	ID: "chat.list_sessions", Area: area, Method: http.MethodGet, Path: "/api/v1/chat/sessions", Summary: "List your conversations, newest first",
	Auth: operation.User, Limit: operation.LimitGlobal, Grants: tables(), Price: operation.PriceFree,
}}

// SessionInput names a conversation.
type SessionInput struct {
	SessionID string `path:"sessionId" maxLength:"64"`
}

// RenameSessionInput is the input of RenameSession.
type RenameSessionInput struct {
	SessionInput
	Body SessionRename
}

// SessionRename is a new title.
type SessionRename struct {
	Title string `json:"title" minLength:"1" maxLength:"200"`
}

// RenameSession changes a conversation's title.
var RenameSession = operation.Op[RenameSessionInput, SessionOutput]{Spec: operation.Spec{
	ID: "chat.rename_session", Area: area, Method: http.MethodPatch, Path: "/api/v1/chat/sessions/{sessionId}", Summary: "Rename a conversation",
	Auth: operation.User, Limit: operation.LimitGlobal, Grants: tables(), Price: operation.PriceFree,
}}

// DeleteSession removes a conversation with its messages; documents and artifacts stay.
var DeleteSession = operation.Op[SessionInput, operation.None]{Spec: operation.Spec{
	ID: "chat.delete_session", Area: area, Method: http.MethodDelete, Path: "/api/v1/chat/sessions/{sessionId}", Summary: "Delete a conversation",
	Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusNoContent, Grants: removing(), Price: operation.PriceFree,
	Timeout: operation.MaxTimeout, // who follows one of its documents is looked after, one document after the other
}}

// PurgeAccount deletes the conversations of an account that was deleted.
var PurgeAccount = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "chat.purge_account", Area: area, Summary: "Delete the conversations of a deleted account",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.account_deleted"}},
	Auth:     operation.Service, Hidden: true, Timeout: operation.MaxTimeout, Grants: removing(), Price: operation.PriceFree,
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{CreateSession, ListSessions, RenameSession, DeleteSession, Send, ListMessages, PurgeAccount, GetSession,
		Share, ListShares, RevokeShare, AcceptShare, Leave, People, ClaimInvitations, DeliverInvitation, EndAccess}
}
