package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// The area's items. Data is JSON of the record named; sealed fields are encrypted for
// the one place they stand in (keys.Sealer's context is "user#{userId}#{field}" or
// "session#{sessionId}#{field}").
//
//	table     PK                      SK                 record         expires
//	identity  USR#{userId}            USER               userRecord     never
//	identity  USR#{userId}            SES#{sessionId}    sessionRecord  RefreshLife after the last refresh, SessionLife at most
//	identity  USR#{userId}            NEWEML             pendingRecord  MailTokenLife after it was asked for
//	identity  USR#{userId}            KEYS               keysRecord     never
//	identity  USR#{userId}            PREFS              Preferences    never
//	identity  USR#{userId}            GONE               nothing        goneLife after the account was deleted
//	identity  KEY#{keyId}             KEY                keyRecord      as its owner chose
//	identity  EML#{hex keyed hash}    EML                emailRecord    never
//	identity  RFT#{hex SHA-256}       RFT                refreshRecord  as its session did when it was issued
//	identity  MTK#{hex SHA-256}       MTK                mailTokenRecord  ResetLife or MailTokenLife after it was mailed
//	runtime   TKT#{hex SHA-256}       TKT                ticketRecord   TicketLife after it was issued
//	runtime   INVITE#{hex SHA-256}    INVITE             inviteRecord   inviteLife after somebody was invited
//	runtime   MAILDUE#{eventId}       MAILDUE            nothing        dueLife: it only carries an event
//
// EML# makes an address unique: it is written "absent" in the transaction that writes
// the user. Its hash is keyed, so the table does not tell whether an address is in it.
// RFT#, MTK# and TKT# are hashed without a key: the tokens are 256 random bits, which
// nobody finds by trying. A refresh token's item stays after its use, so that a second use is
// seen. Whether a token is worth anything is always decided by the items of its session
// and its account: a session of an earlier epoch than its account's has ended, so all of
// them end by one write. Accounts have an entry in the index "users", for lists.
const (
	userSK    = "USER"
	sessionSK = "SES#"
	emailSK   = "EML"
	refreshSK = "RFT"
	ticketSK  = "TKT"
)

// userRecord is an account.
type userRecord struct {
	ID          string    `json:"id"`
	Email       []byte    `json:"email"`       // sealed, normalised
	DisplayName []byte    `json:"displayName"` // sealed
	Password    string    `json:"password"`    // bcrypt hash, see hasher
	Roles       []string  `json:"roles"`
	CreatedAt   time.Time `json:"createdAt"`
	UpdatedAt   time.Time `json:"updatedAt"`
	Verified    bool      `json:"verified,omitempty"` // the address is its owner's
	DisabledAt  time.Time `json:"disabledAt,omitzero"`
	Epoch       int       `json:"epoch,omitempty"` // sessions that began in an earlier one have ended

	rev int64 // of the item this was read from
}

// sessionRecord is one sign-in, and the family of the refresh tokens that came from it.
type sessionRecord struct {
	ID         string    `json:"id"`
	UserID     string    `json:"userId"`
	UserAgent  []byte    `json:"userAgent,omitempty"` // sealed
	Address    []byte    `json:"address,omitempty"`   // sealed; of the last sign-in or refresh
	CreatedAt  time.Time `json:"createdAt"`
	SeenAt     time.Time `json:"seenAt,omitzero"` // within SeenEvery
	Epoch      int       `json:"epoch,omitempty"` // of the account when it began
	ExpiresAt  time.Time `json:"expiresAt"`
	Generation int       `json:"generation"` // of the refresh tokens that are current
	RotatedAt  time.Time `json:"rotatedAt"`  // when this generation began
	RevokedAt  time.Time `json:"revokedAt,omitzero"`
	RevokedFor string    `json:"revokedFor,omitempty"` // a reason of SessionEnded

	rev int64 // of the item this was read from
}

// emailRecord says whose an address is.
type emailRecord struct {
	UserID string `json:"userId"`
}

// refreshRecord places a refresh token in its family.
type refreshRecord struct {
	UserID     string `json:"userId"`
	SessionID  string `json:"sessionId"`
	Generation int    `json:"generation"`
}

// ticketRecord says who may open a connection.
type ticketRecord struct {
	UserID    string   `json:"userId"`
	SessionID string   `json:"sessionId"`
	Roles     []string `json:"roles"`
}

func userKey(id string) store.Key {
	return store.Key{Table: store.Identity, PK: "USR#" + id, SK: userSK}
}

func sessionKey(userID, id string) store.Key {
	return store.Key{Table: store.Identity, PK: "USR#" + userID, SK: sessionSK + id}
}

func emailKey(mac []byte) store.Key {
	return store.Key{Table: store.Identity, PK: "EML#" + hex.EncodeToString(mac), SK: emailSK}
}

func refreshKey(token string) store.Key {
	return store.Key{Table: store.Identity, PK: "RFT#" + hashed(token), SK: refreshSK}
}

func ticketKey(ticket string) store.Key {
	return store.Key{Table: store.Runtime, PK: "TKT#" + hashed(ticket), SK: ticketSK}
}

func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// itemOf makes an item of a record.
func itemOf(k store.Key, expires time.Time, record any) (store.Item, error) {
	data, err := json.Marshal(record)
	if err != nil {
		return store.Item{}, fmt.Errorf("write record: %w", err)
	}
	return store.Item{Key: k, Expires: expires, Data: data}, nil
}

// errAbsent says that there is no such item.
var errAbsent = errors.New("no such item")

// load reads a record strongly, or fails with errAbsent.
func load(ctx context.Context, st store.Store, k store.Key, record any) (rev int64, err error) {
	items, err := st.Get(ctx, k)
	if err != nil {
		return 0, err
	}
	if len(items) == 0 {
		return 0, errAbsent
	}
	if err := json.Unmarshal(items[0].Data, record); err != nil {
		return 0, fmt.Errorf("record %s is damaged: %w", k.SK, err)
	}
	return items[0].Rev, nil
}

// maxWrites bounds the attempts of one transaction whose reply is lost.
const maxWrites = 3

// transact writes, and after a lost reply writes the same under the same token again,
// which does not do it twice.
func (s *Service) transact(ctx context.Context, writes ...store.Write) (err error) {
	token := s.c.NewID("txn")
	for range maxWrites {
		if err = s.c.Store.Transact(ctx, token, writes...); store.CodeOf(err) != store.CodeUnavailable || ctx.Err() != nil {
			return err
		}
	}
	return err
}
