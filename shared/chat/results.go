package chat

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// maxListed is how many files a reply shows of a list.
const maxListed = 10

// result is what the chat looks for in an operation's answer, whatever the operation.
type result struct {
	ID          string            `json:"id"`       // of a new document or an artifact
	CanvasID    string            `json:"canvasId"` // of the document that was changed
	Seq         int64             `json:"seq"`
	ArtifactID  string            `json:"artifactId"`
	Name        string            `json:"name"`
	ContentType string            `json:"contentType"`
	Bytes       int64             `json:"bytes"`
	Width       float64           `json:"width"`
	Height      float64           `json:"height"`
	Items       []ops.ArtifactRef `json:"items"`
	Changed     []string          `json:"changed"` // ids; none if everything was like that already
	Notes       []string          `json:"notes"`   // what the person should know of the result
	Link        string            `json:"link"`    // that shares something
	ExpiresAt   time.Time         `json:"expiresAt"`
}

// collect takes documents and artifacts from an operation's answer into the reply and
// the context.
func (t *turn) collect(ctx context.Context, tl tool, body operation.Raw) {
	var r result
	if len(body) == 0 || json.Unmarshal(body, &r) != nil {
		return
	}
	t.unchanged = r.CanvasID != "" && len(r.Changed) == 0
	t.notes = append(t.notes, r.Notes...)
	name, _, _ := strings.Cut(tl.spec.ID, ".")
	switch {
	case r.Link != "": // the id is the link's
		t.links, t.linkEnds = append(t.links, r.Link), r.ExpiresAt
	case tl.spec.Chat.Creates:
		t.size = [2]float64{r.Width, r.Height}
		t.document(name, r.ID, r.Seq)
	case r.CanvasID != "":
		t.commits++
		t.committed(ctx, r.CanvasID, r.Seq)
		t.document(name, r.CanvasID, r.Seq)
	case r.ArtifactID != "":
		t.artifact(ops.ArtifactRef{ID: r.ArtifactID, Name: r.Name, ContentType: r.ContentType, Bytes: r.Bytes, Width: int(r.Width), Height: int(r.Height)})
	case tl.spec.Area == "artifact" && len(r.Items) > 0:
		for i := len(r.Items) - 1; i >= 0; i-- {
			if i < maxListed {
				t.artifact(r.Items[i])
			}
		}
	case tl.spec.Area == "artifact" && r.ID != "":
		t.artifact(ops.ArtifactRef{ID: r.ID, Name: r.Name, ContentType: r.ContentType, Bytes: r.Bytes, Width: int(r.Width), Height: int(r.Height)})
	}
}

func (t *turn) document(toolName, id string, seq int64) {
	if t.state.Active == nil {
		t.state.Active = map[string]string{}
	}
	t.state.Active[toolName] = id
	for i := range t.reply.Documents {
		if t.reply.Documents[i].ID == id {
			t.reply.Documents[i].Seq = seq
			return
		}
	}
	t.reply.Documents = append(t.reply.Documents, ops.DocumentRef{ID: id, Kind: kinds[toolName], Seq: seq})
}

// kinds are the document kinds of the tools.
var kinds = map[string]string{"graphics": "canvas"}

func (t *turn) artifact(a ops.ArtifactRef) {
	t.state.LastArtifact = a.ID
	t.reply.Artifacts = append([]ops.ArtifactRef{a}, t.reply.Artifacts...)
}
