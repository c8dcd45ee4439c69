package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// ShareInput is the input of Share.
type ShareInput struct {
	IDInput
	Body shareops.Request
}

// NewShareOutput carries a new link.
type NewShareOutput struct{ Body shareops.NewLink }

func shares(id, method, path, summary string, access operation.Access) operation.Spec {
	return operation.Spec{ID: "document." + id, Area: area, Method: method, Path: "/api/v1/documents" + path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitGlobal, Grants: []operation.Grant{operation.Table("work", access)}, Price: operation.PriceFree}
}

func secret(s operation.Spec, status int, refusals ...int) operation.Spec {
	s.Secret, s.Status, s.Refusals = true, status, refusals
	return s
}

// Share makes a link that shares a document.
var Share = operation.Op[ShareInput, NewShareOutput]{Spec: secret(shares("share", http.MethodPost, "/{documentId}/shares", "Share a document by a link", operation.ReadWrite),
	http.StatusCreated, http.StatusConflict)}

// SharesInput is the input of ListShares.
type SharesInput struct {
	IDInput
	operation.PageInput
}

// ListShares lists the links to a document that still work.
var ListShares = operation.Op[SharesInput, shareops.PageOutput]{Spec: shares("list_shares", http.MethodGet, "/{documentId}/shares", "List the links that share a document", operation.Read)}

// ShareIDInput names a link.
type ShareIDInput struct {
	IDInput
	ShareID string `path:"shareId" maxLength:"64"`
}

// RevokeShare ends a link, and what it gave to accounts: who follows the document by it is
// told, and gets no more.
var RevokeShare = operation.Op[ShareIDInput, operation.None]{Spec: func() operation.Spec {
	s := shares("revoke_share", http.MethodDelete, "/{documentId}/shares/{shareId}", "End a link that shares a document", operation.ReadWrite)
	s.Status = http.StatusNoContent
	return s
}()}

// DocumentOutput carries a document.
type DocumentOutput struct{ Body Document }

// AcceptShare gives one's account what a link allows, for as long as the link lives.
var AcceptShare = operation.Op[shareops.TokenInput, DocumentOutput]{Spec: secret(shares("accept_share", http.MethodPost, "/accept", "Open a document that was shared by a link", operation.ReadWrite),
	http.StatusOK, http.StatusNotFound)}
