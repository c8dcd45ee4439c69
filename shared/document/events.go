package document

import (
	"encoding/json"
	"fmt"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// The events that documents publish, each with its write. Their subject is the document id.
const (
	EventCommitted = "document.committed" // data: Committed
	EventDeleted   = "document.deleted"   // data: Deleted
)

// Committed is the data of EventCommitted.
type Committed struct {
	Doc   string `json:"doc"`
	Seq   int64  `json:"seq"`
	By    string `json:"by"`
	Owner string `json:"owner"`
}

// Deleted is the data of EventDeleted.
type Deleted struct {
	Doc   string `json:"doc"`
	Owner string `json:"owner"`
}

// event makes an event. Its id follows from what happened, so that attempts at one
// write carry the same event.
func (d *Documents) event(typ, doc, id string, data any) (bus.Event, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return bus.Event{}, err
	}
	return bus.Event{ID: id, Type: typ, Subject: doc, Time: d.time(), Data: raw}, nil
}

func (d *Documents) committed(m Meta, c Commit) (bus.Event, error) {
	id := fmt.Sprintf("evt_%s_%d", m.ID, c.Seq)
	e, err := d.event(EventCommitted, m.ID, id, Committed{Doc: m.ID, Seq: c.Seq, By: c.By, Owner: m.Owner})
	e.Time = c.At
	return e, err
}
