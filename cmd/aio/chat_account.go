package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/aio-creative-hub/aio/shared/client"
)

// errReset says that the server does not know the kept account.
var errReset = errors.New("the server does not take the account kept for it: its data was probably reset. Start over with: aio chat --new-account")

// keptAccount is what is kept for one server. All of it is secret.
type keptAccount struct {
	Email        string         `json:"email"`
	Password     string         `json:"password"`
	Registered   bool           `json:"registered"` // the server has said so
	Session      client.Session `json:"session,omitzero"`
	Conversation string         `json:"conversation,omitempty"`
}

// keptAccounts is the file of accounts, as far as one server is concerned. Several processes
// may use it at the same time.
type keptAccounts struct {
	path, server string

	mu   sync.Mutex
	mine keptAccount
}

// openAccounts reads the account of a server, if there is one.
func openAccounts(server string) (*keptAccounts, error) {
	dir := os.Getenv("AIO_CONFIG")
	if dir == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			return nil, fmt.Errorf("no directory for the account; name one in AIO_CONFIG: %w", err)
		}
		dir = filepath.Join(base, "aio")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil { //nolint:gosec // the person's own setting says where
		return nil, fmt.Errorf("make the directory of the account: %w", err)
	}
	a := &keptAccounts{path: filepath.Join(dir, "accounts.json"), server: server}
	all, err := a.read()
	a.mine = all[server]
	return a, err
}

// current gives the account of the server, as last read or written.
func (a *keptAccounts) current() keptAccount {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.mine
}

// read reads the file. It refuses one that other people may read.
func (a *keptAccounts) read() (map[string]keptAccount, error) {
	all := map[string]keptAccount{}
	info, err := os.Stat(a.path)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the accounts: %w", err)
	}
	const others = 0o077
	if runtime.GOOS != "windows" && info.Mode().Perm()&others != 0 {
		return nil, fmt.Errorf("%s holds passwords, but others can read it. Run: chmod 600 %s", a.path, a.path)
	}
	data, err := os.ReadFile(a.path)
	if err != nil {
		return nil, fmt.Errorf("read the accounts: %w", err)
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%s is damaged (%w). Move it away to start over", a.path, err)
	}
	return all, nil
}

// update changes the account of the server, while no other process does.
func (a *keptAccounts) update(change func(*keptAccount) error) error {
	unlock, err := lockedfile.MutexAt(a.path + ".lock").Lock()
	if err != nil {
		return fmt.Errorf("lock the accounts: %w", err)
	}
	defer unlock()
	all, err := a.read()
	if err != nil {
		return err
	}
	before := all[a.server]
	mine := before
	failed := change(&mine)
	a.mu.Lock()
	a.mine = mine
	a.mu.Unlock()
	if mine == before {
		return failed
	}
	all[a.server] = mine
	return errors.Join(failed, a.write(all))
}

// write replaces the file in one step, and only once its new content is on the disk.
func (a *keptAccounts) write(all map[string]keptAccount) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep the account: %w", err)
		}
	}()
	data, err := json.MarshalIndent(all, "", "  ") //nolint:gosec // keeping the password is what the file, of mode 0600, is for
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(a.path), ".accounts-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), a.path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // it may be gone already
	}
	return err
}

// signIn makes the client, with the kept account or a new one.
func (ch *chat) signIn(ctx context.Context) error {
	ch.c = client.New(ch.flags.server, client.Options{HTTP: ch.http, UserAgent: "aio-chat/" + version, Renew: ch.renew})
	known := ch.accounts.current()
	if known.Registered && !ch.flags.newAccount {
		if ch.flags.email != "" && ch.flags.email != known.Email {
			return fmt.Errorf("the account kept for this server is %s; --new-account replaces it", known.Email)
		}
		ch.c.Restore(known.Session)
		if known.Session.AccessToken == "" {
			return ch.renew(client.Renewal{Context: ctx, Client: ch.c})
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, ch.flags.timeout)
	defer cancel()
	return ch.register(ctx)
}

// register makes an account. It is kept before the server is asked, so that it is not
// lost with the server's answer.
func (ch *chat) register(ctx context.Context) error {
	err := ch.accounts.update(func(a *keptAccount) error {
		if ch.flags.newAccount {
			*a = keptAccount{}
		}
		return a.prepare(ch.flags.email)
	})
	if err != nil {
		return err
	}
	mine := ch.accounts.current()
	_, err = ch.c.Register(ctx, mine.Email, mine.Password, "")
	made := err == nil
	if client.HasStatus(err, http.StatusConflict) {
		_, err = ch.c.Login(ctx, mine.Email, mine.Password) // an answer was lost, or it is the person's own
		if client.HasStatus(err, http.StatusUnauthorized) {
			return fmt.Errorf("there is an account for %s already, with another password: give it in AIO_PASSWORD", mine.Email)
		}
	}
	if err != nil {
		return err
	}
	if made {
		ch.screen.note("Made an account on %s: %s. It is kept in %s.", ch.flags.server, mine.Email, ch.accounts.path)
	}
	return ch.accounts.update(func(a *keptAccount) error {
		a.Registered, a.Session = true, ch.c.Session()
		return nil
	})
}

// prepare fills in address and password: the person's, else random ones.
func (a *keptAccount) prepare(email string) error {
	random := make([]byte, 8+24)
	if _, err := rand.Read(random); err != nil {
		return fmt.Errorf("random bytes: %w", err)
	}
	if email != "" {
		a.Email = email
	} else if a.Email == "" {
		a.Email = "aio-" + hex.EncodeToString(random[:8]) + "@cli.localhost" // no mail ever goes there (RFC 6761)
	}
	if given := os.Getenv("AIO_PASSWORD"); given != "" {
		a.Password = given
	} else if a.Password == "" {
		a.Password = hex.EncodeToString(random[8:]) // 192 bits
	}
	return nil
}

// renew gets a new session: another process's, by the refresh token, or by the password.
func (ch *chat) renew(r client.Renewal) error {
	return ch.accounts.update(func(a *keptAccount) error {
		if a.Session.AccessToken != "" && a.Session.AccessToken != r.Stale {
			r.Client.Restore(a.Session)
			return nil
		}
		r.Client.Restore(a.Session)
		err := r.Client.Refresh(r.Context)
		if errors.Is(err, client.ErrSignedOut) || client.HasStatus(err, http.StatusUnauthorized) {
			_, err = r.Client.Login(r.Context, a.Email, a.Password)
		}
		if client.HasStatus(err, http.StatusUnauthorized) {
			return errReset
		}
		if err == nil {
			a.Session = r.Client.Session()
		}
		return err
	})
}

// keep remembers the conversation for the next time.
func (a *keptAccounts) keep(conversation string) error {
	if a.current().Conversation == conversation {
		return nil
	}
	return a.update(func(mine *keptAccount) error {
		mine.Conversation = conversation
		return nil
	})
}
