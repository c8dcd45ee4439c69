package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// APIKey lets a program act for you.
type APIKey struct {
	ID        string     `json:"id" example:"key_01J8Z3"`
	Name      string     `json:"name"`
	Scopes    []string   `json:"scopes" doc:"read, write; there may be others later"`
	CreatedAt time.Time  `json:"createdAt"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Absent: never"`
	UsedAt    *time.Time `json:"usedAt,omitempty" doc:"Last use, to the minute; absent: never"`
}

// NewAPIKey is an API key with its secret, which is shown this once.
type NewAPIKey struct {
	APIKey
	Secret string `json:"secret" doc:"The whole key; send as Authorization: Bearer. It is not shown again"`
}

// KeyWish is what an API key is made of.
type KeyWish struct {
	Name      string     `json:"name" minLength:"1" maxLength:"100"`
	Scopes    []string   `json:"scopes" minItems:"1" maxItems:"2" uniqueItems:"true" enum:"read,write" doc:"read: GET alone; write: everything but credentials and administration"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Absent: never"`
}

// CreateKeyInput is the input of CreateKey.
type CreateKeyInput struct{ Body KeyWish }

// NewKeyOutput carries a new key.
type NewKeyOutput struct{ Body NewAPIKey }

// CreateKey makes an API key. Keys cannot make keys.
var CreateKey = operation.Op[CreateKeyInput, NewKeyOutput]{Spec: operation.Spec{
	ID: "identity.create_key", Area: area, Method: http.MethodPost, Path: "/api/v1/auth/keys",
	Summary: "Make an API key", Auth: operation.User, Credentials: true, Secret: true, Limit: operation.LimitGlobal, Status: http.StatusCreated,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Seal()}, Price: operation.PriceFree,
}}

// KeyPage lists keys.
type KeyPage = operation.Page[APIKey]

// KeyPageOutput carries keys.
type KeyPageOutput struct{ Body KeyPage }

// ListKeys lists one's API keys, the latest first, on one page.
var ListKeys = operation.Op[operation.None, KeyPageOutput]{Spec: operation.Spec{
	ID: "identity.list_keys", Area: area, Method: http.MethodGet, Path: "/api/v1/auth/keys",
	Summary: "List your API keys", Auth: operation.User, Credentials: true, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Seal()}, Price: operation.PriceFree,
}}

// KeyInput names one of one's keys.
type KeyInput struct {
	KeyID string `path:"keyId" maxLength:"64"`
}

// RevokeKey ends an API key.
var RevokeKey = operation.Op[KeyInput, operation.None]{Spec: operation.Spec{
	ID: "identity.revoke_key", Area: area, Method: http.MethodDelete, Path: "/api/v1/auth/keys/{keyId}",
	Summary: "Revoke an API key", Auth: operation.User, Credentials: true, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite)}, Price: operation.PriceFree,
}}
