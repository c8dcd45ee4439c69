package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Preferences are how you like the product.
type Preferences struct {
	Theme         string        `json:"theme" enum:"light,dark,system"`
	Locale        string        `json:"locale" doc:"BCP 47 language tag" example:"de-CH"`
	Units         string        `json:"units" enum:"metric,imperial"`
	Notifications Notifications `json:"notifications"`
	Revision      int64         `json:"revision" doc:"One more with each change; 0 before the first"`
}

// Notifications are the occasions to write to you.
type Notifications struct {
	Jobs   bool `json:"jobs" doc:"Long work has ended"`
	Shares bool `json:"shares" doc:"Somebody has shared something with you"`
	News   bool `json:"news" doc:"News of the product"`
}

// PreferencesOutput carries preferences.
type PreferencesOutput struct{ Body Preferences }

// GetPreferences reads one's preferences.
var GetPreferences = operation.Op[operation.None, PreferencesOutput]{Spec: operation.Spec{
	ID: "identity.get_preferences", Area: area, Method: http.MethodGet, Path: "/api/v1/users/me/preferences",
	Summary: "Read your preferences", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.Read)}, Price: operation.PriceFree,
}}

// PreferencesPatch changes preferences; what is absent stays.
type PreferencesPatch struct {
	Theme         *string             `json:"theme,omitempty" enum:"light,dark,system"`
	Locale        *string             `json:"locale,omitempty" minLength:"2" maxLength:"35" doc:"BCP 47 language tag"`
	Units         *string             `json:"units,omitempty" enum:"metric,imperial"`
	Notifications *NotificationsPatch `json:"notifications,omitempty"`
	Revision      *int64              `json:"revision,omitempty" minimum:"0" doc:"Change only what is of this revision; else 409 with the present state"`
}

// NotificationsPatch changes notifications; what is absent stays.
type NotificationsPatch struct {
	Jobs   *bool `json:"jobs,omitempty"`
	Shares *bool `json:"shares,omitempty"`
	News   *bool `json:"news,omitempty"`
}

// UpdatePreferencesInput is the input of UpdatePreferences.
type UpdatePreferencesInput struct{ Body PreferencesPatch }

// UpdatePreferences changes one's preferences.
var UpdatePreferences = operation.Op[UpdatePreferencesInput, PreferencesOutput]{Spec: operation.Spec{
	ID: "identity.update_preferences", Area: area, Method: http.MethodPatch, Path: "/api/v1/users/me/preferences",
	Summary: "Change your preferences", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite)}, Price: operation.PriceFree,
}}
