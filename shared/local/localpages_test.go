package local

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestInspectorSecretBecomesACookie(t *testing.T) {
	r, _ := serverOf(t)
	if want := r.url + "/_local/?secret=" + r.secret.secret; r.InspectorURL() != want {
		t.Errorf("%s, want %s", r.InspectorURL(), want)
	}
	res, _ := do(t, "GET", r.InspectorURL(), "")
	cookies := (&http.Response{Header: res.Header}).Cookies()
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/_local/" || len(cookies) != 1 {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	c := cookies[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/_local/" || strings.Contains(c.Value, r.secret.secret) {
		t.Errorf("cookie %v", c)
	}
	if res, _ := do(t, "GET", r.url+"/_local/events", "", "Cookie", c.Name+"="+c.Value); res.StatusCode != 200 {
		t.Errorf("with the cookie: %d", res.StatusCode)
	}
	if res, _ := do(t, "GET", r.url+"/_local/?secret=wrong", ""); res.StatusCode != 401 {
		t.Errorf("with a wrong secret: %d", res.StatusCode)
	}
	res, _ = do(t, "PUT", r.url+"/_local/faults", `{}`, "Cookie", c.Name+"="+c.Value, "Origin", "http://localhost:1", "Sec-Fetch-Site", "same-site")
	if res.StatusCode != 403 {
		t.Errorf("written from another page of this machine: %d", res.StatusCode)
	}
}

func TestInspectorShowsAndBreaks(t *testing.T) {
	r, _ := serverOf(t)
	bearer := []string{"Authorization", "Bearer " + r.secret.secret}
	do(t, "POST", r.url+"/api/v1/things", `{"id":"hunter2@example.org","name":"shown"}`)
	_, body := do(t, "GET", r.url+"/_local/events?function=thing.create", "", bearer...)
	var list struct{ Items []View }
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%v in %s", err, body)
	}
	if v := list.Items[0]; v.Function != "thing.create" || v.Trigger != "rest" || v.Status != "201" || strings.Contains(body, "hunter2") || !strings.Contains(body, "shown") {
		t.Errorf("%s", body)
	}
	_, page := do(t, "GET", r.url+"/_local/", "", bearer...)
	if strings.Contains(page, "hunter2") || !strings.Contains(page, "thing.create") || strings.Contains(page, "<script") {
		t.Errorf("page: %s", page)
	}
	for _, bad := range []string{`{"a":{"kind":"fire","times":1}}`, `[]`, `{"a":{"kind":"throttle","times":1,"x":1}}`, `{} {}`, `{"a":{"kind":"throttle","times":-1}}`} {
		if res, body := do(t, "PUT", r.url+"/_local/faults", bad, bearer...); res.StatusCode != 400 && res.StatusCode != 422 {
			t.Errorf("%s: %d %s", bad, res.StatusCode, body)
		}
	}
	if res, body := do(t, "PUT", r.url+"/_local/faults", `{"thing.get":{"kind":"throttle","times":1}}`, bearer...); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if _, body := do(t, "GET", r.url+"/_local/faults", "", bearer...); !strings.Contains(body, `"throttle"`) {
		t.Errorf("faults: %s", body)
	}
	for _, want := range []int{503, 200} {
		if res, _ := do(t, "GET", r.url+"/api/v1/things/7", ""); res.StatusCode != want {
			t.Errorf("%d, want %d", res.StatusCode, want)
		}
	}
}

func TestManagementAPI(t *testing.T) {
	r, s := serverOf(t)
	c, id := s.dial(t)
	bearer := []string{"Authorization", "Bearer " + r.secret.secret}
	at := r.url + managePrefix + id
	for _, x := range []struct {
		method, url, body string
		status            int
	}{
		{"POST", at, "hello", 200},
		{"POST", at, strings.Repeat("x", maxMessage+1), 413},
		{"GET", at, "", 200},
		{"PUT", at, "", 405},
		{"POST", r.url + managePrefix, "x", 404},
		{"POST", r.url + managePrefix + "nobody", "x", 410},
		{"GET", r.url + managePrefix + "nobody", "", 410},
		{"DELETE", r.url + managePrefix + "nobody", "", 410},
		{"DELETE", at, "", 204},
		{"DELETE", at, "", 410},
	} {
		res, body := do(t, x.method, x.url, x.body, bearer...)
		if res.StatusCode != x.status {
			t.Errorf("%s %s: %d %s, want %d", x.method, x.url, res.StatusCode, body, x.status)
		}
		if x.method == "GET" && x.status == 200 && !strings.Contains(body, `"sourceIp": "127.0.0.1"`) {
			t.Errorf("described as %s", body)
		}
	}
	if got := receive(t, c); got != "hello" {
		t.Errorf("received %s", got)
	}
	if code := ending(t, c); code != websocket.StatusNormalClosure {
		t.Errorf("closed with %d", code)
	}
}

func TestSecretFile(t *testing.T) {
	dir := t.TempDir()
	first, err := openSecret(dir)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, SecretFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if again, err := openSecret(dir); err != nil || again != first || len(first) < 16 {
		t.Errorf("%q, then %q, %v", first, again, err)
	}
	if err := os.WriteFile(filepath.Join(dir, SecretFile), []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openSecret(dir); err == nil {
		t.Error("an empty secret was taken")
	}
}
