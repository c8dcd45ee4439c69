package artifact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// parts is how many parts an upload has.
func (u upload) parts() int { return int((u.Bytes + partBytes - 1) / partBytes) }

// partLength is the length of a part: partBytes, and of the last what is left.
func (u upload) partLength(number int) int64 {
	return min(partBytes, u.Bytes-int64(number-1)*partBytes)
}

// SignParts announces digests of parts and signs the requests that store them. A part's
// digest is announced once: so a part that has arrived is the one announced, and what a
// file holds cannot change while it is on its way.
func (s *Service) SignParts(ctx context.Context, in *ops.SignPartsInput) (*ops.SignedPartsOutput, error) {
	var u *upload
	err := s.raced(ctx, func() error {
		var err error
		if u, err = s.upload(ctx, in.UploadID); err != nil {
			return err
		}
		if u.Multipart == "" || u.Done {
			return operation.NewProblem(409, operation.CodeConflict, "This upload takes no parts.")
		}
		known := len(u.Digests)
		if err := u.announce(in.Body.Parts); err != nil || len(u.Digests) == known {
			return err
		}
		it, err := u.item()
		if err != nil {
			return err
		}
		if _, err = s.c.Store.Write(ctx, store.Write{Item: it, If: store.AtRev(u.rev)}); err != nil {
			return fmt.Errorf("artifact: announce parts: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	temp, err := u.tempKey()
	if err != nil {
		return nil, err
	}
	out := ops.SignedParts{Items: make([]ops.SignedRequest, 0, len(in.Body.Parts))}
	for _, p := range in.Body.Parts {
		signed, err := s.c.Blob.SignPart(ctx, temp, u.Multipart, p.Number, blob.PutGrant{ContentType: u.ContentType, Length: u.partLength(p.Number), SHA256: p.SHA256, Life: putLife})
		if err != nil {
			return nil, fmt.Errorf("artifact: sign part: %w", err)
		}
		out.Items = append(out.Items, request(p.Number, signed))
	}
	return &ops.SignedPartsOutput{Body: out}, nil
}

// announce notes the digests of parts.
func (u *upload) announce(given []ops.PartDigest) error {
	digests := maps.Clone(u.Digests)
	if digests == nil {
		digests = map[int]string{}
	}
	for i, p := range given {
		field := fmt.Sprintf("body.parts[%d]", i)
		if p.Number > u.parts() {
			return operation.Invalid(field+".number", operation.CodeInvalid, fmt.Sprintf("This upload has %d parts.", u.parts()))
		}
		if before, ok := digests[p.Number]; ok && before != p.SHA256 {
			return operation.Invalid(field+".sha256", "part_changed", "This part was announced with another digest. If the file has changed, begin a new upload.")
		}
		digests[p.Number] = p.SHA256
	}
	u.Digests = digests
	return nil
}

// arrived lists the parts that have arrived.
func (s *Service) arrived(ctx context.Context, u *upload, temp string) ([]blob.Part, error) {
	parts, err := s.c.Blob.Parts(ctx, temp, u.Multipart)
	if errors.Is(err, blob.ErrNoUpload) { // joined by an attempt to complete, which goes on when asked again
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("artifact: list parts: %w", err)
	}
	return parts, nil
}

// joined makes one object of an upload's parts, if all have arrived.
func (s *Service) joined(ctx context.Context, u *upload, temp string) error {
	parts, err := s.c.Blob.Parts(ctx, temp, u.Multipart)
	if errors.Is(err, blob.ErrNoUpload) {
		return nil // an earlier attempt did it; whether there is something, the caller looks
	}
	if err != nil {
		return fmt.Errorf("artifact: list parts: %w", err)
	}
	if len(parts) < u.parts() {
		return incomplete(fmt.Sprintf("%d of %d parts have arrived.", len(parts), u.parts()))
	}
	for i, p := range parts {
		if p.Number != i+1 || p.Size != u.partLength(p.Number) || u.Digests[p.Number] == "" {
			return incomplete(fmt.Sprintf("Part %d is not as announced.", i+1))
		}
	}
	if _, err := s.c.Blob.Complete(ctx, temp, u.Multipart, parts); err != nil && !errors.Is(err, blob.ErrNoUpload) {
		return fmt.Errorf("artifact: join parts: %w", err)
	}
	return nil
}

func incomplete(how string) *operation.Problem {
	return operation.NewProblem(409, "not_arrived", "The file has not arrived as announced. "+how)
}

// digest is the SHA-256 of a file: as announced and checked on arrival, or of one in
// parts the SHA-256 of their digests with their number, as S3's composite checksums are.
func (u upload) digest() string {
	if u.Multipart == "" {
		return u.SHA256
	}
	h := sha256.New()
	for n := 1; n <= u.parts(); n++ {
		part, err := hex.DecodeString(u.Digests[n])
		if err != nil {
			part = nil // announce took hex only
		}
		_, _ = h.Write(part) // a hash never fails to write
	}
	return fmt.Sprintf("%s-%d", hex.EncodeToString(h.Sum(nil)), u.parts())
}
