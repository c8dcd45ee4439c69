package bus

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxEventField bounds each text field of an event in bytes: room for any id with its
// prefixes, small enough that sixteen events without data fit an item easily.
const MaxEventField = 256

// Validate reports what keeps the event from being published: a missing id or type, a
// field that is too long or not UTF-8, data that is too large or not JSON. The error
// names the field and never holds its value.
func (e Event) Validate() error {
	if e.ID == "" || e.Type == "" {
		return errors.New("event: id and type are required")
	}
	for _, f := range []struct{ name, value string }{
		{"id", e.ID}, {"type", e.Type}, {"subject", e.Subject}, {"correlation", e.Correlation},
	} {
		if len(f.value) > MaxEventField || !utf8.ValidString(f.value) {
			return fmt.Errorf("event: %s must be UTF-8 of at most %d bytes", f.name, MaxEventField)
		}
	}
	if y := e.Time.UTC().Year(); y < 1 || y > 9999 {
		return errors.New("event: time must have a year from 1 to 9999")
	}
	if len(e.Data) > MaxEventData {
		return fmt.Errorf("event: data must be at most %d bytes", MaxEventData)
	}
	if len(e.Data) > 0 && (!utf8.Valid(e.Data) || !json.Valid(e.Data)) {
		return errors.New("event: data must be JSON in UTF-8")
	}
	return nil
}
