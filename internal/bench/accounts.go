package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
)

const (
	// limitChecks are counted in one run, of limitSubjects addresses in turn.
	limitChecks, limitSubjects = 1_000_000, 10_000
	// uploadBytes is the file of the upload measurement.
	uploadBytes = 100 << 20
)

// login measures signing in with a password, one after the other.
func (b *bench) login(ctx context.Context) (err error) {
	s, _, err := b.servedFresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	for range b.n.runs {
		took := make([]time.Duration, b.n.logins)
		for i := range took {
			c := client.New(s.URL, client.Options{})
			begun := time.Now()
			if _, err := c.Login(ctx, "bench@example.org", "plum-tuba-44-cavern"); err != nil {
				return fmt.Errorf("sign in: %w", err)
			}
			took[i] = time.Since(begun)
		}
		b.table.add(loginP50, milliseconds(quantile(took, 0.5)))
		b.table.add(loginMax, milliseconds(quantile(took, 1)))
	}
	return nil
}

// limits measures what counting adds to a request, in this process: the limiter and its
// memory of refusals, as the server has them.
func (b *bench) limits(ctx context.Context) error {
	l := limit.RememberDenials(gcra.New(gcra.Options{Now: time.Now}), time.Now)
	rule := limit.Rule{Events: 1000, Period: time.Minute}
	subjects := make([]string, limitSubjects)
	for i := range subjects {
		subjects[i] = "global#192.0.2." + strconv.Itoa(i)
	}
	for range b.n.runs {
		begun := time.Now()
		for i := range limitChecks {
			if _, err := l.Allow(ctx, subjects[i%limitSubjects], rule); err != nil {
				return fmt.Errorf("count: %w", err)
			}
		}
		b.table.add(limitCheck, float64(time.Since(begun).Nanoseconds())/limitChecks)
	}
	return nil
}

// upload measures a file's way into the library, from announcing it to the answer that
// names it: whole, in parts, and back.
func (b *bench) upload(ctx context.Context) (err error) {
	s, c, err := b.servedFresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	data := table100()
	for range b.n.runs {
		for _, inParts := range []bool{false, true} {
			begun := time.Now()
			a, err := c.Upload(ctx, client.File{Name: "table.csv", Bytes: int64(len(data)), Data: bytes.NewReader(data), InParts: inParts})
			if err != nil {
				return fmt.Errorf("upload: %w", err)
			}
			row := map[bool]id{false: uploadWhole, true: uploadParts}[inParts]
			b.table.add(row, mebibytes(len(data), time.Since(begun)))
			if inParts {
				continue
			}
			if err := b.download(ctx, c, a.ID, data); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) download(ctx context.Context, c *client.Client, id string, want []byte) error {
	begun := time.Now()
	r, _, err := c.Artifact(ctx, id)
	if err != nil {
		return fmt.Errorf("download: %w", err)
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("download: %w", err)
	}
	b.table.add(downloadWhole, mebibytes(len(want), time.Since(begun)))
	if sha256.Sum256(got) != sha256.Sum256(want) {
		return errors.New("download: other bytes came back")
	}
	return nil
}

func mebibytes(n int, took time.Duration) float64 { return float64(n) / (1 << 20) / took.Seconds() }

// table100 is a table of uploadBytes that does not compress well.
func table100() []byte {
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // test data, the same each time
	out := make([]byte, 0, uploadBytes)
	for len(out) < uploadBytes {
		out = strconv.AppendUint(out, r.Uint64(), 36)
		out = append(out, ',')
	}
	return out[:uploadBytes]
}
