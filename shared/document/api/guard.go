package api

import (
	"context"
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/margin"
	"github.com/aio-creative-hub/aio/shared/document/placed"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// EventAccess is published when a link to a document was revoked; its subject is the
// document's id. Those who came by it see no more.
const EventAccess = "document.access_ended"

// eventInvited is published when an address was invited to a document.
const eventInvited = "document.invited"

// links says where the links to documents are kept: beside them, since in their own
// partition the log is read to its end.
var links = share.Kind{Token: "aiodoc", ID: "doc_", Partition: "DOCSHARE#", Shared: "#SHAREDDOCS", Ended: EventAccess, Invited: eventInvited}

// Guarded is the documents with what says who may do what with them, with what is
// written beside them, and with what finds who put something into them.
type Guarded struct {
	*document.Documents
	Links  *share.Book
	Margin *margin.Book
	chats  *share.Book
	Placed *placed.Book
	now    func() time.Time
}

// Now is the time as records keep it.
func (g *Guarded) Now() time.Time { return g.now().UTC().Truncate(time.Millisecond) }

// Guard makes it; the links are in the documents' store.
func Guard(docs *document.Documents, s store.Store, now func() time.Time, newID func(prefix string) string) *Guarded {
	book := func(k share.Kind) *share.Book { return &share.Book{Store: s, Kind: k, Now: now, NewID: newID} }
	return &Guarded{docs, book(links), &margin.Book{Store: s, Now: now, NewID: newID}, book(share.Conversations), &placed.Book{Docs: docs, Store: s, Now: now}, now}
}

// Access is a document as somebody may use it.
type Access struct {
	document.Meta
	Role  share.Role
	Until time.Time // when the link ends that the role came by; zero for the owner
}

// Admit reads a document's description if the caller may use it in a role. To whoever has
// none it looks like an unknown one; whoever has a lesser one is told that. Every tool asks
// it before it touches a document.
func (g *Guarded) Admit(ctx context.Context, id string, asked share.Role) (Access, error) {
	a, err := g.AccessOf(ctx, id, operation.UserID(ctx))
	switch {
	case err != nil:
		return Access{}, err
	case a.Role.Allows(asked):
		return a, nil
	case a.Role == share.None:
		return Access{}, operation.NotFound("document")
	case asked == share.Editor:
		return Access{}, operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "You may see this document, not change it. Ask its owner.")
	}
	return Access{}, operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "Only the owner of this document may do this.")
}

// AccessOf tells what an account may do with a document: as its owner, by links and
// invitations, or in the conversation that it was made in. One that is gone is refused.
func (g *Guarded) AccessOf(ctx context.Context, id, user string) (Access, error) {
	m, err := g.Meta(ctx, id)
	if err != nil {
		return Access{}, Problem(err)
	}
	if m.Owner == user && user != "" {
		return Access{Meta: m, Role: share.Owner}, nil
	}
	role, until, err := g.Links.RoleOr(ctx, m.ID, g.chats, m.Within, user)
	return Access{m, role, until}, err
}
