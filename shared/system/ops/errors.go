package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// ReleaseCount says how often an error was seen in a release.
type ReleaseCount struct {
	Release string `json:"release"`
	Count   int64  `json:"count"`
}

// ErrorGroup is one cause of unexpected errors.
type ErrorGroup struct {
	Fingerprint    string         `json:"fingerprint" example:"4f2a9c0d11e87b36"`
	Operation      string         `json:"operation" example:"graphics.export"`
	Area           string         `json:"area"`
	Trigger        string         `json:"trigger" doc:"What set the operation off: rest, socket, direct, event, schedule, task"`
	Message        string         `json:"message" doc:"The error's words, without what varies"`
	Frames         []string       `json:"frames,omitempty" doc:"Of a panic: our functions, the innermost first"`
	Count          int64          `json:"count"`
	Releases       []ReleaseCount `json:"releases,omitempty"`
	FirstSeen      time.Time      `json:"firstSeen"`
	LastSeen       time.Time      `json:"lastSeen"`
	Release        string         `json:"release" doc:"In which it was last seen"`
	CorrelationIDs []string       `json:"correlationIds" doc:"Of the latest requests: look for them in the logs"`
	ResolvedAt     *time.Time     `json:"resolvedAt,omitempty" doc:"Absent: it is open"`
	Reopened       bool           `json:"reopened,omitempty" doc:"It was resolved, and was seen again"`
}

// ErrorPage lists groups.
type ErrorPage = operation.Page[ErrorGroup]

// ErrorsOutput carries a page.
type ErrorsOutput struct{ Body ErrorPage }

// ErrorsInput is the input of AdminListErrors.
type ErrorsInput struct {
	operation.PageInput
	Area string `query:"area" maxLength:"40" doc:"Of this area only; a page may then be short"`
}

func adminErrors(id, method, path, summary string, access operation.Access) operation.Spec {
	return operation.Spec{ID: "system." + id, Area: "system", Method: method, Path: "/api/v1/admin/errors" + path, Summary: summary,
		Auth: operation.Admin, Limit: operation.LimitGlobal, Grants: []operation.Grant{operation.Table("runtime", access)}, Price: operation.PriceFree}
}

// AdminListErrors lists causes of unexpected errors, the last seen first.
var AdminListErrors = operation.Op[ErrorsInput, ErrorsOutput]{Spec: adminErrors("admin_list_errors", http.MethodGet, "", "List causes of unexpected errors", operation.Read)}

// ErrorInput names a group.
type ErrorInput struct {
	Fingerprint string `path:"fingerprint" maxLength:"64"`
}

// ErrorOutput carries a group.
type ErrorOutput struct{ Body ErrorGroup }

// AdminGetError reads a group.
var AdminGetError = operation.Op[ErrorInput, ErrorOutput]{Spec: adminErrors("admin_get_error", http.MethodGet, "/{fingerprint}", "See one cause of unexpected errors", operation.Read)}

// AdminResolveError marks a group as mended; if it is seen again, it is open again.
var AdminResolveError = operation.Op[ErrorInput, ErrorOutput]{Spec: adminErrors("admin_resolve_error", http.MethodPost, "/{fingerprint}/resolve", "Mark a cause of errors as mended", operation.ReadWrite)}
