package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// clientIP is where a request comes from.
func clientIP(ctx context.Context) string { return operation.MetaFrom(ctx).ClientIP }

// ListSessions lists the caller's sessions.
func (s *Service) ListSessions(ctx context.Context, in *ops.ListSessionsInput) (*ops.SessionPageOutput, error) {
	p := operation.MetaFrom(ctx).Principal
	list, next, err := s.c.Identity.Sessions(ctx, p.UserID, in.Limit, in.Cursor)
	if err != nil {
		return nil, listProblem(err)
	}
	out := &ops.SessionPageOutput{Body: ops.SessionPage{Items: make([]ops.Session, len(list)), NextCursor: next}}
	for i, one := range list {
		out.Body.Items[i] = session(one, p.SessionID)
	}
	return out, nil
}

func session(one identity.Session, current string) ops.Session {
	return ops.Session{ID: one.ID, Device: one.UserAgent, Address: one.Address, CreatedAt: one.CreatedAt, SeenAt: one.SeenAt,
		ExpiresAt: one.ExpiresAt, Current: one.ID == current}
}

// EndSession ends one of the caller's sessions.
func (s *Service) EndSession(ctx context.Context, in *ops.SessionInput) (*operation.None, error) {
	return done(s.c.Identity.EndSession(ctx, operation.UserID(ctx), in.SessionID))
}

// LogoutEverywhere ends the caller's sessions.
func (s *Service) LogoutEverywhere(ctx context.Context, in *ops.LogoutEverywhereInput) (*ops.LogoutOutput, error) {
	p := operation.MetaFrom(ctx).Principal
	keep := ""
	if in.Body.KeepCurrent {
		keep = p.SessionID
	}
	if err := s.c.Identity.LogoutEverywhere(ctx, p.UserID, keep); err != nil {
		return nil, problem(err)
	}
	if keep != "" {
		return &ops.LogoutOutput{}, nil
	}
	return s.signedOut(), nil
}

// done is the answer of what answers nothing.
func done(err error) (*operation.None, error) {
	if err != nil {
		return nil, problem(err)
	}
	return &operation.None{}, nil
}

// placed says in which field of the request the cause of a refusal stands, where that has
// another name than in shared/identity.
func placed(err error, fields map[identity.Code]string) error {
	p, ok := problem(err).(*operation.Problem) //nolint:errorlint // problem gives it bare, or not at all
	if !ok {
		return err
	}
	name, ok := fields[identity.CodeOf(err)]
	if !ok {
		return p
	}
	p.Field = "body." + name
	p.Errors = []operation.FieldProblem{{Field: p.Field, Code: p.Code, Message: p.Detail}}
	return p
}
