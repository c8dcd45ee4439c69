package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/margin"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// reached is how far a list of activity has come in each of the two things it is made of.
type reached struct {
	Seq  int64     `json:"s,omitempty"` // the last commit shown; 0: none
	At   time.Time `json:"t"`           // of the last note shown
	Note string    `json:"n,omitempty"` // its id; "": none
}

func (r reached) note() *margin.Note {
	if r.Note == "" {
		return nil
	}
	return &margin.Note{ID: r.Note, At: r.At}
}

// ListActivity lists what happened to a document, newest first: its commits and the notes
// of its margin, merged by their times.
func (s *Service) ListActivity(ctx context.Context, in *ops.PagedInput) (*ops.ActivityOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	at, err := decodeReached(in.Cursor)
	if err != nil {
		return nil, err
	}
	commits, err := s.docs.Before(ctx, m.ID, at.Seq, in.Limit)
	if err != nil {
		return nil, Problem(err)
	}
	notes, err := s.docs.Margin.Notes(ctx, m.ID, at.note(), in.Limit)
	if err != nil {
		return nil, err
	}
	page := ops.ActivityPage{Items: []ops.Activity{}}
	for len(page.Items) < in.Limit && len(commits)+len(notes) > 0 {
		if len(notes) == 0 || len(commits) > 0 && commits[0].At.After(notes[0].At) {
			page.Items, at.Seq = append(page.Items, committed(commits[0])), commits[0].Seq
			commits = commits[1:]
			continue
		}
		page.Items, at.At, at.Note = append(page.Items, noted(notes[0])), notes[0].At, notes[0].ID
		notes = notes[1:]
	}
	if len(page.Items) == in.Limit {
		page.NextCursor, err = at.encode()
	}
	return &ops.ActivityOutput{Body: page}, err
}

func committed(c document.Commit) ops.Activity {
	return ops.Activity{ID: c.ID, Kind: "committed", By: c.By, At: c.At, Seq: c.Seq, Op: c.Op, Undoes: c.Undoes, Redoes: c.Redoes}
}

func noted(n margin.Note) ops.Activity {
	return ops.Activity{ID: n.ID, Kind: n.Kind, By: n.By, At: n.At, Seq: n.Seq, About: n.About, Thread: n.Thread, Name: n.Name}
}

func (r reached) encode() (string, error) {
	raw, err := json.Marshal(r)
	return base64.RawURLEncoding.EncodeToString(raw), err
}

// maxID bounds an id in a cursor, in bytes: it becomes part of a key.
const maxID = 64

// decodeReached reads a cursor. It holds nothing secret and leads nowhere else, so a made
// one does no harm.
func decodeReached(cursor string) (r reached, err error) {
	if cursor == "" {
		return r, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &r)
	}
	if err != nil || r.Seq < 0 || len(r.Note) > maxID {
		return r, operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list.").Because(err)
	}
	return r, nil
}
