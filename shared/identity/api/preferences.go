package api

import (
	"context"
	"encoding/json"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// GetPreferences reads the caller's preferences.
func (s *Service) GetPreferences(ctx context.Context, _ *operation.None) (*ops.PreferencesOutput, error) {
	p, err := s.c.Identity.Preferences(ctx, operation.UserID(ctx))
	if err != nil {
		return nil, problem(err)
	}
	return &ops.PreferencesOutput{Body: preferences(p)}, nil
}

// UpdatePreferences changes the caller's preferences. If they are not of the revision
// that the change is for, the refusal carries what they are.
func (s *Service) UpdatePreferences(ctx context.Context, in *ops.UpdatePreferencesInput) (*ops.PreferencesOutput, error) {
	b := in.Body
	patch := identity.PreferencesPatch{Theme: b.Theme, Locale: b.Locale, Units: b.Units, Revision: b.Revision}
	if n := b.Notifications; n != nil {
		patch.Jobs, patch.Shares, patch.News = n.Jobs, n.Shares, n.News
	}
	p, err := s.c.Identity.UpdatePreferences(ctx, operation.UserID(ctx), patch)
	if identity.CodeOf(err) == identity.CodeStale {
		if state, jsonErr := json.Marshal(preferences(p)); jsonErr == nil {
			return nil, operation.AsProblem(problem(err)).WithCurrent(state)
		}
	}
	if err != nil {
		// Themes and units were checked against their lists before.
		return nil, placed(err, map[identity.Code]string{identity.CodeInvalidPreference: "locale"})
	}
	return &ops.PreferencesOutput{Body: preferences(p)}, nil
}

func preferences(p identity.Preferences) ops.Preferences {
	return ops.Preferences{Theme: p.Theme, Locale: p.Locale, Units: p.Units, Notifications: ops.Notifications(p.Notifications), Revision: p.Revision}
}
