package operation

import "time"

// Fact is the input of an operation that an event sets off: the event as published.
type Fact struct {
	Body FactBody
}

// FactBody is an event of the bus. Subject is the id of what it is about.
type FactBody struct {
	_           struct{}  `additionalProperties:"true"`
	ID          string    `json:"id"`
	Type        string    `json:"type"`
	Subject     string    `json:"subject,omitempty"`
	Time        time.Time `json:"time"`
	Correlation string    `json:"correlation,omitempty"`
	Data        FactData  `json:"data,omitempty"`
}

// FactData is what an event tells besides: ids and numbers, no personal data.
type FactData struct {
	_         struct{} `additionalProperties:"true"` // a consumer reads what it knows: events may grow
	Doc       string   `json:"doc,omitempty" doc:"Document id"`
	Seq       int64    `json:"seq,omitempty"`
	By        string   `json:"by,omitempty"`
	Owner     string   `json:"owner,omitempty"`
	SessionID string   `json:"sessionId,omitempty"`
	UserID    string   `json:"userId,omitempty"`
	Kind      string   `json:"kind,omitempty" doc:"Which of several of its type"`
	Share     string   `json:"share,omitempty" doc:"Id of a link or an invitation"`
}
