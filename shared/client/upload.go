package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/aio-creative-hub/aio/internal/pause"
	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// signAhead is how many parts are signed in one request: few enough that all are sent
	// before their ten minutes are over.
	signAhead = 8
	// partTries bounds how often a part is sent; a line that fails five times is down.
	partTries = 5
)

// File is what to upload.
type File struct {
	Name        string // for people
	ContentType string // "" means what the name says
	Bytes       int64
	Data        io.ReaderAt
	Tags        []string
	ArtifactID  string                  // makes it a new version of this file
	InParts     bool                    // so that it can be resumed; always so if the server wants it
	Resume      string                  // id of an upload that was begun with the same bytes; "" begins one
	Begun       func(id string)         // told the upload's id as soon as it has one; may be nil
	Progress    func(sent, total int64) // may be nil
}

// Upload sends a file and gives what it became. Whatever arrived stays there for a day:
// File.Resume goes on with it, and sends what is missing only.
func (c *Client) Upload(ctx context.Context, f File) (*artifactops.Artifact, error) {
	if f.Progress == nil {
		f.Progress = func(int64, int64) {}
	}
	up, err := c.begin(ctx, f)
	if err != nil {
		return nil, err
	}
	if f.Begun != nil {
		f.Begun(up.ID)
	}
	switch {
	case up.State == "done":
	case up.Put != nil:
		err = c.put(ctx, *up.Put, io.NewSectionReader(f.Data, 0, f.Bytes), f.Bytes)
	default:
		err = c.sendParts(ctx, f, up)
	}
	if err != nil {
		return nil, err
	}
	f.Progress(f.Bytes, f.Bytes)
	var made artifactops.Artifact
	err = c.of(ctx, artifactops.CompleteUpload.Spec, up.ID, nil, &made)
	return &made, err
}

// of makes the call of an operation on an upload.
func (c *Client) of(ctx context.Context, s operation.Spec, id string, in, out any) error {
	return c.Do(ctx, s.Method, fill(s.Path, "uploadId", id), in, out)
}

// begin announces the file, or looks how far it is.
func (c *Client) begin(ctx context.Context, f File) (up artifactops.Upload, err error) {
	if f.Resume != "" {
		err = c.of(ctx, artifactops.GetUpload.Spec, f.Resume, nil, &up)
		if err == nil && up.Bytes != f.Bytes {
			err = fmt.Errorf("client: the upload is of %d bytes, the file has %d", up.Bytes, f.Bytes)
		}
		return up, err
	}
	wish := artifactops.NewUpload{Name: f.Name, ContentType: f.ContentType, Bytes: f.Bytes, InParts: f.InParts, Tags: f.Tags, ArtifactID: f.ArtifactID}
	if !f.InParts {
		if wish.SHA256, err = digest(f.Data, 0, f.Bytes); err != nil {
			return up, err
		}
	}
	for {
		err = c.call(ctx, artifactops.BeginUpload.Spec, wish, &up)
		p := AsProblem(err)
		if p == nil || p.Status != http.StatusTooManyRequests || p.RetryAfter <= 0 {
			return up, err
		}
		if err := pause.For(ctx, p.RetryAfter); err != nil { // many files take their time
			return up, fmt.Errorf("client: upload: %w", err)
		}
	}
}

func digest(r io.ReaderAt, from, length int64) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r, from, length)); err != nil {
		return "", fmt.Errorf("client: read the file: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sendParts sends the parts that have not arrived.
func (c *Client) sendParts(ctx context.Context, f File, up artifactops.Upload) error {
	var missing []int
	sent := int64(0)
	for n := 1; n <= up.Parts; n++ {
		if slices.Contains(up.Arrived, n) {
			sent += partLength(up, n)
		} else {
			missing = append(missing, n)
		}
	}
	f.Progress(sent, f.Bytes)
	for batch := range slices.Chunk(missing, signAhead) {
		signed, err := c.signParts(ctx, f, up, batch)
		if err != nil {
			return err
		}
		for _, r := range signed.Items {
			from, length := int64(r.Number-1)*up.PartBytes, partLength(up, r.Number)
			if err := c.put(ctx, r, io.NewSectionReader(f.Data, from, length), length); err != nil {
				return err
			}
			sent += length
			f.Progress(sent, f.Bytes)
		}
	}
	return nil
}

func partLength(up artifactops.Upload, n int) int64 {
	return min(up.PartBytes, up.Bytes-int64(n-1)*up.PartBytes)
}

func (c *Client) signParts(ctx context.Context, f File, up artifactops.Upload, numbers []int) (artifactops.SignedParts, error) {
	var wanted artifactops.PartsWanted
	var signed artifactops.SignedParts
	for _, n := range numbers {
		sum, err := digest(f.Data, int64(n-1)*up.PartBytes, partLength(up, n))
		if err != nil {
			return signed, err
		}
		wanted.Parts = append(wanted.Parts, artifactops.PartDigest{Number: n, SHA256: sum})
	}
	err := c.of(ctx, artifactops.SignParts.Spec, up.ID, wanted, &signed)
	return signed, err
}

// put makes a signed request, again if the line broke or the store was busy: it stores
// the same bytes each time. No token is sent.
func (c *Client) put(ctx context.Context, r artifactops.SignedRequest, data io.ReadSeeker, length int64) (err error) {
	link, err := c.base.Parse(r.URL)
	if err != nil || (link.Scheme != "http" && link.Scheme != "https") {
		return errors.New("client: the signed URL is none")
	}
	for n := range partTries {
		if n > 0 {
			if err := pause.For(ctx, c.backoff(n)); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("client: upload: %w", err)
		}
		if _, err = data.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("client: read the file: %w", err)
		}
		err = c.putOnce(ctx, r, link, data, length)
		if err == nil || ctx.Err() != nil || !errors.Is(err, ErrUnreachable) && !HasStatus(err, http.StatusServiceUnavailable) {
			return err
		}
	}
	return err
}

func (c *Client) putOnce(ctx context.Context, r artifactops.SignedRequest, link *url.URL, data io.Reader, length int64) error {
	req, err := http.NewRequestWithContext(ctx, r.Method, link.String(), io.NopCloser(data))
	if err != nil {
		return errors.New("client: the signed URL is none")
	}
	for name, value := range r.Headers {
		req.Header.Set(name, value)
	}
	req.Header.Del("Content-Length") // net/http writes it
	req.ContentLength = length
	req.Header.Set("User-Agent", c.o.UserAgent)
	res, err := c.http.Do(req)
	if err != nil {
		return unreachable(ctx, err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	if res.StatusCode != http.StatusOK {
		return refusal(res)
	}
	return nil
}
