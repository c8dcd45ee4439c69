package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	busoutbox "github.com/aio-creative-hub/aio/shared/bus/outbox"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/errortrack"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
	"github.com/aio-creative-hub/aio/shared/usage"
)

// Config is what one machine's system is made of.
type Config struct {
	Addr    string // host:port; port 0 picks a free one
	DataDir string // made if it is absent; one process at a time
	TLS     bool
	Hosts   []string // further host names to answer to
	Limits  function.Limits
	// Accounts are the limits of one e-mail address; zero values are the defaults.
	Accounts AccountLimits
	Log      *slog.Logger
	Now      func() time.Time
	Version  string
	Pages    fs.FS // the web app as web.Pages gives it; nil: a page that says how to go on without
	// PasswordCost is bcrypt's; 0 is the default. Less than that is for tests.
	PasswordCost int
	// Learn trains people's own models; nil does it in this process.
	Learn lesson.Learner
	// Keys lets tests give ready-made signing keys.
	Keys keyfiles.Options
	// Around lets tests stand between the system and its adapters, to make them fail.
	Around Around
}

// Around puts something around each adapter; nil is nothing.
type Around struct {
	Store func(store.Store) store.Store
	Blob  func(blob.Store) blob.Store
	Keys  func(keys.Keys) keys.Keys
	Limit func(limit.Limiter) limit.Limiter
	Mail  func(mail.Sender) mail.Sender
	Push  func(push.Pusher) push.Pusher
	Call  func(call.Invoker) call.Invoker
}

// around is what is around an adapter.
func around[T any](wrap func(T) T, adapter T) T {
	if wrap == nil {
		return adapter
	}
	return wrap(adapter)
}

// AccountLimits limit what is done to one e-mail address, wherever it comes from.
type AccountLimits struct {
	Passwords limit.Rule // checked; zero is identity.DefaultLoginRule
	Mails     limit.Rule // asked for; zero is identity.DefaultMailRule
}

// App is the system on one machine. Make it with Open, end it with Close.
type App struct {
	config    Config
	lock      *os.File
	store     *sqlite.Store
	functions *Functions
	server    *Server
	accounts  *identity.Service
	errors    *errortrack.Tracker
	ledger    *usage.Service
}

// The intervals of upkeep. Nothing depends on them but the space that is used.
const (
	storeSweep = time.Minute
	sweepItems = 1000 // removed in one go, so that nobody waits long for the writer
	blobSweep  = time.Hour
	errorFlush = time.Second // what a kill may lose of the counts in a storm of errors
)

// Open opens the data directory and wires everything; nothing listens yet.
func Open(ctx context.Context, c Config) (_ *App, err error) {
	c.DataDir, err = filepath.Abs(c.DataDir)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	a := &App{config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if a.lock, err = lockDir(c.DataDir); err != nil {
		return nil, err
	}
	if err := checkStoreFile(c.DataDir); err != nil {
		return nil, err
	}
	if a.store, err = sqlite.Open(ctx, filepath.Join(c.DataDir, storeFile), sqlite.Options{Now: c.Now, Logger: c.Log}); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := checkKeysFile(ctx, a.store, c.DataDir); err != nil {
		return nil, err
	}
	k, err := keyfiles.Open(filepath.Join(c.DataDir, "keys"), c.Keys)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	if err := checkKeys(ctx, a.store, k); err != nil {
		return nil, err
	}
	signKey, err := k.MAC(ctx, "blob-urls", []byte("v1"))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	blobs, err := files.Open(filepath.Join(c.DataDir, "blobs"), files.Options{SignKey: signKey, Now: c.Now})
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	w := &wiring{Config: c, sqlite: a.store, files: blobs, store: around[store.Store](c.Around.Store, a.store), blob: around[blob.Store](c.Around.Blob, blobs),
		keys: around[keys.Keys](c.Around.Keys, k), ids: ids.NewSource(c.Now, nil),
		bus: busoutbox.New(a.store, busoutbox.Options{Logger: c.Log})}
	if a.server, err = w.server(); err != nil {
		return nil, err
	}
	a.functions, a.accounts, a.errors, a.ledger = w.functions, w.identity, w.errors, w.ledger
	return a, nil
}

// GrantAdmin makes the account of an address an administrator's and gives its id. The
// refusals are those of identity.Service.GrantAdmin.
func (a *App) GrantAdmin(ctx context.Context, email string) (userID string, err error) {
	u, err := a.accounts.GrantAdmin(ctx, email)
	return u.ID, err
}

// Ledgers lists the accounts that have a ledger, deleted ones too.
func (a *App) Ledgers(ctx context.Context) ([]string, error) {
	var users []string
	err := a.ledger.Accounts(ctx, func(user string) error {
		users = append(users, user)
		return nil
	})
	return users, err
}

// VerifyUsage checks an account's ledger and gives the number of its entries; what was
// changed is usage.ErrBroken, an account without one usage.ErrNoLedger.
func (a *App) VerifyUsage(ctx context.Context, userID string) (int64, error) {
	return a.ledger.Verify(ctx, userID)
}

// Operations lists what the system can do.
func (a *App) Operations() []operation.Spec { return a.functions.Specs() }

// Invoke runs an operation's function with an event, as Lambda would, and gives its answer.
// A fault of the function is a *call.Fault, an unknown id call.ErrUnknown.
func (a *App) Invoke(ctx context.Context, operation string, event []byte) ([]byte, error) {
	return a.functions.Invoke(ctx, operation, event)
}

// lockDir makes sure that no other process uses the directory. The lock goes with the
// process, however it ends.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator's directory
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("data directory %s is in use by another aio; stop it or give another --data", dir)
	}
	return f, nil
}

// Start listens and gives the URL to open.
func (a *App) Start(ctx context.Context) (string, error) {
	return a.server.Start(ctx)
}

// Run serves until ctx ends and then lets what is under way finish.
func (a *App) Run(ctx context.Context) error {
	err := a.server.Run(ctx)
	a.errors.Flush(context.WithoutCancel(ctx))
	return err
}

// DataDir is where the data is, as an absolute path.
func (a *App) DataDir() string { return a.config.DataDir }

// InspectorURL opens the inspector; it holds the secret.
func (a *App) InspectorURL() string { return a.server.InspectorURL() }

// Close releases the data directory. Call it after Run has returned.
func (a *App) Close() error {
	var errs []error
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}
