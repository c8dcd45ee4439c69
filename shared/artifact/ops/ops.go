// Package ops declares the operations of the area artifact: files that tools make and
// people upload, with their versions, trash, shares and quotas.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "artifact"

// The limits that stand in schemas.
const (
	// MaxUpload is the largest file, in bytes: S3's limit for one copy, which is how an
	// upload becomes an artifact.
	MaxUpload = 5 << 30
	// MaxTags and MaxTag bound what is written on a file: labels, not texts.
	MaxTags = 20
	MaxTag  = 40
)

// Artifact is a file with its metadata; the bytes are those of its latest version.
type Artifact struct {
	ID          string     `json:"id" example:"art_01J8Z3"`
	OwnerID     string     `json:"ownerId,omitempty" doc:"Whose it is"`
	Name        string     `json:"name" doc:"File name, for people"`
	File        string     `json:"file" doc:"File name in the store"`
	ContentType string     `json:"contentType" example:"image/png"`
	Bytes       int64      `json:"bytes"`
	SHA256      string     `json:"sha256" doc:"Lower-case hex; of a file uploaded in parts the SHA-256 of the parts' digests, a hyphen, and how many"`
	Width       int        `json:"width,omitempty" doc:"Pixels, of pictures"`
	Height      int        `json:"height,omitempty" doc:"Pixels, of pictures"`
	Source      *Source    `json:"source,omitempty" doc:"Absent: it was uploaded"`
	Version     int        `json:"version" doc:"Of these bytes, from 1"`
	Tags        []string   `json:"tags" doc:"In lower case, sorted"`
	CreatedAt   time.Time  `json:"createdAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
	TrashedAt   *time.Time `json:"trashedAt,omitempty" doc:"Absent: it is not in the trash"`
	PurgeAt     *time.Time `json:"purgeAt,omitempty" doc:"When what is in the trash is removed for good"`
	Role        string     `json:"role,omitempty" enum:"owner,editor,viewer" doc:"What you may do with it"`
}

// Source says what an artifact was made from; making it again gives the same bytes.
type Source struct {
	DocumentID string `json:"documentId"`
	Seq        int64  `json:"seq" doc:"The document's sequence number"`
	Renderer   string `json:"renderer" doc:"Name and version of the renderer"`
	Options    string `json:"options,omitempty" doc:"The renderer's options, canonical JSON"`
}

// ArtifactOutput carries an artifact.
type ArtifactOutput struct {
	ETag string `header:"ETag"`
	Body Artifact
}

// spec is what the area's operations for people have in common.
func spec(id, method, path, summary string, grants ...operation.Grant) operation.Spec {
	return operation.Spec{ID: "artifact." + id, Area: area, Method: method, Path: "/api/v1" + path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitGlobal, Grants: grants, Price: operation.PriceFree}
}

func reads() operation.Grant  { return operation.Table("work", operation.Read) }
func writes() operation.Grant { return operation.Table("work", operation.ReadWrite) }
func bytesRead() operation.Grant {
	return operation.Blob("artifacts", operation.Read)
}
func bytesWritten() operation.Grant { return operation.Blob("artifacts", operation.ReadWrite) }

// NewArtifact describes bytes that a tool has put at the artifact's blob key.
type NewArtifact struct {
	ID          string  `json:"id" pattern:"^art_[0-9A-Za-z]{10,40}$"`
	Name        string  `json:"name" minLength:"1" maxLength:"200"`
	File        string  `json:"file" pattern:"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$" doc:"Last segment of the blob key"`
	ContentType string  `json:"contentType" maxLength:"100"`
	Bytes       int64   `json:"bytes" minimum:"0"`
	SHA256      string  `json:"sha256" pattern:"^[0-9a-f]{64}$"`
	Width       int     `json:"width,omitempty" minimum:"0"`
	Height      int     `json:"height,omitempty" minimum:"0"`
	Source      *Source `json:"source,omitempty"`
}

// CreateInput is the input of Create.
type CreateInput struct{ Body NewArtifact }

// Create records an artifact whose bytes are in the blob store. Only tools call it.
var Create = operation.Op[CreateInput, ArtifactOutput]{Spec: operation.Spec{
	ID: "artifact.create", Area: area, Summary: "Record a file made by a tool",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Status: http.StatusCreated, Hidden: true,
	Grants: []operation.Grant{writes(), bytesWritten()}, Price: operation.PriceFree,
}}

// ArtifactPage is a page of artifacts.
type ArtifactPage = operation.Page[Artifact]

// ListOutput carries a page.
type ListOutput struct{ Body ArtifactPage }

// ListInput says which files are listed, and in which order.
type ListInput struct {
	operation.PageInput
	In     string `query:"in" enum:"library,trash,shared" default:"library" doc:"Your files, your trash, or what others share with you"`
	Search string `query:"q" maxLength:"200" doc:"Part of the name, in any case"`
	Type   string `query:"type" maxLength:"100" doc:"A content type, or a family such as image"`
	Tag    string `query:"tag" maxLength:"40"`
	Sort   string `query:"sort" enum:"created,updated,name,bytes" default:"created" doc:"The trash and what is shared are in the order of their dates"`
	Order  string `query:"order" enum:"asc,desc" doc:"Absent: names from A, all else from the latest or largest"`
}

// List lists one's artifacts. A page may have fewer items than asked for though others
// follow: only an absent cursor says that none does.
var List = operation.Op[ListInput, ListOutput]{Spec: withChat(spec("list", http.MethodGet, "/artifacts", "List your files", reads()),
	operation.Chat{Label: "List my files", Example: "List my files", Slots: map[string]string{"count": "limit", "name": "q"},
		NotDone: []string{"format", "topic", "date"}})}

func withChat(s operation.Spec, c operation.Chat) operation.Spec {
	s.Chat = &c
	return s
}

// ofFile is how the chat names the file of an operation: by name, not yet by format or date.
func ofFile(label, example string, careful bool, notDone ...string) operation.Chat {
	return operation.Chat{Label: label, Example: example, Artifact: "artifactId", Careful: careful, NotDone: append([]string{"format", "date"}, notDone...),
		Slots: map[string]string{"file": "artifactId", "name": "artifactId"}, Ask: map[string]string{"artifactId": "Which file do you mean?"}}
}

// IDInput names an artifact.
type IDInput struct {
	ArtifactID string `path:"artifactId" maxLength:"64"`
}

// GetInput asks for an artifact's metadata.
type GetInput struct {
	IDInput
	Trashed bool `query:"trashed" doc:"Also of a file in the trash"`
}

// Get reads an artifact's metadata.
var Get = operation.Op[GetInput, ArtifactOutput]{Spec: withChat(spec("open", http.MethodGet, "/artifacts/{artifactId}", "Read a file's metadata", reads()),
	ofFile("Open a file", "Open the last file", false))}

// ContentInput asks for an artifact's bytes.
type ContentInput struct {
	IDInput
	Version  int  `query:"version" minimum:"0" doc:"Absent: the latest"`
	Download bool `query:"download" doc:"Ask the browser to save the file instead of showing it"`
}

// Redirect sends the caller on to a signed URL.
type Redirect struct {
	Location string `header:"Location"`
}

// Content redirects to the bytes: a signed URL that expires.
var Content = operation.Op[ContentInput, Redirect]{Spec: redirect(spec("content", http.MethodGet, "/artifacts/{artifactId}/content",
	"Get a file's bytes by a redirect to a signed URL", reads(), bytesRead()))}

func redirect(s operation.Spec) operation.Spec {
	s.Status = http.StatusSeeOther
	return s
}

// ThumbnailInput asks for a small picture of an artifact.
type ThumbnailInput struct {
	IDInput
	Size int `query:"size" minimum:"1" maximum:"512" default:"256" doc:"Pixels of the longer side that are wanted; it has 128, 256 or 512, or fewer if the file has"`
}

// Thumbnail redirects to a small picture of a picture; it is made when first asked for.
var Thumbnail = operation.Op[ThumbnailInput, Redirect]{Spec: heavy(redirect(spec("thumbnail", http.MethodGet, "/artifacts/{artifactId}/thumbnail",
	"Get a small picture of a file by a redirect to a signed URL", reads(), bytesRead(), operation.Blob("derived", operation.ReadWrite))))}

// heavy is for what decodes pictures: the largest takes 400 MB.
func heavy(s operation.Spec) operation.Spec {
	s.MemoryMB, s.Timeout = 1536, operation.MaxTimeout
	return s
}

// FilePatch changes what is written on a file; what is absent stays.
type FilePatch struct {
	Name *string  `json:"name,omitempty" minLength:"1" maxLength:"200" doc:"The extension stays that of the content"`
	Tags []string `json:"tags,omitempty" maxItems:"20" nullable:"false" doc:"Replaces all tags; letters of any case count the same"`
}

// UpdateInput is the input of Update.
type UpdateInput struct {
	IDInput
	Body FilePatch
}

// Update renames a file, or tags it.
var Update = operation.Op[UpdateInput, ArtifactOutput]{Spec: spec("update", http.MethodPatch, "/artifacts/{artifactId}", "Rename or tag a file", writes(), bytesWritten())}

// FileCopy says how a copy is called.
type FileCopy struct {
	Name string `json:"name,omitempty" maxLength:"200" doc:"Absent: the same"`
}

// CopyInput is the input of Copy.
type CopyInput struct {
	IDInput
	Body FileCopy
}

// Copy makes a file of one's own of the latest version of a file that one may see.
var Copy = operation.Op[CopyInput, ArtifactOutput]{Spec: operation.Created(spec("copy", http.MethodPost, "/artifacts/{artifactId}/copy", "Copy a file", writes(), bytesWritten()))}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Create, List, Get, Content, Thumbnail, Update, Copy, Delete, Restore, Purge, EmptyTrash, PurgeExpired, PurgeAccount,
		ListVersions, RestoreVersion, BeginUpload, GetUpload, SignParts, CompleteUpload, AbortUpload,
		Share, ListShares, RevokeShare, OpenShared, AcceptShare, GetStorage, AdminGetStorage, AdminSetQuota}
}
