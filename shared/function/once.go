package function

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// onceLife is how long an answer is kept for a repeated request: a client that has been
	// offline for a day asks what became of it, not for the same again.
	onceLife = 24 * time.Hour
	// onceGrace is added to the operation's time-out before a request that left no answer
	// counts as dead, and may be made again.
	onceGrace = 5 * time.Second
	// onceTries is how often it is tried to keep an answer.
	onceTries = 3
	// onceBytes is the largest answer that is kept; below store.MaxData with its JSON.
	onceBytes = 200 << 10
	// onceRetry is when a repeated request may ask again for an answer under way.
	onceRetry = time.Second
)

// HeaderReplayed marks an answer that was given before.
const HeaderReplayed = "Idempotency-Replayed"

// onceRecord is a request under an Idempotency-Key, and its answer as soon as there is
// one. It is kept in the table runtime as ONCE#user / hash of the key.
type onceRecord struct {
	Request string      `json:"request"`          // hash of operation, parameters and body
	Started time.Time   `json:"started"`          // of the attempt under way
	Status  int         `json:"status,omitempty"` // 0 while under way
	Header  http.Header `json:"header,omitempty"`
	Body    []byte      `json:"body,omitempty"`
}

// onceApplies: writes of signed-in people that carry a key.
func (f *function) onceApplies(trigger operation.TriggerKind, m operation.Meta, req *operation.Request) bool {
	return f.Once != nil && trigger == operation.Rest && m.Idempotency != "" && m.Principal.UserID != "" &&
		req.Method != http.MethodGet && req.Method != http.MethodHead
}

// once carries a request out under its key: the first time by serve, from then on by the
// answer that was kept (draft-ietf-httpapi-idempotency-key-header).
func (f *function) once(ctx context.Context, m operation.Meta, req *operation.Request, serve func() *operation.Response) *operation.Response {
	key := onceKey(m)
	mine := onceRecord{Request: f.requestHash(req), Started: f.Now().UTC()}
	rev, earlier, err := f.claim(ctx, key, mine)
	switch {
	case err != nil:
		return operation.AsProblem(fmt.Errorf("idempotency: %w", err)).Response(m.Correlation)
	case earlier != nil && earlier.Request != mine.Request:
		return operation.Invalid("header.Idempotency-Key", "idempotency_key_reused", "Another request was made under this key; use a new one.").Response(m.Correlation)
	case earlier != nil && earlier.Status == 0:
		return operation.NewProblem(http.StatusConflict, "in_progress", "The same request is being carried out. Ask again in a moment.").
			RetryAfter(onceRetry).Response(m.Correlation)
	case earlier != nil && f.b.Spec.Secret:
		return operation.NewProblem(http.StatusConflict, "answer_not_kept", "This was done already, and its answer was a secret that is not kept. Use a new key to do it again.").
			Response(m.Correlation)
	case earlier != nil:
		return earlier.response()
	}
	res := serve()
	f.keepAnswer(ctx, key, rev, mine, res)
	return res
}

// claim writes the record if there is none, or takes over one whose attempt is dead. It
// gives the revision written, or the record that stands in the way.
func (f *function) claim(ctx context.Context, key store.Key, mine onceRecord) (int64, *onceRecord, error) {
	rev, err := f.putOnce(ctx, key, mine, store.Absent())
	var conflict *store.Conflict
	if !errors.As(err, &conflict) || conflict.Current == nil {
		return rev, nil, err
	}
	var earlier onceRecord
	if err := json.Unmarshal(conflict.Current.Data, &earlier); err != nil {
		return 0, nil, err
	}
	dead := earlier.Status == 0 && f.Now().Sub(earlier.Started) > f.b.Spec.Deadline()+onceGrace
	if !dead || earlier.Request != mine.Request {
		return 0, &earlier, nil
	}
	rev, err = f.putOnce(ctx, key, mine, store.AtRev(conflict.Current.Rev))
	if store.IsConflict(err) {
		return 0, &onceRecord{Request: mine.Request}, nil // somebody else took it over
	}
	return rev, nil, err
}

func (f *function) putOnce(ctx context.Context, key store.Key, r onceRecord, cond *int64) (int64, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	it, err := f.Once.Write(ctx, store.Write{Item: store.Item{Key: key, Data: data, Expires: f.Now().Add(onceLife)}, If: cond})
	return it.Rev, err
}

// keptHeaders are those of an answer that are given again.
var keptHeaders = []string{"Content-Type", "Etag", "Location", "Retry-After"}

// keepAnswer keeps an answer, or forgets the request if it failed on our side: then it
// may be made again at once. If that is lost, the claim dies of age. Of an answer that is
// a secret it is kept that it was given, and a refusal is forgotten: the request may have
// held another password.
func (f *function) keepAnswer(ctx context.Context, key store.Key, rev int64, mine onceRecord, res *operation.Response) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), onceGrace)
	defer cancel()
	write := func() error {
		_, err := f.putOnce(ctx, key, mine, store.AtRev(rev))
		return err
	}
	switch {
	case res.Status >= http.StatusInternalServerError, len(res.Body) > onceBytes, f.b.Spec.Secret && res.Status >= http.StatusBadRequest:
		write = func() error {
			_, err := f.Once.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: key}, If: store.AtRev(rev)})
			return err
		}
	case f.b.Spec.Secret:
		mine.Status = res.Status
	default:
		mine.Status, mine.Body, mine.Header = res.Status, res.Body, http.Header{}
		for name, values := range res.Header {
			if slices.Contains(keptHeaders, http.CanonicalHeaderKey(name)) {
				mine.Header[name] = values
			}
		}
	}
	if err := insisting(ctx, write); err != nil {
		f.Log.WarnContext(ctx, "answer not kept", "op", f.b.Spec.ID, "error", err)
	}
}

// insisting writes, again if the store does not answer: what was done and is not noted
// would be done once more when the claim has died. A conflict after that is the write of
// a try before, whose reply was lost.
func insisting(ctx context.Context, write func() error) (err error) {
	for n := range onceTries {
		if err := pause.BackOff(ctx, n); err != nil {
			return err
		}
		err = write()
		if err == nil || n > 0 && store.IsConflict(err) {
			return nil
		}
	}
	return err
}

// response gives the kept answer again.
func (r *onceRecord) response() *operation.Response {
	h := r.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Set(HeaderReplayed, "true")
	return &operation.Response{Status: r.Status, Header: h, Body: r.Body}
}

func onceKey(m operation.Meta) store.Key {
	sum := sha256.Sum256([]byte(m.Idempotency))
	return store.Key{Table: store.Runtime, PK: "ONCE#" + m.Principal.UserID, SK: hex.EncodeToString(sum[:])}
}

// requestHash tells two requests under one key apart. A body that may hold a password is
// not in it: not even a hash of that is kept.
func (f *function) requestHash(req *operation.Request) string {
	h := sha256.New()
	body := req.Body
	if f.b.Spec.Secret {
		body = nil
	}
	for _, part := range []any{f.b.Spec.ID, req.Path, req.Query, body} { // maps encode in the order of their keys
		data, err := json.Marshal(part)
		if err != nil {
			data = []byte(err.Error())
		}
		_, _ = h.Write(append(data, 0))
	}
	return hex.EncodeToString(h.Sum(nil))
}
