// Package ops declares what the operations on links have in common, whatever the links
// share.
package ops

import (
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Request says what a link is to allow.
type Request struct {
	Role      string     `json:"role,omitempty" enum:"viewer,editor" default:"viewer" doc:"Viewers see; editors change, too, signed in"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Absent: in 30 days; at most a year"`
}

// Link is a link that shares something, or an invitation to somebody's address.
type Link struct {
	ID        string     `json:"id" example:"shr_01J8Z3"`
	Role      string     `json:"role" enum:"viewer,editor"`
	CreatedAt time.Time  `json:"createdAt"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Absent from invitations: they do not expire"`
	Email     string     `json:"email,omitempty" doc:"Of an invitation: whose it is"`
}

// NewLink is a link with its secret, which is shown this once.
type NewLink struct {
	Link
	Token string `json:"token,omitempty" doc:"Opens what is shared; whoever has it may. It is not shown again. Invitations have none"`
}

// Page lists links.
type Page = operation.Page[Link]

// PageOutput carries a page of links.
type PageOutput struct{ Body Page }

// Token is the secret of a link. It travels in bodies only: addresses are written to logs.
type Token struct {
	Token string `json:"token" maxLength:"256"`
}

// TokenInput is the input of what opens a link.
type TokenInput struct{ Body Token }
