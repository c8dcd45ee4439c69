// Package ops declares the operations of the area identity: accounts, sessions, tokens.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "identity"

// User is an account as its owner sees it.
type User struct {
	ID          string    `json:"id" example:"usr_01J8Z3"`
	Email       string    `json:"email" format:"email"`
	DisplayName string    `json:"displayName"`
	Roles       []string  `json:"roles"`
	CreatedAt   time.Time `json:"createdAt"`
	// EmailVerified is false until the code of a mail was confirmed.
	EmailVerified bool `json:"emailVerified" doc:"Whether the address was confirmed"`
}

// Credentials sign a person in. RefreshIn says how the refresh token travels: a cookie
// that scripts cannot read (browsers), or the answer's body (programs that keep it safe).
type Credentials struct {
	Email     string `json:"email" maxLength:"254" doc:"RFC 5321 mailbox"`
	Password  string `json:"password" maxLength:"256" doc:"At least 8 characters; 256 bytes count in full"`
	RefreshIn string `json:"refreshIn,omitempty" enum:"cookie,body" default:"cookie" doc:"Where to put the refresh token"`
}

// Registration makes an account.
type Registration struct {
	Credentials
	DisplayName string `json:"displayName,omitempty" maxLength:"100"`
}

// Tokens are the proof of a session. ExpiresIn is in seconds.
type Tokens struct {
	User         User   `json:"user"`
	AccessToken  string `json:"accessToken" doc:"JWT (RFC 9068), RS256; send as Authorization: Bearer"`
	ExpiresIn    int    `json:"expiresIn" doc:"Seconds until the access token expires"`
	RefreshToken string `json:"refreshToken,omitempty" doc:"Only if refreshIn is body; single use"`
}

// TokensOutput carries tokens, and the cookie if the refresh token travels in one.
type TokensOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      Tokens
}

// RegisterInput is the input of Register.
type RegisterInput struct {
	UserAgent string `header:"User-Agent" maxLength:"512"`
	Body      Registration
}

// Register makes an account and signs it in.
var Register = operation.Op[RegisterInput, TokensOutput]{Spec: operation.Spec{
	ID: "identity.register", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/register",
	Summary: "Create an account and sign in", Auth: operation.Public, Limit: operation.LimitAuth, Status: http.StatusCreated,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Sign("tokens"), operation.Seal()},
	Price:  operation.PriceFree,
}}

// LoginInput is the input of Login.
type LoginInput struct {
	UserAgent string `header:"User-Agent" maxLength:"512"`
	Body      Credentials
}

// Login signs a person in.
var Login = operation.Op[LoginInput, TokensOutput]{Spec: operation.Spec{
	ID: "identity.login", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/login",
	Summary: "Sign in with e-mail and password", Auth: operation.Public, Limit: operation.LimitAuth,
	Refusals: []int{http.StatusUnauthorized, http.StatusForbidden}, // a wrong password; a disabled account
	Grants:   []operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Sign("tokens"), operation.Seal()},
	Price:    operation.PriceFree,
}}

// RefreshRequest carries the refresh token of a program; browsers send the cookie and an empty object.
type RefreshRequest struct {
	RefreshToken string `json:"refreshToken,omitempty" maxLength:"256"`
}

// RefreshInput is the input of Refresh. With the cookie, X-Requested-With must be sent:
// another site's form cannot (OWASP CSRF cheat sheet, custom headers). What browsers say
// of where the request comes from must be this site.
type RefreshInput struct {
	Origin      string `header:"Origin" maxLength:"512" doc:"Sent by browsers; with the cookie it must be this site"`
	FetchSite   string `header:"Sec-Fetch-Site" maxLength:"64" hidden:"true"`
	Host        string `header:"Host" maxLength:"512" hidden:"true"`
	HostCookie  string `cookie:"__Host-rt"`
	PlainCookie string `cookie:"rt"`
	Requested   string `header:"X-Requested-With" maxLength:"64" doc:"Required with the cookie; any value"`
	Body        RefreshRequest
}

// Refresh trades a refresh token for new tokens; each refresh token works once.
var Refresh = operation.Op[RefreshInput, TokensOutput]{Spec: operation.Spec{
	ID: "identity.refresh", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/refresh",
	Summary: "Trade a refresh token for new tokens", Auth: operation.Public, Limit: operation.LimitGlobal,
	Refusals: []int{http.StatusUnauthorized, http.StatusForbidden}, // no such token; the cookie from another site
	Grants:   []operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Sign("tokens"), operation.Seal()},
	Price:    operation.PriceFree,
}}

// LogoutOutput removes the cookie.
type LogoutOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

// Logout ends the session of the token that makes the request.
var Logout = operation.Op[operation.None, LogoutOutput]{Spec: operation.Spec{
	ID: "identity.logout", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/logout",
	Summary: "End this session", Credentials: true, Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusNoContent,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite)}, Price: operation.PriceFree,
}}

// UserOutput carries an account.
type UserOutput struct{ Body User }

// GetMe reads one's own account.
var GetMe = operation.Op[operation.None, UserOutput]{Spec: operation.Spec{
	ID: "identity.get_me", Area: area, Method: http.MethodGet, Path: "/api/v1/users/me",
	Summary: "Read your account", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Seal()}, Price: operation.PriceFree,
}}

// UserPatch changes an account; what is absent stays.
type UserPatch struct {
	DisplayName *string `json:"displayName,omitempty" maxLength:"100"`
}

// UpdateMeInput is the input of UpdateMe.
type UpdateMeInput struct{ Body UserPatch }

// UpdateMe changes one's own account.
var UpdateMe = operation.Op[UpdateMeInput, UserOutput]{Spec: operation.Spec{
	ID: "identity.update_me", Area: area, Method: http.MethodPatch, Path: "/api/v1/users/me",
	Summary: "Change your account", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Seal()}, Price: operation.PriceFree,
}}
