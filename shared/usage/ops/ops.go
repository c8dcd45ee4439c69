// Package ops declares the operations of the area usage: what was used, of which tool.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "usage"

// Months is a range of months.
type Months struct {
	From string `query:"from" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"First month, in UTC; absent: the present one" example:"2026-11"`
	To   string `query:"to" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"Last month; absent: the first"`
}

// Amount is how much was used, in a unit.
type Amount struct {
	Unit   string `json:"unit" enum:"requests,pixels"`
	Amount int64  `json:"amount"`
}

// OperationUse is the use of one operation.
type OperationUse struct {
	Operation string   `json:"operation" example:"graphics.export"`
	Calls     int64    `json:"calls"`
	Amounts   []Amount `json:"amounts"`
}

// ToolUse is the use of one tool.
type ToolUse struct {
	Tool       string         `json:"tool" example:"graphics"`
	Calls      int64          `json:"calls"`
	Operations []OperationUse `json:"operations"`
}

// Usage is what an account used in some months.
type Usage struct {
	From  string    `json:"from"`
	To    string    `json:"to"`
	Calls int64     `json:"calls"`
	Tools []ToolUse `json:"tools"`
}

// UsageOutput carries it.
type UsageOutput struct{ Body Usage }

func spec(id, path, summary string, auth operation.Auth) operation.Spec {
	return operation.Spec{ID: "usage." + id, Area: area, Method: http.MethodGet, Path: "/api/v1" + path, Summary: summary, Auth: auth,
		Limit: operation.LimitGlobal, Grants: []operation.Grant{operation.Table("ledger", operation.Read)}, Price: operation.PriceFree}
}

// GetInput is the input of Get.
type GetInput struct{ Months }

// Get sums up one's use by tool and operation.
var Get = operation.Op[GetInput, UsageOutput]{Spec: spec("get", "/users/me/usage", "See what you used, by tool", operation.User)}

// Entry is one use, as it stands in the ledger.
type Entry struct {
	Seq       int64     `json:"seq" doc:"From 1, without gaps"`
	At        time.Time `json:"at"`
	Operation string    `json:"operation"`
	Tool      string    `json:"tool"`
	Unit      string    `json:"unit"`
	Amount    int64     `json:"amount"`
	KeyID     string    `json:"keyId,omitempty" doc:"Of the API key that made the request"`
	Request   string    `json:"correlationId,omitempty" doc:"Names the request in the logs"`
	Hash      string    `json:"hash" doc:"SHA-256 of this entry and the hash of the one before: none can be changed or left out unseen"`
}

// EntryPage is a page of entries.
type EntryPage = operation.Page[Entry]

// EntriesOutput carries a page.
type EntriesOutput struct{ Body EntryPage }

// EntriesInput is the input of ListEntries.
type EntriesInput struct {
	operation.PageInput
	Tool string `query:"tool" maxLength:"32" pattern:"^[a-z][a-z0-9_]*$" doc:"Only of this tool; absent: of all" example:"graphics"`
}

// ListEntries lists what one used, the latest first.
var ListEntries = operation.Op[EntriesInput, EntriesOutput]{Spec: spec("list_entries", "/users/me/usage/entries", "List what you used, one by one", operation.User)}

// OfInput names an account and months.
type OfInput struct {
	UserID string `path:"userId" maxLength:"64"`
	Months
}

// AdminGet sums up an account's use.
var AdminGet = operation.Op[OfInput, UsageOutput]{Spec: spec("admin_get", "/admin/users/{userId}/usage", "See what an account used", operation.Admin)}

// All lists the area's operations.
func All() []operation.Declared { return []operation.Declared{Get, ListEntries, AdminGet} }
