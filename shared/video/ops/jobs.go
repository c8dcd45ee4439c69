package ops

import (
	"net/http"
	"time"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Job is work that goes on after its answer.
type Job struct {
	ID         string                 `json:"id" example:"job_01J8Z3"`
	Number     int64                  `json:"number" doc:"Short, for people"`
	Operation  string                 `json:"operation" example:"video.convert"`
	TimelineID string                 `json:"timelineId"`
	State      string                 `json:"state" enum:"waiting,running,done,failed"`
	Progress   float64                `json:"progress" format:"fraction"`
	Files      []artifactops.Artifact `json:"files,omitempty" doc:"What it has made"`
	Message    string                 `json:"message,omitempty" doc:"Of a failure, for people"`
	CreatedAt  time.Time              `json:"createdAt"`
	EndsAt     *time.Time             `json:"endsAt,omitempty" doc:"When it probably ends, or ended"`
}

// JobOutput carries a job.
type JobOutput struct{ Body Job }

// JobPage is a page of jobs, the newest first.
type JobPage = operation.Page[Job]

// JobsOutput carries a page.
type JobsOutput struct{ Body JobPage }

// JobsInput says which jobs are asked for.
type JobsInput struct {
	operation.PageInput
	Name string `query:"name" maxLength:"200" doc:"The job's number, or words for it, e.g. export, trailer; all if absent"`
	File string `query:"file" maxLength:"200" doc:"Name of the file it makes or is made from"`
}

// Status will say how far the caller's jobs are.
var Status = operation.Op[JobsInput, JobsOutput]{Spec: status()}

func status() operation.Spec {
	s := planned("status", "/api/v1/tools/video/jobs", "See how far your video jobs are",
		operation.Chat{Label: "See how far a video is", Example: "Is the video rendered yet?",
			Slots: map[string]string{"ref": ""}, // the newest job, which comes first
			Ask:   map[string]string{"name": "Which job do you mean?"}})
	s.Method, s.Limit, s.Price = http.MethodGet, operation.LimitGlobal, operation.PriceFree
	return s
}
