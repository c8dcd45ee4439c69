package identity

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Preferences are how a person likes the product. Before the first change they are
// DefaultPreferences, of revision 0.
type Preferences struct {
	Theme         string        `json:"theme"`  // "light", "dark" or "system"
	Locale        string        `json:"locale"` // BCP 47 (RFC 5646), canonical, e.g. "de-CH"
	Units         string        `json:"units"`  // "metric" or "imperial"
	Notifications Notifications `json:"notifications"`
	Revision      int64         `json:"revision"` // one more with each change
}

// Notifications are the occasions to write to a person beside those that concern the
// account itself, which are not a matter of preference.
type Notifications struct {
	Jobs   bool `json:"jobs"`   // long work has ended
	Shares bool `json:"shares"` // somebody has shared something
	News   bool `json:"news"`   // of the product
}

// DefaultPreferences are those of somebody who has not said anything. News are only for
// who asks for them.
func DefaultPreferences() Preferences {
	return Preferences{Theme: "system", Locale: "en", Units: "metric", Notifications: Notifications{Jobs: true, Shares: true}}
}

// PreferencesPatch changes preferences; what is nil stays. With a Revision the change is
// made only to preferences of that revision.
type PreferencesPatch struct {
	Theme, Locale, Units *string
	Jobs, Shares, News   *bool
	Revision             *int64
}

func prefsKey(userID string) store.Key {
	return store.Key{Table: store.Identity, PK: userKey(userID).PK, SK: "PREFS"}
}

// Preferences reads a person's preferences.
func (s *Service) Preferences(ctx context.Context, userID string) (Preferences, error) {
	p, _, err := s.loadPreferences(ctx, userID)
	return p, named("read preferences", err)
}

func (s *Service) loadPreferences(ctx context.Context, userID string) (Preferences, int64, error) {
	p := DefaultPreferences()
	rev, err := load(ctx, s.c.Store, prefsKey(userID), &p)
	if errors.Is(err, errAbsent) {
		return DefaultPreferences(), 0, nil
	}
	return p, rev, err
}

// UpdatePreferences changes a person's preferences and gives what they are then. With
// CodeStale it gives what they are now. Other refusals: CodeInvalidPreference.
func (s *Service) UpdatePreferences(ctx context.Context, userID string, patch PreferencesPatch) (p Preferences, err error) {
	defer func() { err = named("change preferences", err) }()
	err = raced(func() error {
		was, rev, err := s.loadPreferences(ctx, userID)
		if err != nil {
			return err
		}
		p = was
		if patch.Revision != nil && *patch.Revision != was.Revision {
			return refuse(CodeStale, nil)
		}
		next, err := patch.apply(was)
		if err != nil || next == was {
			return err
		}
		next.Revision++
		item, err := itemOf(prefsKey(userID), time.Time{}, next)
		if err != nil {
			return err
		}
		p = next
		_, err = s.c.Store.Write(ctx, store.Write{Item: item, If: store.AtRev(rev)}) // revision 0 is absent
		return err
	})
	return p, err
}

func (patch PreferencesPatch) apply(p Preferences) (Preferences, error) {
	if patch.Locale != nil {
		tag, err := language.Parse(*patch.Locale)
		if err != nil || tag == language.Und {
			return p, refuse(CodeInvalidPreference, nil)
		}
		p.Locale = tag.String()
	}
	pick := func(to *string, from *string, known ...string) bool {
		if from == nil {
			return true
		}
		*to = *from
		return slices.Contains(known, *from)
	}
	if !pick(&p.Theme, patch.Theme, "light", "dark", "system") || !pick(&p.Units, patch.Units, "metric", "imperial") {
		return p, refuse(CodeInvalidPreference, nil)
	}
	n := &p.Notifications
	for to, from := range map[*bool]*bool{&n.Jobs: patch.Jobs, &n.Shares: patch.Shares, &n.News: patch.News} {
		if from != nil {
			*to = *from
		}
	}
	return p, nil
}
