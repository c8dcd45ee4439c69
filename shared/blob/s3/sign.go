package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// checksumHeader is S3's header of an object's SHA-256, in base64.
const checksumHeader = "X-Amz-Checksum-Sha256"

// unsigned stands for the hash of a body that is not there yet: its SHA-256 is signed as a
// header instead, and S3 compares.
const unsigned = "UNSIGNED-PAYLOAD"

// SignGet implements blob.Store.
func (s *Store) SignGet(ctx context.Context, key string, g blob.GetGrant) (_ blob.SignedRequest, err error) {
	defer func() { err = wrap(ctx, "sign get", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.SignedRequest{}, err
	}
	q := url.Values{}
	for name, v := range map[string]string{"response-content-disposition": g.Disposition, "response-content-type": g.ContentType} {
		if v == "" {
			continue
		}
		if err := blob.CheckHeader(v); err != nil {
			return blob.SignedRequest{}, err
		}
		q.Set(name, v)
	}
	return s.sign(ctx, http.MethodGet, key, q, nil, 0, g.Life)
}

// SignPut implements blob.Store.
func (s *Store) SignPut(ctx context.Context, key string, g blob.PutGrant) (_ blob.SignedRequest, err error) {
	defer func() { err = wrap(ctx, "sign put", err) }()
	if err := errors.Join(begin(ctx, key), blob.CheckGrant(&g)); err != nil {
		return blob.SignedRequest{}, err
	}
	return s.signPut(ctx, key, url.Values{}, g)
}

// SignPart implements blob.Multipart.
func (s *Store) SignPart(ctx context.Context, key, id string, number int, g blob.PutGrant) (_ blob.SignedRequest, err error) {
	defer func() { err = wrap(ctx, "sign part", err) }()
	if err := errors.Join(begin(ctx, key), blob.CheckGrant(&g), blob.CheckNumber(number)); err != nil {
		return blob.SignedRequest{}, err
	}
	if err := s.exists(ctx, key, id); err != nil {
		return blob.SignedRequest{}, err
	}
	return s.signPut(ctx, key, url.Values{"partNumber": {strconv.Itoa(number)}, "uploadId": {id}}, g)
}

func (s *Store) signPut(ctx context.Context, key string, q url.Values, g blob.PutGrant) (blob.SignedRequest, error) {
	h := http.Header{}
	h.Set("Content-Type", g.ContentType)
	h.Set(checksumHeader, base64SHA256(g.SHA256))
	return s.sign(ctx, http.MethodPut, key, q, h, g.Length, g.Life)
}

// sign makes a presigned request. The SDK's own presigner moves headers into the query,
// where they are signed but not asked of whoever sends the request.
func (s *Store) sign(ctx context.Context, method, key string, q url.Values, h http.Header, length int64, life time.Duration) (blob.SignedRequest, error) {
	if life <= 0 || life > blob.MaxSignLife {
		return blob.SignedRequest{}, fmt.Errorf("%w: a signed URL lives up to %v", blob.ErrInvalid, blob.MaxSignLife)
	}
	q.Set("X-Amz-Expires", strconv.FormatInt(int64((life+time.Second-1)/time.Second), 10))
	req, err := http.NewRequestWithContext(ctx, method, s.address(key)+"?"+q.Encode(), nil)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	for name, values := range h {
		req.Header[name] = values
	}
	req.ContentLength = length
	cred, err := s.config.Credentials.Retrieve(ctx)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	at := s.signTime()
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping, o.DisableHeaderHoisting = true, true })
	signed, headers, err := signer.PresignHTTP(ctx, cred, req, unsigned, "s3", s.config.Region, at)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	headers.Del("Host") // it is the URL's
	if method == http.MethodPut {
		headers.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	return blob.SignedRequest{Method: method, URL: signed, Header: headers, Expires: at.Add(life)}, nil
}

// address is an object's URL: below the bucket's host, or on an emulator below its path.
func (s *Store) address(key string) string {
	if s.config.BaseEndpoint != nil {
		return strings.TrimSuffix(*s.config.BaseEndpoint, "/") + "/" + s.o.Bucket + "/" + key
	}
	return "https://" + s.o.Bucket + ".s3." + s.config.Region + ".amazonaws.com/" + key
}
