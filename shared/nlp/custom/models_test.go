package custom_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestTrainPromoteRollBack(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 9)
	w.refused(ops.TrainModel, ada, nil, nil, 409, "too_few_examples")
	w.teach(ada, 12)
	one := w.train(ada)
	w.refused(ops.TrainModel, ada, nil, nil, 409, "training_under_way")
	w.refused(ops.PromoteModel, ada, at(one), nil, 409, "model_not_ready")
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	m := w.model(ada, one)
	if m.State != ops.StateReady || m.Learned != 12 || m.Report == nil || m.Report.Own.After != 1 || m.FinishedAt == nil || m.Active || m.Bytes == 0 || len(m.SHA256) != 64 {
		t.Errorf("%+v", m)
	}
	if w.told(one, ops.StateReady) != 1 || len(w.objects(ada)) != 1 {
		t.Errorf("told %d times, %v", w.told(one, ops.StateReady), w.objects(ada))
	}
	w.clock.Advance(time.Second)
	two := w.trained(ada)
	active := func(want string) {
		t.Helper()
		page := ok[ops.ModelPage](w, ops.ListModels, ada, nil, nil)
		got := ""
		for _, m := range page.Items {
			if m.Active {
				got += m.ID
			}
		}
		if got != want {
			t.Errorf("%q is active, want %q", got, want)
		}
	}
	active("")
	ok[ops.Model](w, ops.PromoteModel, ada, at(one), nil)
	active(one)
	for range 2 { // the second changes nothing
		ok[ops.Model](w, ops.PromoteModel, ada, at(two), nil)
		active(two)
	}
	w.refused(ops.DeleteModel, ada, at(two), nil, 409, "model_active")
	if b := ok[ops.ActiveModel](w, ops.RollbackModel, ada, nil, nil); b.ModelID != one {
		t.Errorf("back at %q", b.ModelID)
	}
	active(one)
	ok[struct{}](w, ops.DeleteModel, ada, at(two), nil)
	if b := ok[ops.ActiveModel](w, ops.RollbackModel, ada, nil, nil); b.ModelID != "" {
		t.Errorf("back at %q", b.ModelID)
	}
	active("")
	w.refused(ops.RollbackModel, ada, nil, nil, 409, "nothing_to_roll_back")
	if keys := w.objects(ada); len(keys) != 1 || !strings.Contains(keys[0], one) {
		t.Errorf("%v", keys)
	}
	for _, o := range []operation.Declared{ops.GetModel, ops.PromoteModel, ops.DeleteModel} {
		w.refused(o, bob, at(one), nil, 404, "not_found")
		w.refused(o, ada, at("mdl_../../x"), nil, 404, "not_found")
	}
}

// What was active before and is deleted is not gone back to.
func TestRollBackSkipsWhatIsGone(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 12)
	var id [3]string
	for i := range id {
		w.clock.Advance(time.Second)
		id[i] = w.trained(ada)
		ok[ops.Model](w, ops.PromoteModel, ada, at(id[i]), nil)
	}
	ok[struct{}](w, ops.DeleteModel, ada, at(id[1]), nil)
	if b := ok[ops.ActiveModel](w, ops.RollbackModel, ada, nil, nil); b.ModelID != id[0] {
		t.Errorf("back at %q", b.ModelID)
	}
}

func TestPromotionIsRefusedIfTheBaseRegresses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*ops.Measures)
		worse  string // "" is none
	}{
		{"equal", func(*ops.Measures) {}, ""},
		{"one point", func(m *ops.Measures) {
			m.OperationAccuracy -= 0.01
			m.ActedRight -= 0.01
			m.ActedWrong += 0.01
			m.CalibrationError += 0.01
		}, ""},
		{"better", func(m *ops.Measures) { m.OperationAccuracy, m.ActedWrong = 1, 0 }, ""},
		{"accuracy", func(m *ops.Measures) { m.OperationAccuracy -= 0.011 }, "operation_accuracy"},
		{"acted right", func(m *ops.Measures) { m.ActedRight -= 0.02 }, "acted_right"},
		{"acted wrong", func(m *ops.Measures) { m.ActedWrong += 0.02 }, "acted_wrong"},
		{"calibration", func(m *ops.Measures) { m.CalibrationError += 0.02 }, "calibration_error"},
		{"out of scope", func(m *ops.Measures) { m.OutOfScopeRecall -= 0.04 }, "out_of_scope_recall"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.learn = func(ctx context.Context, e []lesson.Example) (*lesson.Outcome, error) {
				out, err := w.parrot(ctx, e)
				c.change(&out.Report.Model)
				return out, err
			}
			w.teach(ada, 12)
			id := w.trained(ada)
			if c.worse == "" {
				ok[ops.Model](w, ops.PromoteModel, ada, at(id), nil)
				return
			}
			p := w.refused(ops.PromoteModel, ada, at(id), nil, 409, "model_regresses")
			if len(p.Errors) != 1 || p.Errors[0].Field != "report.model."+c.worse || !strings.Contains(p.Detail, c.worse) || !strings.Contains(p.Detail, "points worse") {
				t.Errorf("%+v", p)
			}
			if w.model(ada, id).Active {
				t.Error("it is active")
			}
		})
	}
}

func TestATrainingThatFails(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 12)
	w.learn = func(context.Context, []lesson.Example) (*lesson.Outcome, error) {
		return nil, fmt.Errorf("%w: so it is", lesson.ErrExamples)
	}
	id := w.train(ada)
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	if m := w.model(ada, id); m.State != ops.StateFailed || m.Reason != ops.ReasonExamples || w.told(id, ops.StateFailed) != 1 {
		t.Errorf("%+v", m)
	}
	w.learn = w.parrot
	w.clock.Advance(time.Second)
	w.trained(ada) // there is room for the next
}

// What fails on the way is run again, and then succeeds; nothing is left over.
func TestATrainingIsRunAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 12)
	id := w.train(ada)
	payload := w.started[0]
	w.blob.fail = 1
	if err := w.run(); err == nil {
		t.Fatal("no error makes nobody run it again")
	}
	for range 2 { // and once too often
		if _, err := w.fns.Invoke(t.Context(), ops.RunTraining.Spec.ID, payload); err != nil {
			t.Fatal(err)
		}
	}
	if m := w.model(ada, id); m.State != ops.StateReady || w.told(id, ops.StateReady) != 1 || len(w.objects(ada)) != 1 {
		t.Errorf("%+v", m)
	}
}

// A training that died makes room: one that never began after half an hour, one that did
// after some minutes. If it then ends after all, it changes nothing.
func TestATrainingThatDied(t *testing.T) {
	for _, c := range []struct {
		name  string
		begun bool
		after time.Duration
	}{{"waiting", false, 31 * time.Minute}, {"begun", true, 6 * time.Minute}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.teach(ada, 12)
			w.learn = func(context.Context, []lesson.Example) (*lesson.Outcome, error) { return nil, errors.New("killed") }
			id := w.train(ada)
			late := w.started[0]
			if c.begun {
				if err := w.run(); err == nil {
					t.Fatal("no error")
				}
			}
			w.clock.Advance(time.Minute)
			w.refused(ops.TrainModel, ada, nil, nil, 409, "training_under_way")
			w.clock.Advance(c.after)
			if m := w.model(ada, id); m.State != ops.StateFailed || m.Reason != ops.ReasonLost {
				t.Errorf("%+v", m)
			}
			w.started = nil
			w.learn = w.parrot
			other := w.trained(ada)
			if _, err := w.fns.Invoke(t.Context(), ops.RunTraining.Spec.ID, late); err != nil {
				t.Fatal(err)
			}
			if m := w.model(ada, id); m.State != ops.StateFailed || len(w.objects(ada)) != 1 || w.model(ada, other).State != ops.StateReady {
				t.Errorf("%+v, %v", m, w.objects(ada))
			}
		})
	}
}

// While a training runs, its model is deleted, or the account is: it leaves nothing, and
// ends early where it can.
func TestATrainingIsGivenUp(t *testing.T) {
	deleteModel := func(w *world, id string) error {
		ok[struct{}](w, ops.DeleteModel, ada, at(id), nil)
		return nil
	}
	deleteAccount := func(w *world, _ string) error {
		return w.fns.Event(ops.PurgeAccount, bus.Event{ID: "evt_1", Type: "identity.account_deleted", Subject: ada, Data: []byte(`{"userId":"usr_ada"}`)})
	}
	for name, c := range map[string]struct {
		end       func(w *world, id string) error
		endsEarly bool
		nothing   bool // is left, not even examples
	}{
		"model":               {deleteModel, false, false},
		"model, ends early":   {deleteModel, true, false},
		"account":             {deleteAccount, false, true},
		"account, ends early": {deleteAccount, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.teach(ada, 12)
			id := w.train(ada)
			w.learn = func(ctx context.Context, e []lesson.Example) (*lesson.Outcome, error) {
				if err := c.end(w, id); err != nil {
					t.Error(err)
				}
				if c.endsEarly {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return w.parrot(ctx, e)
			}
			if err := w.run(); err != nil {
				t.Fatal(err)
			}
			w.refused(ops.GetModel, ada, at(id), nil, 404, "not_found")
			if keys := w.objects(ada); len(keys) != 0 {
				t.Errorf("%v", keys)
			}
			if items, _, err := w.store.Query(t.Context(), store.Query{Table: store.Chat, PK: "NLP#" + ada}); c.nothing && len(items) > 0 {
				t.Errorf("%d items, %v", len(items), err)
			}
		})
	}
}

// With an account goes all that it taught, and nothing of anybody else's.
func TestPurgeAccount(t *testing.T) {
	w := newWorld(t, nil)
	for _, user := range []string{ada, bob, ada + "x"} {
		w.teach(user, 12)
		ok[ops.Model](w, ops.PromoteModel, user, at(w.trained(user)), nil)
	}
	for range 2 { // events come at least once
		if err := w.fns.Event(ops.PurgeAccount, bus.Event{ID: "evt_1", Type: "identity.account_deleted", Subject: ada, Data: []byte(`{"userId":"usr_ada"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	for user, left := range map[string]int{ada: 0, bob: 1, ada + "x": 1} {
		if len(w.objects(user)) != left || len(ok[ops.ModelPage](w, ops.ListModels, user, nil, nil).Items) != left {
			t.Errorf("%s has %v", user, w.objects(user))
		}
	}
}

// TestHostileTrainings: what no request of ours says, a task may not either.
func TestHostileTrainings(t *testing.T) {
	w := newWorld(t, nil)
	w.learn = func(context.Context, []lesson.Example) (*lesson.Outcome, error) {
		t.Error("something is trained")
		return nil, errors.New("no")
	}
	for _, payload := range []string{`{"userId":"usr_ada","modelId":"mdl_1"}`, `{"userId":"","modelId":"mdl_1"}`, `{"userId":"usr_ada","modelId":"../x"}`, `{"userId":"usr_ada","modelId":""}`} {
		if _, err := w.fns.Invoke(t.Context(), ops.RunTraining.Spec.ID, []byte(payload)); err != nil {
			t.Errorf("%s: %v", payload, err)
		}
	}
}

func TestATrainingThatCannotBeStarted(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 12)
	w.refuse = call.ErrThrottled
	w.refused(ops.TrainModel, ada, nil, nil, 503, "unavailable")
	if page := ok[ops.ModelPage](w, ops.ListModels, ada, nil, nil); len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	w.trained(ada)
}

func TestTrainingsAreBounded(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 12)
	var last string
	for range 10 {
		w.clock.Advance(time.Second)
		last = w.trained(ada)
	}
	w.refused(ops.TrainModel, ada, nil, nil, 409, "too_many_models")
	ok[struct{}](w, ops.DeleteModel, ada, at(last), nil)
	for range 10 {
		w.clock.Advance(time.Second)
		ok[struct{}](w, ops.DeleteModel, ada, at(w.trained(ada)), nil)
	}
	a := w.do(ops.TrainModel, ada, nil, nil)
	if a.Status != http.StatusTooManyRequests || len(a.Header["Retry-After"]) != 1 {
		t.Errorf("%d %v %s", a.Status, a.Header, a.Body)
	}
	w.clock.Advance(24 * time.Hour)
	w.trained(ada)
}

// Many windows ask at once: there is one training, and one active model.
func TestManyAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.teach(ada, 12)
	count := func(do func(i int) int) map[int]int {
		var mu sync.Mutex
		var wg sync.WaitGroup
		got := map[int]int{}
		for i := range 12 {
			wg.Go(func() {
				status := do(i)
				mu.Lock()
				got[status]++
				mu.Unlock()
			})
		}
		wg.Wait()
		return got
	}
	if got := count(func(int) int { return w.do(ops.TrainModel, ada, nil, nil).Status }); got[202] != 1 || got[409] != 11 {
		t.Errorf("%v", got)
	}
	payload := w.started[0]
	if got := count(func(int) int { // it was delivered twelve times
		if _, err := w.fns.Invoke(t.Context(), ops.RunTraining.Spec.ID, payload); err != nil {
			t.Error(err)
			return 500
		}
		return 200
	}); got[200] != 12 {
		t.Errorf("%v", got)
	}
	page := ok[ops.ModelPage](w, ops.ListModels, ada, nil, nil)
	one := page.Items[0].ID
	w.clock.Advance(time.Second)
	two := w.trained(ada)
	got := count(func(i int) int {
		switch i % 3 {
		case 0:
			return w.do(ops.PromoteModel, ada, at(one), nil).Status
		case 1:
			return w.do(ops.PromoteModel, ada, at(two), nil).Status
		}
		return w.do(ops.DeleteModel, ada, at(one), nil).Status
	})
	active, ids := "", ""
	for _, m := range ok[ops.ModelPage](w, ops.ListModels, ada, nil, nil).Items {
		if ids += m.ID; m.Active {
			active += m.ID
		}
	}
	if active != one && active != two || !strings.Contains(ids, active) || got[500] > 0 {
		t.Errorf("%q of %q is active; %v", active, ids, got)
	}
}

// lossy loses the replies of transactions and writes that succeeded.
type lossy struct {
	store.Store
	lose int
}

func (l *lossy) lost(err error) error {
	if err == nil && l.lose > 0 {
		l.lose--
		return &store.Error{Code: store.CodeUnavailable, Op: "test"}
	}
	return err
}

func (l *lossy) Transact(ctx context.Context, token string, writes ...store.Write) error {
	return l.lost(l.Store.Transact(ctx, token, writes...))
}

func (l *lossy) Write(ctx context.Context, w store.Write) (store.Item, error) {
	it, err := l.Store.Write(ctx, w)
	return it, l.lost(err)
}

// A request whose reply was lost is sent again under its key: what it did is done once.
func TestRepliesAreLost(t *testing.T) {
	l := &lossy{}
	w := newWorld(t, func(s store.Store) store.Store { l.Store = s; return l })
	again := func(o operation.Declared, path map[string]string, key, body string) optest.Answer {
		t.Helper()
		l.lose = 1
		r := optest.Request{User: ada, Path: path, Body: body, Header: map[string]string{"Idempotency-Key": key}}
		if a := w.fns.REST(o, r); a.Status != 503 && a.Status != 500 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		a := w.fns.REST(o, r)
		if a.Status >= 300 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return a
	}
	again(ops.AddExamples, nil, "key-add", `{"items":[{"text":"zap all","operation":"graphics.undo"}]}`)
	w.teach(ada, 12)
	id := optest.Decode[ops.Model](t, again(ops.TrainModel, nil, "key-train", "")).ID
	if page := ok[ops.ModelPage](w, ops.ListModels, ada, nil, nil); len(page.Items) != 1 {
		t.Fatalf("%+v", page)
	}
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	again(ops.PromoteModel, at(id), "key-promote", "")
	w.clock.Advance(time.Second)
	two := w.trained(ada)
	ok[ops.Model](w, ops.PromoteModel, ada, at(two), nil)
	if b := optest.Decode[ops.ActiveModel](t, again(ops.RollbackModel, nil, "key-back", "")); b.ModelID != id {
		t.Errorf("back at %q", b.ModelID)
	}
}
