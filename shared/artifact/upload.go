package artifact

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// putLife is how long a signed upload may begin.
	putLife = 10 * time.Minute
	// wholeMax is the largest file in one request: above, a broken line costs too much.
	wholeMax = 100 << 20
	// partBytes is the size of a part: 320 of them make the largest file, and their digests
	// an item of 15 KB.
	partBytes = 16 << 20
)

// upload is a file on its way. Its bytes lie under temp/{userId}/, from where they are
// removed after a day, whatever becomes of it.
type upload struct {
	ID          string         `json:"id"`
	User        string         `json:"user"`  // who uploads
	Owner       string         `json:"owner"` // whose file it will be
	ArtifactID  string         `json:"artifactId"`
	Version     bool           `json:"version,omitempty"` // of an artifact that there is
	Name        string         `json:"name"`
	Tags        []string       `json:"tags,omitempty"`
	ContentType string         `json:"contentType"`
	Bytes       int64          `json:"bytes"`
	SHA256      string         `json:"sha256,omitempty"`
	Multipart   string         `json:"multipart,omitempty"` // the blob store's id
	Digests     map[int]string `json:"digests,omitempty"`   // of parts, as announced
	Done        bool           `json:"done,omitempty"`
	CreatedAt   time.Time      `json:"createdAt"`

	rev int64
}

func uploadKey(id string) store.Key { return store.Key{Table: store.Work, PK: "UPL#" + id, SK: metaSK} }

// files is how many files the upload adds.
func (u upload) files() int {
	if u.Version {
		return 0
	}
	return 1
}

func (u upload) expires() time.Time { return u.CreatedAt.Add(blob.UploadLife) }

// tempKey is where the bytes arrive.
func (u upload) tempKey() (string, error) {
	k, err := blob.Key(blob.Temp, u.User, u.ID)
	if err != nil {
		return "", fmt.Errorf("artifact: upload key: %w", err)
	}
	return k, nil
}

func (u upload) item() (store.Item, error) {
	data, err := json.Marshal(u)
	if err != nil {
		return store.Item{}, fmt.Errorf("artifact: encode upload: %w", err)
	}
	return store.Item{Key: uploadKey(u.ID), Data: data, Expires: u.expires()}, nil
}

func noUpload() *operation.Problem { return operation.NotFound("upload") }

// upload reads one of the caller's uploads.
func (s *Service) upload(ctx context.Context, id string) (*upload, error) {
	if id == "" {
		return nil, noUpload()
	}
	items, err := s.c.Store.Get(ctx, uploadKey(id))
	if err != nil {
		return nil, fmt.Errorf("artifact: read %s: %w", id, err)
	}
	if len(items) == 0 {
		return nil, noUpload()
	}
	var u upload
	if err := json.Unmarshal(items[0].Data, &u); err != nil {
		return nil, fmt.Errorf("artifact: decode upload: %w", err)
	}
	if u.User != operation.UserID(ctx) {
		return nil, noUpload()
	}
	u.rev = items[0].Rev
	return &u, nil
}

// BeginUpload announces a file; its room is kept until it is complete, abandoned or expired.
func (s *Service) BeginUpload(ctx context.Context, in *ops.BeginUploadInput) (*ops.UploadOutput, error) {
	u, err := s.announced(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	if known, err := s.known(ctx, u.ID); err != nil || known != nil {
		return s.resumed(ctx, known, err)
	}
	temp, err := u.tempKey()
	if err != nil {
		return nil, err
	}
	if in.Body.InParts || u.Bytes > wholeMax {
		if u.Multipart, err = s.c.Blob.Begin(ctx, temp, blob.PutOptions{ContentType: u.ContentType}); err != nil {
			return nil, fmt.Errorf("artifact: begin parts: %w", err)
		}
		u.SHA256 = ""
	}
	it, err := u.item()
	if err != nil {
		return nil, err
	}
	var known *upload
	err = s.raced(ctx, func() error {
		if known, err = s.known(ctx, u.ID); err != nil || known != nil {
			return err
		}
		room, err := s.account(ctx, u.Owner, func(st *storage) error { return s.reserve(st, *u) })
		if err != nil {
			return err
		}
		return s.transact(ctx, store.Write{Item: it, If: store.Absent()}, room)
	})
	if (err != nil && !unsure(err) || known != nil) && u.Multipart != "" { // else it may stand, and the same request finds it
		_ = s.c.Blob.Abort(ctx, temp, u.Multipart) // it would end by itself
	}
	if err != nil || known != nil {
		return s.resumed(ctx, known, err)
	}
	return s.progress(ctx, u)
}

// known reads an upload that the same request has begun before, nil if none has.
func (s *Service) known(ctx context.Context, id string) (*upload, error) {
	u, err := s.upload(ctx, id)
	if operation.HasStatus(err, http.StatusNotFound) {
		return nil, nil
	}
	return u, err
}

// resumed answers with an upload that was begun before.
func (s *Service) resumed(ctx context.Context, known *upload, err error) (*ops.UploadOutput, error) {
	if err != nil {
		return nil, err
	}
	return s.progress(ctx, known)
}

// announced checks what is announced.
func (s *Service) announced(ctx context.Context, n ops.NewUpload) (*upload, error) {
	kind, err := typeOf(n.ContentType, n.Name)
	if err != nil {
		return nil, err
	}
	u := &upload{ID: s.newID(ctx, "upl"), User: operation.UserID(ctx), Owner: operation.UserID(ctx), ArtifactID: s.c.NewID("art"),
		ContentType: kind, Bytes: n.Bytes, SHA256: n.SHA256, CreatedAt: s.now()}
	if u.Name, err = fileName("body.name", n.Name, kind); err != nil {
		return nil, err
	}
	if u.Tags, err = tags(n.Tags); err != nil {
		return nil, err
	}
	if n.SHA256 == "" && !n.InParts && n.Bytes <= wholeMax {
		return nil, operation.Invalid("body.sha256", "required", "Send the SHA-256 of the file, or ask for parts.")
	}
	if n.ArtifactID != "" {
		r, err := s.live(ctx, n.ArtifactID, share.Editor)
		if err != nil {
			return nil, err
		}
		if r.Version >= maxVersions {
			return nil, tooManyVersions()
		}
		u.Version, u.Owner, u.ArtifactID = true, r.Owner, r.ID
	}
	return u, nil
}

// reserve keeps room for an upload.
func (s *Service) reserve(st *storage, u upload) error {
	if len(st.Pending) >= maxPending {
		return operation.NewProblem(409, "too_many_uploads", fmt.Sprintf("%d uploads are under way. Complete or abandon some.", maxPending))
	}
	if err := s.admit(*st, u.Bytes, u.files()); err != nil {
		return err
	}
	if st.Pending == nil {
		st.Pending = map[string]pending{}
	}
	st.Pending[u.ID] = pending{Bytes: u.Bytes, Files: u.files(), Until: u.expires()}
	return nil
}

// GetUpload says what has arrived, and signs anew.
func (s *Service) GetUpload(ctx context.Context, in *ops.UploadInput) (*ops.UploadOutput, error) {
	u, err := s.upload(ctx, in.UploadID)
	if err != nil {
		return nil, err
	}
	return s.progress(ctx, u)
}

// progress describes an upload as it is.
func (s *Service) progress(ctx context.Context, u *upload) (*ops.UploadOutput, error) {
	out := ops.Upload{ID: u.ID, State: "waiting", Name: u.Name, ContentType: u.ContentType, Bytes: u.Bytes, ExpiresAt: u.expires()}
	if u.Done || u.Version {
		out.ArtifactID = u.ArtifactID
	}
	if u.Done {
		out.State = "done"
		return &ops.UploadOutput{Body: out}, nil
	}
	temp, err := u.tempKey()
	if err != nil {
		return nil, err
	}
	if u.Multipart == "" {
		signed, err := s.c.Blob.SignPut(ctx, temp, blob.PutGrant{ContentType: u.ContentType, Length: u.Bytes, SHA256: u.SHA256, Life: putLife})
		if err != nil {
			return nil, fmt.Errorf("artifact: sign upload: %w", err)
		}
		put := request(0, signed)
		out.Put = &put
		return &ops.UploadOutput{Body: out}, nil
	}
	out.PartBytes, out.Parts = partBytes, u.parts()
	arrived, err := s.arrived(ctx, u, temp)
	if err != nil {
		return nil, err
	}
	for _, p := range arrived {
		out.Arrived = append(out.Arrived, p.Number)
	}
	return &ops.UploadOutput{Body: out}, nil
}

// request is a signed request for people. A browser sets the length itself.
func request(number int, r blob.SignedRequest) ops.SignedRequest {
	out := ops.SignedRequest{Number: number, Method: r.Method, URL: r.URL, Headers: map[string]string{}, ExpiresAt: r.Expires}
	for name, values := range r.Header {
		out.Headers[name] = strings.Join(values, ", ")
	}
	return out
}

// AbortUpload ends an upload and frees its room. One that is done stays done.
func (s *Service) AbortUpload(ctx context.Context, in *ops.UploadInput) (*operation.None, error) {
	u, err := s.upload(ctx, in.UploadID)
	if err != nil {
		return nil, err
	}
	if u.Done {
		return nil, operation.NewProblem(409, operation.CodeConflict, "This upload is complete: delete the file instead.")
	}
	err = s.raced(ctx, func() error {
		room, err := s.account(ctx, u.Owner, func(st *storage) error {
			delete(st.Pending, u.ID)
			return nil
		})
		if err != nil {
			return err
		}
		if u, err = s.upload(ctx, in.UploadID); err != nil {
			return err
		}
		return s.transact(ctx, store.Write{Delete: true, Item: store.Item{Key: uploadKey(u.ID)}, If: store.AtRev(u.rev)}, room)
	})
	if err != nil {
		return nil, err
	}
	s.discard(ctx, u)
	return &operation.None{}, nil
}

// discard removes the bytes of an upload that ended. What fails here ends by itself
// after a day.
func (s *Service) discard(ctx context.Context, u *upload) {
	temp, err := u.tempKey()
	if err == nil && u.Multipart != "" && !u.Done {
		err = s.c.Blob.Abort(ctx, temp, u.Multipart)
	} else if err == nil {
		err = s.c.Blob.Delete(ctx, temp)
	}
	if err != nil {
		s.c.Log.WarnContext(ctx, "upload not discarded", "upload", u.ID, "error", err)
	}
}
