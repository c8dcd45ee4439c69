// Package document is the heart of the system: a document is a log of commits.
//
// Every tool's document (a canvas, a web page, a code project, a 3D model, a video
// timeline) is a tree of objects with typed properties, as in Figma's multiplayer model
// (Wallace, "How Figma's multiplayer technology works", 2019). Four edits are enough to
// change a tree: create, delete, move, set. So rebase, inverses, undo, history, fan-out
// and replicas are written once, here; a tool adds only its object types with their
// checks (Schema), the operations that turn a request into edits (a Plan, run at the
// head of the log, which is where relative requests become absolute values), and
// renderers of the state.
//
// Concurrency: a commit is one item of the log written "must be absent" at head+1; who
// loses the race plans again on the new head (optimistic concurrency control; Kung and
// Robinson 1981). Two people who set the same property: the later commit wins. Order
// among siblings is a fractional key, then the object id (Greenspan, "Implementing
// Fractional Indexing", 2020).
package document

import (
	"encoding/json"
	"time"
)

// Limits of a document.
const (
	MaxEdits     = 500       // edits of one commit: one request's work, and one item
	MaxObjects   = 5000      // objects of a document: what a client still edits fluently
	MaxDepth     = 64        // levels of the tree
	MaxAttempts  = 5         // races a commit may lose before it is refused with CodeBusy
	SnapshotStep = 100       // commits between snapshots
	InlineBytes  = 300 << 10 // a compressed commit above this goes to blob
	MaxPropBytes = 64 << 10  // one property's JSON
)

// RootID is the id of every document's root object, made with the document.
const RootID = "root"

// Op is the kind of an edit.
type Op string

// The edits.
const (
	Create Op = "create" // a new object with type, parent, order and properties
	Delete Op = "delete" // an object with everything below it
	Move   Op = "move"   // to another parent or place among siblings
	Set    Op = "set"    // some properties; a JSON null removes one
)

// Props are an object's properties, each in canonical JSON (RFC 8785 in spirit: no white
// space, sorted keys), so that equal values are equal bytes.
type Props map[string]json.RawMessage

// Edit is one change of one object. Values are absolute: applying an edit needs nothing
// but the state.
type Edit struct {
	Op     Op     `json:"op"`
	ID     string `json:"id"`
	Type   string `json:"type,omitempty"`   // create
	Parent string `json:"parent,omitempty"` // create, move
	Order  string `json:"order,omitempty"`  // create, move: fractional key among siblings
	Props  Props  `json:"props,omitempty"`  // create: all; set: those that change
}

// Object is a node of the tree.
type Object struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Parent string `json:"parent,omitempty"` // "" only for the root
	Order  string `json:"order,omitempty"`
	Props  Props  `json:"props,omitempty"`
}

// Commit is one request's edits, as stored. Seq numbers them from 1 without gaps.
type Commit struct {
	V       int       `json:"v"` // version of the edits' meaning; old versions keep theirs
	Seq     int64     `json:"seq"`
	ID      string    `json:"id"` // given by the client; unique in the document
	By      string    `json:"by"` // user id
	At      time.Time `json:"at"`
	Basis   int64     `json:"basis"`        // the sequence number the client had seen
	Op      string    `json:"op,omitempty"` // the operation that made it, e.g. graphics.add_layer
	Edits   []Edit    `json:"edits"`
	Inverse []Edit    `json:"inverse"`          // applied in order, it takes the edits back
	Undoes  int64     `json:"undoes,omitempty"` // undo: the commit taken back
	Redoes  int64     `json:"redoes,omitempty"` // redo: the undo taken back
}

// Schema is what a tool contributes: its document kind and the rules of its objects.
type Schema interface {
	// Kind names the document kind, e.g. "canvas".
	Kind() string
	// Check says whether an object may exist with this type and these properties under
	// this parent; called for every object that an edit creates, moves or sets. The error
	// is shown to people: it names the property (FieldError).
	Check(o Object, parent Object) error
}
