package ses_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/mail/ses"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

var errDown = errors.New("the store is down, on purpose")

// down is a store whose write of a number, from 1, fails; lost: it is done all the same.
type down struct {
	store.Store
	number int
	lost   bool
}

func (d *down) Write(ctx context.Context, w store.Write) (store.Item, error) {
	d.number--
	if d.number != 0 {
		return d.Store.Write(ctx, w)
	}
	if d.lost {
		if _, err := d.Store.Write(ctx, w); err != nil {
			return store.Item{}, err
		}
	}
	return store.Item{}, errDown
}

// TestStoreFaultsOnFake: whichever write fails, a mail goes out in the end, and twice only
// if it was sent and that could not be noted.
func TestStoreFaultsOnFake(t *testing.T) {
	for name, c := range map[string]struct {
		number             int // of the write that fails: 1 claims, 2 notes that it was sent
		lost               bool
		first, again, late int // mails sent in all: at first, at once again, when the claim has ended
	}{
		"no claim":             {1, false, 0, 1, 1},
		"claim, no reply":      {1, true, 0, 0, 1},
		"not noted":            {2, false, 1, 1, 2},
		"noted, but no answer": {2, true, 1, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{}
			server := httptest.NewServer(f)
			t.Cleanup(server.Close)
			clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
			s := ses.New(aws.Config{Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
				ses.Options{From: from, Now: clock.Now, Store: &down{memory.New(memory.Options{Now: clock.Now}), c.number, c.lost}})
			if err := s.Send(t.Context(), message()); !errors.Is(err, errDown) || len(f.all()) != c.first {
				t.Errorf("at first: %v, sent %d", err, len(f.all()))
			}
			// Whoever comes while the claim stands is told to come again.
			if err := s.Send(t.Context(), message()); err != nil && !errors.Is(err, ses.ErrUnderWay) || len(f.all()) != c.again {
				t.Errorf("at once again: %v, sent %d", err, len(f.all()))
			}
			clock.Advance(2 * time.Minute)
			for range 2 {
				if err := s.Send(t.Context(), message()); err != nil || len(f.all()) != c.late {
					t.Errorf("after the claim: %v, sent %d", err, len(f.all()))
				}
			}
		})
	}
}
