package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// ShareInput is the input of Share.
type ShareInput struct {
	IDInput
	Body shareops.Request
}

// NewShareLink is a link with its secret, which is shown this once.
type NewShareLink struct {
	shareops.NewLink
	Link string `json:"link" example:"/shared#aioshare.01J8" doc:"A page that opens it, below the address of this server; browsers do not send what stands behind #"`
}

// NewShareOutput carries a new link.
type NewShareOutput struct{ Body NewShareLink }

// Share makes a link that shares a file.
var Share = operation.Op[ShareInput, NewShareOutput]{Spec: secret(operation.Created(withChat(
	spec("share", http.MethodPost, "/artifacts/{artifactId}/shares", "Share a file by a link", writes()), ofFile("Share a file", "Share the file", true, "email", "user", "target"))))}

func secret(s operation.Spec) operation.Spec {
	s.Secret = true
	return s
}

// SharesInput is the input of ListShares.
type SharesInput struct {
	IDInput
	operation.PageInput
}

// ListShares lists the links of a file that still work.
var ListShares = operation.Op[SharesInput, shareops.PageOutput]{Spec: spec("list_shares", http.MethodGet, "/artifacts/{artifactId}/shares", "List the links that share a file", reads())}

// ShareIDInput names a link.
type ShareIDInput struct {
	IDInput
	ShareID string `path:"shareId" maxLength:"64"`
}

// RevokeShare ends a link, and what it gave to accounts.
var RevokeShare = operation.Op[ShareIDInput, operation.None]{Spec: gone(spec("revoke_share", http.MethodDelete, "/artifacts/{artifactId}/shares/{shareId}", "End a link that shares a file", writes()))}

// SharedFile is a file as a link shows it.
type SharedFile struct {
	Artifact   Artifact  `json:"artifact"`
	Role       string    `json:"role" enum:"viewer,editor"`
	URL        string    `json:"url" doc:"The bytes, for some minutes; absolute, or below the address of this server"`
	ExpiresAt  time.Time `json:"expiresAt" doc:"Of the link"`
	URLExpires time.Time `json:"urlExpiresAt" doc:"Of the address"`
}

// SharedOutput carries a shared file.
type SharedOutput struct{ Body SharedFile }

// OpenShared shows the file of a link to whoever has it, without an account.
var OpenShared = operation.Op[shareops.TokenInput, SharedOutput]{Spec: public(spec("open_shared", http.MethodPost, "/shared", "See the file that a link shares", reads(), bytesRead()))}

func public(s operation.Spec) operation.Spec {
	s.Auth, s.Secret, s.Refusals = operation.Public, true, []int{http.StatusNotFound}
	return s
}

// AcceptShare gives one's account what a link allows, for as long as the link lives.
var AcceptShare = operation.Op[shareops.TokenInput, ArtifactOutput]{Spec: acceptance(spec("accept_share", http.MethodPost, "/shared/accept", "Add a shared file to your account", writes()))}

func acceptance(s operation.Spec) operation.Spec {
	s.Secret, s.Refusals = true, []int{http.StatusNotFound}
	return s
}
