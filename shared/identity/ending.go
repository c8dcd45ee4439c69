package identity

import (
	"context"
	"errors"

	"github.com/aio-creative-hub/aio/shared/store"
)

// maxEndings is how many sessions are told to have ended in the transaction that ends
// them; with what else is written it stays below store.MaxTransact. Those of somebody with
// more end by the account's epoch, and are told one by one afterwards.
const maxEndings = 80

// changeAll changes an account and ends its sessions but the one to keep, all or nothing.
// The account begins a new epoch, to which only the kept session is taken over: a sign-in
// or a refresh under way at the same time ends up in the old one, which is over. The
// change sees the account as it is and adds writes of its own.
func (s *Service) changeAll(ctx context.Context, userID, keep, reason string, change func(*userRecord) ([]store.Write, error)) error {
	err := raced(func() error {
		rec, err := s.loadRecord(ctx, userID)
		if err != nil {
			return err
		}
		old := rec.Epoch
		rec.Epoch++
		more, err := change(&rec)
		if err != nil {
			return err
		}
		ends, err := s.endings(ctx, userID, keep, reason, old)
		if err != nil {
			return err
		}
		user, err := userItem(rec)
		if err != nil {
			return err
		}
		writes := append([]store.Write{{Item: user, If: store.AtRev(rec.rev)}}, more...)
		return s.transact(ctx, append(writes, ends...)...)
	})
	s.verifier.sessions.forgetOwned(userID)
	if err != nil {
		return err
	}
	s.endRest(ctx, userID, reason)
	return nil
}

// endings are the writes that take the kept session into the epoch after old, and end the
// others of it.
func (s *Service) endings(ctx context.Context, userID, keep, reason string, old int) ([]store.Write, error) {
	sessions, err := s.sessionsOf(ctx, userID)
	if err != nil {
		return nil, err
	}
	var writes []store.Write
	kept := keep == ""
	for _, ses := range sessions {
		if !ses.RevokedAt.IsZero() || ses.Epoch != old {
			continue
		}
		if ses.ID == keep {
			ses.Epoch, kept = old+1, true
			item, err := itemOf(sessionKey(userID, ses.ID), ses.ExpiresAt, ses)
			if err != nil {
				return nil, err
			}
			writes = append(writes, store.Write{Item: item, If: store.AtRev(ses.rev)})
			continue
		}
		if len(writes) >= maxEndings {
			continue
		}
		ses.RevokedAt, ses.RevokedFor = s.c.Now().UTC(), reason
		w, err := s.endWrite(ses)
		if err != nil {
			return nil, err
		}
		writes = append(writes, w)
	}
	if !kept {
		return nil, refuse(CodeSessionRevoked, nil)
	}
	return writes, nil
}

// endRest tells of the sessions that ended with their epoch alone. They are worth nothing
// already, so a failure is nobody's concern but of connections that stay open longer.
func (s *Service) endRest(ctx context.Context, userID, reason string) {
	owner, err := s.loadRecord(ctx, userID)
	sessions, listErr := s.sessionsOf(ctx, userID)
	if errors.Join(err, listErr) != nil {
		return
	}
	for _, ses := range sessions {
		if ses.RevokedAt.IsZero() && ses.Epoch != owner.Epoch {
			_ = s.end(ctx, userID, ses.ID, reason)
		}
	}
}
