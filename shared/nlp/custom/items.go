package custom

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The items of the table chat, in the partition NLP#{userId}:
//
//	STATE            which model is active, which were, and which is in training (state)
//	SET              how large the set of examples is (set)
//	EX#{exampleId}   an example (example)
//	MDL#{modelId}    a model (model)
//
// The files of a model are blobs below models/{userId}/{modelId}/, named by their hashes.
// All that changes models rewrites STATE at the revision that it read, so that they happen
// one after the other.
const (
	stateSK       = "STATE"
	setSK         = "SET"
	examplePrefix = "EX#"
	modelPrefix   = "MDL#"
)

func partition(user string) string { return "NLP#" + user }

func stateKey(user string) store.Key {
	return store.Key{Table: store.Chat, PK: partition(user), SK: stateSK}
}

func setKey(user string) store.Key {
	return store.Key{Table: store.Chat, PK: partition(user), SK: setSK}
}

func exampleKey(user, id string) store.Key {
	return store.Key{Table: store.Chat, PK: partition(user), SK: examplePrefix + id}
}

func modelKey(user, id string) store.Key {
	return store.Key{Table: store.Chat, PK: partition(user), SK: modelPrefix + id}
}

// files are a model's files by their SHA-256, which is also what caches know them by.
type files struct {
	Model string `json:"model"`
	Slots string `json:"slots,omitempty"` // "": the product's own
}

// pointer says which model is active. The zero value is the product's own.
type pointer struct {
	ID string `json:"id,omitempty"`
	files
}

// state is a person's state.
type state struct {
	Active   pointer     `json:"active,omitzero"`
	Before   []pointer   `json:"before,omitempty"`   // what was active before, the latest last; the product's own is under all
	Training string      `json:"training,omitempty"` // the model in training
	Started  []time.Time `json:"started,omitempty"`  // of trainings, of a day
	Back     string      `json:"back,omitempty"`     // the last request to go back, by its idempotency key

	rev int64
}

// set is how large somebody's set of examples is.
type set struct {
	Rows  int   `json:"rows"`
	Bytes int64 `json:"bytes"`

	rev int64
}

// example is an example as stored.
type example struct {
	lesson.Example
	At    time.Time `json:"at"`
	Order int       `json:"order"` // among those that came at one time
	Bytes int64     `json:"bytes"`

	rev int64
}

// same tells whether two examples teach the same.
func (e example) same(o example) bool {
	a, errA := json.Marshal(e.Example)
	b, errB := json.Marshal(o.Example)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// model is a model as stored.
type model struct {
	ID         string        `json:"id"`
	State      string        `json:"state"`
	Reason     string        `json:"reason,omitempty"`
	Learned    int           `json:"learned"`
	LeftOut    []ops.LeftOut `json:"leftOut,omitempty"`
	Files      files         `json:"files,omitzero"`
	Bytes      int64         `json:"bytes,omitempty"`
	Release    string        `json:"release"` // of the product's own model that it was measured against
	CreatedAt  time.Time     `json:"createdAt"`
	Beat       time.Time     `json:"beat,omitzero"` // the training's last sign of life
	FinishedAt time.Time     `json:"finishedAt,omitzero"`
	Report     *ops.Report   `json:"report,omitempty"`

	rev int64
}

// dead tells whether a training has ended without a word.
func (m model) dead(now time.Time) bool {
	if m.State != ops.StateTraining {
		return false
	}
	if m.Beat.IsZero() {
		return now.Sub(m.CreatedAt) > queueTime
	}
	return now.Sub(m.Beat) > deadAfter
}

// forPeople is the model as its owner sees it.
func (m model) forPeople(st state, release string, now time.Time) ops.Model {
	if m.dead(now) {
		m.State, m.Reason = ops.StateFailed, ops.ReasonLost
	}
	out := ops.Model{ID: m.ID, State: m.State, Reason: m.Reason, Active: st.Active.ID == m.ID, Outdated: m.State == ops.StateReady && m.Release != release,
		Learned: m.Learned, LeftOut: m.LeftOut, Bytes: m.Bytes, SHA256: m.Files.Model, CreatedAt: m.CreatedAt, Report: m.Report}
	if out.LeftOut == nil {
		out.LeftOut = []ops.LeftOut{}
	}
	if !m.FinishedAt.IsZero() {
		at := m.FinishedAt
		out.FinishedAt = &at
	}
	return out
}

// exampleID is the id of a person's example: of the same text always the same, whatever
// its spaces and the case of its letters, so that a text is in a set once.
func exampleID(user, text string) string {
	return ids.Derived("exm", user, norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(text), " "))))
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// fileKey is where a file of a model lies.
func fileKey(user, id, hash string) (string, error) {
	k, err := blob.Key(blob.Models, user, id, hash)
	if err != nil {
		return "", fmt.Errorf("custom: key: %w", err)
	}
	return k, nil
}

// write makes the write of a record at a revision, 0 if it was absent.
func write(key store.Key, rev int64, record any) (store.Write, error) {
	data, err := json.Marshal(record)
	if err != nil {
		return store.Write{}, fmt.Errorf("custom: encode: %w", err)
	}
	return store.Write{Item: store.Item{Key: key, Data: data}, If: store.AtRev(rev)}, nil
}

// read decodes a record; of an absent item it is the zero value.
func read[T any](it *store.Item, rev func(*T) *int64) (T, error) {
	var out T
	if it == nil {
		return out, nil
	}
	if err := json.Unmarshal(it.Data, &out); err != nil {
		return out, fmt.Errorf("custom: decode: %w", err)
	}
	*rev(&out) = it.Rev
	return out, nil
}

func readState(it *store.Item) (state, error) {
	return read(it, func(s *state) *int64 { return &s.rev })
}
func readSet(it *store.Item) (set, error) { return read(it, func(s *set) *int64 { return &s.rev }) }
func readModel(it *store.Item) (model, error) {
	return read(it, func(m *model) *int64 { return &m.rev })
}
func readExample(it *store.Item) (example, error) {
	return read(it, func(e *example) *int64 { return &e.rev })
}

// use makes a model the active one.
func (st *state) use(p pointer) {
	if st.Active.ID != "" {
		st.Before = append(st.Before, st.Active)
	}
	st.Before = st.Before[max(0, len(st.Before)-maxBefore):]
	st.Active = p
}

// back goes to what was active before, at last to the product's own.
func (st *state) back() {
	st.Active = pointer{}
	if n := len(st.Before); n > 0 {
		st.Active, st.Before = st.Before[n-1], st.Before[:n-1]
	}
}

// forget takes a model out of what can be gone back to.
func (st *state) forget(id string) {
	st.Before = slices.DeleteFunc(st.Before, func(p pointer) bool { return p.ID == id })
}
