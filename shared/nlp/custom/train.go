package custom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// aDay is what trainings are counted over.
const aDay = 24 * time.Hour

// TrainModel begins a training with the caller's examples. A person has one at a time; one
// that died makes room for the next.
func (s *Service) TrainModel(ctx context.Context, _ *operation.None) (*ops.ModelOutput, error) {
	user, id := operation.UserID(ctx), s.newID(ctx, "mdl")
	var m model
	var st state
	err := s.raced(ctx, func() (err error) {
		m, st, err = s.begin(ctx, user, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if m.State == ops.StateTraining {
		if err := s.start(ctx, user, m.ID); err != nil {
			s.abandon(ctx, user, m.ID)
			return nil, operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "The training cannot be started now. Try again in a moment.").
				RetryAfter(time.Second).Because(err)
		}
	}
	return &ops.ModelOutput{Body: m.forPeople(st, s.release, s.now())}, nil
}

// begin writes down that a model is in training. If the same request did so before, it is
// that model, whatever became of it.
func (s *Service) begin(ctx context.Context, user, id string) (m model, st state, err error) {
	items, err := s.get(ctx, stateKey(user), setKey(user), modelKey(user, id))
	if err != nil {
		return m, st, err
	}
	total, errSet := readSet(items[setKey(user)])
	st, errState := readState(items[stateKey(user)])
	m, errModel := readModel(items[modelKey(user, id)])
	if err := errors.Join(errSet, errState, errModel); err != nil || m.rev != 0 {
		return m, st, err
	}
	if total.Rows < MinRows {
		return m, st, operation.NewProblem(http.StatusConflict, "too_few_examples", fmt.Sprintf("A training needs at least %d examples. Add some first.", MinRows))
	}
	now := s.now()
	st.Started = slices.DeleteFunc(st.Started, func(t time.Time) bool { return now.Sub(t) >= aDay })
	if len(st.Started) >= trainingsADay {
		return m, st, operation.NewProblem(http.StatusTooManyRequests, "too_many_trainings", fmt.Sprintf("There were %d trainings within a day. Wait before the next.", trainingsADay)).
			RetryAfter(st.Started[0].Add(aDay).Sub(now))
	}
	writes, err := s.makeRoom(ctx, user, &st, now)
	if err != nil {
		return m, st, err
	}
	m = model{ID: id, State: ops.StateTraining, Release: s.release, CreatedAt: now}
	st.Training, st.Started = id, append(st.Started, now)
	ws, errState := write(stateKey(user), st.rev, st)
	wm, errModel := write(modelKey(user, id), 0, m)
	if err := errors.Join(errState, errModel); err != nil {
		return m, st, err
	}
	return m, st, s.transact(ctx, append(writes, ws, wm)...)
}

// makeRoom refuses a training where there is one, or where there are too many models. The
// writes say of one that died that it did.
func (s *Service) makeRoom(ctx context.Context, user string, st *state, now time.Time) ([]store.Write, error) {
	models, err := store.First(ctx, s.c.Store, store.Query{Table: store.Chat, PK: partition(user), From: modelPrefix, To: store.PrefixEnd(modelPrefix), Limit: MaxModels})
	if err != nil {
		return nil, fmt.Errorf("custom: models: %w", err)
	}
	if len(models) >= MaxModels {
		return nil, operation.NewProblem(http.StatusConflict, "too_many_models", fmt.Sprintf("You have %d models. Delete one that you do not use.", MaxModels))
	}
	if st.Training == "" {
		return nil, nil
	}
	items, err := s.get(ctx, modelKey(user, st.Training))
	if err != nil {
		return nil, err
	}
	other, err := readModel(items[modelKey(user, st.Training)])
	switch {
	case err != nil:
		return nil, err
	case other.State != ops.StateTraining: // or gone
		return nil, nil
	case !other.dead(now):
		return nil, operation.NewProblem(http.StatusConflict, "training_under_way", "A model of yours is in training. You are told when it is done.")
	}
	other.State, other.Reason, other.FinishedAt = ops.StateFailed, ops.ReasonLost, now
	w, err := write(modelKey(user, other.ID), other.rev, other)
	return []store.Write{w}, err
}

// start has the training run by another function. It is a task, not a call: what fails is
// run again.
func (s *Service) start(ctx context.Context, user, id string) error {
	payload, err := json.Marshal(ops.Training{UserID: user, ModelID: id})
	if err != nil {
		return fmt.Errorf("custom: encode: %w", err)
	}
	if err := s.c.Call.Start(ctx, ops.RunTraining.Spec.ID, payload); err != nil {
		return fmt.Errorf("custom: start: %w", err)
	}
	return nil
}

// abandonTime bounds it: the caller waits for the refusal.
const abandonTime = 2 * time.Second

// abandon takes back a training that was not started. If that fails, too, it is found dead
// some time, or by the same request.
func (s *Service) abandon(ctx context.Context, user, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abandonTime)
	defer cancel()
	err := s.raced(ctx, func() error {
		st, m, err := s.both(ctx, user, id)
		if err != nil || m.State != ops.StateTraining || !m.Beat.IsZero() { // it runs: the reply alone was lost
			return err
		}
		st.end(id)
		st.Started = slices.DeleteFunc(st.Started, func(t time.Time) bool { return t.Equal(m.CreatedAt) })
		w, err := write(stateKey(user), st.rev, st)
		if err != nil {
			return err
		}
		return s.transact(ctx, w, store.Write{Delete: true, Item: store.Item{Key: modelKey(user, id)}, If: store.AtRev(m.rev)})
	})
	if err != nil {
		s.c.Log.WarnContext(ctx, "training not taken back", "model", id, "error", err)
	}
}

// end notes that a model is no longer in training.
func (st *state) end(id string) {
	if st.Training == id {
		st.Training = ""
	}
}

// both reads a person's state and then a model: what is written to the model meanwhile is
// seen, or the state is another by then.
func (s *Service) both(ctx context.Context, user, id string) (st state, m model, err error) {
	items, err := s.get(ctx, stateKey(user))
	if err != nil {
		return st, m, err
	}
	if st, err = readState(items[stateKey(user)]); err != nil {
		return st, m, err
	}
	if items, err = s.get(ctx, modelKey(user, id)); err != nil {
		return st, m, err
	}
	m, err = readModel(items[modelKey(user, id)])
	return st, m, err
}

// RunTraining trains a model by learn, keeps its files and writes down its report. It may
// run twice: the first to finish counts.
func (s *Service) RunTraining(ctx context.Context, in *ops.RunTrainingInput, learn lesson.Learner) (*operation.None, error) {
	user, id := in.Body.UserID, in.Body.ModelID
	if user == "" || !plainID(id, "mdl") {
		return &operation.None{}, nil
	}
	going, err := s.beat(ctx, user, id)
	if err != nil || !going {
		return &operation.None{}, err
	}
	wanted, stop := s.keepBeating(ctx, user, id)
	defer stop()
	examples, err := s.examples(ctx, user)
	if err != nil {
		return nil, err
	}
	out, err := learn(wanted, examples)
	stop()
	if errors.Is(context.Cause(wanted), errGivenUp) {
		return &operation.None{}, nil
	}
	if errors.Is(err, lesson.ErrExamples) {
		s.c.Log.WarnContext(ctx, "examples not learned", "model", id, "error", err)
		return &operation.None{}, s.finish(ctx, user, id, func(m *model) { m.State, m.Reason = ops.StateFailed, ops.ReasonExamples })
	}
	if err != nil {
		return nil, fmt.Errorf("custom: train: %w", err)
	}
	f, err := s.keep(ctx, user, id, out)
	if err != nil {
		return nil, err
	}
	return &operation.None{}, s.finish(ctx, user, id, func(m *model) {
		m.State, m.Files, m.Bytes, m.Learned, m.LeftOut, m.Report = ops.StateReady, f, int64(len(out.Model)+len(out.Slots)), out.Learned, out.LeftOut, &out.Report
	})
}

// beat writes down that a training goes on; not so if it is over, or was given up.
func (s *Service) beat(ctx context.Context, user, id string) (going bool, err error) {
	err = s.raced(ctx, func() error {
		items, err := s.get(ctx, modelKey(user, id))
		if err != nil {
			return err
		}
		m, err := readModel(items[modelKey(user, id)])
		if going = err == nil && m.State == ops.StateTraining; !going {
			return err
		}
		m.Beat = s.now()
		w, err := write(modelKey(user, id), m.rev, m)
		if err != nil {
			return err
		}
		if _, err := s.c.Store.Write(ctx, w); err != nil {
			return fmt.Errorf("custom: beat: %w", err)
		}
		return nil
	})
	return going, err
}

// errGivenUp ends a training whose outcome nobody waits for.
var errGivenUp = errors.New("custom: the training was given up")

// keepBeating beats until stop is called, which waits for the last one. The context ends
// with stop, or by errGivenUp as soon as a beat finds that the training was given up.
func (s *Service) keepBeating(ctx context.Context, user, id string) (wanted context.Context, stop func()) {
	wanted, cancel := context.WithCancelCause(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(s.c.Beat)
		defer tick.Stop()
		for {
			select {
			case <-wanted.Done():
				return
			case <-tick.C:
			}
			going, err := s.beat(wanted, user, id)
			switch {
			case err != nil && wanted.Err() == nil:
				s.c.Log.WarnContext(ctx, "training's sign of life not written", "model", id, "error", err)
			case err == nil && !going:
				cancel(errGivenUp)
			}
		}
	})
	return wanted, func() { cancel(nil); wg.Wait() }
}

// keep puts a model's files, named by their hashes.
func (s *Service) keep(ctx context.Context, user, id string, out *lesson.Outcome) (f files, err error) {
	put := func(data []byte) string {
		if len(data) == 0 || err != nil {
			return ""
		}
		hash := hashOf(data)
		var key string
		if key, err = fileKey(user, id, hash); err != nil {
			return ""
		}
		if _, err = s.c.Blob.Put(ctx, key, bytes.NewReader(data), int64(len(data)), blob.PutOptions{SHA256: hash}); err != nil {
			err = fmt.Errorf("custom: keep model: %w", err)
		}
		return hash
	}
	f = files{Model: put(out.Model), Slots: put(out.Slots)}
	return f, err
}

// finish writes down what became of a training, and tells the person. Of one that was
// given up meanwhile it removes what it made.
func (s *Service) finish(ctx context.Context, user, id string, change func(*model)) error {
	var m model
	err := s.raced(ctx, func() error {
		st, now, err := s.both(ctx, user, id)
		if m = now; err != nil || m.State != ops.StateTraining {
			return err
		}
		change(&m)
		m.FinishedAt = s.now()
		st.end(id)
		ws, errState := write(stateKey(user), st.rev, st)
		wm, errModel := write(modelKey(user, id), m.rev, m)
		if err := errors.Join(errState, errModel); err != nil {
			return err
		}
		return s.transact(ctx, ws, wm)
	})
	if err != nil {
		return err
	}
	if m.State != ops.StateReady { // failed, given up, or deleted
		if err := s.removeFiles(ctx, user, id); err != nil {
			return err
		}
	}
	if m.rev != 0 {
		s.tell(ctx, user, id, m.State)
	}
	return nil
}

// removeFiles deletes the files of a model.
func (s *Service) removeFiles(ctx context.Context, user, id string) error {
	prefix, err := blob.Key(blob.Models, user, id)
	if err != nil {
		return fmt.Errorf("custom: key: %w", err)
	}
	return s.removeBelow(ctx, prefix+"/")
}

func (s *Service) removeBelow(ctx context.Context, prefix string) error {
	for cursor := ""; ; {
		infos, next, err := s.c.Blob.List(ctx, prefix, cursor, 0)
		if err != nil {
			return fmt.Errorf("custom: list files: %w", err)
		}
		keys := make([]string, len(infos))
		for i, info := range infos {
			keys[i] = info.Key
		}
		if len(keys) > 0 {
			if err := s.c.Blob.Delete(ctx, keys...); err != nil {
				return fmt.Errorf("custom: delete files: %w", err)
			}
		}
		if cursor = next; next == "" {
			return nil
		}
	}
}

// tell notifies the person's open windows; whoever misses it reads the list.
func (s *Service) tell(ctx context.Context, user, id, now string) {
	data, err := json.Marshal(map[string]string{"modelId": id, "state": now})
	if err == nil {
		m := operation.MetaFrom(ctx)
		m.Principal = operation.Principal{Service: ops.RunTraining.Spec.ID}
		notice := liveops.PublishInput{Body: liveops.Notice{UserIDs: []string{user}, Type: liveops.TypeModel, Topic: id, Data: data}}
		err = liveops.Publish.Start(operation.WithMeta(ctx, m), s.c.Call, &notice)
	}
	if err != nil {
		s.c.Log.WarnContext(ctx, "notice not sent", "type", liveops.TypeModel, "error", err)
	}
}
