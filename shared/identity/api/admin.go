package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// AdminListUsers lists accounts.
func (s *Service) AdminListUsers(ctx context.Context, in *ops.AdminListUsersInput) (*ops.AccountPageOutput, error) {
	list, next, err := s.c.Identity.Users(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, listProblem(err)
	}
	return accounts(list, next), nil
}

// listProblem is problem for lists, which may be asked for with a cursor of another one.
func listProblem(err error) error {
	if store.CodeOf(err) == store.CodeInvalid {
		return operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list.").Because(err)
	}
	return problem(err)
}

// AdminFindUsers finds the account of an address.
func (s *Service) AdminFindUsers(ctx context.Context, in *ops.AdminFindUsersInput) (*ops.AccountPageOutput, error) {
	u, ok, err := s.c.Identity.FindUser(ctx, in.Body.Email)
	if err != nil {
		return nil, problem(err)
	}
	if !ok {
		return accounts(nil, ""), nil
	}
	return accounts([]identity.User{u}, ""), nil
}

// AdminGetUser reads an account.
func (s *Service) AdminGetUser(ctx context.Context, in *ops.AccountInput) (*ops.AccountOutput, error) {
	u, err := s.c.Identity.Me(ctx, in.UserID)
	if err != nil {
		return nil, problem(err)
	}
	return &ops.AccountOutput{Body: account(u)}, nil
}

// AdminUpdateUser changes an account.
func (s *Service) AdminUpdateUser(ctx context.Context, in *ops.AdminUpdateUserInput) (*ops.AccountOutput, error) {
	u, err := s.c.Identity.AdminUpdate(ctx, operation.UserID(ctx), in.UserID, identity.AdminPatch{Disabled: in.Body.Disabled, Role: in.Body.Role})
	if err != nil {
		return nil, problem(err)
	}
	return &ops.AccountOutput{Body: account(u)}, nil
}

func accounts(list []identity.User, next string) *ops.AccountPageOutput {
	out := &ops.AccountPageOutput{Body: ops.AccountPage{Items: make([]ops.Account, len(list)), NextCursor: next}}
	for i, u := range list {
		out.Body.Items[i] = account(u)
	}
	return out
}

func account(u identity.User) ops.Account {
	return ops.Account{User: user(u), UpdatedAt: u.UpdatedAt, DisabledAt: moment(u.DisabledAt)}
}
