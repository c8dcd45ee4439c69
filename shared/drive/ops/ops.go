// Package ops declares the operations of the area drive: files that go to and come from
// storage services outside. The tool is not built; the operations are planned.
//
// Argument names are the chat's slot names wherever there is a slot.
package ops

import (
	"net/http"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "drive"

// planned is what the area's operations have in common.
func planned(id, summary string, chat operation.Chat) operation.Spec {
	return operation.Spec{ID: "drive." + id, Area: area, Method: http.MethodPost, Path: "/api/v1/tools/drive/" + id, Summary: summary,
		Auth: operation.User, Limit: operation.LimitTools, Status: http.StatusCreated, Planned: true, Price: operation.PriceRequest, Chat: &chat}
}

// Place is embedded in every request: where outside.
type Place struct {
	Target *string `json:"target,omitempty" enum:"google_drive,dropbox,onedrive,box,icloud,nextcloud" doc:"The service; absent: the one that is connected, if it is one"`
	Folder *string `json:"folder,omitempty" maxLength:"1000" doc:"Path of the folder there, with / between; absent: the topmost"`
}

// Saving says what is saved.
type Saving struct {
	Place
	ArtifactID string   `json:"artifactId" minLength:"1" maxLength:"64" doc:"The file"`
	Format     []string `json:"format,omitempty" maxItems:"8" doc:"In which format, e.g. pdf; as it is if absent"`
	Count      *int     `json:"count,omitempty" minimum:"1" maximum:"100" doc:"That many files, the newest, of which the file named is the first"`
	Date       *string  `json:"date,omitempty" maxLength:"40" doc:"Of when, as a person says it or as RFC 3339 does, e.g. today"`
}

// SaveInput is the input of Save.
type SaveInput struct{ Body Saving }

// Saved is a file at its place outside.
type Saved struct {
	ArtifactID string `json:"artifactId"`
	Target     string `json:"target"`
	Path       string `json:"path" doc:"Folder and name there"`
	URL        string `json:"url,omitempty" doc:"Where to see it, if the service has a page for it"`
}

// SavedOutput carries it.
type SavedOutput struct{ Body SavedFiles }

// SavedFiles are the files saved.
type SavedFiles struct {
	Items []Saved `json:"items"`
}

// Save will put files into a storage service. They leave the system, so it is careful.
var Save = operation.Op[SaveInput, SavedOutput]{Spec: planned("save", "Save a file to a storage service",
	operation.Chat{Label: "Save a file to a drive", Example: "Save the file to my drive", Artifact: "artifactId", Careful: true,
		Slots: map[string]string{"file": "artifactId", "name": "artifactId"},
		Ask:   map[string]string{"artifactId": "Which file do you mean?", "target": "Where to: Google Drive, Dropbox or OneDrive?"}})}

// Importing says what is fetched.
type Importing struct {
	Place
	File   []string `json:"file,omitempty" maxItems:"100" doc:"Names of files there"`
	Name   []string `json:"name,omitempty" maxItems:"100" doc:"Words for files there, e.g. logo"`
	Format *string  `json:"format,omitempty" maxLength:"20" doc:"Only files of this format, e.g. step"`
	Count  *int     `json:"count,omitempty" minimum:"1" maximum:"100" doc:"That many at most, the newest"`
	Date   *string  `json:"date,omitempty" maxLength:"40" doc:"Of when, as a person says it or as RFC 3339 does, e.g. yesterday"`
}

// ImportInput is the input of Import.
type ImportInput struct{ Body Importing }

// FilesOutput carries the files that came.
type FilesOutput struct{ Body artifactops.ArtifactPage }

// Import will fetch files from a storage service.
var Import = operation.Op[ImportInput, FilesOutput]{Spec: planned("import", "Fetch files from a storage service",
	operation.Chat{Label: "Import a file from a drive", Example: "Import a file from my drive",
		Slots: map[string]string{"ref": ""}, // nothing here: the file is not here yet
		Ask:   map[string]string{"file": "Which file should I fetch?", "target": "Where from: Google Drive, Dropbox or OneDrive?"}})}

// All lists the area's operations.
func All() []operation.Declared { return []operation.Declared{Save, Import} }
