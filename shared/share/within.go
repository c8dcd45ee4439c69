package share

import (
	"context"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Conversations is the kind of conversations. What is made in one belongs to it: its people
// may use that, too, in their role there. So other areas ask about it; see RoleOr.
var Conversations = Kind{Token: "aiochat", ID: "cnv_", Partition: "CNVSHARE#", Shared: "#SHAREDCNV", Ended: "chat.access_ended", Invited: "chat.invited"}

// RoleOr is Role of a thing that was made in a conversation, or what the account has by the
// conversation if that allows more.
func (b *Book) RoleOr(ctx context.Context, thing string, conversations *Book, conversation, user string) (Role, time.Time, error) {
	role, until, err := b.Role(ctx, thing, user)
	if err != nil || role.Allows(Editor) {
		return role, until, err
	}
	within, ends, err := conversations.within(ctx, conversation, user)
	if role == None || within.Allows(Editor) {
		role, until = within, ends
	}
	return role, until, err
}

// within gives what an account has in a conversation, and until when: its people have their
// role, and its owner may edit what others made there. b is the book of conversations.
func (b *Book) within(ctx context.Context, conversation, user string) (Role, time.Time, error) {
	if conversation == "" || user == "" {
		return None, time.Time{}, nil
	}
	role, until, err := b.Role(ctx, conversation, user)
	if err != nil || role != None {
		return role, until, err
	}
	links, err := b.all(ctx, conversation)
	for _, l := range links {
		if l.By == user {
			return Editor, l.ExpiresAt, err
		}
	}
	return None, time.Time{}, err
}

// Members are the accounts that have a thing, those who were invited among them: for
// telling them what happens, not for telling anybody who they are. At most so many.
func (b *Book) Members(ctx context.Context, thing string, most int) ([]string, error) {
	var out []string
	for _, prefix := range []string{guestPrefix, grantPrefix} {
		for cursor, more := "", true; more && len(out) < most; more = cursor != "" {
			items, next, err := b.Store.Query(ctx, b.grantsOf(thing, prefix, cursor))
			if err != nil {
				return nil, wrapped("list members", err)
			}
			held, err := b.holders(ctx, items)
			if err != nil {
				return nil, err
			}
			for _, h := range held {
				if !slices.Contains(out, h.User) && len(out) < most {
					out = append(out, h.User)
				}
			}
			cursor = next
		}
	}
	return out, nil
}

func (b *Book) grantsOf(thing, prefix, cursor string) store.Query {
	return store.Query{Table: store.Work, PK: b.Kind.Partition + thing, From: prefix, To: store.PrefixEnd(prefix), Cursor: cursor}
}

// HadBy are the accounts that have something by a link, whether or not it still works.
func (b *Book) HadBy(ctx context.Context, thing, link string) ([]string, error) {
	var out []string
	for _, prefix := range []string{guestPrefix, grantPrefix} {
		err := store.Each(ctx, b.Store, b.grantsOf(thing, prefix, ""), func(it store.Item) error {
			g, err := b.decodeGrant(it)
			if g.Link == link {
				out = append(out, g.User)
			}
			return err
		})
		if err != nil {
			return nil, wrapped("list who had", err)
		}
	}
	return out, nil
}
