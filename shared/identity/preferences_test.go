package identity_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aio-creative-hub/aio/shared/identity"
)

func ptr[T any](v T) *T { return &v }

func TestPreferences(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	p, err := f.Preferences(t.Context(), user)
	if err != nil || p != identity.DefaultPreferences() || p.Revision != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	want := p
	for _, c := range []struct {
		name  string
		patch identity.PreferencesPatch
		then  func()
	}{
		{"theme", identity.PreferencesPatch{Theme: ptr("dark")}, func() { want.Theme = "dark" }},
		{"locale, made canonical", identity.PreferencesPatch{Locale: ptr("DE_ch")}, func() { want.Locale = "de-CH" }},
		{"units and news", identity.PreferencesPatch{Units: ptr("imperial"), News: ptr(true)}, func() { want.Units, want.Notifications.News = "imperial", true }},
		{"no jobs", identity.PreferencesPatch{Jobs: ptr(false), Revision: ptr[int64](3)}, func() { want.Notifications.Jobs = false }},
	} {
		got, err := f.UpdatePreferences(t.Context(), user, c.patch)
		c.then()
		want.Revision++
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, want)
		}
		if read, err := f.Preferences(t.Context(), user); err != nil || read != want {
			t.Errorf("%s, read: %+v, %v", c.name, read, err)
		}
	}
	if same, err := f.UpdatePreferences(t.Context(), user, identity.PreferencesPatch{Theme: ptr("dark")}); err != nil || same != want {
		t.Errorf("no change: %+v, %v", same, err)
	}
	for name, patch := range map[string]identity.PreferencesPatch{
		"theme": {Theme: ptr("pink")}, "units": {Units: ptr("furlongs")}, "locale": {Locale: ptr("not a language")}, "no locale": {Locale: ptr("")}, "undetermined": {Locale: ptr("und")},
	} {
		_, err := f.UpdatePreferences(t.Context(), user, patch)
		wantCode(t, name, err, identity.CodeInvalidPreference)
	}
	got, err := f.UpdatePreferences(t.Context(), user, identity.PreferencesPatch{Theme: ptr("light"), Revision: ptr[int64](1)})
	wantCode(t, "an old revision", err, identity.CodeStale)
	if got != want {
		t.Errorf("the refusal carries %+v", got)
	}
	if other, err := f.Preferences(t.Context(), "usr_other"); err != nil || other != identity.DefaultPreferences() {
		t.Errorf("another's: %+v, %v", other, err)
	}
}

// TestPreferencesConcurrently: of many changes of one revision one is made, and changes
// without a revision are all made.
func TestPreferencesConcurrently(t *testing.T) {
	f := setUp(t)
	user := f.register(t).User.ID
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := f.UpdatePreferences(t.Context(), user, identity.PreferencesPatch{Theme: ptr("dark"), Revision: ptr[int64](0)})
			switch {
			case err == nil:
				made.Add(1)
			case identity.CodeOf(err) != identity.CodeStale:
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("%d made", made.Load())
	}
	for _, patch := range []identity.PreferencesPatch{{Theme: ptr("light")}, {Units: ptr("imperial")}, {Locale: ptr("fr")}, {News: ptr(true)}} {
		wg.Go(func() {
			if _, err := f.UpdatePreferences(t.Context(), user, patch); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	p, err := f.Preferences(t.Context(), user)
	if err != nil || p.Theme != "light" || p.Units != "imperial" || p.Locale != "fr" || !p.Notifications.News || p.Revision != 5 {
		t.Errorf("%+v, %v", p, err)
	}
}
