package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
)

// followLive sees commits made by REST on a WebSocket, in order, without gaps.
func followLive(t *testing.T, v *visitor) {
	conn, err := v.c.Dial(v.ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	head := v.canvas(t).Seq
	if err := conn.Follow(v.ctx, v.banner.Documents[0].ID, head); err != nil {
		t.Fatal(err)
	}
	const n = 5
	for i := range n {
		if err := v.c.Do(v.ctx, http.MethodPatch, v.canvasPath()+"/layers/root", map[string]any{"background": fmt.Sprintf("#0000%02x", i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for want := head + 1; want <= head+n; {
		select {
		case p := <-conn.Pushes():
			if p.Type != "document.commit" {
				continue
			}
			if p.Seq != want {
				t.Fatalf("commit %d, want %d", p.Seq, want)
			}
			want++
		case <-v.ctx.Done():
			t.Fatalf("commit %d did not come", want)
		}
	}
}

// shareDocument gives the canvas to a second account, which changes it.
func shareDocument(t *testing.T, v *visitor) {
	v.friend = client.New(v.url, client.Options{})
	if _, err := v.friend.Register(v.ctx, "friend."+v.email, password, "Grace"); err != nil {
		t.Fatal(err)
	}
	if err := v.friend.Do(v.ctx, http.MethodGet, v.canvasPath(), nil, nil); !client.HasStatus(err, http.StatusNotFound) {
		t.Errorf("before: %v", err)
	}
	if err := v.c.Do(v.ctx, http.MethodPost, v.documentPath()+"/shares", map[string]any{"role": "editor"}, &v.link); err != nil {
		t.Fatal(err)
	}
	var doc docops.Document
	if err := v.friend.Do(v.ctx, http.MethodPost, "/api/v1/documents/accept", map[string]any{"token": v.link.Token}, &doc); err != nil || doc.Role != "editor" {
		t.Fatalf("%+v, %v", doc, err)
	}
	if err := v.friend.Do(v.ctx, http.MethodPatch, v.canvasPath()+"/layers/root", map[string]any{"background": "#123456"}, nil); err != nil {
		t.Fatal(err)
	}
	if got := v.canvas(t).Background; got != "#123456" {
		t.Errorf("the owner sees %s", got)
	}
	if err := v.friend.Do(v.ctx, http.MethodDelete, v.documentPath(), nil, nil); !client.HasStatus(err, http.StatusForbidden) {
		t.Errorf("deleting it: %v", err)
	}
}

// followShared has the second account follow the canvas, until toldOfTheEnd.
func followShared(t *testing.T, v *visitor) {
	conn, err := v.friend.Dial(v.ctx)
	if err != nil {
		t.Fatal(err)
	}
	v.friendly = conn
	if err := conn.Follow(v.ctx, v.banner.Documents[0].ID, 0); err != nil {
		t.Fatal(err)
	}
}

// endLink revokes the link, and with it what the second account may do.
func endLink(t *testing.T, v *visitor) {
	if err := v.c.Do(v.ctx, http.MethodDelete, v.documentPath()+"/shares/"+v.link.ID, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := v.friend.Do(v.ctx, http.MethodGet, v.canvasPath(), nil, nil); !client.HasStatus(err, http.StatusNotFound) {
		t.Errorf("after: %v", err)
	}
}

// toldOfTheEnd waits for the event of the revocation to reach who follows. A client that
// is not told finds out by asking after a minute of silence: that is too late here.
func toldOfTheEnd(t *testing.T, v *visitor) {
	if v.friendly == nil {
		t.Fatal("nobody follows")
	}
	const beforeItAsks = 50 * time.Second
	late := time.After(beforeItAsks)
	defer func() { _ = v.friendly.Close() }()
	for {
		select {
		case p := <-v.friendly.Pushes():
			if p.Type == client.TypeGone && p.Topic == v.banner.Documents[0].ID {
				return
			}
		case <-late:
			t.Fatal("nobody said that it is over")
		}
	}
}

func chatOverSocket(t *testing.T, v *visitor) {
	conn, err := v.c.Dial(v.ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	reply, err := conn.Send(v.ctx, chatops.NewMessage{SessionID: v.banner.SessionID, Text: "Add the text Hello in white"})
	if err != nil || len(reply.Artifacts) == 0 {
		t.Errorf("%+v, %v", reply, err)
	}
	if status, _, err := conn.Call(v.ctx, "nobody.knows", nil); err != nil || status != 404 {
		t.Errorf("an unknown action: %d, %v", status, err)
	}
}

func badTickets(t *testing.T, v *visitor) {
	for _, ticket := range []string{"", "x", "wst_0000000000000000000000000000000000000000000"} {
		req, err := http.NewRequestWithContext(v.ctx, http.MethodGet, v.url+"/ws?ticket="+ticket, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
			req.Header.Set(name, value)
		}
		res, err := plain.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 401 && res.StatusCode != 403 {
			t.Errorf("ticket %q: %d", ticket, res.StatusCode)
		}
	}
}
