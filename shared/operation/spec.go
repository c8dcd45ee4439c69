// Package operation is how the system says what it can do. An operation is a typed
// function of the product with a name (graphics.add_layer), declared once as an Op with
// its Spec. From the declaration come the REST route, the WebSocket action, the direct
// call between functions, the OpenAPI documents, the chat's tool schema and the
// function's role; nothing of it is typed a second time.
//
// The package depends on the standard library and huma only (Describe and validation
// are huma's), so that everything that reads declarations stays small.
package operation

import (
	"net/http"
	"time"
)

// Auth says who may call an operation.
type Auth string

// Who may call.
const (
	Public  Auth = "public"  // anyone
	User    Auth = "user"    // a signed-in person
	Admin   Auth = "admin"   // a signed-in person with the role admin
	Service Auth = "service" // only another function, by a direct call, event or schedule
)

// Class names a rate limit; its numbers are configuration (shared/function).
type Class string

// The classes of the requirement, and edit for live editing, which is not a tool call.
const (
	LimitGlobal Class = "global" // per address, counted for every request
	LimitAuth   Class = "auth"   // per address, sign-in and the like
	LimitTools  Class = "tools"  // per user
	LimitUpload Class = "upload" // per user
	LimitEdit   Class = "edit"   // per user
)

// PriceClass says how the use of an operation is charged.
type PriceClass string

// The price classes.
const (
	PriceFree    PriceClass = "free"
	PriceRequest PriceClass = "request" // a flat unit for each call
	PriceRender  PriceClass = "render"  // by megapixels or seconds made
)

// TriggerKind says by what an operation can be set off.
type TriggerKind string

// The trigger kinds.
const (
	Rest       TriggerKind = "rest"       // Method and Path of the Spec
	Socket     TriggerKind = "socket"     // On: the action of the frame, or $connect, $disconnect
	Task       TriggerKind = "task"       // a step of a workflow
	Event      TriggerKind = "event"      // On: the event type
	Schedule   TriggerKind = "schedule"   // On: "rate(1 day)"
	Authorizer TriggerKind = "authorizer" // the authorizer of the WebSocket $connect route
)

// Trigger is one way to set an operation off.
type Trigger struct {
	Kind TriggerKind
	On   string
}

// Access is what a Grant allows.
type Access string

// The accesses.
const (
	Read      Access = "read"
	Write     Access = "write"
	ReadWrite Access = "readwrite"
)

// Grant is one right of the function that runs an operation. What Auth, Limit and
// idempotency need is added by the infrastructure and not declared.
type Grant struct {
	Kind   string // table, blob, invoke, sign, verify, rotate, seal, push, mail
	On     string // table, area, operation or purpose
	Access Access
}

// Table grants access to a table of the store.
func Table(name string, a Access) Grant { return Grant{Kind: "table", On: name, Access: a} }

// Blob grants access to an area of the blob store.
func Blob(area string, a Access) Grant { return Grant{Kind: "blob", On: area, Access: a} }

// Invoke grants calling another operation's function; "*" stands for every operation the chat may call.
func Invoke(id string) Grant { return Grant{Kind: "invoke", On: id, Access: Write} }

// Sign grants signing for a purpose, e.g. "tokens".
func Sign(purpose string) Grant { return Grant{Kind: "sign", On: purpose, Access: Write} }

// Verify grants reading the public keys of a purpose.
func Verify(purpose string) Grant { return Grant{Kind: "verify", On: purpose, Access: Read} }

// Rotate grants making and retiring the keys that sign for a purpose.
func Rotate(purpose string) Grant { return Grant{Kind: "rotate", On: purpose, Access: Write} }

// Seal grants encrypting and decrypting fields and making keyed hashes.
func Seal() Grant { return Grant{Kind: "seal", Access: ReadWrite} }

// Push grants posting to WebSocket connections.
func Push() Grant { return Grant{Kind: "push", Access: Write} }

// Chat says how the chat may use an operation. Slots (nlp) become arguments of the same
// name; what is listed here are the exceptions.
type Chat struct {
	// Label is what a person sees and clicks for it, e.g. "Add a layer".
	Label string
	// Example is a message that means it and says nothing else, e.g. "Add a new layer to the
	// picture": what a click on the label says.
	Example string
	// Slots maps a slot to the argument it fills where the names differ; "" drops it
	// without a word: nothing is missed in the result.
	Slots map[string]string
	// NotDone are slots that people use with it and that it has no use for: understood, and
	// not done. The chat says so. Every other slot of its messages is an argument.
	NotDone []string
	// Document is the argument that takes the tool's active document, e.g. "canvasId".
	Document string
	// Artifact is the argument that takes the last artifact, e.g. "artifactId".
	Artifact string
	// Creates says that the answer is a new document, which becomes the active one.
	Creates bool
	// Show is the operation that makes the result visible afterwards, e.g. "graphics.export".
	Show string
	// Ask holds the question for an argument that is required and not given.
	Ask map[string]string
	// Repeat is the slot that says how often to call it, e.g. "count" of "undo the last two".
	Repeat string
	// Careful operations destroy or share: they need 0.9 confidence or a confirmation.
	Careful bool
}

// Spec is everything about an operation but its types and its code.
type Spec struct {
	ID          string // area-like prefix and verb: graphics.add_layer
	Area        string // the part of the product that owns it: graphics
	Method      string // REST
	Path        string // REST, with {parameters}
	Summary     string // one line, imperative
	Description string
	Triggers    []Trigger // empty means rest alone
	Auth        Auth
	Limit       Class
	Status      int   // of success; 0 means 200, or 204 without a body
	Refusals    []int // statuses of refusals beside those that follow from the rest
	Answers     []int // statuses beside Status whose body is the output's, e.g. 503 of a health check
	MaxBody     int   // bytes of a request body; 0 means DefaultMaxBody
	MemoryMB    int
	Timeout     time.Duration // 0 means DefaultTimeout; at most MaxTimeout for what answers a request
	Grants      []Grant
	Chat        *Chat
	Price       PriceClass
	Planned     bool // declared for the chat's understanding; answers tool_not_available
	Hidden      bool // not in the published API
	Secret      bool // its answer is a secret, or its input a password: neither is kept, only that it was done
	// Credentials says that it manages how the account is signed in to.
	Credentials bool
}

// InPerson reports whether the operation asks for the person: with a session that lives
// at this moment, which is read strongly, and not with an API key.
func (s Spec) InPerson() bool { return s.Credentials || s.Auth == Admin }

// Limits that hold for every operation.
const (
	DefaultTimeout = 10 * time.Second
	MaxTimeout     = 29 * time.Second // API Gateway's integration time-out
	DefaultMaxBody = 1 << 20          // bytes; larger content goes by signed URL
	DefaultMemory  = 512              // MB
)

// Created is a declaration of what makes something: it answers 201.
func Created(s Spec) Spec {
	s.Status = http.StatusCreated
	return s
}

// Rendered is a declaration of what renders, and is priced for it.
func Rendered(s Spec) Spec {
	s.Price = PriceRender
	return s
}

// Has reports whether a trigger of the kind sets the operation off.
func (s Spec) Has(kind TriggerKind) bool {
	_, ok := s.On(kind)
	return ok
}

// On gives what the operation's trigger of the kind reacts to.
func (s Spec) On(kind TriggerKind) (string, bool) {
	if len(s.Triggers) == 0 {
		return "", kind == Rest
	}
	for _, t := range s.Triggers {
		if t.Kind == kind {
			return t.On, true
		}
	}
	return "", false
}

// Deadline is how long the operation may run.
func (s Spec) Deadline() time.Duration {
	if s.Timeout == 0 {
		return DefaultTimeout
	}
	return s.Timeout
}
