package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/fetch"
)

func TestGet(t *testing.T) {
	var seen *http.Request
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		seen = req
		text("hello")(w, req)
	})
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	for _, url := range []string{"http://example.org/a%2Fb?c=d#e", "https://example.com/a%2Fb?c=d"} {
		out, err := get(t, r.fetcher(), url)
		if err != nil {
			t.Fatalf("%s: %v", url, err)
		}
		if string(out.Body) != "hello" || out.ContentType != "text/plain" || out.Charset != "utf-8" || out.URL != strings.TrimSuffix(url, "#e") {
			t.Errorf("%+v", out)
		}
		if seen.RequestURI != "/a%2Fb?c=d" || seen.Host != strings.Split(url, "/")[2] || seen.Header.Get("User-Agent") != fetch.DefaultUserAgent || seen.Header.Get("Accept") != "text/plain, image/*" {
			t.Errorf("the request is %s, host %s, %v", seen.RequestURI, seen.Host, seen.Header)
		}
		for _, never := range []string{"Cookie", "Authorization", "Referer", "Proxy-Authorization"} {
			if seen.Header.Get(never) != "" {
				t.Errorf("the request has %s", never)
			}
		}
	}
}

// A name is resolved once: a second answer of the DNS changes nothing.
func TestRebinding(t *testing.T) {
	r := newRig(t, text("hello"))
	r.names["example.net.example.org"] = []string{publicIP, "127.0.0.1"}
	f := r.fetcher()
	if _, err := get(t, f, "http://example.net.example.org/"); err != nil {
		t.Fatal(err)
	}
	if len(r.asked) != 1 || !slices.Equal(r.dialed, []string{publicIP + ":80"}) {
		t.Errorf("asked for %v, dialled %v", r.asked, r.dialed)
	}
	_, err := get(t, f, "http://example.net.example.org/")
	wantCode(t, err, fetch.CodeHost)
	if len(r.dialed) != 1 {
		t.Errorf("dialled %v", r.dialed)
	}
}

func TestNames(t *testing.T) {
	r := newRig(t, text("hello"))
	r.names["mixed.example.org"] = []string{publicIP + " 10.0.0.1"}
	r.names["empty.example.org"] = []string{" "}
	for _, host := range []string{"mixed.example.org", "empty.example.org", "unknown.example.org"} {
		_, err := get(t, r.fetcher(), "http://"+host+"/secret")
		wantCode(t, err, fetch.CodeHost)
	}
	if len(r.dialed) != 0 {
		t.Errorf("dialled %v", r.dialed)
	}
	// A dead server is passed over, but not for ever.
	dead := fetch.New(fetch.Options{Resolver: r, Ports: []uint16{81}, Dial: r.Dial})
	r.names["many.example.org"] = []string{"1.0.0.1 1.0.0.2 1.0.0.3 1.0.0.4"}
	_, err := get(t, dead, "http://many.example.org:81/secret")
	wantCode(t, err, fetch.CodeUnreached)
	if !slices.Equal(r.dialed, []string{"1.0.0.1:81", "1.0.0.2:81", "1.0.0.3:81"}) {
		t.Errorf("dialled %v", r.dialed)
	}
}

func TestRedirects(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		if to := req.URL.Query().Get("to"); to != "" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
			return
		}
		if req.Header.Get("Cookie") != "" {
			t.Error("a cookie was sent")
		}
		text("hello")(w, req)
	})
	r.names["rebind.example.org"] = []string{publicIP, "169.254.169.254"}
	r.names["inside.example.org"] = []string{"10.0.0.1"}
	five := "/end"
	for range 5 {
		five = "/secret?to=" + strings.NewReplacer("?", "%3F", "%", "%25", "=", "%3D").Replace(five)
	}
	for _, tt := range []struct {
		from, to string
		want     fetch.Code
	}{
		{"http://example.org", "/end", ""},
		{"http://example.org", "end", ""},
		{"http://example.org", "//example.com/end", ""},
		{"http://example.org", "https://example.com/end", ""},
		{"http://example.org", five[len("/secret?to="):], ""},
		{"http://example.org", "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next", fetch.CodeHost},
		{"http://example.org", "http://127.0.0.1/secret", fetch.CodeHost},
		{"http://example.org", "http://[::1]/", fetch.CodeHost},
		{"http://example.org", "http://localhost/", fetch.CodeHost},
		{"http://example.org", "http://169.254.169.254/latest/meta-data/", fetch.CodeHost},
		{"http://example.org", "http://inside.example.org/", fetch.CodeHost},
		{"http://rebind.example.org", "/end", fetch.CodeHost},
		{"http://example.org", "file:///etc/passwd", fetch.CodeURL},
		{"http://example.org", "http://user:secret@example.org/", fetch.CodeURL},
		{"http://example.org", "http://example.org:6379/", fetch.CodeURL},
		{"http://example.org", "http://exa mple.org/", fetch.CodeRedirect},
		{"https://example.com", "http://example.org/end", fetch.CodeRedirect},
	} {
		r.dialed = nil
		u := tt.from + "/secret?to=" + strings.NewReplacer("?", "%3F", "%", "%25", "=", "%3D", "#", "%23", " ", "%20").Replace(tt.to)
		out, err := get(t, r.fetcher(), u)
		if tt.want != "" {
			wantCode(t, err, tt.want)
		} else if err != nil || !strings.HasSuffix(out.URL, "/end") {
			t.Errorf("%s to %s: %+v %v", tt.from, tt.to, out, err)
		}
		for _, address := range r.dialed {
			if !strings.HasPrefix(address, publicIP+":") {
				t.Errorf("%s to %s: dialled %s", tt.from, tt.to, address)
			}
		}
	}
}

func TestRedirectsAreBounded(t *testing.T) {
	requests := 0
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		requests++
		status := []int{301, 302, 303, 307, 308}[requests%5]
		http.Redirect(w, req, "/again", status)
	})
	_, err := get(t, r.fetcher(), "http://example.org/secret")
	wantCode(t, err, fetch.CodeRedirect)
	if requests != 6 {
		t.Errorf("%d requests", requests)
	}
	for _, to := range []string{"", "/" + strings.Repeat("a", 8000)} {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusMovedPermanently)
		})
		_, err = get(t, r.fetcher(), "http://example.org/secret")
		wantCode(t, err, fetch.CodeRedirect)
	}
}

func TestStatuses(t *testing.T) {
	for _, status := range []int{201, 204, 206, 300, 304, 401, 403, 404, 429, 500, 599} {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		_, err := get(t, r.fetcher(), "http://example.org/secret")
		wantCode(t, err, fetch.CodeStatus)
		var e *fetch.Error
		if errors.As(err, &e) && e.Status != status {
			t.Errorf("%d, want %d", e.Status, status)
		}
	}
}

// A certificate of another name, or of an authority that is not trusted, is no connection.
func TestCertificates(t *testing.T) {
	r := newRig(t, text("hello"))
	_, err := get(t, r.fetcher(), "https://example.org/secret") // the certificate is for example.com
	wantCode(t, err, fetch.CodeUnreached)
	untrusting := r.options()
	untrusting.RootCAs = nil
	_, err = get(t, fetch.New(untrusting), "https://example.com/secret")
	wantCode(t, err, fetch.CodeUnreached)
}

func TestLimitsAreChecked(t *testing.T) {
	r := newRig(t, text("hello"))
	for _, l := range []fetch.Limits{{}, {MaxBytes: 1}, {MaxBytes: fetch.MaxBytes + 1, Types: limits.Types}, {MaxBytes: -1, Types: limits.Types},
		{MaxBytes: 1, Types: []string{"*/*"}}, {MaxBytes: 1, Types: []string{"image/PNG"}}, {MaxBytes: 1, Types: []string{"png"}}} {
		_, err := r.fetcher().Get(t.Context(), "http://example.org/", l)
		wantCode(t, err, fetch.CodeLimits)
	}
}

// The end of the caller's context is told as such.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		cancel()
		<-req.Context().Done()
	})
	if _, err := r.fetcher().Get(ctx, "http://example.org/", limits); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
