package document

import (
	"encoding/json"
	"errors"

	"github.com/klauspost/compress/zstd"
)

// maxDecoded bounds what compressed bytes may unfold to: the edits and the inverse of a
// commit that replaces a whole document, or a segment of ordinary ones.
const maxDecoded = 128 << 20

// codec compresses (zstd, RFC 8878).
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (*codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxDecoded))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec}, nil
}

func (c *codec) pack(raw []byte) []byte { return c.enc.EncodeAll(raw, nil) }

func (c *codec) unpack(packed []byte) ([]byte, error) { return c.dec.DecodeAll(packed, nil) }

// The first byte of a commit item's data says what follows.
const (
	formInline  = 'z' // the commit, zstd of JSON
	formBlob    = 'b' // ref: the same bytes in blob
	formSegment = 's' // ref: a segment in blob that has the commit among others
)

// ref points from an item to a blob.
type ref struct {
	Key    string `json:"key"`
	SHA256 string `json:"sha256"` // of the blob
	ID     string `json:"id"`     // of the commit, for operators
}

// entry is a decoded item of the log.
type entry struct {
	form   byte
	packed []byte // inline
	ref    ref
}

func encodeRef(form byte, r ref) ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return append([]byte{form}, raw...), nil
}

func decodeEntry(data []byte) (entry, error) {
	if len(data) < 2 {
		return entry{}, errors.New("item of the log is empty")
	}
	e := entry{form: data[0]}
	switch e.form {
	case formInline:
		e.packed = data[1:]
		return e, nil
	case formBlob, formSegment:
		err := json.Unmarshal(data[1:], &e.ref)
		if err == nil && e.ref.Key == "" {
			err = errors.New("reference without a key")
		}
		return e, err
	default:
		return e, errors.New("item of the log has an unknown form")
	}
}

func (c *codec) packCommit(commit Commit) ([]byte, error) {
	raw, err := json.Marshal(commit)
	if err != nil {
		return nil, err
	}
	return c.pack(raw), nil
}

func (c *codec) unpackCommit(packed []byte) (Commit, error) {
	raw, err := c.unpack(packed)
	if err != nil {
		return Commit{}, err
	}
	var commit Commit
	if err := json.Unmarshal(raw, &commit); err != nil {
		return Commit{}, err
	}
	return commit, checkStored(commit)
}

// checkStored refuses commits that this package did not write.
func checkStored(c Commit) error {
	if c.Seq < 1 || c.Seq > maxSeq || !validName(c.ID) || c.V < 1 {
		return errors.New("not a commit")
	}
	return nil
}
