package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// margin is the specification of an operation on what is written beside a document's log.
func margin(id, method, path, summary string, access operation.Access) operation.Spec {
	s := shares(id, method, "/{documentId}"+path, summary, access)
	if access == operation.ReadWrite {
		s.Limit = operation.LimitEdit
	}
	if method == http.MethodPost {
		s.Status = http.StatusCreated
	}
	if method == http.MethodDelete {
		s.Status = http.StatusNoContent
	}
	return s
}

func refusing(s operation.Spec, statuses ...int) operation.Spec {
	s.Refusals = statuses
	return s
}

// Comment is what somebody says about a document.
type Comment struct {
	ID         string     `json:"id" example:"com_01J8Z3"`
	Thread     string     `json:"thread" doc:"The id of the first comment of its thread"`
	By         string     `json:"by" doc:"User id"`
	At         time.Time  `json:"at"`
	Text       string     `json:"text" doc:"Empty if it was deleted, which the first of a thread is as long as there are replies"`
	EditedAt   *time.Time `json:"editedAt,omitempty"`
	Object     string     `json:"object,omitempty" doc:"First of a thread: the object it is about, which may be gone"`
	X          *float64   `json:"x,omitempty" doc:"First of a thread: where, in the document's own coordinates"`
	Y          *float64   `json:"y,omitempty"`
	ResolvedAt *time.Time `json:"resolvedAt,omitempty" doc:"First of a thread: the thread is settled"`
	ResolvedBy string     `json:"resolvedBy,omitempty" doc:"User id"`
	Replies    int        `json:"replies,omitempty" doc:"First of a thread: how many there are"`
}

// NewComment is a comment to make.
type NewComment struct {
	Text   string   `json:"text" minLength:"1" maxLength:"4000"`
	Thread string   `json:"thread,omitempty" maxLength:"64" doc:"Reply in this thread; absent: a new one"`
	Object string   `json:"object,omitempty" maxLength:"64" doc:"New thread: the object it is about"`
	X      *float64 `json:"x,omitempty" doc:"New thread: where, in the document's own coordinates"`
	Y      *float64 `json:"y,omitempty"`
}

// CommentInput is the input of Say.
type CommentInput struct {
	IDInput
	Body NewComment
}

// CommentOutput carries a comment.
type CommentOutput struct{ Body Comment }

// Say comments on a document. Whoever sees it may.
var Say = operation.Op[CommentInput, CommentOutput]{Spec: refusing(margin("comment", http.MethodPost, "/comments", "Comment on a document, or reply to a comment", operation.ReadWrite), http.StatusConflict)}

// CommentPage is a page of comments.
type CommentPage = operation.Page[Comment]

// CommentsOutput carries a page.
type CommentsOutput struct{ Body CommentPage }

// ListComments lists a document's comments, at most a thousand, in no order of meaning:
// sort them by their times.
var ListComments = operation.Op[PagedInput, CommentsOutput]{Spec: margin("list_comments", http.MethodGet, "/comments", "List the comments on a document", operation.Read)}

// CommentChange says what is to change of a comment; what is absent stays.
type CommentChange struct {
	Text     *string `json:"text,omitempty" minLength:"1" maxLength:"4000" doc:"By who wrote it"`
	Resolved *bool   `json:"resolved,omitempty" doc:"First of a thread: settles or reopens it; by whoever sees it"`
}

// CommentIDInput names a comment.
type CommentIDInput struct {
	IDInput
	CommentID string `path:"commentId" maxLength:"64"`
}

// CommentChangeInput is the input of EditComment.
type CommentChangeInput struct {
	CommentIDInput
	Body CommentChange
}

// EditComment changes a comment's text, or settles its thread.
var EditComment = operation.Op[CommentChangeInput, CommentOutput]{Spec: margin("edit_comment", http.MethodPatch, "/comments/{commentId}", "Edit a comment, or resolve its thread", operation.ReadWrite)}

// DeleteComment deletes a comment. The first of a thread keeps its place, without its text,
// as long as there are replies.
var DeleteComment = operation.Op[CommentIDInput, operation.None]{Spec: margin("delete_comment", http.MethodDelete, "/comments/{commentId}", "Delete a comment", operation.ReadWrite)}

// Version is a name for a document as it was at a sequence number.
type Version struct {
	ID   string    `json:"id" example:"ver_01J8Z3"`
	Name string    `json:"name"`
	Seq  int64     `json:"seq" doc:"Read the state by document.get with this seq"`
	By   string    `json:"by" doc:"User id"`
	At   time.Time `json:"at"`
}

// NewVersion is a name to give.
type NewVersion struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
	Seq  int64  `json:"seq,omitempty" minimum:"1" doc:"Absent: the newest"`
}

// VersionInput is the input of NameVersion.
type VersionInput struct {
	IDInput
	Body NewVersion
}

// VersionOutput carries a version.
type VersionOutput struct{ Body Version }

// NameVersion names a document as it is, or as it was.
var NameVersion = operation.Op[VersionInput, VersionOutput]{Spec: refusing(margin("name_version", http.MethodPost, "/versions", "Name a version of a document", operation.ReadWrite), http.StatusConflict)}

// VersionPage is a page of versions.
type VersionPage = operation.Page[Version]

// VersionsOutput carries a page.
type VersionsOutput struct{ Body VersionPage }

// ListVersions lists a document's named versions, in no order of meaning.
var ListVersions = operation.Op[PagedInput, VersionsOutput]{Spec: margin("list_versions", http.MethodGet, "/versions", "List the named versions of a document", operation.Read)}

// VersionIDInput names a version.
type VersionIDInput struct {
	IDInput
	VersionID string `path:"versionId" maxLength:"64"`
}

// DeleteVersion forgets the name of a version; the document stays as it is.
var DeleteVersion = operation.Op[VersionIDInput, operation.None]{Spec: margin("delete_version", http.MethodDelete, "/versions/{versionId}", "Forget the name of a version", operation.ReadWrite)}

// Restoration says which state a document is to have again.
type Restoration struct {
	CommitID string `json:"commitId" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent"`
	Basis    int64  `json:"basis,omitempty" minimum:"0" doc:"The sequence number you have seen"`
	Seq      int64  `json:"seq" minimum:"1" doc:"The sequence number whose state the document gets"`
}

// RestoreInput is the input of Restore.
type RestoreInput struct {
	IDInput
	Body Restoration
}

// Restore makes a document what it was, by one commit, which can be undone.
var Restore = operation.Op[RestoreInput, CommitOutput]{Spec: operation.Spec{
	ID: "document.restore", Area: area, Method: http.MethodPost, Path: "/api/v1/documents/{documentId}/restore", Summary: "Make a document what it was at an earlier time",
	Auth: operation.User, Limit: operation.LimitEdit, Status: http.StatusCreated, Grants: grants(operation.ReadWrite), Price: operation.PriceFree,
}}

// Person is somebody who may use a document.
type Person struct {
	UserID string `json:"userId"`
	Name   string `json:"name" doc:"Empty if the person gave none"`
	Role   string `json:"role" enum:"owner,editor,viewer"`
}

// PeoplePage is a page of people.
type PeoplePage = operation.Page[Person]

// PeopleOutput carries a page.
type PeopleOutput struct{ Body PeoplePage }

// PeopleInput asks for a page of people.
type PeopleInput struct {
	PagedInput
	With string `query:"with" maxLength:"4096" pattern:"^[A-Za-z0-9_,]*$" doc:"Ids of accounts, with commas between: those who were invited by their address are listed only to whom knows their ids, from what they said or did"`
}

// People lists who may use a document: its owner, who accepted a link that still works,
// and of those who were invited those whose ids one knows. To list the others would tell
// whether there is an account with an address.
var People = operation.Op[PeopleInput, PeopleOutput]{Spec: calling(margin("people", http.MethodGet, "/people", "List who may use a document", operation.Read), "identity.people")}

// Activity is one thing that happened to a document.
type Activity struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind" enum:"committed,commented,comment_edited,comment_deleted,resolved,reopened,version_named,version_deleted"`
	By     string    `json:"by" doc:"User id"`
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq,omitempty" doc:"Of a commit or version"`
	Op     string    `json:"op,omitempty" doc:"The operation that made a commit"`
	Undoes int64     `json:"undoes,omitempty" doc:"The commit that a commit takes back"`
	Redoes int64     `json:"redoes,omitempty" doc:"The undo that a commit takes back"`
	About  string    `json:"about,omitempty" doc:"The id of the comment or version"`
	Thread string    `json:"thread,omitempty" doc:"Of a comment"`
	Name   string    `json:"name,omitempty" doc:"Of a version"`
}

// ActivityPage is a page of activity.
type ActivityPage = operation.Page[Activity]

// ActivityOutput carries a page.
type ActivityOutput struct{ Body ActivityPage }

// ListActivity lists what happened to a document, newest first: commits, comments, versions.
var ListActivity = operation.Op[PagedInput, ActivityOutput]{Spec: operation.Spec{
	ID: "document.activity", Area: area, Method: http.MethodGet, Path: "/api/v1/documents/{documentId}/activity", Summary: "List what happened to a document, newest first",
	Auth: operation.User, Limit: operation.LimitGlobal, Grants: grants(operation.Read), Price: operation.PriceFree,
}}
