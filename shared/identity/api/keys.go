package api

import (
	"context"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// CreateKey makes an API key for the caller.
func (s *Service) CreateKey(ctx context.Context, in *ops.CreateKeyInput) (*ops.NewKeyOutput, error) {
	wish := identity.NewKey{UserID: operation.UserID(ctx), Name: in.Body.Name, Scopes: in.Body.Scopes}
	if in.Body.ExpiresAt != nil {
		wish.ExpiresAt = *in.Body.ExpiresAt
	}
	text, key, err := s.c.Identity.CreateKey(ctx, wish)
	if err != nil {
		return nil, problem(err)
	}
	return &ops.NewKeyOutput{Body: ops.NewAPIKey{APIKey: apiKey(key), Secret: text}}, nil
}

// ListKeys lists the caller's API keys.
func (s *Service) ListKeys(ctx context.Context, _ *operation.None) (*ops.KeyPageOutput, error) {
	list, err := s.c.Identity.Keys(ctx, operation.UserID(ctx))
	if err != nil {
		return nil, problem(err)
	}
	out := &ops.KeyPageOutput{Body: ops.KeyPage{Items: make([]ops.APIKey, len(list))}}
	for i, key := range list {
		out.Body.Items[i] = apiKey(key)
	}
	return out, nil
}

// RevokeKey ends one of the caller's API keys.
func (s *Service) RevokeKey(ctx context.Context, in *ops.KeyInput) (*operation.None, error) {
	return done(s.c.Identity.RevokeKey(ctx, operation.UserID(ctx), in.KeyID))
}

func apiKey(k identity.APIKey) ops.APIKey {
	return ops.APIKey{ID: k.ID, Name: k.Name, Scopes: k.Scopes, CreatedAt: k.CreatedAt, ExpiresAt: moment(k.ExpiresAt), UsedAt: moment(k.UsedAt)}
}

// moment is nil for a time that is not.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
