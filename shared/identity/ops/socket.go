package ops

import (
	"encoding/json"
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// JWKSOutput is a JSON Web Key Set (RFC 7517).
type JWKSOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         json.RawMessage
}

// JWKS publishes the keys that verify access tokens.
var JWKS = operation.Op[operation.None, JWKSOutput]{Spec: operation.Spec{
	ID: "identity.jwks", Area: area, Method: http.MethodGet, Path: "/.well-known/jwks.json",
	Summary: "Read the keys that verify access tokens", Auth: operation.Public, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Verify("tokens")}, Price: operation.PriceFree,
}}

// Ticket opens one WebSocket within ExpiresIn seconds.
type Ticket struct {
	Ticket    string `json:"ticket" doc:"Single use; pass it as ?ticket= when connecting"`
	ExpiresIn int    `json:"expiresIn" doc:"Seconds"`
}

// TicketOutput carries a ticket.
type TicketOutput struct{ Body Ticket }

// CreateTicket makes a ticket: browsers cannot send an Authorization header with a
// WebSocket, and a token in a URL would end up in logs.
var CreateTicket = operation.Op[operation.None, TicketOutput]{Spec: operation.Spec{
	ID: "identity.create_ticket", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/ws-ticket",
	Summary: "Make a single-use ticket for a WebSocket connection", Secret: true, Credentials: true, Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusCreated,
	Grants: []operation.Grant{operation.Table("runtime", operation.ReadWrite)}, Price: operation.PriceFree,
}}

// AuthorizeSocketInput is what the WebSocket's $connect request carries.
type AuthorizeSocketInput struct {
	Ticket string `query:"ticket" required:"true" maxLength:"256"`
	Origin string `header:"Origin" maxLength:"512"`
	Host   string `header:"Host" maxLength:"512"`
}

// PrincipalOutput says who connects.
type PrincipalOutput struct{ Body operation.Principal }

// AuthorizeSocket consumes a ticket: the authorizer of the WebSocket's $connect route.
var AuthorizeSocket = operation.Op[AuthorizeSocketInput, PrincipalOutput]{Spec: operation.Spec{
	ID: "identity.authorize_socket", Area: area, Summary: "Admit a WebSocket connection",
	Triggers: []operation.Trigger{{Kind: operation.Authorizer, On: "$connect"}},
	Auth:     operation.Public, Limit: operation.LimitGlobal, Hidden: true,
	Grants: []operation.Grant{operation.Table("runtime", operation.ReadWrite), operation.Table("identity", operation.Read)},
	Price:  operation.PriceFree,
}}

// RotateKeys makes the next signing key the current one. The next key has then been
// published for a whole period, so every verifier knows it.
var RotateKeys = operation.Op[operation.None, operation.None]{Spec: operation.Spec{
	ID: "identity.rotate_keys", Area: area, Summary: "Rotate the keys that sign access tokens",
	Triggers: []operation.Trigger{{Kind: operation.Schedule, On: "rate(30 days)"}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Rotate("tokens")}, Price: operation.PriceFree,
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{
		Register, Login, Refresh, Logout, GetMe, UpdateMe, JWKS, CreateTicket, AuthorizeSocket, RotateKeys,
		ListSessions, EndSession, LogoutEverywhere,
		ChangePassword, ForgotPassword, ResetPassword, ResendVerification, ChangeEmail, ConfirmEmail, DeleteAccount, SendMail, PurgeAccount,
		CreateKey, ListKeys, RevokeKey,
		GetPreferences, UpdatePreferences, People, FindAddressee, Invite,
		AdminListUsers, AdminFindUsers, AdminGetUser, AdminUpdateUser,
	}
}
