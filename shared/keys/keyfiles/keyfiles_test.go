package keyfiles_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/keys/keystest"
)

// testBits keeps the making of keys short: the smallest size crypto/rsa allows.
const testBits = 1024

func open(t *testing.T, dir string) *keyfiles.Keys {
	t.Helper()
	k, err := keyfiles.Open(dir, keyfiles.Options{Bits: testBits})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestContract(t *testing.T) {
	keystest.Run(t, func(t *testing.T) keystest.Harness {
		dir := filepath.Join(t.TempDir(), "a", "keys")
		return keystest.Harness{
			Keys:   open(t, dir),
			Reopen: func(t *testing.T) keys.Keys { return open(t, dir) },
		}
	})
}

func TestFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if err := open(t, dir).Rotate(t.Context(), keystest.Due()); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		seen++
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil || seen != 3 {
		t.Errorf("%d entries, %v; want the directory and two files", seen, err)
	}
}

func TestRefusesToOpen(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, dir string)
		want  string // part of the message
	}{
		{"directory others may enter", func(t *testing.T, dir string) { chmod(t, dir, 0o755) }, "chmod"},
		{"secrets others may read", func(t *testing.T, dir string) { chmod(t, dir+"/secrets.json", 0o640) }, "chmod"},
		{"signing keys others may read", func(t *testing.T, dir string) { chmod(t, dir+"/signing.json", 0o604) }, "chmod"},
		{"secrets lost", func(t *testing.T, dir string) { remove(t, dir+"/secrets.json") }, "backup"},
		{"secrets damaged", func(t *testing.T, dir string) { write(t, dir+"/secrets.json", `{"version":1`) }, "backup"},
		{"secrets of another version", func(t *testing.T, dir string) { write(t, dir+"/secrets.json", `{"version":2}`) }, "backup"},
		{"signing keys damaged", func(t *testing.T, dir string) { write(t, dir+"/signing.json", `{"version":1,"current":"AA=="}`) }, "remove"},
		{"secrets are a link", func(t *testing.T, dir string) {
			if err := os.Rename(dir+"/secrets.json", dir+"/elsewhere"); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("elsewhere", dir+"/secrets.json"); err != nil {
				t.Fatal(err)
			}
		}, "link"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "keys")
			open(t, dir)
			c.spoil(t, dir)
			_, err := keyfiles.Open(dir, keyfiles.Options{Bits: testBits})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

// TestSigningKeysLost: only the tokens of the moment are lost with them.
func TestSigningKeysLost(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	sealed, err := open(t, dir).Seal(t.Context(), []byte("x"), "c")
	if err != nil {
		t.Fatal(err)
	}
	remove(t, dir+"/signing.json")
	if got, err := open(t, dir).Open(t.Context(), sealed, "c"); err != nil || string(got) != "x" {
		t.Errorf("sealed field: %q, %v", got, err)
	}
}

// TestInjectedSources: the master secret comes from Rand and signing keys from Generate.
func TestInjectedSources(t *testing.T) {
	one, err := rsa.GenerateKey(rand.Reader, testBits)
	if err != nil {
		t.Fatal(err)
	}
	var hashes [2][]byte
	for i := range hashes {
		k, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{
			Rand:     bytes.NewReader(bytes.Repeat([]byte{7}, 32)),
			Generate: func(int) (*rsa.PrivateKey, error) { return one, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		if hashes[i], err = k.MAC(t.Context(), "p", nil); err != nil {
			t.Fatal(err)
		}
		if kid, err := k.Current(t.Context()); err != nil || kid != keys.Thumbprint(&one.PublicKey) {
			t.Errorf("current key %s, %v", kid, err)
		}
	}
	if !bytes.Equal(hashes[0], hashes[1]) {
		t.Error("equal master secrets give other hashes")
	}
	if _, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{Rand: bytes.NewReader(nil)}); err == nil {
		t.Error("opened without randomness")
	}
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
