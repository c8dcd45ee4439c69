package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Session is one sign-in of yours.
type Session struct {
	ID        string    `json:"id" example:"ses_01J8Z3"`
	Device    string    `json:"device,omitempty" doc:"What the client called itself when it signed in (User-Agent)"`
	Address   string    `json:"address,omitempty" doc:"IP address of the last sign-in or refresh"`
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt" doc:"Last use, to the minute"`
	ExpiresAt time.Time `json:"expiresAt" doc:"Unless it is used before"`
	Current   bool      `json:"current" doc:"Whether it is the one that asks"`
}

// SessionPage lists sessions.
type SessionPage = operation.Page[Session]

// SessionPageOutput carries sessions.
type SessionPageOutput struct{ Body SessionPage }

// ListSessionsInput is the input of ListSessions.
type ListSessionsInput struct{ operation.PageInput }

// ListSessions lists where one is signed in, the latest sign-in first.
var ListSessions = operation.Op[ListSessionsInput, SessionPageOutput]{Spec: operation.Spec{
	ID: "identity.list_sessions", Area: area, Method: http.MethodGet, Path: "/api/v1/auth/sessions",
	Summary: "List where you are signed in", Auth: operation.User, Credentials: true, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Seal()}, Price: operation.PriceFree,
}}

// SessionInput names one of one's sessions.
type SessionInput struct {
	SessionID string `path:"sessionId" maxLength:"64"`
}

// EndSession ends one of one's sessions.
var EndSession = operation.Op[SessionInput, operation.None]{Spec: operation.Spec{
	ID: "identity.end_session", Area: area, Method: http.MethodDelete, Path: "/api/v1/auth/sessions/{sessionId}",
	Summary: "Sign out somewhere", Auth: operation.User, Credentials: true, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite)}, Price: operation.PriceFree,
}}

// Everywhere says which sessions end.
type Everywhere struct {
	KeepCurrent bool `json:"keepCurrent,omitempty" doc:"End all sessions but the one that asks"`
}

// LogoutEverywhereInput is the input of LogoutEverywhere.
type LogoutEverywhereInput struct{ Body Everywhere }

// LogoutEverywhere ends all of one's sessions, or all others.
var LogoutEverywhere = operation.Op[LogoutEverywhereInput, LogoutOutput]{Spec: operation.Spec{
	ID: "identity.logout_everywhere", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/logout-everywhere",
	Summary: "Sign out everywhere", Auth: operation.User, Credentials: true, Limit: operation.LimitGlobal, Status: http.StatusNoContent,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite)}, Price: operation.PriceFree,
}}
