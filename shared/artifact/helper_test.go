package artifact_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact"
	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// brittle is a blob store whose next deletes fail.
type brittle struct {
	*files.Store
	failDeletes int
}

var errDisk = errors.New("the disk does not answer")

// Delete implements blob.Store.
func (b *brittle) Delete(ctx context.Context, keys ...string) error {
	if b.failDeletes > 0 {
		b.failDeletes--
		return errDisk
	}
	return b.Store.Delete(ctx, keys...)
}

// world is the area over stores of its own.
type world struct {
	t     *testing.T
	fns   *optest.Functions
	blob  *brittle
	store store.Store
	clock *testclock.Clock
	srv   *httptest.Server // of signed URLs
}

func newWorld(t *testing.T, wrap func(store.Store) store.Store) *world {
	t.Helper()
	w := &world{t: t, clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC))}
	b, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey), Now: w.clock.Now, BaseURL: func() string { return w.srv.URL }})
	if err != nil {
		t.Fatal(err)
	}
	w.blob, w.store = &brittle{Store: b}, memory.New(memory.Options{Now: w.clock.Now})
	if wrap != nil {
		w.store = wrap(w.store)
	}
	w.srv = httptest.NewServer(b.Handler())
	t.Cleanup(w.srv.Close)
	source := ids.NewSource(w.clock.Now, nil)
	s := artifact.New(artifact.Config{Store: w.store, Blob: w.blob, Log: slog.New(slog.DiscardHandler), Now: w.clock.Now, NewID: source.New,
		Quota: artifact.Quota{Bytes: 1000_000_000, Files: 200}, Pause: func(ctx context.Context, _ int) error { return ctx.Err() }})
	w.fns = optest.Bind(t, []*operation.Bound{ops.Create.Bind(s.Create), ops.List.Bind(s.List), ops.Get.Bind(s.Get), ops.Content.Bind(s.Content),
		ops.Thumbnail.Bind(s.Thumbnail), ops.Update.Bind(s.Update), ops.Copy.Bind(s.Copy), ops.Delete.Bind(s.Delete), ops.Restore.Bind(s.Restore),
		ops.Purge.Bind(s.Purge), ops.EmptyTrash.Bind(s.EmptyTrash), ops.PurgeExpired.Bind(s.PurgeExpired), ops.PurgeAccount.Bind(s.PurgeAccount),
		ops.ListVersions.Bind(s.ListVersions), ops.RestoreVersion.Bind(s.RestoreVersion), ops.BeginUpload.Bind(s.BeginUpload),
		ops.GetUpload.Bind(s.GetUpload), ops.SignParts.Bind(s.SignParts), ops.CompleteUpload.Bind(s.CompleteUpload), ops.AbortUpload.Bind(s.AbortUpload),
		ops.Share.Bind(s.Share), ops.ListShares.Bind(s.ListShares), ops.RevokeShare.Bind(s.RevokeShare), ops.OpenShared.Bind(s.OpenShared),
		ops.AcceptShare.Bind(s.AcceptShare), ops.GetStorage.Bind(s.GetStorage), ops.AdminGetStorage.Bind(s.AdminGetStorage), ops.AdminSetQuota.Bind(s.AdminSetQuota)})
	return w
}

// key is where an artifact's file lies.
func key(t *testing.T, user, id, file string) string {
	t.Helper()
	k, err := blob.Key(blob.Artifacts, user, id, file)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// put puts bytes as a tool does, and describes them.
func (w *world) put(user, id, contentType, content string) ops.NewArtifact {
	w.t.Helper()
	k := key(w.t, user, id, "picture.png")
	if _, err := w.blob.Put(w.t.Context(), k, strings.NewReader(content), int64(len(content)), blob.PutOptions{ContentType: contentType}); err != nil {
		w.t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(content))
	return ops.NewArtifact{ID: id, Name: "Launch.png", File: "picture.png", ContentType: contentType, Bytes: int64(len(content)), SHA256: hex.EncodeToString(sum[:]),
		Width: 3, Height: 2, Source: &ops.Source{DocumentID: "doc_1", Seq: 7, Renderer: "test/1"}}
}

// create records an artifact on behalf of a person.
func (w *world) create(user string, n ops.NewArtifact) (ops.Artifact, error) {
	out, err := ops.Create.Call(optest.As(w.t.Context(), user), w.fns, &ops.CreateInput{Body: n})
	if err != nil {
		return ops.Artifact{}, err
	}
	return out.Body, nil
}

// made puts and records an artifact.
func (w *world) made(user, id, contentType, content string) ops.Artifact {
	w.t.Helper()
	a, err := w.create(user, w.put(user, id, contentType, content))
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// rest sends a request about one artifact, or ("") the list.
func (w *world) rest(o operation.Declared, user, id string, query, header map[string]string) optest.Answer {
	w.t.Helper()
	r := optest.Request{User: user, Query: query, Header: header}
	if id != "" {
		r.Path = map[string]string{"artifactId": id}
	}
	return w.fns.REST(o, r)
}

// objects lists the keys below a person's artifacts.
func (w *world) objects(user string) []string {
	w.t.Helper()
	infos, _, err := w.blob.List(w.t.Context(), "artifacts/"+user+"/", "", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	var keys []string
	for _, i := range infos {
		keys = append(keys, i.Key)
	}
	return keys
}
