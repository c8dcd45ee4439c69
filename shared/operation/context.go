package operation

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// Principal is who makes a request. The zero value is nobody.
type Principal struct {
	UserID    string   `json:"userId,omitempty"`
	SessionID string   `json:"sessionId,omitempty"`
	Roles     []string `json:"roles,omitempty"`
	Service   string   `json:"service,omitempty"` // the operation that calls on its own behalf
	KeyID     string   `json:"keyId,omitempty"`   // of the API key that speaks for UserID, "" for a session
	Scopes    []string `json:"scopes,omitempty"`  // of the key: ScopeRead, ScopeWrite
}

// The scopes of API keys.
const (
	ScopeRead  = "read"  // what is called with GET
	ScopeWrite = "write" // everything that a key may do at all
)

// MayCall reports whether the principal is allowed to call the operation: the one place
// where roles and the scopes of API keys are enforced. A key never stands in for the
// person where credentials are managed or others are administered.
func (p Principal) MayCall(s Spec) bool {
	switch {
	case !p.May(s.Auth):
		return false
	case p.KeyID == "":
		return true
	case s.InPerson():
		return false
	}
	return slices.Contains(p.Scopes, ScopeWrite) || s.Method == http.MethodGet && slices.Contains(p.Scopes, ScopeRead)
}

// Is reports whether the principal has the role.
func (p Principal) Is(role string) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// May reports whether the principal is allowed to call what needs auth.
func (p Principal) May(a Auth) bool {
	switch a {
	case Public:
		return true
	case User:
		return p.UserID != ""
	case Admin:
		return p.UserID != "" && p.Is("admin")
	case Service:
		return p.Service != ""
	}
	return false
}

// Meta is what travels with a request besides its arguments.
type Meta struct {
	Principal   Principal
	Correlation string // names the request across functions and logs
	Idempotency string // the client's Idempotency-Key, or one made from it for a call further on
	ClientIP    string // from the trusted place only; "" for direct calls
	Connection  string // WebSocket connection id; "" unless the request came over one
	UserAgent   string
	Within      string    // the conversation that a function was called in; only functions say so
	Due         time.Time // of a schedule's occasion: the same however often it comes; else zero
}

type metaKey struct{}

// WithMeta puts a request's Meta into the context.
func WithMeta(ctx context.Context, m Meta) context.Context {
	return context.WithValue(ctx, metaKey{}, m)
}

// MetaFrom gives the request's Meta; zero outside a request.
func MetaFrom(ctx context.Context) Meta {
	m, _ := ctx.Value(metaKey{}).(Meta)
	return m
}

// UserID gives the id of the signed-in person, "" for nobody.
func UserID(ctx context.Context) string { return MetaFrom(ctx).Principal.UserID }
