package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Account is an account as administrators see it.
type Account struct {
	User
	UpdatedAt  time.Time  `json:"updatedAt"`
	DisabledAt *time.Time `json:"disabledAt,omitempty" doc:"Absent: it is not disabled"`
}

// AccountPage lists accounts.
type AccountPage = operation.Page[Account]

// AccountPageOutput carries accounts.
type AccountPageOutput struct{ Body AccountPage }

// AccountOutput carries an account.
type AccountOutput struct{ Body Account }

// admin is the Spec that administrators' operations have in common. All of them read the
// session strongly and refuse API keys, because of their Auth.
func admin(id, method, path, summary string, access operation.Access) operation.Spec {
	return operation.Spec{
		ID: id, Area: area, Method: method, Path: path, Summary: summary, Auth: operation.Admin, Limit: operation.LimitGlobal,
		Grants: []operation.Grant{operation.Table("identity", access), operation.Seal()}, Price: operation.PriceFree,
	}
}

// AdminListUsersInput is the input of AdminListUsers.
type AdminListUsersInput struct{ operation.PageInput }

// AdminListUsers lists all accounts, the oldest first.
var AdminListUsers = operation.Op[AdminListUsersInput, AccountPageOutput]{
	Spec: admin("identity.admin_list_users", http.MethodGet, "/api/v1/admin/users", "List accounts", operation.Read),
}

// AccountSearch says which account is looked for.
type AccountSearch struct {
	Email string `json:"email" maxLength:"254" doc:"The whole address"`
}

// AdminFindUsersInput is the input of AdminFindUsers. The address travels in the body,
// since URLs are written to logs.
type AdminFindUsersInput struct{ Body AccountSearch }

// AdminFindUsers finds the account of an address: a list of one or none.
var AdminFindUsers = operation.Op[AdminFindUsersInput, AccountPageOutput]{
	Spec: admin("identity.admin_find_users", http.MethodPost, "/api/v1/admin/users/search", "Find an account by its address", operation.Read),
}

// AccountInput names an account.
type AccountInput struct {
	UserID string `path:"userId" maxLength:"64"`
}

// AdminGetUser reads an account.
var AdminGetUser = operation.Op[AccountInput, AccountOutput]{
	Spec: admin("identity.admin_get_user", http.MethodGet, "/api/v1/admin/users/{userId}", "Read an account", operation.Read),
}

// AccountPatch changes an account; what is absent stays.
type AccountPatch struct {
	Disabled *bool   `json:"disabled,omitempty" doc:"A disabled account is signed out everywhere and cannot sign in"`
	Role     *string `json:"role,omitempty" enum:"user,admin"`
}

// AdminUpdateUserInput is the input of AdminUpdateUser.
type AdminUpdateUserInput struct {
	AccountInput
	Body AccountPatch
}

// AdminUpdateUser disables or enables an account, or gives it a role; never one's own.
var AdminUpdateUser = operation.Op[AdminUpdateUserInput, AccountOutput]{
	Spec: admin("identity.admin_update_user", http.MethodPatch, "/api/v1/admin/users/{userId}", "Change an account", operation.ReadWrite),
}
