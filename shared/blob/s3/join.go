package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Join implements blob.Store: S3 copies the sources as parts. Parts but the last have
// blob.MinPart bytes at least, so that of small sources, and of the beginning of what
// follows one, up to that many bytes go through here.
func (s *Store) Join(ctx context.Context, key string, sources []string, o blob.PutOptions) (_ blob.Info, err error) {
	defer func() { err = wrap(ctx, "join", err) }()
	if err := errors.Join(begin(ctx, key), blob.CheckJoin(sources, &o)); err != nil {
		return blob.Info{}, err
	}
	infos, err := s.look(ctx, sources)
	if err != nil {
		return blob.Info{}, err
	}
	id, err := s.create(ctx, key, o.ContentType, "")
	if err != nil {
		return blob.Info{}, err
	}
	info, err := s.assemble(ctx, key, id, plan(sources, infos))
	if err != nil {
		if left := s.abort(context.WithoutCancel(ctx), key, id); !errors.Is(left, blob.ErrNoUpload) { // else it was ended: the reply was lost
			err = errors.Join(err, left)
		}
		return blob.Info{}, err
	}
	return info, nil
}

// look looks at the sources.
func (s *Store) look(ctx context.Context, sources []string) (map[string]blob.Info, error) {
	var mu sync.Mutex
	out := map[string]blob.Info{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(copies)
	for _, src := range slices.Compact(slices.Sorted(slices.Values(sources))) {
		group.Go(func() error {
			info, err := s.head(ctx, src)
			mu.Lock()
			defer mu.Unlock()
			out[src] = info
			return err
		})
	}
	return out, group.Wait()
}

// piece is a range of a source: [from, to). Its match is the source's ETag, with quotes:
// of a source that is replaced during a join nothing is taken, rather than a part of each.
type piece struct {
	source, match string
	from, to      int64
}

func (p piece) size() int64 { return p.to - p.from }

// part is one part of the joined object: one piece that S3 copies, or small ones that are
// put together here.
type part struct {
	pieces []piece
	copied bool
}

// maxCopy is the most bytes of one copied part; S3's limit.
const maxCopy = 5 << 30

// plan cuts the sources into parts.
func plan(sources []string, infos map[string]blob.Info) []part {
	var out []part
	var small part
	room := int64(blob.MinPart) // until small is long enough
	flush := func() {
		out = append(out, small)
		small, room = part{}, blob.MinPart
	}
	for _, src := range sources {
		rest := piece{src, `"` + infos[src].ETag + `"`, 0, infos[src].Size}
		for rest.size() > 0 {
			take := rest
			if len(small.pieces) == 0 && rest.size() >= blob.MinPart {
				take.to = take.from + min(rest.size(), maxCopy)
				out = append(out, part{pieces: []piece{take}, copied: true})
			} else {
				take.to = take.from + min(rest.size(), room)
				small.pieces = append(small.pieces, take)
				if room -= take.size(); room == 0 {
					flush()
				}
			}
			rest.from = take.to
		}
	}
	if len(small.pieces) > 0 || len(out) == 0 {
		flush()
	}
	return out
}

// assemble makes the parts and the object of them.
func (s *Store) assemble(ctx context.Context, key, id string, parts []part) (blob.Info, error) {
	if len(parts) > blob.MaxParts {
		return blob.Info{}, fmt.Errorf("%w: more than %d parts", blob.ErrInvalid, blob.MaxParts)
	}
	done := make([]types.CompletedPart, len(parts))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(copies)
	for i, p := range parts {
		group.Go(func() error {
			tag, err := s.makePart(inner, key, id, int32(i+1), p)
			done[i] = types.CompletedPart{PartNumber: aws.Int32(int32(i + 1)), ETag: tag}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return blob.Info{}, err
	}
	info, err := s.finish(ctx, key, id, done)
	if errors.Is(err, blob.ErrNoUpload) { // nobody else knows the upload: a try whose reply was lost has ended it
		return s.made(ctx, key, "")
	}
	return info, err
}

func (s *Store) makePart(ctx context.Context, key, id string, number int32, p part) (*string, error) {
	if p.copied {
		from := p.pieces[0]
		out, err := s.client.UploadPartCopy(ctx, &s3.UploadPartCopyInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id, PartNumber: &number,
			CopySource: aws.String(s.o.Bucket + "/" + from.source), CopySourceIfMatch: &from.match, CopySourceRange: aws.String(fmt.Sprintf("bytes=%d-%d", from.from, from.to-1))})
		if err != nil {
			return nil, missing(err)
		}
		return out.CopyPartResult.ETag, nil
	}
	var data bytes.Buffer
	for _, from := range p.pieces {
		if err := s.appendPiece(ctx, &data, from); err != nil {
			return nil, err
		}
	}
	out, err := s.client.UploadPart(ctx, &s3.UploadPartInput{Bucket: &s.o.Bucket, Key: &key, UploadId: &id, PartNumber: &number,
		Body: bytes.NewReader(data.Bytes()), ContentLength: aws.Int64(int64(data.Len()))})
	if err != nil {
		return nil, err
	}
	return out.ETag, nil
}

// appendPiece reads a range of a source.
func (s *Store) appendPiece(ctx context.Context, to *bytes.Buffer, p piece) (err error) {
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.o.Bucket, Key: &p.source, IfMatch: &p.match, Range: aws.String(rangeHeader(blob.Range{Offset: p.from, Length: p.size()}))})
	if err != nil {
		return missing(err)
	}
	defer func() { err = errors.Join(err, out.Body.Close()) }()
	n, err := io.Copy(to, out.Body)
	if err == nil && n != p.size() {
		err = fmt.Errorf("source %s became shorter meanwhile", p.source)
	}
	return err
}
