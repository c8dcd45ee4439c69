// Package ops declares the operations of the area live: WebSocket connections, what they
// subscribe to, and the only functions that post to them.
package ops

import (
	"time"

	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "live"

func runtime() []operation.Grant {
	return []operation.Grant{operation.Table("runtime", operation.ReadWrite)}
}

func on(action string) []operation.Trigger {
	return []operation.Trigger{{Kind: operation.Socket, On: action}}
}

// Connect records a connection that the authorizer admitted.
var Connect = operation.Op[operation.None, operation.None]{Spec: operation.Spec{
	ID: "live.connect", Area: area, Summary: "Record a WebSocket connection", Triggers: on("$connect"),
	Auth: operation.User, Hidden: true, Grants: runtime(), Price: operation.PriceFree,
}}

// Disconnect forgets a connection and its subscriptions.
var Disconnect = operation.Op[operation.None, operation.None]{Spec: operation.Spec{
	ID: "live.disconnect", Area: area, Summary: "Forget a WebSocket connection", Triggers: on("$disconnect"),
	Auth: operation.Public, Hidden: true, Grants: runtime(), Price: operation.PriceFree,
}}

// Pong is the answer to a heartbeat.
type Pong struct {
	Time time.Time `json:"time" doc:"The server's"`
}

// PongOutput carries a pong.
type PongOutput struct{ Body Pong }

// Ping is the heartbeat: it keeps a connection from being closed as idle.
var Ping = operation.Op[operation.None, PongOutput]{Spec: operation.Spec{
	ID: "live.ping", Area: area, Summary: "Keep the connection open", Triggers: on("ping"),
	Auth: operation.User, Hidden: true, Limit: operation.LimitEdit, Price: operation.PriceFree,
}}

// Subscription names a document and the last sequence number the client has.
type Subscription struct {
	DocumentID string `json:"documentId" maxLength:"64"`
	After      int64  `json:"after,omitempty" minimum:"0" doc:"The last sequence number you have; what came after it is in the answer"`
}

// SubscribeInput is the input of Subscribe.
type SubscribeInput struct{ Body Subscription }

// Subscribe sends a document's commits to this connection from now on, and answers with
// those missed: the resume after a lost connection.
var Subscribe = operation.Op[SubscribeInput, docops.LogOutput]{Spec: operation.Spec{
	ID: "live.subscribe", Area: area, Summary: "Follow a document", Triggers: on("subscribe"),
	Auth: operation.User, Hidden: true, Limit: operation.LimitEdit,
	Grants: append(runtime(), operation.Table("work", operation.Read), operation.Blob("documents", operation.Read)), Price: operation.PriceFree,
}}

// Unsubscription names a document.
type Unsubscription struct {
	DocumentID string `json:"documentId" maxLength:"64"`
}

// UnsubscribeInput is the input of Unsubscribe.
type UnsubscribeInput struct{ Body Unsubscription }

// Unsubscribe ends a subscription.
var Unsubscribe = operation.Op[UnsubscribeInput, operation.None]{Spec: operation.Spec{
	ID: "live.unsubscribe", Area: area, Summary: "Stop following a document", Triggers: on("unsubscribe"),
	Auth: operation.User, Hidden: true, Limit: operation.LimitEdit, Grants: runtime(), Price: operation.PriceFree,
}}

// NewPresence says where somebody is in a document.
type NewPresence struct {
	DocumentID string        `json:"documentId" maxLength:"64"`
	Ask        bool          `json:"ask,omitempty" doc:"Others are to say where they are, too: one has just come"`
	State      operation.Raw `json:"state,omitempty" doc:"The client's own: cursor, selection. JSON of at most 2 KB"`
}

// PresenceInput is the input of Presence.
type PresenceInput struct{ Body NewPresence }

// PresenceAnswer says how often presence may be told.
type PresenceAnswer struct {
	Peer    string `json:"peer" doc:"What others know this connection by"`
	Others  int    `json:"others" doc:"Connections that follow the document beside this one"`
	PauseMS int    `json:"pauseMs" doc:"Milliseconds to let pass before the next; grows with the number of others"`
}

// PresenceOutput carries it.
type PresenceOutput struct{ Body PresenceAnswer }

// Present is what others are told of somebody's presence.
type Present struct {
	Peer   string        `json:"peer" doc:"One of the person's windows"`
	UserID string        `json:"userId"`
	Ask    bool          `json:"ask,omitempty"`
	State  operation.Raw `json:"state,omitempty"`
}

// Presence tells those who follow a document where one is in it.
var Presence = operation.Op[PresenceInput, PresenceOutput]{Spec: operation.Spec{
	ID: "live.presence", Area: area, Summary: "Tell others on a document where you are in it", Triggers: on("presence"),
	Auth: operation.User, Hidden: true, Limit: operation.LimitEdit, MaxBody: maxPresence, Grants: append(runtime(), operation.Push()), Price: operation.PriceFree,
}}

// maxPresence bounds a presence, in bytes: it goes to everybody who follows the document.
const maxPresence = 2<<10 + 512

// Fanout tells the connections that follow a document what is new: a commit, or a note
// that something was written beside the log.
var Fanout = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "live.fanout", Area: area, Summary: "Send what is new to those who follow the document",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "document.committed"}, {Kind: operation.Event, On: "document.noted"}}, Auth: operation.Service, Hidden: true,
	Grants: append(runtime(), operation.Push(), operation.Table("work", operation.Read), operation.Blob("documents", operation.Read)), Price: operation.PriceFree,
}}

// The types of pushes.
const (
	TypeCommit   = "document.commit" // data: the commit, or nothing if it is large
	TypeMessage  = "chat.message"    // data: the message
	TypeProgress = "chat.progress"   // data: the step reached
	TypeLeft     = "chat.closed"     // one may no longer read a conversation; data: Closed
	TypeClosed   = "document.closed" // data: Closed
	TypeNoted    = "document.noted"  // data: Noted

	TypePresence = "document.presence" // data: Present

	TypeModel = "nlp.model" // a model of one's own was trained, or failed; topic: its id; data: its state
)

// Noted says what somebody did beside a document's log; what it is now, one reads.
type Noted struct {
	Kind string `json:"kind" doc:"As in document.activity: commented, version_named …"`
	By   string `json:"by" doc:"User id"`
}

// Closed says why one gets no more of a document.
type Closed struct {
	Reason string `json:"reason" enum:"revoked,deleted"`
}

// The reasons.
const (
	ReasonRevoked = "revoked" // the link one came by was revoked
	ReasonDeleted = "deleted" // the document was deleted
)

// MaxNoticed bounds whom one notice goes to: each is looked up.
const MaxNoticed = 100

// Notice is a message to all connections of people.
type Notice struct {
	UserIDs []string      `json:"userIds" maxItems:"100"`
	Type    string        `json:"type" maxLength:"64"`
	Topic   string        `json:"topic,omitempty" maxLength:"64" doc:"What seq counts, e.g. a conversation's id"`
	Seq     int64         `json:"seq,omitempty"`
	Data    operation.Raw `json:"data"`
}

// PublishInput is the input of Publish.
type PublishInput struct{ Body Notice }

// Publish posts a notice to all connections of people.
var Publish = operation.Op[PublishInput, operation.None]{Spec: operation.Spec{
	ID: "live.publish", Area: area, Summary: "Send a notice to people's connections",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Hidden: true,
	Grants: append(runtime(), operation.Push()), Price: operation.PriceFree,
}}

// EndSession closes the connections of a session that ended.
var EndSession = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "live.end_session", Area: area, Summary: "Close the connections of a session that ended",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.session_ended"}}, Auth: operation.Service, Hidden: true,
	Grants: append(runtime(), operation.Push()), Price: operation.PriceFree,
}}

// EndAccess ends the subscriptions of those who may no longer see a document.
var EndAccess = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "live.end_access", Area: area, Summary: "End the subscriptions of those who may no longer see a document",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "document.access_ended"}, {Kind: operation.Event, On: "document.deleted"}, {Kind: operation.Task}}, Auth: operation.Service, Hidden: true,
	Grants: append(runtime(), operation.Push(), operation.Table("work", operation.Read)), Price: operation.PriceFree,
}}

// Unknown answers frames whose action no operation has.
var Unknown = operation.Op[operation.None, operation.None]{Spec: operation.Spec{
	ID: "live.unknown", Area: area, Summary: "Refuse an unknown action", Triggers: on("$default"),
	Auth: operation.User, Hidden: true, Limit: operation.LimitEdit, Price: operation.PriceFree,
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Connect, Disconnect, Unknown, Ping, Subscribe, Unsubscribe, Fanout, Publish, EndSession, EndAccess, Presence}
}
