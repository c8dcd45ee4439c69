package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Intent is what a message was understood as.
type Intent struct {
	Tool       string                   `json:"tool"`
	Operation  string                   `json:"operation"`
	Confidence float64                  `json:"confidence" doc:"0 to 1; below 0.70 the chat asks"`
	Entities   map[string]operation.Raw `json:"entities" doc:"Slot to canonical value"`
}

// DocumentRef is a document that a message made or changed.
type DocumentRef struct {
	ID   string `json:"id"`
	Kind string `json:"kind" example:"canvas"`
	Seq  int64  `json:"seq"`
}

// ArtifactRef is a file that a message made or found.
type ArtifactRef struct {
	ID          string `json:"id"`
	Name        string `json:"name,omitempty"`
	ContentType string `json:"contentType"`
	Bytes       int64  `json:"bytes"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
}

// Clarification is a question back, with answers to choose from.
type Clarification struct {
	Question string   `json:"question"`
	Choices  []Choice `json:"choices"`
}

// Choice is an answer to a clarification. Sending Text chooses it.
type Choice struct {
	Label     string `json:"label"`
	Text      string `json:"text"`
	Operation string `json:"operation,omitempty"`
}

// Step is one of the requests of a message that held several, and what became of it.
type Step struct {
	Text      string `json:"text" doc:"How it was said"`
	Operation string `json:"operation,omitempty" doc:"Absent: it was not read"`
	Status    string `json:"status" enum:"done,asked,refused,failed,not_done"`
	Result    string `json:"result,omitempty" doc:"What was done, asked or went wrong, in words"`
}

// Message is one message of a conversation. A person's message has the reply's role
// "user", the system's "assistant". Seq numbers a conversation's messages from 1.
type Message struct {
	ID            string         `json:"id" example:"msg_01J8Z3"`
	SessionID     string         `json:"sessionId"`
	Seq           int64          `json:"seq"`
	Role          string         `json:"role" enum:"user,assistant"`
	By            string         `json:"by,omitempty" doc:"User id of who said it, or of whom a reply answers; absent: the owner"`
	Text          string         `json:"text"`
	Status        string         `json:"status,omitempty" enum:"done,asked,refused,failed" doc:"Of replies"`
	Intent        *Intent        `json:"intent,omitempty"`
	Documents     []DocumentRef  `json:"documents,omitempty"`
	Artifacts     []ArtifactRef  `json:"artifacts,omitempty"`
	Clarification *Clarification `json:"clarification,omitempty"`
	Steps         []Step         `json:"steps,omitempty" doc:"Of replies to several requests in one message, in order; the text says the same"`
	Code          string         `json:"code,omitempty" doc:"Of failed replies: the problem's code"`
	CreatedAt     time.Time      `json:"createdAt"`
}

// NewMessage is what a person says. ID makes sending idempotent.
type NewMessage struct {
	ID        string `json:"id,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"The client's; the same id is answered once; the Idempotency-Key serves if absent"`
	SessionID string `json:"sessionId,omitempty" maxLength:"64" doc:"Absent begins a conversation"`
	Text      string `json:"text" minLength:"1" maxLength:"8000"`
}

// SendInput is the input of Send.
type SendInput struct{ Body NewMessage }

// Reply is the answer to a message.
type Reply struct {
	SessionID     string         `json:"sessionId"`
	Message       Message        `json:"message" doc:"The reply"`
	Intent        Intent         `json:"intent"`
	Documents     []DocumentRef  `json:"documents"`
	Artifacts     []ArtifactRef  `json:"artifacts"`
	Clarification *Clarification `json:"clarification,omitempty"`
}

// ReplyOutput carries a reply.
type ReplyOutput struct{ Body Reply }

// Send understands a message and does what it asks for.
var Send = operation.Op[SendInput, ReplyOutput]{Spec: operation.Spec{
	ID: "chat.send", Area: area, Method: http.MethodPost, Path: "/api/v1/chat/messages", Summary: "Say something and have it done",
	Triggers: []operation.Trigger{{Kind: operation.Rest}, {Kind: operation.Socket, On: "chat.send"}},
	Auth:     operation.User, Refusals: []int{http.StatusNotFound}, Limit: operation.LimitEdit, MemoryMB: 1024, Timeout: 28 * time.Second, // below the 29 s of API Gateway
	Grants: append(tables(), operation.Invoke("*"), operation.Push(), operation.Table("runtime", operation.Read), operation.Blob("models", operation.Read)), Price: operation.PriceRequest,
}}

// ListMessagesInput asks for a conversation's messages.
type ListMessagesInput struct {
	SessionInput
	operation.PageInput
	After int64 `query:"after" minimum:"0" doc:"Only messages with a greater seq, e.g. the last one seen"`
}

// MessagePage is a page of messages, oldest first.
type MessagePage = operation.Page[Message]

// MessageListOutput carries a page.
type MessageListOutput struct{ Body MessagePage }

// ListMessages lists a conversation's messages.
var ListMessages = operation.Op[ListMessagesInput, MessageListOutput]{Spec: operation.Spec{
	ID: "chat.list_messages", Area: area, Method: http.MethodGet, Path: "/api/v1/chat/sessions/{sessionId}/messages", Summary: "List a conversation's messages, oldest first",
	Triggers: []operation.Trigger{{Kind: operation.Rest}, {Kind: operation.Socket, On: "chat.list_messages"}},
	Auth:     operation.User, Limit: operation.LimitGlobal, Grants: tables(), Price: operation.PriceFree,
}}
