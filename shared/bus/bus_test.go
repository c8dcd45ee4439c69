package bus_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// TestValidate checks each rule of an event, and that no error tells its content.
func TestValidate(t *testing.T) {
	long := strings.Repeat("s", bus.MaxEventField)
	for name, c := range map[string]struct {
		change func(*bus.Event)
		ok     bool
	}{
		"whole":          {func(*bus.Event) {}, true},
		"no data":        {func(e *bus.Event) { e.Data = nil }, true},
		"no time":        {func(e *bus.Event) { e.Time = time.Time{} }, true},
		"longest":        {func(e *bus.Event) { e.Subject = long }, true},
		"no id":          {func(e *bus.Event) { e.ID = "" }, false},
		"no type":        {func(e *bus.Event) { e.Type = "" }, false},
		"long id":        {func(e *bus.Event) { e.ID = long + "x" }, false},
		"long type":      {func(e *bus.Event) { e.Type = long + "x" }, false},
		"long subject":   {func(e *bus.Event) { e.Subject = long + "x" }, false},
		"long origin":    {func(e *bus.Event) { e.Correlation = long + "x" }, false},
		"bad UTF-8":      {func(e *bus.Event) { e.Subject = "secret\xff" }, false},
		"far time":       {func(e *bus.Event) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, false},
		"data no JSON":   {func(e *bus.Event) { e.Data = json.RawMessage("secret") }, false},
		"data bad UTF-8": {func(e *bus.Event) { e.Data = json.RawMessage("\"secret\xff\"") }, false},
		"large data":     {func(e *bus.Event) { e.Data = json.RawMessage(`"` + strings.Repeat("s", bus.MaxEventData-1) + `"`) }, false},
	} {
		e := bus.Event{ID: "evt_1", Type: "a.b", Subject: "doc_1", Correlation: "cor_1", Time: time.Unix(1, 0), Data: json.RawMessage(`{"a":1}`)}
		c.change(&e)
		err := e.Validate()
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "sss")) {
			t.Errorf("%s: the error tells content", name)
		}
	}
}

func TestEncode(t *testing.T) {
	e := bus.Event{ID: "evt_1", Type: "document.committed", Time: time.Unix(0, 0).UTC(), Data: json.RawMessage(`{"text":"` + strings.Repeat("<&>", 1000) + `"}`)}
	text, err := e.Encode()
	if err != nil || len(text) > len(e.Data)+200 {
		t.Errorf("%d bytes of %d bytes of data, %v", len(text), len(e.Data), err)
	}
	var back bus.Event
	if err := json.Unmarshal([]byte(text), &back); err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("read back: %+v, %v", back, err)
	}
}
