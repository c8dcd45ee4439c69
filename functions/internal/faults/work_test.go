package faults

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
)

// canvas makes a document of the walk, and remembers it.
func canvas(r *run) {
	r.t.Helper()
	signedIn(r)
	r.state["doc"] = r.make("graphics.create", nil, map[string]any{"width": 64, "height": 64, "background": "navy"}).field(r.t, "id")
}

func (r *run) doc() map[string]string { return map[string]string{"canvasId": r.state["doc"]} }

func (r *run) layer(id string) map[string]string {
	return map[string]string{"canvasId": r.state["doc"], "layer": id}
}

// seq is the sequence number of the walk's document.
func (r *run) seq() string {
	r.t.Helper()
	return r.get("graphics.get", r.doc()).field(r.t, "seq")
}

// commitBody is a commit that names the document anew.
func (r *run) commitBody(n int) map[string]any {
	return map[string]any{"commitId": fmt.Sprintf("commit-%s-%d", r.name, n), "edits": []any{
		map[string]any{"op": "set", "id": "root", "props": map[string]any{"background": background(n)}}}}
}

// background is the colour that a commit sets.
func background(n int) string { return fmt.Sprintf("#0000%02x", n) }

func (r *run) commit(n int) {
	r.t.Helper()
	r.do(request{op: "document.commit", token: r.state["token"], path: map[string]string{"documentId": r.state["doc"]}, body: r.commitBody(n)})
}

func (r *run) document() map[string]string {
	return map[string]string{"documentId": r.state["doc"]}
}

// beside names something beside the walk's document.
func (r *run) beside(parameter, id string) map[string]string {
	return map[string]string{"documentId": r.state["doc"], parameter: id}
}

// workScenarios are those of documents and conversations.
func workScenarios() []scenario {
	return []scenario{
		{name: "make a canvas", setup: signedIn, act: func(r *run) {
			r.state["doc"] = r.make("graphics.create", nil, map[string]any{"width": 64, "height": 64, "text": "Hello"}).field(r.t, "id")
		}, check: func(r *run) {
			r.want("documents", r.count("document.list", nil), 1)
			r.want("uses", r.charged(), 1)
			r.get("graphics.get", r.doc())
		}},
		{name: "share a document", setup: func(r *run) {
			withFriend(r)
			r.friend(func() { r.connect("con-" + r.name) })
			r.advance(openTime)
		}, act: func(r *run) {
			token := r.make("document.share", r.document(), map[string]any{"role": "viewer"}).field(r.t, "token")
			r.friend(func() {
				r.make("document.accept_share", nil, map[string]any{"token": token})
				r.frame("live.subscribe", "con-"+r.name, "subscribe", map[string]any{"documentId": r.state["doc"]})
			})
			var page struct{ Items []struct{ ID string } }
			r.get("document.list_shares", r.document()).into(r.t, &page)
			q := r.as("document.revoke_share", map[string]string{"documentId": r.state["doc"], "shareId": page.Items[0].ID}, nil)
			q.again = []string{"not_found"}
			r.do(q)
			r.settle()
		}, check: func(r *run) {
			r.want("links", r.count("document.list_shares", r.document()), 0)
			before, _ := r.sockets.received("con-" + r.name)
			if hit, _ := r.plan.broken(); !hit && len(before) == 0 { // a push may be lost
				r.t.Error("the friend was not told")
			}
			r.commit(1)
			r.settle()
			if after, _ := r.sockets.received("con-" + r.name); len(after) != len(before) {
				r.t.Errorf("after the link's end the friend gets %q", after[len(before):])
			}
			r.friend(func() {
				r.refuses(request{op: "document.get", token: r.state["token"], path: r.document()}, 404)
				r.want("shared documents", r.count("document.list", nil, "in", "shared"), 0)
			})
		}},
		{name: "write beside a document", setup: func(r *run) {
			canvas(r)
			r.commit(1)
		}, act: func(r *run) {
			comment := r.make("document.comment", r.document(), map[string]any{"text": "Bigger?"}).field(r.t, "id")
			reply := r.make("document.comment", r.document(), map[string]any{"text": "Yes", "thread": comment}).field(r.t, "id")
			r.do(r.as("document.edit_comment", r.beside("commentId", comment), map[string]any{"resolved": true}))
			q := r.as("document.delete_comment", r.beside("commentId", reply), nil)
			q.again = []string{"not_found"}
			r.do(q)
			version := r.make("document.name_version", r.document(), map[string]any{"name": "First", "seq": 1}).field(r.t, "id")
			r.do(r.as("document.restore", r.document(), map[string]any{"commitId": "restore-" + r.name, "seq": 1}))
			q = r.as("document.delete_version", r.beside("versionId", version), nil)
			q.again = []string{"not_found"}
			r.do(q)
			r.settle()
		}, check: func(r *run) {
			r.want("comments", r.count("document.list_comments", r.document()), 1)
			r.want("versions", r.count("document.list_versions", r.document()), 0)
			r.want("people", r.count("document.people", r.document()), 1)
			r.want("activity", r.count("document.activity", r.document()), 3+6)
		}},
		{name: "invite", setup: withFriend, act: func(r *run) {
			r.make("document.share", r.document(), map[string]any{"role": "editor", "email": r.friendsEmail()})
			r.settle()
		}, check: func(r *run) {
			r.want("invitations", r.count("document.list_shares", r.document()), 1)
			r.invitedOnce(r.friendsEmail())
			r.friend(func() {
				r.want("documents", r.count("document.list", nil, "in", "shared"), 1)
				r.make("document.commit", r.document(), r.commitBody(1))
			})
		}},
		{name: "leave", setup: func(r *run) {
			withFriend(r)
			r.make("document.share", r.document(), map[string]any{"role": "editor", "email": r.friendsEmail()})
			r.settle()
		}, act: func(r *run) {
			r.friend(func() {
				q := r.as("document.leave", r.document(), nil)
				q.again = []string{"not_found"}
				r.do(q)
			})
			r.settle()
		}, check: func(r *run) {
			r.want("invitations", r.count("document.list_shares", r.document()), 0)
			r.friend(func() {
				r.want("documents", r.count("document.list", nil, "in", "shared"), 0)
				r.refuses(request{op: "document.get", token: r.state["token"], path: r.document()}, 404)
			})
		}},
		{name: "invite who has no account", setup: canvas, act: func(r *run) {
			guest := "guest." + r.email()
			r.make("document.share", r.document(), map[string]any{"role": "editor", "email": guest})
			r.settle()
			r.do(request{op: "identity.register", body: map[string]any{"email": guest, "password": password, "refreshIn": "body"}, again: []string{"email_taken"}})
			r.settle()
			r.do(request{op: "identity.confirm_email", body: map[string]any{"token": r.codes(guest)[0]}, again: []string{"mail_token_invalid", "email_verified"}})
			r.settle()
		}, check: func(r *run) {
			r.want("invitations", r.count("document.list_shares", r.document()), 1)
			r.invitedOnce("guest." + r.email())
			r.remember(r.once(request{op: "identity.login", body: map[string]any{"email": "guest." + r.email(), "password": password, "refreshIn": "body"}}))
			r.want("documents", r.count("document.list", nil, "in", "shared"), 1)
			r.make("document.commit", r.document(), r.commitBody(1))
		}},
		{name: "work on a canvas", setup: canvas, act: func(r *run) {
			id := r.make("graphics.add_layer", r.doc(), map[string]any{"shape": "circle", "color": "#ff8800"}).field(r.t, "layerId")
			r.make("graphics.edit_layer", r.layer(id), map[string]any{"opacity": 0.5})
			r.make("graphics.transform", r.layer(id), map[string]any{"angle": 45})
			r.make("graphics.undo", r.doc(), map[string]any{})
			r.make("graphics.redo", r.doc(), map[string]any{})
			r.make("graphics.delete_layer", r.layer(id), nil)
		}, check: func(r *run) {
			if got := r.seq(); got != "7" {
				r.t.Errorf("sequence number %s, want 7", got)
			}
			r.want("commits", r.count("document.log", map[string]string{"documentId": r.state["doc"]}), 7)
			r.want("uses", r.charged(), 5)
		}},
		{name: "commit", setup: func(r *run) {
			canvas(r)
			r.settle()
			r.connect("con-" + r.name)
			r.frame("live.subscribe", "con-"+r.name, "subscribe", map[string]any{"documentId": r.state["doc"]})
		}, act: func(r *run) {
			r.commit(1)
			r.commit(2)
			r.settle()
			r.get("document.get", map[string]string{"documentId": r.state["doc"]})
			r.get("document.history", map[string]string{"documentId": r.state["doc"]})
			r.get("document.list", nil)
		}, check: func(r *run) {
			r.want("commits", r.count("document.log", map[string]string{"documentId": r.state["doc"]}), 3)
		}},
		{name: "maintain", setup: func(r *run) {
			canvas(r)
			for n := range 130 { // more than a snapshot is taken after
				r.commit(n)
			}
		}, act: func(r *run) {
			events, _ := r.take()
			r.publishAgain(events[len(events)-1])
			r.settle()
		}, check: func(r *run) {
			r.want("commits", r.count("document.log", map[string]string{"documentId": r.state["doc"]}, "limit", "200"), 131)
			if got := r.get("graphics.get", r.doc()); got.field(r.t, "background") != background(129) {
				r.t.Errorf("%s", got.Body)
			}
		}},
		{name: "delete a document", setup: canvas, act: func(r *run) {
			q := r.as("document.delete", map[string]string{"documentId": r.state["doc"]}, nil)
			q.again = []string{"not_found"}
			r.do(q)
			r.settle()
		}, check: func(r *run) {
			r.want("documents", r.count("document.list", nil), 0)
			r.refuses(request{op: "graphics.get", token: r.state["token"], path: r.doc()}, 404)
		}},
		{name: "export", setup: canvas, act: func(r *run) {
			r.state["file"] = r.make("graphics.export", r.doc(), map[string]any{"format": "png"}).field(r.t, "artifactId")
		}, check: func(r *run) {
			r.want("files", r.count("artifact.list", nil), 1)
			r.want("uses", r.charged(), 2)
			r.opens(r.state["file"])
		}},
		{name: "show a picture to others", setup: func(r *run) {
			withFriend(r)
			r.make("document.share", r.document(), map[string]any{"role": "editor", "email": r.friendsEmail()})
			r.settle()
			r.friend(func() { r.state["file"] = r.uploads(false, "") })
		}, act: func(r *run) {
			r.friend(func() {
				r.make("graphics.add_layer", r.doc(), map[string]any{"artifactId": r.state["file"]})
			})
			r.shows(r.state["file"])
			r.get("graphics.preview", r.doc(), "size", "64")
			r.make("graphics.export", r.doc(), map[string]any{"format": "png"})
		}, check: func(r *run) {
			r.shows(r.state["file"])
			r.want("files", r.count("artifact.list", nil), 1)
			r.refuses(request{op: "artifact.content", token: r.state["token"], path: r.file(r.state["file"])}, 404)
			r.friend(func() {
				r.make("artifact.delete", r.file(r.state["file"]), nil)
				r.make("artifact.purge", r.file(r.state["file"]), nil)
			})
			r.refuses(request{op: "graphics.picture", token: r.state["token"], path: r.shown(r.state["file"])}, 404)
		}},
		{name: "chat", setup: func(r *run) {
			signedIn(r)
			r.connect("con-" + r.name)
		}, act: func(r *run) {
			a := r.do(request{op: "chat.send", token: r.state["token"], body: map[string]any{"id": "message-" + r.name,
				"text": "Create a 120x63 banner with a navy background and the title Launch Day in white"}})
			r.state["chat"] = a.field(r.t, "sessionId")
			r.settle()
		}, check: func(r *run) {
			r.want("messages", r.count("chat.list_messages", map[string]string{"sessionId": r.state["chat"]}), 2)
			r.want("conversations", r.count("chat.list_sessions", nil), 1)
			r.told()
			for _, e := range r.entries() {
				r.marks["use "+e]++
			}
			r.want("uses of the chat", r.marks["use chat.send"], 1)
		}},
		{name: "conversations", setup: signedIn, act: func(r *run) {
			id := r.make("chat.create_session", nil, map[string]any{"title": "one"}).field(r.t, "id")
			r.make("chat.rename_session", map[string]string{"sessionId": id}, map[string]any{"title": "two"})
			other := r.make("chat.create_session", nil, map[string]any{"title": "three"}).field(r.t, "id")
			q := r.as("chat.delete_session", map[string]string{"sessionId": other}, nil)
			q.again = []string{"not_found"}
			r.do(q)
		}, check: func(r *run) {
			r.want("conversations", r.count("chat.list_sessions", nil), 1)
			if a := r.get("chat.list_sessions", nil); !strings.Contains(string(a.Body), `"two"`) {
				r.t.Errorf("%s", a.Body)
			}
		}},
		{name: "share a conversation", setup: func(r *run) {
			withFriend(r)
			a := r.do(request{op: "chat.send", token: r.state["token"], body: map[string]any{"id": "message-" + r.name,
				"text": "Create a 120x63 banner with a navy background and the title Launch Day in white"}})
			var said struct {
				SessionID string
				Documents []struct{ ID string }
			}
			a.into(r.t, &said)
			r.state["chat"], r.state["doc"] = said.SessionID, said.Documents[0].ID
			r.settle()
			r.friend(func() { r.connect("con-" + r.name) })
		}, act: func(r *run) {
			chat := map[string]string{"sessionId": r.state["chat"]}
			token := r.make("chat.share", chat, map[string]any{"role": "editor"}).field(r.t, "token")
			r.make("chat.share", chat, map[string]any{"role": "viewer", "email": r.friendsEmail()})
			r.settle()
			r.friend(func() {
				r.make("chat.accept_share", nil, map[string]any{"token": token})
				r.do(request{op: "chat.send", token: r.state["token"], body: map[string]any{"id": "friends-" + r.name, "sessionId": r.state["chat"], "text": "make the title red"}})
			})
			r.settle()
			var page struct{ Items []struct{ ID string } }
			r.get("chat.list_shares", chat).into(r.t, &page)
			for _, l := range page.Items {
				q := r.as("chat.revoke_share", map[string]string{"sessionId": r.state["chat"], "shareId": l.ID}, nil)
				q.again = []string{"not_found"}
				r.do(q)
			}
			r.settle()
		}, check: func(r *run) {
			r.want("links", r.count("chat.list_shares", map[string]string{"sessionId": r.state["chat"]}), 0)
			r.want("messages", r.count("chat.list_messages", map[string]string{"sessionId": r.state["chat"]}), 4)
			r.invitedOnce(r.friendsEmail())
			r.friend(func() {
				r.want("shared conversations", r.count("chat.list_sessions", nil, "in", "shared"), 0)
				r.refuses(request{op: "chat.list_messages", token: r.state["token"], path: map[string]string{"sessionId": r.state["chat"]}}, 404)
				r.refuses(request{op: "document.get", token: r.state["token"], path: r.document()}, 404)
			})
		}},
		{name: "connections", setup: canvas, act: func(r *run) {
			r.make("identity.create_ticket", nil, nil)
			r.connect("con-" + r.name)
			r.frame("live.ping", "con-"+r.name, "ping", nil)
			r.frame("live.subscribe", "con-"+r.name, "subscribe", map[string]any{"documentId": r.state["doc"]})
			r.frame("document.commit", "con-"+r.name, "document.commit", r.socketCommit(1))
			r.settle()
			r.frame("live.unsubscribe", "con-"+r.name, "unsubscribe", map[string]any{"documentId": r.state["doc"]})
			r.frame("live.disconnect", "con-"+r.name, "", nil)
		}, check: func(r *run) {
			r.want("commits", r.count("document.log", map[string]string{"documentId": r.state["doc"]}), 2)
			got, _ := r.sockets.received("con-" + r.name)
			r.commit(2)
			r.settle()
			if after, _ := r.sockets.received("con-" + r.name); len(after) != len(got) {
				r.t.Errorf("after its end the connection gets %q", after[len(got):])
			}
		}},
	}
}

// shown names a file that the walk's canvas shows.
func (r *run) shown(id string) map[string]string {
	return map[string]string{"canvasId": r.state["doc"], "artifactId": id}
}

// shows reads the bytes of a file by the canvas that shows it.
func (r *run) shows(id string) {
	r.t.Helper()
	a := r.get("graphics.picture", r.shown(id))
	status, data := r.send(signed{Method: http.MethodGet, URL: a.Header.Get("Location")}, nil)
	if status != http.StatusOK || !bytes.Equal(data, picture(r)) {
		r.t.Fatalf("picture: %d %q", status, data)
	}
}

// invitedOnce checks that who was invited got one mail of it.
func (r *run) invitedOnce(address string) {
	r.t.Helper()
	if n := r.mailsTo(address)["Something was shared with you"]; n != 1 && !r.mayComeTwice() {
		r.t.Errorf("%d mails to %s", n, address)
	}
}

// told checks that a chat did what its reply says: all of it, or, with the code of a
// refusal of the tool, less. Nothing is there twice.
func (r *run) told() {
	r.t.Helper()
	var page struct {
		Items []struct {
			Role, Status, Code   string
			Documents, Artifacts []any
		}
	}
	r.get("chat.list_messages", map[string]string{"sessionId": r.state["chat"]}).into(r.t, &page)
	documents, files := r.count("document.list", nil), r.count("artifact.list", nil)
	for _, m := range page.Items {
		whole := m.Status == "done" && len(m.Artifacts) == 1
		switch hit, _ := r.plan.broken(); {
		case m.Role != "assistant":
		case !hit && !whole, m.Status == "failed" && m.Code == "", m.Status != "failed" && m.Status != "done",
			len(m.Documents) > documents, len(m.Artifacts) > files, documents > 1, files > 1, m.Status == "done" && documents != 1:
			r.t.Errorf("%+v with %d documents and %d files", m, documents, files)
		}
	}
}

// socketCommit is a commit as the arguments of a frame.
func (r *run) socketCommit(n int) map[string]any {
	args := r.commitBody(n)
	args["documentId"] = r.state["doc"]
	return args
}

// entries are the operations of the ledger's entries.
func (r *run) entries() []string {
	r.t.Helper()
	var page struct{ Items []struct{ Operation string } }
	r.get("usage.list_entries", nil, "limit", "100").into(r.t, &page)
	var out []string
	for _, e := range page.Items {
		out = append(out, e.Operation)
	}
	return out
}
