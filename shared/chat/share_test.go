package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// circle is a world in which people share conversations: it knows who was told what, and
// who has which address.
type circle struct {
	*world
	t         testing.TB
	store     *memory.Store
	told      []string // person, type, topic
	looked    []string // documents whose followers were looked at
	addresses map[string]string
	delivered int
}

func newCircle(t *testing.T) *circle {
	t.Helper()
	st := memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)})
	c := &circle{world: newWorld(t, st), t: t, store: st, addresses: map[string]string{}}
	c.world.start = func(id string, payload []byte) {
		var e struct {
			Args liveops.Notice `json:"args"`
		}
		if err := json.Unmarshal(payload, &e); err != nil || id != liveops.Publish.Spec.ID {
			t.Errorf("%s: %v", id, err)
		}
		for _, user := range e.Args.UserIDs {
			c.told = append(c.told, user+" "+e.Args.Type+" "+e.Args.Topic)
		}
	}
	c.bind(t, identityops.People.Bind(c.people), identityops.FindAddressee.Bind(c.addressee), identityops.Invite.Bind(c.invite), liveops.EndAccess.Bind(c.endAccess))
	return c
}

func (c *circle) people(_ context.Context, in *identityops.PeopleInput) (*identityops.PeopleOutput, error) {
	out := &identityops.PeopleOutput{Body: identityops.PeopleAnswer{Items: []identityops.PersonName{}}}
	for _, id := range in.Body.UserIDs {
		out.Body.Items = append(out.Body.Items, identityops.PersonName{UserID: id, Name: "Name of " + id})
	}
	for _, one := range in.Body.Sealed {
		out.Body.Addresses = append(out.Body.Addresses, string(one))
	}
	out.Body.Hash = c.addresses[in.Body.HashOf]
	return out, nil
}

func (c *circle) addressee(ctx context.Context, in *identityops.AddresseeInput) (*identityops.AddresseeOutput, error) {
	return &identityops.AddresseeOutput{Body: identityops.Addressee{Hash: in.Body.Email, Sealed: []byte(in.Body.Email), Self: c.addresses[operation.UserID(ctx)] == in.Body.Email}}, nil
}

func (c *circle) invite(_ context.Context, in *identityops.InviteInput) (*identityops.InvitedOutput, error) {
	out := &identityops.InvitedOutput{}
	for user, address := range c.addresses {
		if address == string(in.Body.Sealed) {
			out.Body.UserID = user
		}
	}
	return out, nil
}

func (c *circle) endAccess(_ context.Context, in *operation.Fact) (*operation.None, error) {
	c.looked = append(c.looked, in.Body.Subject)
	return &operation.None{}, nil
}

// as is the circle seen by another person.
func (c *circle) as(user string) *circle {
	c.user = user
	return c
}

// deliver brings the events of shared conversations to their functions.
func (c *circle) deliver() {
	c.t.Helper()
	events := c.store.Emitted()
	for _, e := range events[c.delivered:] {
		fact := &operation.Fact{Body: operation.FactBody{ID: e.ID, Type: e.Type, Subject: e.Subject}}
		if err := json.Unmarshal(e.Data, &fact.Body.Data); err != nil {
			c.t.Fatal(err)
		}
		var err error
		switch e.Type {
		case "chat.invited":
			_, err = chatops.DeliverInvitation.Call(context.Background(), c, fact)
		case "chat.access_ended":
			_, err = chatops.EndAccess.Call(context.Background(), c, fact)
		}
		if err != nil {
			c.t.Error(err)
		}
	}
	c.delivered = len(events)
}

// link shares a conversation of the person's by a link.
func (c *circle) link(session, role string) shareops.NewLink {
	c.t.Helper()
	in := &chatops.ShareInput{SessionInput: chatops.SessionInput{SessionID: session}}
	in.Body.Role = role
	out, err := chatops.Share.Call(c.ctx(), c, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return out.Body
}

func (c *circle) accept(token string) error {
	_, err := chatops.AcceptShare.Call(c.ctx(), c, &shareops.TokenInput{Body: shareops.Token{Token: token}})
	return err
}

func (c *circle) revoke(session, link string) {
	c.t.Helper()
	if _, err := chatops.RevokeShare.Call(c.ctx(), c, &chatops.ShareIDInput{SessionInput: chatops.SessionInput{SessionID: session}, ShareID: link}); err != nil {
		c.t.Fatal(err)
	}
	c.deliver()
}

func (c *circle) shared() []chatops.Session {
	c.t.Helper()
	out, err := chatops.ListSessions.Call(c.ctx(), c, &chatops.SessionsInput{PageInput: operation.PageInput{Limit: 50}, In: "shared"})
	if err != nil {
		c.t.Fatal(err)
	}
	return out.Body.Items
}

// reads gives what the person's reading of a conversation, its document and its file is
// answered with.
func (c *circle) reads(r chatops.Reply) []int {
	c.t.Helper()
	_, messages := chatops.ListMessages.Call(c.ctx(), c, &chatops.ListMessagesInput{SessionInput: chatops.SessionInput{SessionID: r.SessionID}, PageInput: operation.PageInput{Limit: 50}})
	_, canvas := graphicsops.Get.Call(c.ctx(), c, &graphicsops.CanvasInput{CanvasID: r.Documents[0].ID})
	_, file := artifactops.Get.Call(c.ctx(), c, &artifactops.GetInput{IDInput: artifactops.IDInput{ArtifactID: r.Artifacts[0].ID}})
	return []int{status(messages), status(canvas), status(file)}
}

func status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return operation.AsProblem(err).Status
}

const banner = "make a 120x63 banner, navy, title Launch Day"

// TestSharedConversation: who has it reads it and what was made in it, and is told what
// happens; who may write has things done, on their own account; and all of that ends.
func TestSharedConversation(t *testing.T) {
	c := newCircle(t)
	made := c.as("ada").say(t, "", banner)
	viewer, editor := c.link(made.SessionID, "viewer"), c.link(made.SessionID, "editor")
	for user, token := range map[string]string{"vera": viewer.Token, "ed": editor.Token} {
		if got := c.as(user).reads(made); !slices.Equal(got, []int{404, 404, 404}) {
			t.Errorf("%s before: %v", user, got)
		}
		if err := c.accept(token); err != nil {
			t.Fatal(err)
		}
		if got := c.reads(made); !slices.Equal(got, []int{200, 200, 200}) {
			t.Errorf("%s: %v", user, got)
		}
	}
	if got := c.as("vera").shared(); len(got) != 1 || got[0].ID != made.SessionID || got[0].Role != "viewer" {
		t.Errorf("%+v", got)
	}
	if _, err := c.send(chatops.NewMessage{SessionID: made.SessionID, Text: "make the title red"}); status(err) != http.StatusForbidden {
		t.Errorf("a viewer says something: %v", err)
	}
	c.told = nil
	changed := c.as("ed").say(t, made.SessionID, "make the title red")
	if changed.Message.Status != "done" || changed.Message.By != "ed" || c.title(t, made.Documents[0].ID) != "#ff0000" {
		t.Errorf("%+v, the title is %s", changed.Message, c.title(t, made.Documents[0].ID))
	}
	if got := c.speakers[len(c.speakers)-1]; got != "ed" {
		t.Errorf("understood as %s speaks", got)
	}
	for _, user := range []string{"ada", "vera", "ed"} {
		if n := count(c.told, user+" chat.message "+made.SessionID); n != 2 {
			t.Errorf("%s was told %d messages", user, n)
		}
	}
	another := c.say(t, made.SessionID, "make a 64x64 canvas, green") // an editor's, made there
	for _, user := range []string{"ada", "vera"} {
		if got := c.as(user).reads(another); !slices.Equal(got, []int{200, 200, 200}) {
			t.Errorf("%s reads what an editor made: %v", user, got)
		}
	}
	c.told = nil
	c.as("ada").revoke(made.SessionID, editor.ID)
	if !slices.Equal(c.told, []string{"ed chat.closed " + made.SessionID}) || !slices.Contains(c.looked, made.Documents[0].ID) || !slices.Contains(c.looked, another.Documents[0].ID) {
		t.Errorf("told %v, looked at %v", c.told, c.looked)
	}
	if got := c.as("ed").reads(made); !slices.Equal(got, []int{404, 404, 404}) || len(c.shared()) != 0 {
		t.Errorf("after the end: %v", got)
	}
	if got := c.as("ed").reads(another); !slices.Equal(got, []int{404, 200, 200}) { // their own
		t.Errorf("their own after the end: %v", got)
	}
	if got := c.as("vera").reads(made); !slices.Equal(got, []int{200, 200, 200}) {
		t.Errorf("by another link: %v", got)
	}
}

// TestToldBehindTheGone: who has a conversation is told also behind many who had it once.
func TestToldBehindTheGone(t *testing.T) {
	c := newCircle(t)
	made := c.as("ada").say(t, "", "hello")
	first, second := c.link(made.SessionID, "viewer"), c.link(made.SessionID, "viewer")
	for i := range 2 * liveops.MaxNoticed {
		if err := c.as(fmt.Sprintf("gone%03d", i)).accept(first.Token); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.as("vera").accept(second.Token); err != nil {
		t.Fatal(err)
	}
	c.as("ada").revoke(made.SessionID, first.ID)
	c.told = nil
	c.say(t, made.SessionID, "thanks")
	if n := count(c.told, "vera chat.message "+made.SessionID); n != 2 {
		t.Errorf("told %d messages", n)
	}
}

// title gives the colour of the title of a canvas.
func (c *circle) title(t *testing.T, canvas string) string {
	t.Helper()
	for _, l := range c.canvas(t, canvas).Layers {
		if l.Type == "text" {
			return strings.Trim(string(l.Props["fill"]), `"`)
		}
	}
	return ""
}

func count(list []string, one string) (n int) {
	for _, s := range list {
		if s == one {
			n++
		}
	}
	return n
}

// TestInvitedToAConversation: at once, or when they prove to have the address.
func TestInvitedToAConversation(t *testing.T) {
	c := newCircle(t)
	c.addresses["bob"] = "bob@example.org"
	made := c.as("ada").say(t, "", banner)
	for _, address := range []string{"bob@example.org", "eve@example.org"} {
		in := &chatops.ShareInput{SessionInput: chatops.SessionInput{SessionID: made.SessionID}, Body: shareops.Sharing{Email: address}}
		if _, err := chatops.Share.Call(c.ctx(), c, in); err != nil {
			t.Fatal(err)
		}
	}
	c.deliver()
	if got := c.as("bob").reads(made); !slices.Equal(got, []int{200, 200, 200}) {
		t.Errorf("bob: %v", got)
	}
	c.addresses["eve"] = "eve@example.org"
	fact := &operation.Fact{Body: operation.FactBody{Type: "identity.address_verified", Subject: "eve", Data: operation.FactData{UserID: "eve"}}}
	if _, err := chatops.ClaimInvitations.Call(context.Background(), c, fact); err != nil {
		t.Fatal(err)
	}
	if got := c.as("eve").shared(); len(got) != 1 {
		t.Errorf("eve: %v", got)
	}
	if _, err := chatops.Leave.Call(c.ctx(), c, &chatops.SessionInput{SessionID: made.SessionID}); err != nil {
		t.Fatal(err)
	}
	if got := c.reads(made); !slices.Equal(got, []int{404, 404, 404}) {
		t.Errorf("eve after leaving: %v", got)
	}
}

// TestRolesInAConversation: who may do what with one that is shared.
func TestRolesInAConversation(t *testing.T) {
	c := newCircle(t)
	for name, do := range map[string]struct {
		act  func(s chatops.SessionInput) error
		want map[string]int
	}{
		"rename": {func(s chatops.SessionInput) error {
			_, err := chatops.RenameSession.Call(c.ctx(), c, &chatops.RenameSessionInput{SessionInput: s, Body: chatops.SessionRename{Title: "Other"}})
			return err
		}, map[string]int{"owner": 200, "editor": 200, "viewer": 403, "stranger": 404}},
		"describe": {func(s chatops.SessionInput) error {
			_, err := chatops.GetSession.Call(c.ctx(), c, &s)
			return err
		}, map[string]int{"owner": 200, "editor": 200, "viewer": 200, "stranger": 404}},
		"people": {func(s chatops.SessionInput) error {
			_, err := chatops.People.Call(c.ctx(), c, &chatops.PeopleInput{SessionInput: s, PeopleQuery: shareops.PeopleQuery{PageInput: operation.PageInput{Limit: 50}}})
			return err
		}, map[string]int{"owner": 200, "editor": 200, "viewer": 200, "stranger": 404}},
		"delete": {func(s chatops.SessionInput) error {
			_, err := chatops.DeleteSession.Call(c.ctx(), c, &s)
			return err
		}, map[string]int{"owner": 200, "editor": 403, "viewer": 403, "stranger": 404}},
		"share": {func(s chatops.SessionInput) error {
			_, err := chatops.Share.Call(c.ctx(), c, &chatops.ShareInput{SessionInput: s, Body: shareops.Sharing{Request: shareops.Request{Role: "viewer"}}})
			return err
		}, map[string]int{"owner": 200, "editor": 403, "viewer": 403, "stranger": 404}},
		"list links": {func(s chatops.SessionInput) error {
			_, err := chatops.ListShares.Call(c.ctx(), c, &chatops.SharesInput{SessionInput: s, PageInput: operation.PageInput{Limit: 50}})
			return err
		}, map[string]int{"owner": 200, "editor": 403, "viewer": 403, "stranger": 404}},
		"leave": {func(s chatops.SessionInput) error {
			_, err := chatops.Leave.Call(c.ctx(), c, &s)
			return err
		}, map[string]int{"owner": 409, "editor": 200, "viewer": 200, "stranger": 404}},
	} {
		for user, want := range do.want {
			s := chatops.SessionInput{SessionID: c.as("owner").say(t, "", "hello").SessionID}
			for _, role := range []string{"viewer", "editor"} {
				l := c.as("owner").link(s.SessionID, role)
				if err := c.as(role).accept(l.Token); err != nil {
					t.Fatal(err)
				}
			}
			if got := status(func() error { c.as(user); return do.act(s) }()); got != want {
				t.Errorf("%s by %s: %d, want %d", name, user, got, want)
			}
		}
	}
}

// TestDeletedWhileShared: with a conversation goes what shares it, and its people are told.
func TestDeletedWhileShared(t *testing.T) {
	c := newCircle(t)
	made := c.as("ada").say(t, "", banner)
	link := c.link(made.SessionID, "viewer")
	if err := c.as("vera").accept(link.Token); err != nil {
		t.Fatal(err)
	}
	c.told = nil
	if _, err := chatops.DeleteSession.Call(c.as("ada").ctx(), c, &chatops.SessionInput{SessionID: made.SessionID}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.told, []string{"vera chat.closed " + made.SessionID}) || !slices.Contains(c.looked, made.Documents[0].ID) {
		t.Errorf("told %v, looked at %v", c.told, c.looked)
	}
	if got := c.as("vera").reads(made); !slices.Equal(got, []int{404, 404, 404}) {
		t.Errorf("%v", got)
	}
	if err := c.accept(link.Token); status(err) != http.StatusNotFound {
		t.Errorf("the link still opens: %v", err)
	}
	items, _, err := c.store.Query(t.Context(), store.Query{Table: store.Work, PK: share.Conversations.Partition + made.SessionID})
	if err != nil || len(items) != 0 {
		t.Errorf("%v, %v", items, err)
	}
}

// TestSameMessageID: an id that another person used is theirs.
func TestSameMessageID(t *testing.T) {
	c := newCircle(t)
	made := c.as("ada").say(t, "", "hello")
	link := c.link(made.SessionID, "editor")
	if err := c.as("ed").accept(link.Token); err != nil {
		t.Fatal(err)
	}
	m := chatops.NewMessage{ID: strings.Repeat("m", 10), SessionID: made.SessionID, Text: "thanks"}
	if _, err := c.as("ada").send(m); err != nil {
		t.Fatal(err)
	}
	if _, err := c.as("ed").send(m); operation.AsProblem(err).Code != "id_reused" {
		t.Errorf("%v", err)
	}
}
