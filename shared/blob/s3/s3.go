// Package s3 keeps blobs in one bucket of Amazon S3: the blob adapter of the cloud.
//
// Every object has its SHA-256 as S3's own checksum, which S3 checks when it comes in.
// Signed requests are presigned URLs (AWS Signature Version 4, query string form) whose
// signature covers length, type and SHA-256 as headers. Objects are encrypted by the
// bucket's default. What areas do not keep, and uploads that are never completed, the
// bucket's lifecycle rules remove.
//
// Readers need s3:ListBucket, too: without it S3 answers 403 for what is not there.
package s3

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
)

const (
	// maxBackOff bounds the wait before another try: somebody waits for the answer.
	maxBackOff = time.Second
	// callTime bounds a call without a body; with one, the request's own context does.
	callTime = 10 * time.Second
	// copies is how many parts are copied at a time, and sources looked at.
	copies = 16
)

// Options are what Open may be given.
type Options struct {
	Bucket string
	Now    func() time.Time // the clock of signed requests; nil is time.Now
}

// Store implements blob.Store.
type Store struct {
	o      Options
	config aws.Config
	client *s3.Client
}

var _ blob.Store = (*Store)(nil)

// Open makes the store; it calls nothing.
func Open(c aws.Config, o Options) (*Store, error) {
	if o.Bucket == "" || c.Credentials == nil || c.Region == "" {
		return nil, errors.New("s3: a bucket, a region and credentials are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	client := s3.NewFromConfig(c, func(s *s3.Options) {
		s.UsePathStyle = c.BaseEndpoint != nil // emulators have no host for each bucket
		s.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		s.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		s.Retryer = awsretry.Repeat(maxBackOff) // no call does harm when it is made twice
	})
	return &Store{o: o, config: c, client: client}, nil
}

// begin checks a call's key, and that there is still somebody who waits.
func begin(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return blob.CheckKey(key)
}

// meanings are the port's errors for the service's codes.
func meanings() map[string]error {
	return map[string]error{
		"NoSuchKey": blob.ErrNotFound, "NotFound": blob.ErrNotFound, "NoSuchUpload": blob.ErrNoUpload,
		"InvalidRange": blob.ErrRange, "BadDigest": blob.ErrChecksum, "XAmzContentChecksumMismatch": blob.ErrChecksum,
		"EntityTooSmall": blob.ErrInvalid, "InvalidPart": blob.ErrInvalid, "InvalidPartOrder": blob.ErrInvalid,
		"EntityTooLarge": blob.ErrInvalid, "KeyTooLongError": blob.ErrInvalid,
	}
}

// wrap names the method and makes the port's error of the service's. The context is the
// caller's: when it has ended, that is the error; when only a call's own time is over, the
// service is what cannot be reached.
func wrap(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []error{blob.ErrNotFound, blob.ErrInvalid, blob.ErrChecksum, blob.ErrRange, blob.ErrNoUpload} {
		if errors.Is(err, known) {
			return fmt.Errorf("s3: %s: %w", method, err)
		}
	}
	var source *sourceError
	if errors.As(err, &source) {
		return fmt.Errorf("s3: %s: %w", method, err)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		if ctx.Err() != nil {
			return fmt.Errorf("s3: %s: %w", method, err)
		}
		return fmt.Errorf("s3: %s: %w: no answer in time: %s", method, blob.ErrUnavailable, err.Error())
	}
	if meaning, ok := meanings()[codeOf(err)]; ok {
		return fmt.Errorf("s3: %s: %w: %w", method, meaning, err)
	}
	return fmt.Errorf("s3: %s: %w: %w", method, blob.ErrUnavailable, err)
}

func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// etag takes off the quotes.
func etag(s *string) string { return strings.Trim(aws.ToString(s), `"`) }

// hexSHA256 is S3's checksum in the port's form, "" for one of parts.
func hexSHA256(checksum *string) string {
	raw, err := base64.StdEncoding.DecodeString(aws.ToString(checksum))
	if err != nil || len(raw) != sha256Bytes {
		return ""
	}
	return hex.EncodeToString(raw)
}

const sha256Bytes = 32

// base64SHA256 is the port's checksum in S3's form.
func base64SHA256(hexText string) string {
	raw, err := hex.DecodeString(hexText)
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(raw)
}
