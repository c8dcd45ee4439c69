package e2e

import (
	"net/http"
	"testing"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// shareConversation shares the conversation with the friend, who has the banner changed in
// it, and takes it back: the friend then has neither the conversation nor the banner.
func shareConversation(t *testing.T, v *visitor) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	path := "/api/v1/chat/sessions/" + v.banner.SessionID
	var l shareops.NewLink
	must(v.c.Do(v.ctx, http.MethodPost, path+"/shares", map[string]any{"role": "editor"}, &l))
	var s chatops.Session
	must(v.friend.Do(v.ctx, http.MethodPost, "/api/v1/chat/accept", map[string]any{"token": l.Token}, &s))
	must(v.friend.Do(v.ctx, http.MethodGet, v.canvasPath(), nil, nil))
	var reply chatops.Reply
	must(v.friend.Do(v.ctx, http.MethodPost, "/api/v1/chat/messages", chatops.NewMessage{SessionID: s.ID, Text: "make the title red"}, &reply))
	if s.Role != "editor" || reply.Message.Status != "done" {
		t.Errorf("%+v, %+v", s, reply.Message)
	}
	var page chatops.MessagePage
	must(v.c.Do(v.ctx, http.MethodGet, path+"/messages?limit=200", nil, &page))
	if last := page.Items[len(page.Items)-1]; last.ID != reply.Message.ID || last.By != reply.Message.By {
		t.Errorf("the owner reads %+v", last)
	}
	must(v.c.Do(v.ctx, http.MethodDelete, path+"/shares/"+l.ID, nil, nil))
	for _, gone := range []string{path + "/messages", v.canvasPath()} {
		if err := v.friend.Do(v.ctx, http.MethodGet, gone, nil, nil); !client.HasStatus(err, http.StatusNotFound) {
			t.Errorf("%s after the end: %v", gone, err)
		}
	}
}
