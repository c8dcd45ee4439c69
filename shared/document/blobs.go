package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// A document's blobs lie under documents/{owner}/{document}/. Those of commits have
// their content's hash in the name, since writers that race for a sequence number must
// not overwrite each other.

const zstdType = "application/zstd"

func blobKey(m Meta, parts ...string) (string, error) {
	k, err := blob.Key(blob.Documents, m.Owner, append([]string{m.ID}, parts...)...)
	if err != nil {
		return "", fmt.Errorf("document: %w", err)
	}
	return k, nil
}

func commitBlob(m Meta, seq int64, sum string) (string, error) {
	return blobKey(m, "commits", fmt.Sprintf("%0*d-%s.zst", seqDigits, seq, sum[:32]))
}

func snapshotBlob(m Meta, seq int64) (string, error) {
	return blobKey(m, "snapshots", fmt.Sprintf("%0*d.zst", seqDigits, seq))
}

func segmentBlob(m Meta, from, to int64, sum string) (string, error) {
	return blobKey(m, "segments", fmt.Sprintf("%0*d-%0*d-%s.zst", seqDigits, from, seqDigits, to, sum[:32]))
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (d *Documents) putBlob(ctx context.Context, key string, packed []byte) (ref, error) {
	r := ref{Key: key, SHA256: sha(packed)}
	_, err := d.blob.Put(ctx, key, bytes.NewReader(packed), int64(len(packed)), blob.PutOptions{ContentType: zstdType, SHA256: r.SHA256})
	return r, storageError(err)
}

// getBlob reads a blob and checks that it is what was written. blob.ErrNotFound can be
// told apart.
func (d *Documents) getBlob(ctx context.Context, r ref) ([]byte, error) {
	body, _, err := d.blob.Get(ctx, r.Key, nil)
	if err != nil {
		return nil, storageError(err)
	}
	packed, err := io.ReadAll(io.LimitReader(body, maxDecoded))
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, &Error{Code: CodeUnavailable, Message: "storage does not answer, try again", Err: err}
	}
	if sha(packed) != r.SHA256 {
		return nil, corrupt(nil, "a blob is not what was written")
	}
	return packed, nil
}

// getSegment reads the commits of a segment by sequence number.
func (d *Documents) getSegment(ctx context.Context, r ref) (map[int64]Commit, error) {
	packed, err := d.getBlob(ctx, r)
	if err != nil {
		return nil, err
	}
	raw, err := d.codec.unpack(packed)
	if err != nil {
		return nil, corrupt(err, "a segment does not decode")
	}
	var commits []Commit
	if err := json.Unmarshal(raw, &commits); err != nil {
		return nil, corrupt(err, "a segment does not decode")
	}
	out := make(map[int64]Commit, len(commits))
	for _, c := range commits {
		if err := checkStored(c); err != nil {
			return nil, corrupt(err, "a segment does not decode")
		}
		out[c.Seq] = c
	}
	return out, nil
}
