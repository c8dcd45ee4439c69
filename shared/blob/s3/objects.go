package s3

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, o blob.PutOptions) (_ blob.Info, err error) {
	defer func() { err = wrap(ctx, "put", err) }()
	if err := errors.Join(begin(ctx, key), blob.CheckPut(size, &o)); err != nil {
		return blob.Info{}, err
	}
	b, err := spool(r, size)
	if err != nil {
		return blob.Info{}, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if o.SHA256 != "" && o.SHA256 != b.sha256 {
		return blob.Info{}, blob.ErrChecksum
	}
	out, err := s.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &s.o.Bucket, Key: &key, Body: b, ContentLength: &size,
		ContentType: &o.ContentType, ChecksumSHA256: aws.String(base64SHA256(b.sha256))})
	if err != nil {
		return blob.Info{}, err
	}
	at, ok := awsmiddleware.GetServerTime(out.ResultMetadata) // S3 does not say when it was modified
	if !ok {
		at = s.o.Now()
	}
	return blob.Info{Key: key, Size: size, ContentType: o.ContentType, ETag: etag(out.ETag), SHA256: b.sha256, LastModified: at.UTC().Truncate(time.Second)}, nil
}

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, key string, r *blob.Range) (_ io.ReadCloser, _ blob.Info, err error) {
	defer func() { err = wrap(ctx, "get", err) }()
	if err := begin(ctx, key); err != nil {
		return nil, blob.Info{}, err
	}
	in := &s3.GetObjectInput{Bucket: &s.o.Bucket, Key: &key, ChecksumMode: types.ChecksumModeEnabled}
	if r != nil {
		if r.Length < 0 {
			return nil, blob.Info{}, fmt.Errorf("%w: negative length", blob.ErrInvalid)
		}
		in.Range = aws.String(rangeHeader(*r))
	}
	out, err := s.client.GetObject(ctx, in)
	if err != nil {
		return nil, blob.Info{}, missing(err)
	}
	info := blob.Info{Key: key, Size: aws.ToInt64(out.ContentLength), ContentType: aws.ToString(out.ContentType), ETag: etag(out.ETag),
		SHA256: hexSHA256(out.ChecksumSHA256), LastModified: aws.ToTime(out.LastModified).UTC()}
	if _, whole, ok := strings.Cut(aws.ToString(out.ContentRange), "/"); ok {
		if info.Size, err = strconv.ParseInt(whole, 10, 64); err != nil {
			return nil, blob.Info{}, errors.Join(err, out.Body.Close())
		}
	}
	if r != nil && info.Size == 0 { // no range has a byte of it
		return nil, blob.Info{}, errors.Join(blob.ErrRange, out.Body.Close())
	}
	return out.Body, info, nil
}

// rangeHeader writes a range as HTTP does (RFC 9110 section 14.1.2).
func rangeHeader(r blob.Range) string {
	switch {
	case r.Offset < 0 && r.Offset == math.MinInt64:
		return fmt.Sprintf("bytes=-%d", int64(math.MaxInt64))
	case r.Offset < 0:
		return fmt.Sprintf("bytes=%d", r.Offset)
	case r.Length == 0 || r.Offset > math.MaxInt64-r.Length:
		return fmt.Sprintf("bytes=%d-", r.Offset)
	}
	return fmt.Sprintf("bytes=%d-%d", r.Offset, r.Offset+r.Length-1)
}

// missing recognizes 404 and 416 where the answer has no code: HEAD has no body.
func missing(err error) error {
	var res *smithyhttp.ResponseError
	if errors.As(err, &res) && codeOf(err) != "NoSuchBucket" { // which is a fault of the deployment; HEAD cannot tell
		switch res.HTTPStatusCode() {
		case http.StatusNotFound:
			return fmt.Errorf("%w: %w", blob.ErrNotFound, err)
		case http.StatusRequestedRangeNotSatisfiable:
			return fmt.Errorf("%w: %w", blob.ErrRange, err)
		}
	}
	return err
}

// Head implements blob.Store.
func (s *Store) Head(ctx context.Context, key string) (_ blob.Info, err error) {
	defer func() { err = wrap(ctx, "head", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.Info{}, err
	}
	return s.head(ctx, key)
}

func (s *Store) head(ctx context.Context, key string) (blob.Info, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.o.Bucket, Key: &key, ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		return blob.Info{}, missing(err)
	}
	return blob.Info{Key: key, Size: aws.ToInt64(out.ContentLength), ContentType: aws.ToString(out.ContentType), ETag: etag(out.ETag),
		SHA256: hexSHA256(out.ChecksumSHA256), LastModified: aws.ToTime(out.LastModified).UTC()}, nil
}

// List implements blob.Store.
func (s *Store) List(ctx context.Context, prefix, cursor string, limit int) (_ []blob.Info, next string, err error) {
	defer func() { err = wrap(ctx, "list", err) }()
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	if limit == 0 {
		limit = blob.MaxList
	}
	if limit < 0 || limit > blob.MaxList || len(prefix) > blob.MaxKey {
		return nil, "", fmt.Errorf("%w: limit or prefix", blob.ErrInvalid)
	}
	after, err := openCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := s.client.ListObjectsV2(call, &s3.ListObjectsV2Input{Bucket: &s.o.Bucket, Prefix: &prefix, StartAfter: after, MaxKeys: aws.Int32(int32(limit))})
	if err != nil {
		return nil, "", err
	}
	var page []blob.Info
	for _, o := range out.Contents {
		page = append(page, blob.Info{Key: aws.ToString(o.Key), Size: aws.ToInt64(o.Size), ETag: etag(o.ETag), LastModified: aws.ToTime(o.LastModified).UTC().Truncate(time.Second)})
	}
	if aws.ToBool(out.IsTruncated) && len(page) > 0 {
		next = base64.RawURLEncoding.EncodeToString([]byte(page[len(page)-1].Key))
	}
	return page, next, nil
}

// openCursor gives the key that a page ended with, nil for the first page.
func openCursor(cursor string) (*string, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return nil, fmt.Errorf("%w: cursor", blob.ErrInvalid)
	}
	if len(raw) == 0 {
		return nil, nil
	}
	if err := blob.CheckKey(string(raw)); err != nil {
		return nil, fmt.Errorf("%w: cursor", blob.ErrInvalid)
	}
	return aws.String(string(raw)), nil
}

// deletes is the most keys of one DeleteObjects.
const deletes = 1000

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, keys ...string) (err error) {
	defer func() { err = wrap(ctx, "delete", err) }()
	for _, key := range keys { // all are checked before the first is removed
		if err := begin(ctx, key); err != nil {
			return err
		}
	}
	for len(keys) > 0 {
		n := min(len(keys), deletes)
		if err := s.deleteSome(ctx, keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return ctx.Err()
}

func (s *Store) deleteSome(ctx context.Context, keys []string) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	in := &types.Delete{Quiet: aws.Bool(true)}
	for _, key := range keys {
		in.Objects = append(in.Objects, types.ObjectIdentifier{Key: aws.String(key)})
	}
	out, err := s.client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &s.o.Bucket, Delete: in})
	if err != nil {
		return err
	}
	for _, e := range out.Errors {
		if aws.ToString(e.Code) != "NoSuchKey" {
			return fmt.Errorf("delete: %s", aws.ToString(e.Code))
		}
	}
	return nil
}

// signTime is how S3 reckons a signed request's beginning: in whole seconds.
func (s *Store) signTime() time.Time { return s.o.Now().UTC().Truncate(time.Second) }
