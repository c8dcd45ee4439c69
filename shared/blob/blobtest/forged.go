package blobtest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// tamper are changes that turn a signed request into another one.
func tamper(s blob.SignedRequest) map[string]func(*http.Request) {
	path := func(f func(string) string) func(*http.Request) {
		return func(r *http.Request) { r.URL.Path = f(r.URL.Path); r.URL.RawPath = "" }
	}
	changes := map[string]func(*http.Request){
		"another key":      path(func(p string) string { return strings.Replace(p, "usr_1", "usr_2", 1) }),
		"a key below":      path(func(p string) string { return p + "/x" }),
		"a key above":      path(func(p string) string { return p[:strings.LastIndex(p, "/")] }),
		"a path upwards":   path(func(p string) string { return p + "/../../art_2/picture.png" }),
		"no query":         func(r *http.Request) { r.URL.RawQuery = "" },
		"method DELETE":    func(r *http.Request) { r.Method = http.MethodDelete },
		"the other method": func(r *http.Request) { r.Method = map[string]string{"GET": "PUT", "PUT": "GET"}[r.Method] },
	}
	for name := range mustQuery(s) {
		changes["without "+name] = func(r *http.Request) {
			q := r.URL.Query()
			q.Del(name)
			r.URL.RawQuery = q.Encode()
		}
		changes["changed "+name] = func(r *http.Request) {
			q := r.URL.Query()
			v := q.Get(name)
			q.Set(name, flip(v))
			r.URL.RawQuery = q.Encode()
		}
	}
	return changes
}

func mustQuery(s blob.SignedRequest) map[string][]string {
	req, err := http.NewRequest(http.MethodGet, s.URL, nil) //nolint:noctx // only to take the URL apart
	if err != nil {
		return nil
	}
	return req.URL.Query()
}

// flip changes the first character of a value to another of its kind, so that numbers
// stay numbers and an expiry moves far into the future.
func flip(v string) string {
	if v == "" {
		return "1"
	}
	if v[0] == '9' || v[0] == 'z' {
		return "8" + v[1:]
	}
	return string(v[0]+1) + v[1:]
}

// signedTamper: each change is a test of its own, so that a back end which does not see one
// of them (Harness.Lacks) is held to all others.
func signedTamper(t *testing.T, h Harness) {
	body, upload := []byte("kept"), []byte("evil")
	put(t, h.Store, signedKey, body, blob.PutOptions{})
	get := signGet(t, h, blob.GetGrant{Life: time.Minute, Disposition: "attachment", ContentType: "text/plain"})
	eachChange(t, h, http.MethodGet, tamper(get), func(t *testing.T, name string, change func(*http.Request)) {
		got := send(t, h, get, nil, change)
		if !refusal(name, got.status) {
			t.Errorf("GET, %s: %d, want 403", name, got.status)
		}
		if bytes.Contains(got.body, body) {
			t.Errorf("GET, %s: the object shows", name)
		}
	})
	put := signPut(t, h, upload)
	eachChange(t, h, http.MethodPut, tamperPut(put), func(t *testing.T, name string, change func(*http.Request)) {
		if got := send(t, h, put, upload, change); got.status/100 == 2 || got.status/100 == 5 {
			t.Errorf("PUT, %s: %d, want a refusal", name, got.status)
		}
	})
	wantBody(t, h.Store, signedKey, body)
	if keys, err := listAll(t, h.Store, "", 0); err != nil || len(keys) != 1 {
		t.Errorf("stored: %v, %v", keys, err)
	}
}

func eachChange(t *testing.T, h Harness, method string, changes map[string]func(*http.Request), test func(*testing.T, string, func(*http.Request))) {
	t.Helper()
	for name, change := range changes {
		t.Run(method+", "+name, func(t *testing.T) {
			if why := h.Lacks["SignedTamper: "+name]; why != "" {
				t.Skip("not run: " + why)
			}
			test(t, name, change)
		})
	}
}

// refusal tells whether a status is one for a changed request. Of a signature that is not
// complete S3 says 400 (AuthorizationQueryParametersError), of all others 403.
func refusal(change string, status int) bool {
	switch status {
	case http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusLengthRequired:
		return true
	case http.StatusBadRequest:
		return strings.HasPrefix(change, "without ")
	}
	return false
}

// tamperPut are the changes of an upload: those of any request, and of its headers.
func tamperPut(put blob.SignedRequest) map[string]func(*http.Request) {
	changes := tamper(put)
	changes["another type"] = header("Content-Type", "text/html")
	changes["no type"] = func(r *http.Request) { r.Header.Del("Content-Type") }
	for name := range put.Header {
		if strings.Contains(strings.ToLower(name), "sha256") {
			changes["another checksum"] = header(name, sum([]byte("live")))
			changes["no checksum"] = func(r *http.Request) { r.Header.Del(name) }
		}
	}
	changes["another length"] = func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader("evi")), 3
	}
	return changes
}

// signedPutWrongBody: all as signed but the bytes.
func signedPutWrongBody(t *testing.T, h Harness) {
	s := signPut(t, h, []byte("right"))
	if got := send(t, h, s, []byte("wrong")); got.status != http.StatusBadRequest {
		t.Errorf("wrong bytes: %d, want 400", got.status)
	}
	wantAbsent(t, h.Store, signedKey)
	if got := send(t, h, s, []byte("right")); got.status != http.StatusOK {
		t.Errorf("right bytes after wrong ones: %d %s", got.status, got.body)
	}
}

func signedExpires(t *testing.T, h Harness) {
	body := []byte("body")
	put(t, h.Store, signedKey, body, blob.PutOptions{})
	get := signGet(t, h, blob.GetGrant{Life: 2 * time.Second})
	up, err := h.Store.SignPut(t.Context(), signedKey, blob.PutGrant{ContentType: "image/png", Length: 3, SHA256: sum([]byte("new")), Life: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, h, get, nil); got.status != http.StatusOK {
		t.Errorf("before: %d", got.status)
	}
	h.Advance(2 * time.Second)
	if got := send(t, h, get, nil); got.status != http.StatusForbidden || bytes.Contains(got.body, body) {
		t.Errorf("GET after its time: %d, want 403", got.status)
	}
	if got := send(t, h, up, []byte("new")); got.status != http.StatusForbidden {
		t.Errorf("PUT after its time: %d, want 403", got.status)
	}
	wantBody(t, h.Store, signedKey, body)
}

func signRefuses(t *testing.T, h Harness) {
	ctx := t.Context()
	for name, g := range map[string]blob.GetGrant{
		"no life":                  {},
		"negative life":            {Life: -1},
		"long life":                {Life: blob.MaxSignLife + 1},
		"disposition line break":   {Life: time.Minute, Disposition: "attachment\r\nX: y"},
		"disposition that is none": {Life: time.Minute, Disposition: "a b c"},
		"type line break":          {Life: time.Minute, ContentType: "a/b\nc"},
	} {
		_, err := h.Store.SignGet(ctx, signedKey, g)
		wantErr(t, "SignGet "+name, err, blob.ErrInvalid)
	}
	good := blob.PutGrant{ContentType: "image/png", Length: 3, SHA256: sum(nil), Life: time.Minute}
	id := startUpload(t, h)
	for name, spoil := range map[string]func(*blob.PutGrant){
		"no life":         func(g *blob.PutGrant) { g.Life = 0 },
		"long life":       func(g *blob.PutGrant) { g.Life = blob.MaxSignLife + 1 },
		"no checksum":     func(g *blob.PutGrant) { g.SHA256 = "" },
		"bad checksum":    func(g *blob.PutGrant) { g.SHA256 = "x" },
		"negative length": func(g *blob.PutGrant) { g.Length = -1 },
		"absurd length":   func(g *blob.PutGrant) { g.Length = blob.MaxPut + 1 },
		"bad type":        func(g *blob.PutGrant) { g.ContentType = "a/b\r\n" },
	} {
		g := good
		spoil(&g)
		_, err := h.Store.SignPut(ctx, signedKey, g)
		wantErr(t, "SignPut "+name, err, blob.ErrInvalid)
		_, err = h.Store.SignPart(ctx, multiKey, id, 1, g)
		wantErr(t, "SignPart "+name, err, blob.ErrInvalid)
	}
	_, err := h.Store.SignPart(ctx, multiKey, id, 0, good)
	wantErr(t, "SignPart number", err, blob.ErrInvalid)
}
