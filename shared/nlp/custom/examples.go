package custom

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// maxFile is the largest file of examples, in bytes: twice MaxBytes for its JSON.
const maxFile = 1 << 20

// AddExamples keeps examples of the caller's.
func (s *Service) AddExamples(ctx context.Context, in *ops.AddExamplesInput) (*ops.ExampleSetOutput, error) {
	c := checker{known: s.known}
	rows := make([]lesson.Example, 0, len(in.Body.Items))
	for i, e := range in.Body.Items {
		rows = append(rows, c.example(fmt.Sprintf("body.items[%d]", i), e))
	}
	if err := c.problem(); err != nil {
		return nil, err
	}
	return s.add(ctx, rows)
}

// ImportExamples keeps the examples of a file of the caller's.
func (s *Service) ImportExamples(ctx context.Context, in *ops.ImportExamplesInput) (*ops.ExampleSetOutput, error) {
	data, err := s.file(ctx, in.Body.ArtifactID)
	if err != nil {
		return nil, err
	}
	c := checker{known: s.known}
	rows := c.lines(data)
	if err := c.problem(); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, operation.Invalid("body.artifactId", operation.CodeInvalid, "This file has no examples. Write one a line, as JSON.")
	}
	return s.add(ctx, rows)
}

// file reads a file that the caller owns.
func (s *Service) file(ctx context.Context, id string) ([]byte, error) {
	in := artifactops.GetInput{}
	in.ArtifactID = id
	a, err := artifactops.Get.Call(ctx, s.c.Call, &in)
	if err != nil {
		if p := operation.AsProblem(err); p.Status == http.StatusNotFound {
			return nil, operation.NotFound("file").On("body.artifactId")
		}
		return nil, fmt.Errorf("custom: file: %w", err)
	}
	switch {
	case a.Body.OwnerID != operation.UserID(ctx):
		return nil, operation.NotFound("file").On("body.artifactId")
	case a.Body.Bytes > maxFile:
		return nil, operation.Invalid("body.artifactId", operation.CodeTooLarge, fmt.Sprintf("A file of examples has at most %d bytes. Take a part of it.", maxFile))
	}
	key, err := blob.Key(blob.Artifacts, a.Body.OwnerID, a.Body.ID, a.Body.File)
	if err != nil {
		return nil, fmt.Errorf("custom: file: %w", err)
	}
	return readBlob(ctx, s.c.Blob, key, maxFile)
}

// readBlob reads an object of a size that is bounded.
func readBlob(ctx context.Context, from blob.Store, key string, most int64) (_ []byte, err error) {
	body, info, err := from.Get(ctx, key, nil)
	if err != nil {
		return nil, fmt.Errorf("custom: read object: %w", err)
	}
	defer body.Close() //nolint:errcheck // only read from
	if info.Size > most {
		return nil, fmt.Errorf("custom: object of %d bytes", info.Size)
	}
	data, err := io.ReadAll(io.LimitReader(body, most+1))
	if err != nil || int64(len(data)) > most {
		return nil, fmt.Errorf("custom: read object: %d bytes: %w", len(data), err)
	}
	return data, nil
}

// add keeps checked examples, as many at a time as a transaction takes.
func (s *Service) add(ctx context.Context, rows []lesson.Example) (*ops.ExampleSetOutput, error) {
	user := operation.UserID(ctx)
	at := s.now()
	last := map[string]int{} // of a text that comes twice, the last one counts
	for i := range rows {
		rows[i].ID = exampleID(user, rows[i].Text)
		last[rows[i].ID] = i
	}
	var all []example
	for i, r := range rows {
		if last[r.ID] == i {
			all = append(all, example{Example: r, At: at, Order: i, Bytes: size(r)})
		}
	}
	out := &ops.ExampleSetOutput{}
	for part := range slices.Chunk(all, ops.MaxAdded) {
		var done ops.ExampleSet
		err := s.raced(ctx, func() (err error) {
			done, err = s.addPart(ctx, user, part)
			return err
		})
		if err != nil {
			return nil, err
		}
		out.Body.Added, out.Body.Replaced, out.Body.Unchanged = out.Body.Added+done.Added, out.Body.Replaced+done.Replaced, out.Body.Unchanged+done.Unchanged
		out.Body.Rows, out.Body.Bytes = done.Rows, done.Bytes
	}
	return out, nil
}

// addPart keeps examples in one transaction.
func (s *Service) addPart(ctx context.Context, user string, part []example) (done ops.ExampleSet, err error) {
	keys := []store.Key{setKey(user)}
	for _, e := range part {
		keys = append(keys, exampleKey(user, e.ID))
	}
	items, err := s.get(ctx, keys...)
	if err != nil {
		return done, err
	}
	total, err := readSet(items[keys[0]])
	if err != nil {
		return done, err
	}
	var writes []store.Write
	for i, e := range part {
		old, err := readExample(items[keys[i+1]])
		switch {
		case err != nil:
			return done, err
		case old.rev != 0 && old.same(e):
			done.Unchanged++
			continue
		case old.rev != 0:
			done.Replaced++
		default:
			done.Added++
			total.Rows++
		}
		total.Bytes += e.Bytes - old.Bytes
		w, err := write(keys[i+1], old.rev, e)
		if err != nil {
			return done, err
		}
		writes = append(writes, w)
	}
	done.Rows, done.Bytes = total.Rows, total.Bytes
	switch {
	case len(writes) == 0:
		return done, nil
	case total.Rows > MaxRows:
		return done, tooMany(fmt.Sprintf("A set has at most %d examples. Delete some, or add fewer.", MaxRows))
	case total.Bytes > MaxBytes:
		return done, tooMany(fmt.Sprintf("The texts and values of a set have at most %d bytes. Delete some, or add fewer.", MaxBytes))
	}
	w, err := write(keys[0], total.rev, total)
	if err != nil {
		return done, err
	}
	return done, s.transact(ctx, append(writes, w)...)
}

func tooMany(detail string) *operation.Problem {
	return operation.Invalid("body", codeTooManyExamples, detail)
}

// ListExamples lists the caller's examples.
func (s *Service) ListExamples(ctx context.Context, in *ops.ListExamplesInput) (*ops.ExampleListOutput, error) {
	items, next, err := s.page(ctx, examplePrefix, in.PageInput, false)
	if err != nil {
		return nil, err
	}
	out := ops.ExamplePage{Items: make([]ops.Example, 0, len(items)), NextCursor: next}
	for i := range items {
		e, err := readExample(&items[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, ops.Example{ID: e.ID, Text: e.Text, Operation: e.Operation, Entities: e.Entities, CreatedAt: e.At})
	}
	return &ops.ExampleListOutput{Body: out}, nil
}

// DeleteExample removes an example of the caller's.
func (s *Service) DeleteExample(ctx context.Context, in *ops.ExampleInput) (*operation.None, error) {
	if !plainID(in.ExampleID, "exm") {
		return nil, operation.NotFound("example")
	}
	user := operation.UserID(ctx)
	err := s.raced(ctx, func() error {
		key := exampleKey(user, in.ExampleID)
		items, err := s.get(ctx, setKey(user), key)
		if err != nil {
			return err
		}
		e, err := readExample(items[key])
		if err != nil {
			return err
		}
		if e.rev == 0 {
			return operation.NotFound("example")
		}
		total, err := readSet(items[setKey(user)])
		if err != nil {
			return err
		}
		total.Rows, total.Bytes = max(0, total.Rows-1), max(0, total.Bytes-e.Bytes)
		w, err := write(setKey(user), total.rev, total)
		if err != nil {
			return err
		}
		return s.transact(ctx, w, store.Write{Delete: true, Item: store.Item{Key: key}, If: store.AtRev(e.rev)})
	})
	if err != nil {
		return nil, err
	}
	return &operation.None{}, nil
}

// examples reads all examples of a person, in the order in which they came.
func (s *Service) examples(ctx context.Context, user string) ([]lesson.Example, error) {
	var all []example
	err := store.Each(ctx, s.c.Store, store.Query{Table: store.Chat, PK: partition(user), From: examplePrefix, To: store.PrefixEnd(examplePrefix)}, func(it store.Item) error {
		e, err := readExample(&it)
		all = append(all, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("custom: examples: %w", err)
	}
	slices.SortStableFunc(all, func(a, b example) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return a.Order - b.Order
	})
	out := make([]lesson.Example, len(all))
	for i, e := range all {
		out[i] = e.Example
	}
	return out, nil
}
