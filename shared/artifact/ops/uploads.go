package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// NewUpload announces a file.
type NewUpload struct {
	Name        string   `json:"name" minLength:"1" maxLength:"200" doc:"File name, for people"`
	ContentType string   `json:"contentType,omitempty" maxLength:"100" doc:"Absent: what the name's extension says"`
	Bytes       int64    `json:"bytes" minimum:"1" maximum:"5368709120" doc:"The length, exactly"`
	SHA256      string   `json:"sha256,omitempty" pattern:"^[0-9a-f]{64}$" doc:"Of the whole file; required unless it is sent in parts, which have their own"`
	InParts     bool     `json:"inParts,omitempty" doc:"Send it in parts, so that it can be resumed; always so above 100 MiB"`
	ArtifactID  string   `json:"artifactId,omitempty" maxLength:"64" doc:"Makes it a new version of this file, which keeps its name"`
	Tags        []string `json:"tags,omitempty" maxItems:"20" nullable:"false"`
}

// SignedRequest is a request that stores bytes, to be made exactly so, without a token.
type SignedRequest struct {
	Number    int               `json:"number,omitempty" doc:"Of the part"`
	Method    string            `json:"method"`
	URL       string            `json:"url" doc:"Absolute, or below the address of this server"`
	Headers   map[string]string `json:"headers"`
	ExpiresAt time.Time         `json:"expiresAt" doc:"Read the upload again for another"`
}

// Upload is a file on its way.
type Upload struct {
	ID          string         `json:"id" example:"upl_01J8Z3"`
	State       string         `json:"state" enum:"waiting,done"`
	Name        string         `json:"name"`
	ContentType string         `json:"contentType"`
	Bytes       int64          `json:"bytes"`
	Put         *SignedRequest `json:"put,omitempty" doc:"Stores the file; absent of one in parts"`
	PartBytes   int64          `json:"partBytes,omitempty" doc:"Bytes of each part but the last"`
	Parts       int            `json:"parts,omitempty" doc:"How many parts there are"`
	Arrived     []int          `json:"arrived,omitempty" doc:"The numbers of the parts that have arrived, from 1"`
	ArtifactID  string         `json:"artifactId,omitempty" doc:"The file it became, or will be a version of"`
	ExpiresAt   time.Time      `json:"expiresAt" doc:"What is not complete by then is removed"`
}

// UploadOutput carries an upload.
type UploadOutput struct{ Body Upload }

// BeginUploadInput is the input of BeginUpload.
type BeginUploadInput struct{ Body NewUpload }

func uploads(s operation.Spec) operation.Spec {
	s.Limit = operation.LimitUpload
	return s
}

func temp() operation.Grant { return operation.Blob("temp", operation.ReadWrite) }

// BeginUpload announces a file and gives the signed request that stores it. Length, type
// and SHA-256 are signed.
var BeginUpload = operation.Op[BeginUploadInput, UploadOutput]{Spec: uploads(operation.Created(spec("begin_upload", http.MethodPost, "/uploads", "Announce a file to upload", writes(), temp())))}

// UploadInput names an upload.
type UploadInput struct {
	UploadID string `path:"uploadId" maxLength:"64"`
}

// GetUpload says what has arrived, to resume an upload, and signs anew.
var GetUpload = operation.Op[UploadInput, UploadOutput]{Spec: spec("get_upload", http.MethodGet, "/uploads/{uploadId}", "See how far an upload is", reads(), temp())}

// PartDigest announces a part.
type PartDigest struct {
	Number int    `json:"number" minimum:"1" maximum:"10000"`
	SHA256 string `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"Of the part"`
}

// PartsWanted announces parts.
type PartsWanted struct {
	Parts []PartDigest `json:"parts" minItems:"1" maxItems:"100" nullable:"false"`
}

// SignPartsInput is the input of SignParts.
type SignPartsInput struct {
	UploadInput
	Body PartsWanted
}

// SignedParts are requests that store parts.
type SignedParts struct {
	Items []SignedRequest `json:"items"`
}

// SignedPartsOutput carries them.
type SignedPartsOutput struct{ Body SignedParts }

// SignParts gives the signed requests that store parts. The digest of a part is
// announced once: what a file holds does not change while it is uploaded.
var SignParts = operation.Op[SignPartsInput, SignedPartsOutput]{Spec: spec("sign_parts", http.MethodPost, "/uploads/{uploadId}/parts", "Get signed requests for parts of an upload", writes(), temp())}

// CompleteUpload makes a file of what has arrived, if it is what was announced. Asking
// again gives the same file.
var CompleteUpload = operation.Op[UploadInput, ArtifactOutput]{
	Spec: long(operation.Created(spec("complete_upload", http.MethodPost, "/uploads/{uploadId}/complete", "Make a file of an upload", writes(), temp(), bytesWritten()))),
}

// AbortUpload ends an upload and removes what has arrived.
var AbortUpload = operation.Op[UploadInput, operation.None]{Spec: gone(spec("abort_upload", http.MethodDelete, "/uploads/{uploadId}", "Abandon an upload", writes(), temp()))}
