// Package ops declares the operations of the area document: what all tools' documents
// have in common. A document is a log of commits; see shared/document.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "document"

// Document describes a document without its content.
type Document struct {
	ID        string    `json:"id" example:"doc_01J8Z3"`
	Kind      string    `json:"kind" example:"canvas"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt" doc:"Up to a minute behind the last commit"`
	Role      string    `json:"role" enum:"owner,editor,viewer" doc:"What you may do with it"`
}

// Edit is one change of one object of a document's tree.
type Edit struct {
	Op     string                   `json:"op" enum:"create,delete,move,set"`
	ID     string                   `json:"id" maxLength:"64" doc:"The object; root is the document itself"`
	Type   string                   `json:"type,omitempty" maxLength:"64" doc:"create: the object's type"`
	Parent string                   `json:"parent,omitempty" maxLength:"64" doc:"create, move"`
	Order  string                   `json:"order,omitempty" maxLength:"256" doc:"create, move: fractional key among siblings"`
	Props  map[string]operation.Raw `json:"props,omitempty" doc:"create: all; set: those that change, null removes"`
}

// Commit is one request's edits, as the log holds them.
type Commit struct {
	Seq    int64     `json:"seq" doc:"From 1, without gaps"`
	ID     string    `json:"id"`
	By     string    `json:"by" doc:"User id"`
	At     time.Time `json:"at"`
	Op     string    `json:"op,omitempty" doc:"The operation that made it"`
	Edits  []Edit    `json:"edits"`
	Undoes int64     `json:"undoes,omitempty" doc:"The commit taken back"`
	Redoes int64     `json:"redoes,omitempty" doc:"The undo taken back"`
}

// IDInput names a document.
type IDInput struct {
	DocumentID string `path:"documentId" maxLength:"64"`
}

// PagedInput asks for a page of a list that a document has.
type PagedInput struct {
	IDInput
	operation.PageInput
}

func grants(a operation.Access) []operation.Grant {
	return []operation.Grant{operation.Table("work", a), operation.Blob("documents", operation.ReadWrite)}
}

// DocumentPage is a page of documents.
type DocumentPage = operation.Page[Document]

// ListOutput carries a page.
type ListOutput struct{ Body DocumentPage }

// ListInput says which documents are listed.
type ListInput struct {
	operation.PageInput
	In string `query:"in" enum:"own,shared" default:"own" doc:"Yours, or what others share with you"`
}

// List lists one's documents. A page may have fewer items than asked for though others
// follow: only an absent cursor says that none does.
var List = operation.Op[ListInput, ListOutput]{Spec: operation.Spec{
	ID: "document.list", Area: area, Method: http.MethodGet, Path: "/api/v1/documents", Summary: "List your documents, or those shared with you, newest first",
	Auth: operation.User, Limit: operation.LimitGlobal, Grants: grants(operation.Read), Price: operation.PriceFree,
}}

// State is a document with its content at a sequence number.
type State struct {
	Document
	Seq   int64         `json:"seq"`
	State operation.Raw `json:"state" doc:"The tree of objects"`
}

// GetInput asks for a state.
type GetInput struct {
	IDInput
	Seq int64 `query:"seq" minimum:"0" doc:"An earlier sequence number; the newest if absent"`
}

// GetOutput carries a state.
type GetOutput struct{ Body State }

// Get reads a document's state.
var Get = operation.Op[GetInput, GetOutput]{Spec: operation.Spec{
	ID: "document.get", Area: area, Method: http.MethodGet, Path: "/api/v1/documents/{documentId}", Summary: "Read a document's state, now or at an earlier time",
	Auth: operation.User, Limit: operation.LimitGlobal, Refusals: []int{http.StatusRequestEntityTooLarge}, // a state above 3 MB
	Grants: grants(operation.Read), Price: operation.PriceFree,
}}

// LogInput asks for commits after a sequence number.
type LogInput struct {
	IDInput
	After int64 `query:"after" minimum:"0" doc:"The last sequence number you have"`
	Limit int   `query:"limit" minimum:"1" maximum:"200" default:"100"`
}

// Log is a piece of a document's log; Head is the newest sequence number.
type Log struct {
	Items []Commit `json:"items"`
	Head  int64    `json:"head"`
}

// LogOutput carries a log.
type LogOutput struct{ Body Log }

// Catchup reads the commits after a sequence number, oldest first.
var Catchup = operation.Op[LogInput, LogOutput]{Spec: operation.Spec{
	ID: "document.log", Area: area, Method: http.MethodGet, Path: "/api/v1/documents/{documentId}/commits", Summary: "Read a document's commits after a sequence number",
	Triggers: []operation.Trigger{{Kind: operation.Rest}, {Kind: operation.Socket, On: "document.log"}},
	Auth:     operation.User, Limit: operation.LimitGlobal, Grants: grants(operation.Read), Price: operation.PriceFree,
}}

// HistoryOutput carries a page of commits.
type HistoryOutput struct{ Body CommitPage }

// CommitPage is a page of commits, newest first.
type CommitPage = operation.Page[Commit]

// History reads a document's commits, newest first.
var History = operation.Op[PagedInput, HistoryOutput]{Spec: operation.Spec{
	ID: "document.history", Area: area, Method: http.MethodGet, Path: "/api/v1/documents/{documentId}/history", Summary: "Read a document's history, newest first",
	Auth: operation.User, Limit: operation.LimitGlobal, Grants: grants(operation.Read), Price: operation.PriceFree,
}}

// NewCommit is edits to commit.
type NewCommit struct {
	CommitID string `json:"commitId" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent"`
	Basis    int64  `json:"basis,omitempty" minimum:"0" doc:"The sequence number you have seen"`
	Strict   bool   `json:"strict,omitempty" doc:"Refuse (409) if somebody changed the same properties since the basis"`
	Edits    []Edit `json:"edits" minItems:"1" maxItems:"500"`
}

// CommitInput is the input of Apply.
type CommitInput struct {
	IDInput
	Body NewCommit
}

// CommitOutput carries the commit as it was made.
type CommitOutput struct{ Body Commit }

// Apply commits edits made by hand.
var Apply = operation.Op[CommitInput, CommitOutput]{Spec: operation.Spec{
	ID: "document.commit", Area: area, Method: http.MethodPost, Path: "/api/v1/documents/{documentId}/commits", Summary: "Commit edits to a document",
	Triggers: []operation.Trigger{{Kind: operation.Rest}, {Kind: operation.Socket, On: "document.commit"}},
	Auth:     operation.User, Limit: operation.LimitEdit, Status: http.StatusCreated, Grants: grants(operation.ReadWrite), Price: operation.PriceFree,
}}

// Delete removes a document with its history.
var Delete = operation.Op[IDInput, operation.None]{Spec: operation.Spec{
	ID: "document.delete", Area: area, Method: http.MethodDelete, Path: "/api/v1/documents/{documentId}", Summary: "Delete a document with its history",
	Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusNoContent, Grants: grants(operation.ReadWrite), Price: operation.PriceFree,
}}

// Maintain keeps documents in order behind their writers; set off by every commit and delete.
var Maintain = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "document.maintain", Area: area, Summary: "Take snapshots, compact, and purge deleted documents",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "document.committed"}, {Kind: operation.Event, On: "document.deleted"}},
	Auth:     operation.Service, Hidden: true, Grants: grants(operation.ReadWrite), Price: operation.PriceFree,
}}

// PurgeAccount deletes the documents of an account that was deleted.
var PurgeAccount = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "document.purge_account", Area: area, Summary: "Delete the documents of a deleted account",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.account_deleted"}},
	Auth:     operation.Service, Hidden: true, Timeout: operation.MaxTimeout, Grants: grants(operation.ReadWrite), Price: operation.PriceFree,
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{List, Get, Catchup, History, Apply, Delete, Share, ListShares, RevokeShare, AcceptShare, Leave,
		Say, ListComments, EditComment, DeleteComment, NameVersion, ListVersions, DeleteVersion, Restore, People, ClaimInvitations, DeliverInvitation, ListActivity, Maintain, PurgeAccount}
}
