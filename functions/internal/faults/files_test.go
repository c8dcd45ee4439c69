package faults

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"time"
)

// picture is the file of the walks.
func picture(r *run) []byte {
	r.t.Helper()
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewRGBA(image.Rect(0, 0, 300, 10))); err != nil {
		r.t.Fatal(err)
	}
	return data.Bytes()
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// signed is a request that something else has signed.
type signed struct {
	Method, URL string
	Headers     map[string]string
}

// send carries out a signed request.
func (r *run) send(q signed, body []byte) (int, []byte) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), q.Method, absolute(q.URL), bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for name, value := range q.Headers {
		req.Header.Set(name, value)
	}
	res, err := r.upload(req)
	if err != nil {
		r.t.Fatal(err)
	}
	data, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, data
}

func absolute(url string) string {
	if strings.HasPrefix(url, "/") {
		return "http://" + host + url
	}
	return url
}

// put sends a file, or a part.
func (r *run) put(q signed, data []byte) {
	r.t.Helper()
	if status, body := r.send(q, data); status >= http.StatusMultipleChoices {
		r.t.Fatalf("put: %d %s", status, body)
	}
}

func (r *run) file(id string) map[string]string { return map[string]string{"artifactId": id} }

// opens reads a file's bytes by its address.
func (r *run) opens(id string) []byte {
	r.t.Helper()
	a := r.get("artifact.content", r.file(id))
	if a.Status/100 != 3 {
		r.t.Fatalf("content: %d %s", a.Status, a.Body)
	}
	status, data := r.send(signed{Method: http.MethodGet, URL: a.Header.Get("Location")}, nil)
	if status != http.StatusOK {
		r.t.Fatalf("content: %d %s", status, data)
	}
	return data
}

// upload makes a file of the walk's picture; inParts tells how.
func (r *run) uploads(inParts bool, version string) string {
	r.t.Helper()
	data := picture(r)
	wish := map[string]any{"name": "logo.png", "bytes": len(data)}
	if version != "" {
		wish["artifactId"] = version
	}
	if inParts {
		wish["inParts"] = true
	} else {
		wish["sha256"] = digest(data)
	}
	var u struct {
		ID  string
		Put *signed
	}
	r.make("artifact.begin_upload", nil, wish).into(r.t, &u)
	path := map[string]string{"uploadId": u.ID}
	if inParts {
		var parts struct{ Items []signed }
		r.do(request{op: "artifact.sign_parts", token: r.state["token"], path: path,
			body: map[string]any{"parts": []any{map[string]any{"number": 1, "sha256": digest(data)}}}}).into(r.t, &parts)
		r.put(parts.Items[0], data)
		r.get("artifact.get_upload", path)
	} else {
		r.put(*u.Put, data)
	}
	return r.make("artifact.complete_upload", path, nil).field(r.t, "id")
}

// holds checks how many files and bytes the person has.
func (r *run) holds(files, bytes int) {
	r.t.Helper()
	var s struct{ Bytes, Files, PendingBytes int }
	r.get("artifact.get_storage", nil).into(r.t, &s)
	if s.Files != files || s.Bytes != bytes || s.PendingBytes != 0 {
		r.t.Errorf("%+v, want %d files, %d bytes", s, files, bytes)
	}
}

// owner has a file.
func owner(r *run) {
	signedIn(r)
	r.state["file"] = r.uploads(false, "")
}

// trashLife is longer than what is in the trash stays.
const trashLife = 31 * 24 * time.Hour

// fileScenarios are those of files.
func fileScenarios() []scenario {
	one := func(r *run) {
		r.want("files", r.count("artifact.list", nil), 1)
		r.holds(1, len(picture(r)))
		if got := r.opens(r.state["file"]); !bytes.Equal(got, picture(r)) {
			r.t.Errorf("the file has %d bytes", len(got))
		}
	}
	none := func(r *run) {
		r.want("files", r.count("artifact.list", nil), 0)
		r.want("trash", r.count("artifact.list", nil, "in", "trash"), 0)
		r.holds(0, 0)
	}
	trashed := func(r *run) {
		owner(r)
		r.make("artifact.delete", r.file(r.state["file"]), nil)
	}
	return []scenario{
		{name: "upload", setup: signedIn, act: func(r *run) { r.state["file"] = r.uploads(false, "") }, check: one},
		{name: "upload in parts", setup: signedIn, act: func(r *run) { r.state["file"] = r.uploads(true, "") }, check: one},
		{name: "abandon an upload", setup: signedIn, act: func(r *run) {
			for _, inParts := range []bool{true, false} {
				id := r.make("artifact.begin_upload", nil, map[string]any{"name": "a.png", "bytes": 99, "inParts": inParts, "sha256": digest(nil)}).field(r.t, "id")
				q := r.as("artifact.abort_upload", map[string]string{"uploadId": id}, nil)
				q.again = []string{"not_found"}
				r.do(q)
			}
		}, check: none},
		{name: "versions", setup: owner, act: func(r *run) {
			r.uploads(false, r.state["file"])
			r.make("artifact.restore_version", map[string]string{"artifactId": r.state["file"], "version": "1"}, nil)
		}, check: func(r *run) {
			r.want("versions", r.count("artifact.list_versions", r.file(r.state["file"])), 3)
			r.holds(1, 2*len(picture(r)))
			r.opens(r.state["file"])
		}},
		{name: "thumbnail", setup: owner, act: func(r *run) {
			r.get("artifact.thumbnail", r.file(r.state["file"]))
			r.get("artifact.content", r.file(r.state["file"]))
		}, check: one},
		{name: "name and copy", setup: owner, act: func(r *run) {
			r.make("artifact.update", r.file(r.state["file"]), map[string]any{"name": "other.png", "tags": []string{"a"}})
			r.state["copy"] = r.make("artifact.copy", r.file(r.state["file"]), map[string]any{}).field(r.t, "id")
		}, check: func(r *run) {
			r.want("files", r.count("artifact.list", nil), 2)
			r.holds(2, 2*len(picture(r)))
			r.opens(r.state["copy"])
		}},
		{name: "trash and restore", setup: owner, act: func(r *run) {
			r.make("artifact.delete", r.file(r.state["file"]), nil)
			r.make("artifact.restore", r.file(r.state["file"]), nil)
		}, check: one},
		{name: "remove for good", setup: trashed, act: func(r *run) {
			q := r.as("artifact.purge", r.file(r.state["file"]), nil)
			q.again = []string{"not_found"}
			r.do(q)
		}, check: none},
		{name: "empty the trash", setup: trashed, act: func(r *run) { r.make("artifact.empty_trash", nil, nil) }, check: none},
		{name: "purge what is old", setup: func(r *run) {
			r.advance(trashLife) // what other walks left in their trash is not this one's
			r.schedule("artifact.purge_expired")
			trashed(r)
			r.advance(trashLife)
		},
			act: func(r *run) { r.schedule("artifact.purge_expired") }, check: func(r *run) { r.login(password); none(r) }},
		{name: "share", setup: owner, act: func(r *run) {
			a := r.make("artifact.share", r.file(r.state["file"]), map[string]any{"role": "viewer"})
			var page struct{ Items []struct{ ID string } }
			r.get("artifact.list_shares", r.file(r.state["file"])).into(r.t, &page)
			if a.Status < http.StatusBadRequest {
				r.do(request{op: "artifact.open_shared", body: map[string]any{"token": a.field(r.t, "token")}, single: true})
			}
			q := r.as("artifact.revoke_share", map[string]string{"artifactId": r.state["file"], "shareId": page.Items[0].ID}, nil)
			q.again = []string{"share_not_found", "not_found"}
			r.do(q)
		}, check: func(r *run) {
			r.want("links", r.count("artifact.list_shares", r.file(r.state["file"])), 0)
			one(r)
		}},
		{name: "delete the account", setup: func(r *run) {
			owner(r)
			r.make("graphics.create", nil, map[string]any{"width": 64, "height": 64})
			r.make("chat.create_session", nil, map[string]any{"title": "one"})
			r.settle()
		}, act: func(r *run) {
			q := r.as("identity.delete_account", nil, map[string]any{"password": password})
			q.again = []string{"session_revoked", "user_not_found", "token_invalid"}
			r.do(q)
			r.settle()
		}, check: func(r *run) {
			r.refuses(request{op: "identity.login", body: r.credentials(password)}, http.StatusUnauthorized)
			r.do(request{op: "identity.register", body: r.credentials(password)}) // the address is free
		}},
	}
}
