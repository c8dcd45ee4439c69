package s3

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// maxUploadID bounds an upload's id; S3's have about a hundred characters.
const maxUploadID = 1024

// Begin implements blob.Multipart.
func (s *Store) Begin(ctx context.Context, key string, o blob.PutOptions) (_ string, err error) {
	defer func() { err = wrap(ctx, "begin", err) }()
	if err := errors.Join(begin(ctx, key), blob.CheckPut(0, &o)); err != nil {
		return "", err
	}
	if o.SHA256 != "" {
		return "", fmt.Errorf("%w: S3 cannot check the SHA-256 of parts together", blob.ErrInvalid)
	}
	return s.create(ctx, key, o.ContentType, types.ChecksumAlgorithmSha256)
}

func (s *Store) create(ctx context.Context, key, contentType string, checksum types.ChecksumAlgorithm) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := s.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &s.o.Bucket, Key: &key, ContentType: &contentType, ChecksumAlgorithm: checksum})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.UploadId), nil
}

// PutPart implements blob.Multipart.
func (s *Store) PutPart(ctx context.Context, key, id string, number int, r io.Reader, size int64) (_ blob.Part, err error) {
	defer func() { err = wrap(ctx, "put part", err) }()
	if err := errors.Join(begin(ctx, key), blob.CheckNumber(number), blob.CheckPut(size, &blob.PutOptions{}), checkID(id)); err != nil {
		return blob.Part{}, err
	}
	b, err := spool(r, size)
	if err != nil {
		return blob.Part{}, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	out, err := s.client.UploadPart(ctx, &s3.UploadPartInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id, PartNumber: aws.Int32(int32(number)),
		Body: b, ContentLength: &size, ChecksumSHA256: aws.String(base64SHA256(b.sha256))})
	if err != nil {
		return blob.Part{}, unknown(err)
	}
	return blob.Part{Number: number, ETag: etag(out.ETag), Size: size}, nil
}

// checkID refuses what is no id of an upload: S3 would take some of it for another request.
func checkID(id string) error {
	if id == "" || len(id) > maxUploadID {
		return blob.ErrNoUpload
	}
	for _, c := range []byte(id) {
		if c <= ' ' || c > '~' || c == '/' {
			return blob.ErrNoUpload
		}
	}
	return nil
}

// unknown makes a 404 of a part or an upload what it means.
func unknown(err error) error {
	if err = missing(err); errors.Is(err, blob.ErrNotFound) {
		return fmt.Errorf("%w: %s", blob.ErrNoUpload, codeOf(err))
	}
	return err
}

// exists fails with ErrNoUpload if the key has no such upload.
func (s *Store) exists(ctx context.Context, key, id string) error {
	if err := checkID(id); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := s.client.ListParts(ctx, &s3.ListPartsInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id, MaxParts: aws.Int32(1)})
	return unknown(err)
}

// Parts implements blob.Multipart.
func (s *Store) Parts(ctx context.Context, key, id string) (_ []blob.Part, err error) {
	defer func() { err = wrap(ctx, "parts", err) }()
	if err := errors.Join(begin(ctx, key), checkID(id)); err != nil {
		return nil, err
	}
	arrived, err := s.arrived(ctx, key, id)
	if err != nil {
		return nil, err
	}
	var out []blob.Part
	for _, p := range arrived {
		out = append(out, blob.Part{Number: int(aws.ToInt32(p.PartNumber)), ETag: etag(p.ETag), Size: aws.ToInt64(p.Size)})
	}
	return out, nil
}

// arrived lists the parts that are there, by number.
func (s *Store) arrived(ctx context.Context, key, id string) (all []types.Part, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	in := &s3.ListPartsInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id}
	for {
		out, err := s.client.ListParts(ctx, in)
		if err != nil {
			return nil, unknown(err)
		}
		all = append(all, out.Parts...)
		if !aws.ToBool(out.IsTruncated) || out.NextPartNumberMarker == nil {
			return all, nil
		}
		in.PartNumberMarker = out.NextPartNumberMarker
	}
}

// Complete implements blob.Multipart. If S3's answer is lost, it is asked again and may
// answer that there is no such upload: ErrNoUpload, and the object is there.
func (s *Store) Complete(ctx context.Context, key, id string, parts []blob.Part) (_ blob.Info, err error) {
	defer func() { err = wrap(ctx, "complete", err) }()
	if err := errors.Join(begin(ctx, key), checkID(id)); err != nil {
		return blob.Info{}, err
	}
	arrived, err := s.arrived(ctx, key, id)
	if err != nil {
		return blob.Info{}, err
	}
	chosen, err := choose(parts, arrived)
	if err != nil {
		return blob.Info{}, err
	}
	return s.finish(ctx, key, id, chosen)
}

// choose finds the parts named among those that arrived.
func choose(parts []blob.Part, arrived []types.Part) ([]types.CompletedPart, error) {
	if len(parts) == 0 || len(parts) > blob.MaxParts {
		return nil, fmt.Errorf("%w: 1 to %d parts", blob.ErrInvalid, blob.MaxParts)
	}
	there := map[int]types.Part{}
	for _, p := range arrived {
		there[int(aws.ToInt32(p.PartNumber))] = p
	}
	var out []types.CompletedPart
	for i, p := range parts {
		have, ok := there[p.Number]
		switch {
		case !ok || p.ETag == "" || etag(have.ETag) != p.ETag:
			return nil, fmt.Errorf("%w: part %d has not arrived so", blob.ErrInvalid, p.Number)
		case i > 0 && p.Number <= parts[i-1].Number:
			return nil, fmt.Errorf("%w: part numbers must rise", blob.ErrInvalid)
		case i < len(parts)-1 && aws.ToInt64(have.Size) < blob.MinPart:
			return nil, fmt.Errorf("%w: part %d has fewer than %d bytes", blob.ErrInvalid, p.Number, blob.MinPart)
		}
		out = append(out, types.CompletedPart{PartNumber: have.PartNumber, ETag: have.ETag, ChecksumSHA256: have.ChecksumSHA256})
	}
	return out, nil
}

// finish makes the object of its parts.
func (s *Store) finish(ctx context.Context, key, id string, parts []types.CompletedPart) (blob.Info, error) {
	out, err := s.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}})
	if err != nil {
		return blob.Info{}, unknown(err)
	}
	return s.made(ctx, key, etag(out.ETag))
}

// made describes an object that was just made, with this ETag if it is known.
func (s *Store) made(ctx context.Context, key, tag string) (blob.Info, error) {
	info, err := s.head(ctx, key)
	if errors.Is(err, blob.ErrNotFound) || err == nil && tag != "" && info.ETag != tag { // deleted or replaced already, but it was made
		return blob.Info{Key: key, ETag: tag, LastModified: s.signTime()}, nil
	}
	return info, err
}

// Abort implements blob.Multipart. As with Complete, ErrNoUpload may follow a lost answer.
func (s *Store) Abort(ctx context.Context, key, id string) (err error) {
	defer func() { err = wrap(ctx, "abort", err) }()
	if err := begin(ctx, key); err != nil {
		return err
	}
	if err := s.exists(ctx, key, id); err != nil { // S3 itself is content with an upload that has ended
		return err
	}
	return s.abort(ctx, key, id)
}

func (s *Store) abort(ctx context.Context, key, id string) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id})
	return unknown(err)
}
