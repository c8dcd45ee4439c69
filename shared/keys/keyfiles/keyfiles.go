// Package keyfiles keeps the system's keys in files of one directory: the keys adapter
// of a single machine. The directory has mode 0700 and its files 0600; anything wider
// is refused, as OpenSSH does with its keys.
//
//	secrets.json  written once: the master secret of all keyed hashes, and the keyset
//	              of field encryption. Losing it loses all accounts: back it up.
//	signing.json  replaced by each rotation: previous, current and next signing key.
//	              Losing it costs no more than the access tokens of the moment.
//
// What is done with the secrets is secretbox's; tokens are signed with RSA keys named by
// their thumbprint (RFC 7638).
//
// One process at a time owns the directory.
package keyfiles

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/durable"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/secretbox"
)

// DefaultBits is the size of signing keys, and the least outside tests: RFC 7518
// section 3.3 asks for 2048 bits or more.
const DefaultBits = 2048

const (
	dirPerm  fs.FileMode = 0o700
	filePerm fs.FileMode = 0o600
)

// Options are what Open may be given; the zero value is right outside tests.
type Options struct {
	// Now gives the time noted beside a rotation; nil is time.Now.
	Now func() time.Time
	// Rand makes the master secret; nil is crypto/rand.
	Rand io.Reader
	// Bits is the size of new signing keys; 0 is DefaultBits. Less is refused outside tests.
	Bits int
	// Generate makes a signing key of that many bits; nil is crypto/rsa. Tests under the
	// race detector give ready-made keys here, because making them is slow.
	Generate func(bits int) (*rsa.PrivateKey, error)
}

// Keys implements keys.Keys on a directory.
type Keys struct {
	*secretbox.Box // of secrets.json: Seal, Open, MAC
	dir            string
	opt            Options

	mu   sync.RWMutex
	ring ring
	// rotating lets one rotation run at a time without holding up signatures while a key is made.
	rotating sync.Mutex
}

var _ keys.Keys = (*Keys)(nil)

// Open opens the keys of a directory; an absent or empty one is filled with new keys. It
// fails if directory or files may be read by others than their owner, or if secrets.json
// is missing where signing keys are present.
func Open(dir string, opt Options) (_ *Keys, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keyfiles: open: %w", err)
		}
	}()
	if opt, err = opt.withDefaults(); err != nil {
		return nil, err
	}
	if err := durable.MkdirAll(dir, dirPerm); err != nil {
		return nil, err
	}
	if err := checkPrivate(dir, true); err != nil {
		return nil, err
	}
	k := &Keys{dir: dir, opt: opt}
	if err := k.loadSecrets(); err != nil {
		return nil, err
	}
	if err := k.loadRing(); err != nil {
		return nil, err
	}
	return k, nil
}

func (o Options) withDefaults() (Options, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Bits == 0 {
		o.Bits = DefaultBits
	}
	if o.Bits < DefaultBits && !testing.Testing() {
		return o, fmt.Errorf("signing keys need at least %d bits", DefaultBits)
	}
	if o.Generate == nil {
		o.Generate = func(bits int) (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, bits) }
	}
	return o, nil
}

// checkPrivate refuses what group or others may access, and what is not the plain file
// or directory it should be.
func checkPrivate(path string, dir bool) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if dir && !info.IsDir() || !dir && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: neither a link nor a special file may stand here", path)
	}
	if wide := info.Mode().Perm() & 0o077; wide != 0 {
		return fmt.Errorf("%s: mode %#o lets others in; run chmod go-rwx on it, and replace the keys if others could read them", path, info.Mode().Perm())
	}
	return nil
}

// readPrivate reads a file; ok is false if there is none.
func readPrivate(path string) (data []byte, ok bool, err error) {
	if err := checkPrivate(path, false); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, false, nil
		}
		return nil, false, err
	}
	data, err = os.ReadFile(path) //nolint:gosec // a fixed name in the key directory
	return data, err == nil, err
}

// live refuses work for a request that is over.
func live(ctx context.Context, method string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("keyfiles: %s: %w", method, err)
	}
	return nil
}
