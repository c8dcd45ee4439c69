// Package ops declares the operations of the area artifact: files made by tools.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "artifact"

// Artifact is a file with its metadata.
type Artifact struct {
	ID          string    `json:"id" example:"art_01J8Z3"`
	Name        string    `json:"name" doc:"File name, for people"`
	File        string    `json:"file" doc:"File name in the store"`
	ContentType string    `json:"contentType" example:"image/png"`
	Bytes       int64     `json:"bytes"`
	SHA256      string    `json:"sha256" doc:"Lower-case hex"`
	Width       int       `json:"width,omitempty" doc:"Pixels, of pictures"`
	Height      int       `json:"height,omitempty" doc:"Pixels, of pictures"`
	Source      *Source   `json:"source,omitempty"`
	CreatedAt   time.Time `json:"createdAt"`
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
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Blob("artifacts", operation.ReadWrite)},
	Price:  operation.PriceFree,
}}

// ArtifactPage is a page of artifacts, newest first.
type ArtifactPage = operation.Page[Artifact]

// ListOutput carries a page.
type ListOutput struct{ Body ArtifactPage }

// List lists one's artifacts.
var List = operation.Op[operation.PageInput, ListOutput]{Spec: operation.Spec{
	ID: "artifact.list", Area: area, Method: http.MethodGet, Path: "/api/v1/artifacts",
	Summary: "List your artifacts, newest first", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("work", operation.Read)}, Price: operation.PriceFree,
	Chat: &operation.Chat{Label: "List my files", Slots: map[string]string{"count": "limit"}},
}}

// fileSlots are the slots that name a file.
func fileSlots() map[string]string {
	return map[string]string{"file": "artifactId", "name": "artifactId"}
}

// IDInput names an artifact.
type IDInput struct {
	ArtifactID string `path:"artifactId" maxLength:"64"`
}

// Get reads an artifact's metadata.
var Get = operation.Op[IDInput, ArtifactOutput]{Spec: operation.Spec{
	ID: "artifact.open", Area: area, Method: http.MethodGet, Path: "/api/v1/artifacts/{artifactId}",
	Summary: "Read an artifact's metadata", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: []operation.Grant{operation.Table("work", operation.Read)}, Price: operation.PriceFree,
	Chat: &operation.Chat{Label: "Open a file", Artifact: "artifactId", Slots: fileSlots(), Ask: map[string]string{"artifactId": "Which file do you mean?"}},
}}

// ContentInput asks for an artifact's bytes.
type ContentInput struct {
	IDInput
	Download bool `query:"download" doc:"Ask the browser to save the file instead of showing it"`
}

// Redirect sends the caller on to a signed URL.
type Redirect struct {
	Location string `header:"Location"`
}

// Content redirects to the bytes: a signed URL that expires.
var Content = operation.Op[ContentInput, Redirect]{Spec: operation.Spec{
	ID: "artifact.content", Area: area, Method: http.MethodGet, Path: "/api/v1/artifacts/{artifactId}/content",
	Summary: "Get an artifact's bytes by a redirect to a signed URL", Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusSeeOther,
	Grants: []operation.Grant{operation.Table("work", operation.Read), operation.Blob("artifacts", operation.Read)}, Price: operation.PriceFree,
}}

// Delete removes an artifact.
var Delete = operation.Op[IDInput, operation.None]{Spec: operation.Spec{
	ID: "artifact.delete", Area: area, Method: http.MethodDelete, Path: "/api/v1/artifacts/{artifactId}",
	Summary: "Delete an artifact", Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusNoContent,
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Blob("artifacts", operation.ReadWrite)}, Price: operation.PriceFree,
	Chat: &operation.Chat{Label: "Delete a file", Artifact: "artifactId", Slots: fileSlots(), Careful: true, Ask: map[string]string{"artifactId": "Which file do you mean?"}},
}}

// ShareRequest says with whom to share.
type ShareRequest struct {
	User string `json:"user,omitempty" maxLength:"254" doc:"An account's e-mail; absent makes a link"`
	Role string `json:"role,omitempty" enum:"viewer,editor" default:"viewer"`
}

// ShareInput is the input of Share.
type ShareInput struct {
	IDInput
	Body ShareRequest
}

// Share will share an artifact.
var Share = operation.Op[ShareInput, operation.None]{Spec: operation.Spec{
	ID: "artifact.share", Area: area, Method: http.MethodPost, Path: "/api/v1/artifacts/{artifactId}/shares",
	Summary: "Share an artifact", Auth: operation.User, Limit: operation.LimitGlobal, Planned: true, Price: operation.PriceFree,
	Chat: &operation.Chat{Label: "Share a file", Artifact: "artifactId", Slots: fileSlots(), Careful: true, Ask: map[string]string{"artifactId": "Which file do you mean?"}},
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Create, List, Get, Content, Delete, Share}
}
