package system

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/store"
)

// keepWrites is how long a check that writes stands: load balancers ask every few seconds.
const keepWrites = 10 * time.Second

// healthLife is how long what a check wrote is kept.
const healthLife = time.Hour

// healthBytes are what is written to see whether bytes can be.
const healthBytes = "ok"

// errNotUnderstood says that the language model answers nothing sensible.
var errNotUnderstood = errors.New("system: the model does not understand a greeting")

// StoreCheck writes an item: a disk that is full can still be read.
func StoreCheck(s store.Store, now func() time.Time) Check {
	return Check{Name: "store", Keep: keepWrites, Try: func(ctx context.Context) error {
		_, err := s.Write(ctx, store.Write{Item: store.Item{Key: store.Key{Table: store.Runtime, PK: "HEALTH", SK: "-"}, Expires: now().Add(healthLife)}})
		return err
	}}
}

// BlobCheck writes an object.
func BlobCheck(b blob.Store) Check {
	return Check{Name: "blob", Keep: keepWrites, Try: func(ctx context.Context) error {
		key, err := blob.Key(blob.Derived, "health", "check")
		if err != nil {
			return err
		}
		_, err = b.Put(ctx, key, strings.NewReader(healthBytes), int64(len(healthBytes)), blob.PutOptions{})
		return err
	}}
}

// ModelCheck asks whether a greeting is understood.
func ModelCheck(understood func(text string) bool) Check {
	return Check{Name: "model", Try: func(context.Context) error {
		if !understood("hello") {
			return errNotUnderstood
		}
		return nil
	}}
}
