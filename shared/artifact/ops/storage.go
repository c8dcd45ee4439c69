package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Storage is what an account's files take, trash and versions included, and may take.
type Storage struct {
	Bytes      int64 `json:"bytes"`
	Files      int   `json:"files"`
	Pending    int64 `json:"pendingBytes" doc:"Announced by uploads under way"`
	QuotaBytes int64 `json:"quotaBytes"`
	QuotaFiles int   `json:"quotaFiles"`
}

// StorageOutput carries it.
type StorageOutput struct{ Body Storage }

// GetStorage says how much room one's files take.
var GetStorage = operation.Op[operation.None, StorageOutput]{Spec: spec("get_storage", http.MethodGet, "/users/me/storage", "See how much room your files take", reads())}

// StorageOfInput names an account.
type StorageOfInput struct {
	UserID string `path:"userId" maxLength:"64"`
}

func admin(s operation.Spec) operation.Spec {
	s.Auth = operation.Admin
	return s
}

// AdminGetStorage says how much room an account's files take.
var AdminGetStorage = operation.Op[StorageOfInput, StorageOutput]{Spec: admin(spec("admin_get_storage", http.MethodGet, "/admin/users/{userId}/storage", "See how much room an account's files take", reads()))}

// Quota is what an account's files may take.
type Quota struct {
	Bytes int64 `json:"bytes" minimum:"0" maximum:"1125899906842624" doc:"0: the usual"`
	Files int   `json:"files" minimum:"0" maximum:"100000000" doc:"0: the usual"`
}

// QuotaInput is the input of AdminSetQuota.
type QuotaInput struct {
	StorageOfInput
	Body Quota
}

// AdminSetQuota sets what an account's files may take. What is there already stays.
var AdminSetQuota = operation.Op[QuotaInput, StorageOutput]{Spec: admin(spec("admin_set_quota", http.MethodPut, "/admin/users/{userId}/storage", "Set how much room an account's files may take", writes()))}
