package artifact

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Quota is what an account's files may take, trash and versions included.
type Quota struct {
	Bytes int64
	Files int
}

// DefaultQuota is generous to a person and bounds what one account can cost: at S3's
// standard price ten gibibytes are a quarter of a dollar a month.
var DefaultQuota = Quota{Bytes: 10 << 30, Files: 100_000}

// maxPending is how many uploads of one account may be under way: dropping a folder into
// the browser begins a few at a time.
const maxPending = 100

// storage is what an account's files take and may take. It is written in the transaction
// of every change that takes or frees room, under its revision, so it is exact.
type storage struct {
	Bytes   int64              `json:"bytes"`
	Files   int                `json:"files"`
	Pending map[string]pending `json:"pending,omitempty"` // by upload
	Quota   Quota              `json:"quota,omitzero"`    // zero fields: the usual

	rev int64
}

// pending is room that an upload will take, until it ends or expires.
type pending struct {
	Bytes int64     `json:"bytes"`
	Files int       `json:"files,omitempty"` // 1, or 0 of a version of a file that there is
	Until time.Time `json:"until"`
}

func storageKey(user string) store.Key {
	return store.Key{Table: store.Work, PK: "USER#" + user, SK: "STORAGE"}
}

// storageOf reads what an account's files take, without uploads that have expired.
func (s *Service) storageOf(ctx context.Context, user string) (storage, error) {
	items, err := s.c.Store.Get(ctx, storageKey(user))
	if err != nil {
		return storage{}, fmt.Errorf("artifact: storage: %w", err)
	}
	var st storage
	if len(items) > 0 {
		if err := json.Unmarshal(items[0].Data, &st); err != nil {
			return storage{}, fmt.Errorf("artifact: decode storage: %w", err)
		}
		st.rev = items[0].Rev
	}
	for id, p := range st.Pending {
		if !s.c.Now().Before(p.Until) {
			delete(st.Pending, id)
		}
	}
	return st, nil
}

// write is the write of st over what was read.
func (st storage) write(user string) (store.Write, error) {
	data, err := json.Marshal(st)
	if err != nil {
		return store.Write{}, fmt.Errorf("artifact: encode storage: %w", err)
	}
	cond := store.AtRev(st.rev)
	if st.rev == 0 {
		cond = store.Absent()
	}
	return store.Write{Item: store.Item{Key: storageKey(user), Data: data}, If: cond}, nil
}

func (st storage) underWay() (bytes int64, files int) {
	for _, p := range st.Pending {
		bytes, files = bytes+p.Bytes, files+p.Files
	}
	return bytes, files
}

// limit is the account's quota.
func (s *Service) limit(st storage) Quota {
	q := s.c.Quota
	if st.Quota.Bytes > 0 {
		q.Bytes = st.Quota.Bytes
	}
	if st.Quota.Files > 0 {
		q.Files = st.Quota.Files
	}
	return q
}

// admit refuses what would not fit.
func (s *Service) admit(st storage, bytes int64, files int) error {
	q := s.limit(st)
	pendingBytes, pendingFiles := st.underWay()
	if st.Bytes+pendingBytes+bytes > q.Bytes {
		return operation.NewProblem(403, "quota_exceeded", fmt.Sprintf("There is no room: your files may take %s. Remove some, also from the trash.", inWords(q.Bytes)))
	}
	if files > 0 && st.Files+pendingFiles+files > q.Files {
		return operation.NewProblem(403, "quota_exceeded", fmt.Sprintf("You may keep %d files. Remove some, also from the trash.", q.Files))
	}
	return nil
}

// inWords gives bytes in the largest unit that fits, rounded down.
func inWords(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"}
	i := 0
	for n >= 10<<10 && i < len(units)-1 {
		n >>= 10
		i++
	}
	return fmt.Sprintf("%d %s", n, units[i])
}

// GetStorage says how much room the caller's files take.
func (s *Service) GetStorage(ctx context.Context, _ *operation.None) (*ops.StorageOutput, error) {
	return s.storageFor(ctx, operation.UserID(ctx))
}

// AdminGetStorage says it of any account.
func (s *Service) AdminGetStorage(ctx context.Context, in *ops.StorageOfInput) (*ops.StorageOutput, error) {
	return s.storageFor(ctx, in.UserID)
}

func (s *Service) storageFor(ctx context.Context, user string) (*ops.StorageOutput, error) {
	st, err := s.storageOf(ctx, user)
	if err != nil {
		return nil, err
	}
	return s.told(st), nil
}

func (s *Service) told(st storage) *ops.StorageOutput {
	q := s.limit(st)
	pending, _ := st.underWay()
	return &ops.StorageOutput{Body: ops.Storage{Bytes: st.Bytes, Files: st.Files, Pending: pending, QuotaBytes: q.Bytes, QuotaFiles: q.Files}}
}

// AdminSetQuota sets what an account's files may take.
func (s *Service) AdminSetQuota(ctx context.Context, in *ops.QuotaInput) (out *ops.StorageOutput, err error) {
	err = s.raced(ctx, func() error {
		st, err := s.storageOf(ctx, in.UserID)
		if err != nil {
			return err
		}
		st.Quota = Quota{Bytes: in.Body.Bytes, Files: in.Body.Files}
		w, err := st.write(in.UserID)
		if err != nil {
			return err
		}
		if _, err = s.c.Store.Write(ctx, w); err != nil {
			return fmt.Errorf("artifact: set quota: %w", err)
		}
		out = s.told(st)
		return nil
	})
	return out, err
}

// account makes the write of an account's storage as change leaves it.
func (s *Service) account(ctx context.Context, user string, change func(*storage) error) (store.Write, error) {
	st, err := s.storageOf(ctx, user)
	if err != nil {
		return store.Write{}, err
	}
	if err := change(&st); err != nil {
		return store.Write{}, err
	}
	return st.write(user)
}

// transact makes all writes or none.
func (s *Service) transact(ctx context.Context, writes ...store.Write) error {
	if err := s.c.Store.Transact(ctx, s.c.NewID("txn"), writes...); err != nil {
		return fmt.Errorf("artifact: transact: %w", err)
	}
	return nil
}
