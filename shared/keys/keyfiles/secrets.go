package keyfiles

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"github.com/aio-creative-hub/aio/shared/internal/durable"
	"github.com/aio-creative-hub/aio/shared/keys"
)

const (
	secretsFile = "secrets.json"
	// masterBytes is the length of the master secret and of the keys derived from it: the
	// output of SHA-256, the strength HMAC-SHA256 has.
	masterBytes = sha256.Size
	// macInfo separates the keys of purposes from whatever else may be derived one day.
	macInfo = "aio keyed hash v1: "
)

// secrets is the content of secrets.json.
type secrets struct {
	Version int             `json:"version"`
	Master  []byte          `json:"master"` // base64 in the file
	Fields  json.RawMessage `json:"fields"` // a tink keyset in its JSON form
}

// loadSecrets reads secrets.json, or makes it at the first start.
func (k *Keys) loadSecrets() error {
	path := filepath.Join(k.dir, secretsFile)
	data, ok, err := readPrivate(path)
	if err != nil {
		return err
	}
	if !ok {
		if data, err = k.createSecrets(path); err != nil {
			return err
		}
	}
	var s secrets
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("%s is damaged: restore it from a backup", path) // the cause could show secrets
	}
	if s.Version != 1 || len(s.Master) != masterBytes {
		return fmt.Errorf("%s: unknown version or damaged: restore it from a backup", path)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(s.Fields)))
	if err != nil {
		return fmt.Errorf("%s: keyset of field encryption: %w", path, err)
	}
	k.master = s.Master
	k.aead, err = aead.New(handle)
	return err
}

// createSecrets writes new secrets, unless signing keys show that there were some before:
// new ones would make every account unreadable.
func (k *Keys) createSecrets(path string) ([]byte, error) {
	if _, err := os.Lstat(filepath.Join(k.dir, signingFile)); err == nil {
		return nil, fmt.Errorf("%s is missing: restore it from a backup, or empty the directory to begin anew", path)
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make keyset: %w", err)
	}
	var fields bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&fields)); err != nil {
		return nil, fmt.Errorf("write keyset: %w", err)
	}
	s := secrets{Version: 1, Master: make([]byte, masterBytes), Fields: fields.Bytes()}
	if _, err := io.ReadFull(k.opt.Rand, s.Master); err != nil {
		return nil, fmt.Errorf("make master secret: %w", err)
	}
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write secrets: %w", err)
	}
	err = durable.Create(path, data, filePerm)
	if errors.Is(err, fs.ErrExist) { // another process was faster; its secrets count
		data, _, err = readPrivate(path)
	}
	return data, err
}

// Seal implements keys.Sealer.
func (k *Keys) Seal(ctx context.Context, plaintext []byte, context string) ([]byte, error) {
	if err := live(ctx, "seal"); err != nil {
		return nil, err
	}
	if context == "" {
		return nil, fmt.Errorf("keyfiles: seal: %w: empty context", keys.ErrInvalid)
	}
	sealed, err := k.aead.Encrypt(plaintext, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("keyfiles: seal: %w", err)
	}
	return sealed, nil
}

// Open implements keys.Sealer.
func (k *Keys) Open(ctx context.Context, ciphertext []byte, context string) ([]byte, error) {
	if err := live(ctx, "open"); err != nil {
		return nil, err
	}
	plaintext, err := k.aead.Decrypt(ciphertext, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("keyfiles: open: %w", keys.ErrDecrypt)
	}
	return plaintext, nil
}

// MAC implements keys.Hasher.
func (k *Keys) MAC(ctx context.Context, purpose string, data []byte) ([]byte, error) {
	if err := live(ctx, "mac"); err != nil {
		return nil, err
	}
	if purpose == "" {
		return nil, fmt.Errorf("keyfiles: mac: %w: empty purpose", keys.ErrInvalid)
	}
	key, err := hkdf.Key(sha256.New, k.master, nil, macInfo+purpose, masterBytes)
	if err != nil {
		return nil, fmt.Errorf("keyfiles: mac: %w", err)
	}
	h := hmac.New(sha256.New, key)
	h.Write(data) // a hash never fails to write
	return h.Sum(nil), nil
}
