package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// wireSlack is what a compressed body may have beyond Limits.MaxBytes, for gzip's header
// and what does not shrink: without a bound of its own, empty members could follow each
// other for ever.
const wireSlack = 16 << 10 // bytes

// read takes the body in within the limits and finds out what it is. stop ends the request.
func (f *Fetcher) read(res *http.Response, l Limits, stop context.CancelFunc) (*Response, error) {
	if res.ContentLength > l.MaxBytes+wireSlack {
		return nil, tooLarge(l)
	}
	wire := &counted{r: newIdle(res.Body, f.timeouts.Idle, stop), left: l.MaxBytes + wireSlack}
	content, err := decompress(res.Header.Values("Content-Encoding"), wire)
	if err != nil {
		return nil, readError(err, l)
	}
	body, err := io.ReadAll(io.LimitReader(content, l.MaxBytes+1))
	if err != nil {
		return nil, readError(err, l)
	}
	if int64(len(body)) > l.MaxBytes {
		return nil, tooLarge(l)
	}
	declared, params, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil {
		declared, params = "", nil
	}
	kind, ok := mediaType(body, declared, l.Types)
	if !ok {
		return nil, fail(CodeType, "The content at this address is not of a type that fits here.", nil)
	}
	out := &Response{ContentType: kind, Body: body}
	if isText(kind) {
		out.Charset = strings.ToLower(params["charset"])
	}
	return out, nil
}

// decompress undoes what Accept-Encoding asked for; anything else was not asked for.
func decompress(encodings []string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(strings.Join(encodings, ","))) {
	case "", "identity":
		return r, nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, fmt.Errorf("fetch: gzip: %w", err)
		}
		return z, nil
	}
	return nil, errors.New("fetch: an encoding that was not asked for")
}

// errTooLarge says that more came over the wire than may.
var errTooLarge = errors.New("fetch: too many bytes")

// counted fails after so many bytes.
type counted struct {
	r    io.Reader
	left int64
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooLarge
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

func readError(err error, l Limits) error {
	if errors.Is(err, errTooLarge) {
		return tooLarge(l)
	}
	return transportError(err)
}

func tooLarge(l Limits) error {
	return fail(CodeTooLarge, fmt.Sprintf("The content at this address is too large: at most %d bytes can be taken.", l.MaxBytes), nil)
}
