package local

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/operation"
)

func routerOf(t testing.TB, routes ...string) *router {
	t.Helper()
	var specs []operation.Spec
	for _, r := range routes {
		method, path, _ := strings.Cut(r, " ")
		specs = append(specs, operation.Spec{ID: r, Method: method, Path: path})
	}
	r, err := newRouter(specs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var sampleRoutes = []string{
	"GET /", "GET /health", "GET /.well-known/jwks.json",
	"GET /things", "POST /things", "GET /things/{id}", "DELETE /things/{id}", "GET /things/special",
	"GET /things/{id}/parts", "GET /things/{id}/parts/{part}", "GET /things/trash/{part}", "GET /slashed/",
}

func TestRouter(t *testing.T) {
	r := routerOf(t, sampleRoutes...)
	for _, c := range []struct{ path, resource, params string }{
		{"/", "/", ""},
		{"/health", "/health", ""},
		{"/health/", "", ""},
		{"//health", "", ""},
		{"/Health", "", ""},
		{"/h%65alth", "", ""},
		{"/./health", "", ""},
		{"/things/../health", "", ""},
		{"/.well-known/jwks.json", "/.well-known/jwks.json", ""},
		{"/things", "/things", ""},
		{"/things/", "", ""},
		{"/things/special", "/things/special", ""},
		{"/things/x", "/things/{id}", "id=x"},
		{"/things/a%2Fb%20c", "/things/{id}", "id=a%2Fb%20c"},
		{"/things/..", "/things/{id}", "id=.."},
		{"/things//parts", "", ""},
		{"/things/x/parts", "/things/{id}/parts", "id=x"},
		{"/things/x/parts/", "", ""},
		{"/things/x/parts/y", "/things/{id}/parts/{part}", "id=x part=y"},
		{"/things/trash/y", "/things/trash/{part}", "part=y"},
		{"/things/trash/parts", "/things/trash/{part}", "part=parts"},
		{"/things/trash/parts/y", "/things/{id}/parts/{part}", "id=trash part=y"},
		{"/things/special/parts", "/things/{id}/parts", "id=special"},
		{"/slashed/", "/slashed/", ""},
		{"/slashed", "", ""},
		{"", "", ""},
		{"*", "", ""},
		{"/" + strings.Repeat("a/", maxSegments) + "a", "", ""},
	} {
		got, ok := r.find(c.path)
		if ok != (c.resource != "") || got.resource != c.resource {
			t.Errorf("%s: %q, want %q", c.path, got.resource, c.resource)
			continue
		}
		want := map[string]string{}
		for _, p := range strings.Fields(c.params) {
			name, v, _ := strings.Cut(p, "=")
			want[name] = v
		}
		if ok && !maps.Equal(got.params, want) {
			t.Errorf("%s: parameters %v, want %v", c.path, got.params, want)
		}
	}
}

func TestRouterAllow(t *testing.T) {
	r := routerOf(t, append(sampleRoutes, "HEAD /health")...)
	for path, want := range map[string]string{"/things": "GET, HEAD, OPTIONS, POST", "/health": "GET, HEAD, OPTIONS", "/things/x": "DELETE, GET, HEAD, OPTIONS"} {
		if to, _ := r.find(path); to.allow() != want {
			t.Errorf("%s: %s, want %s", path, to.allow(), want)
		}
	}
}

func TestRouterRefuses(t *testing.T) {
	for _, specs := range [][]operation.Spec{
		{{ID: "a", Method: "GET", Path: "/x"}, {ID: "b", Method: "GET", Path: "/x"}},
		{{ID: "a", Method: "GET", Path: "/x/{id}"}, {ID: "b", Method: "GET", Path: "/x/{name}/y"}},
		{{ID: "a", Method: "GET", Path: "x"}},
		{{ID: "a", Method: "", Path: "/x"}},
		{{ID: "a", Method: "GET", Path: "/x/{id"}},
		{{ID: "a", Method: "GET", Path: "/x/{}"}},
	} {
		if _, err := newRouter(specs); err == nil {
			t.Errorf("%+v was taken", specs)
		}
	}
}

// FuzzRouter: whatever the path, what is found fits it to the letter.
func FuzzRouter(f *testing.F) {
	for _, path := range []string{"/", "/things/x/parts/y", "//", "/things/%2F", "/things/trash/parts/y", "/a/b/c/d/e/f", "/things/\xff"} {
		f.Add(path)
	}
	r := routerOf(f, sampleRoutes...)
	f.Fuzz(func(t *testing.T, path string) {
		got, ok := r.find(path)
		if !ok {
			return
		}
		rebuilt := got.resource
		for name, v := range got.params {
			if v == "" || strings.Contains(v, "/") {
				t.Fatalf("%q: parameter %s is %q", path, name, v)
			}
			rebuilt = strings.Replace(rebuilt, "{"+name+"}", v, 1)
		}
		if len(got.params) < 2 && rebuilt != path && !strings.Contains(path, "{") {
			t.Fatalf("%q was taken for %s with %v", path, got.resource, got.params)
		}
		if _, err := url.PathUnescape(path); err == nil && len(got.ops) == 0 {
			t.Fatalf("%q: a route without methods", path)
		}
	})
}
