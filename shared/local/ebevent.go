package local

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// eventSource is the source of the system's own events.
const eventSource = "aio"

// busEvent wraps an event of the bus as EventBridge delivers it.
func busEvent(e bus.Event) ([]byte, error) {
	detail, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("local: event %s: %w", e.ID, err)
	}
	return json.Marshal(events.EventBridgeEvent{Version: "0", ID: e.ID, DetailType: e.Type, Source: eventSource,
		AccountID: accountID, Region: apiID, Time: e.Time.UTC(), Resources: []string{}, Detail: detail})
}

// scheduledEvent is what a schedule sends.
func scheduledEvent(id string, now time.Time) ([]byte, error) {
	return json.Marshal(events.EventBridgeEvent{Version: "0", ID: id, DetailType: function.ScheduledType, Source: eventSource,
		AccountID: accountID, Region: apiID, Time: now.UTC().Truncate(time.Second), Resources: []string{}, Detail: json.RawMessage("{}")})
}

// subscribe gives every operation with event triggers its events. The consumer's name is
// the operation's id.
func subscribe(b bus.Bus, f *Functions, meter Meter) error {
	for _, s := range f.Specs() {
		var types []string
		for _, t := range s.Triggers {
			if t.Kind == operation.Event {
				types = append(types, t.On)
			}
		}
		if len(types) == 0 {
			continue
		}
		if err := b.Subscribe(s.ID, types, deliver(f, s.ID, meter)); err != nil {
			return fmt.Errorf("local: subscribe %s: %w", s.ID, err)
		}
	}
	return nil
}

// deliver hands one event to a function. Once begun, a delivery is finished even if the
// bus is stopped meanwhile; the function's own deadline bounds it.
func deliver(f *Functions, id string, meter Meter) bus.Handler {
	return func(ctx context.Context, e bus.Event) error {
		payload, err := busEvent(e)
		if err == nil {
			_, err = f.Invoke(context.WithoutCancel(ctx), id, payload)
		}
		meter.Delivered(id, err == nil)
		return err
	}
}
