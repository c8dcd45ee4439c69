package custom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

const (
	ada = "usr_ada"
	bob = "usr_bob"
)

// brittle is a blob store whose next calls fail.
type brittle struct {
	*files.Store
	mu   sync.Mutex
	fail int
	gets int
}

var errDisk = errors.New("the disk does not answer")

func (b *brittle) broken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail > 0 {
		b.fail--
		return true
	}
	return false
}

func (b *brittle) Put(ctx context.Context, key string, r io.Reader, size int64, o blob.PutOptions) (blob.Info, error) {
	if b.broken() {
		return blob.Info{}, errDisk
	}
	return b.Store.Put(ctx, key, r, size, o)
}

func (b *brittle) Get(ctx context.Context, key string, r *blob.Range) (io.ReadCloser, blob.Info, error) {
	if b.broken() {
		return nil, blob.Info{}, errDisk
	}
	b.mu.Lock()
	b.gets++
	b.mu.Unlock()
	return b.Store.Get(ctx, key, r)
}

// world is the area over stores of its own.
type world struct {
	t     *testing.T
	fns   *optest.Functions
	store store.Store
	blob  *brittle
	clock *testclock.Clock
	log   *bytes.Buffer
	logMu sync.Mutex

	mu      sync.Mutex
	started [][]byte // trainings
	notices []string
	refuse  error // of the next start
	learn   lesson.Learner
	files   map[string]artifactops.Artifact
}

// Write implements io.Writer for the log.
func (w *world) Write(p []byte) (int, error) {
	w.logMu.Lock()
	defer w.logMu.Unlock()
	return w.log.Write(p)
}

func (w *world) logged() string {
	w.logMu.Lock()
	defer w.logMu.Unlock()
	return w.log.String()
}

// Invoke implements call.Invoker; artifact.open is the only function there is.
func (w *world) Invoke(_ context.Context, id string, payload []byte) ([]byte, error) {
	if id != artifactops.Get.Spec.ID {
		return nil, call.ErrUnknown
	}
	var e operation.Envelope
	var file string
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(e.Args["artifactId"], &file); err != nil {
		return nil, err
	}
	a, ok := w.files[file]
	if !ok {
		p, err := json.Marshal(operation.NotFound("artifact"))
		if err != nil {
			return nil, err
		}
		return json.Marshal(operation.Reply{Status: 404, Body: p})
	}
	body, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return json.Marshal(operation.Reply{Status: 200, Body: body})
}

// Start implements call.Invoker.
func (w *world) Start(_ context.Context, id string, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id != ops.RunTraining.Spec.ID {
		w.notices = append(w.notices, string(payload))
		return nil
	}
	if err := w.refuse; err != nil {
		w.refuse = nil
		return err
	}
	w.started = append(w.started, payload)
	return nil
}

func newWorld(t *testing.T, wrap func(store.Store) store.Store) *world {
	t.Helper()
	w := &world{t: t, clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), log: &bytes.Buffer{}, files: map[string]artifactops.Artifact{}}
	b, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey), Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	w.blob, w.store = &brittle{Store: b}, memory.New(memory.Options{Now: w.clock.Now})
	if wrap != nil {
		w.store = wrap(w.store)
	}
	w.learn = w.parrot
	s := custom.New(custom.Config{Store: w.store, Blob: w.blob, Call: w, Log: w.logger(), Now: w.clock.Now, NewID: ids.NewSource(w.clock.Now, nil).New,
		Pause: func(ctx context.Context, _ int) error { return ctx.Err() }, Beat: time.Millisecond})
	run := func(ctx context.Context, in *ops.RunTrainingInput) (*operation.None, error) {
		return s.RunTraining(ctx, in, w.learn)
	}
	w.fns = optest.Bind(t, []*operation.Bound{ops.AddExamples.Bind(s.AddExamples), ops.ImportExamples.Bind(s.ImportExamples), ops.ListExamples.Bind(s.ListExamples),
		ops.DeleteExample.Bind(s.DeleteExample), ops.TrainModel.Bind(s.TrainModel), ops.ListModels.Bind(s.ListModels), ops.GetModel.Bind(s.GetModel),
		ops.PromoteModel.Bind(s.PromoteModel), ops.RollbackModel.Bind(s.RollbackModel), ops.DeleteModel.Bind(s.DeleteModel),
		ops.RunTraining.Bind(run), ops.PurgeAccount.Bind(s.PurgeAccount)})
	return w
}

func (w *world) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(w, nil)) }

// parrot learns nothing: its model is the product's own.
func (w *world) parrot(_ context.Context, examples []lesson.Example) (*lesson.Outcome, error) {
	model, _, _ := nlp.Embedded()
	m := ops.Measures{OperationAccuracy: 0.9, ActedRight: 0.8, ActedWrong: 0.02, OutOfScopeRecall: 0.95, CalibrationError: 0.02, Rows: 2000}
	return &lesson.Outcome{Model: model, Learned: len(examples), Report: ops.Report{Base: m, Model: m, Own: ops.Own{Rows: 2, Before: 0.5, After: 1}}}, nil
}

// do sends a request that has a body, or none.
func (w *world) do(o operation.Declared, user string, path map[string]string, body any) optest.Answer {
	w.t.Helper()
	r := optest.Request{User: user, Path: path}
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		r.Body = string(b)
	}
	return w.fns.REST(o, r)
}

// ok is do of what must succeed.
func ok[T any](w *world, o operation.Declared, user string, path map[string]string, body any) T {
	w.t.Helper()
	a := w.do(o, user, path, body)
	if a.Status >= 300 {
		w.t.Fatalf("%s: %d %s", operation.SpecOf(o).ID, a.Status, a.Body)
	}
	if a.Body == "" {
		a.Body = "{}"
	}
	return optest.Decode[T](w.t, a)
}

// refused checks status and code of a refusal, and gives it.
func (w *world) refused(o operation.Declared, user string, path map[string]string, body any, status int, code string) operation.Problem {
	w.t.Helper()
	a := w.do(o, user, path, body)
	p := optest.Decode[operation.Problem](w.t, a)
	if a.Status != status || p.Code != code {
		w.t.Fatalf("%s: %d %s, want %d %s", operation.SpecOf(o).ID, a.Status, a.Body, status, code)
	}
	return p
}

// rows are n examples.
func rows(n int) ops.NewExamples {
	out := ops.NewExamples{Items: []ops.NewExample{}}
	for i := range n {
		out.Items = append(out.Items, ops.NewExample{Text: fmt.Sprintf("zap thing number %d", i), Operation: "graphics.delete_layer"})
	}
	return out
}

func (w *world) teach(user string, n int) {
	w.t.Helper()
	ok[ops.ExampleSet](w, ops.AddExamples, user, nil, rows(n))
}

// train begins a training and gives the model's id.
func (w *world) train(user string) string {
	w.t.Helper()
	a := w.do(ops.TrainModel, user, nil, nil)
	m := optest.Decode[ops.Model](w.t, a)
	if a.Status != 202 || m.State != ops.StateTraining {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return m.ID
}

// run runs the trainings that were started.
func (w *world) run() error {
	w.mu.Lock()
	started := w.started
	w.started = nil
	w.mu.Unlock()
	var errs []error
	for _, payload := range started {
		_, err := w.fns.Invoke(w.t.Context(), ops.RunTraining.Spec.ID, payload)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// trained is train, run through.
func (w *world) trained(user string) string {
	w.t.Helper()
	id := w.train(user)
	if err := w.run(); err != nil {
		w.t.Fatal(err)
	}
	if m := w.model(user, id); m.State != ops.StateReady {
		w.t.Fatalf("%+v", m)
	}
	return id
}

func at(id string) map[string]string { return map[string]string{"modelId": id} }

func (w *world) model(user, id string) ops.Model {
	w.t.Helper()
	return ok[ops.Model](w, ops.GetModel, user, at(id), nil)
}

// objects are the keys of a person's files.
func (w *world) objects(user string) []string {
	w.t.Helper()
	infos, _, err := w.blob.List(w.t.Context(), "models/"+user+"/", "", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	var keys []string
	for _, i := range infos {
		keys = append(keys, i.Key)
	}
	return keys
}

func (w *world) told(id, state string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, p := range w.notices {
		if strings.Contains(p, id) && strings.Contains(p, `"state":"`+state) {
			n++
		}
	}
	return n
}
