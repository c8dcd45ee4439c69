// Package outbox keeps mails instead of sending them, where the owner of the machine can
// read them: the mail adapter of a single machine, which has no mail service.
//
// Mails are kept in the identity table: they are notices about accounts, hold personal
// data of their owners (so they are encrypted like those), and must not be lost; the
// runtime table, whose items all expire within hours, promises neither. Two items are
// written together:
//
//	MAILID#{id}  / MAIL         makes sending idempotent
//	MAIL#outbox  / {time}#{id}  the mail, sealed; in order of time
//
// Both expire after Keep: personal data is not kept for ever.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Keep is how long a mail can be read.
const Keep = 30 * 24 * time.Hour

const (
	outboxPK = "MAIL#outbox"
	idPK     = "MAILID#"
	idSK     = "MAIL"
	// timeLayout sorts as text: UTC, with all nine digits.
	timeLayout = "2006-01-02T15:04:05.000000000Z"
	// maxSends bounds the attempts after a lost reply; the store's transaction tokens make
	// them safe.
	maxSends = 3
)

// Config is what an outbox is made of; all fields are needed.
type Config struct {
	Store  store.Store
	Sealer keys.Sealer
	Now    func() time.Time
	NewID  func() string // unique names for transactions
}

// Outbox implements mail.Sender.
type Outbox struct{ c Config }

var _ mail.Sender = (*Outbox)(nil)

// Mail is a mail that was sent.
type Mail struct {
	mail.Message
	SentAt time.Time
}

// New makes an outbox.
func New(c Config) (*Outbox, error) {
	if c.Store == nil || c.Sealer == nil || c.Now == nil || c.NewID == nil {
		return nil, errors.New("outbox: store, sealer, clock and ids are needed")
	}
	return &Outbox{c: c}, nil
}

// Send implements mail.Sender.
func (o *Outbox) Send(ctx context.Context, m mail.Message) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("outbox: send: %w", err)
	}
	if err := m.Validate(); err != nil {
		return fmt.Errorf("outbox: send: %w", err)
	}
	sentAt := o.c.Now().UTC()
	plain, err := json.Marshal(Mail{Message: m, SentAt: sentAt})
	if err != nil {
		return fmt.Errorf("outbox: send: %w", err)
	}
	sk := sentAt.Format(timeLayout) + "#" + m.ID
	sealed, err := o.c.Sealer.Seal(ctx, plain, sealContext(sk))
	if err != nil {
		return fmt.Errorf("outbox: send: %w", err)
	}
	expires := sentAt.Add(Keep)
	err = o.transact(ctx,
		store.Write{If: store.Absent(), Item: store.Item{Key: store.Key{Table: store.Identity, PK: idPK + m.ID, SK: idSK}, Expires: expires}},
		store.Write{Item: store.Item{Key: store.Key{Table: store.Identity, PK: outboxPK, SK: sk}, Expires: expires, Data: sealed}},
	)
	if err != nil && !store.IsConflict(err) { // a conflict says that this id was sent before
		return fmt.Errorf("outbox: send: %w", err)
	}
	return nil
}

func sealContext(sk string) string { return "mail#" + sk }

// transact writes, and after a lost reply writes the same again.
func (o *Outbox) transact(ctx context.Context, writes ...store.Write) (err error) {
	token := "mail#" + o.c.NewID()
	for range maxSends {
		if err = o.c.Store.Transact(ctx, token, writes...); store.CodeOf(err) != store.CodeUnavailable {
			return err
		}
	}
	return err
}

// List gives up to limit mails (0 means as many as a page holds), the newest first, and
// the cursor of the next page, "" at the end.
func (o *Outbox) List(ctx context.Context, limit int, cursor string) ([]Mail, string, error) {
	items, next, err := o.c.Store.Query(ctx, store.Query{
		Table: store.Identity, PK: outboxPK, Reverse: true, Limit: limit, Cursor: cursor,
	})
	if err != nil {
		return nil, "", fmt.Errorf("outbox: list: %w", err)
	}
	mails := make([]Mail, 0, len(items))
	for _, it := range items {
		plain, err := o.c.Sealer.Open(ctx, it.Data, sealContext(it.Key.SK))
		if err != nil {
			return nil, "", fmt.Errorf("outbox: list: %w", err)
		}
		var m Mail
		if err := json.Unmarshal(plain, &m); err != nil {
			return nil, "", fmt.Errorf("outbox: list: %w", err)
		}
		mails = append(mails, m)
	}
	return mails, next, nil
}
