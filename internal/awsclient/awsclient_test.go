package awsclient

import (
	"io"
	"net/http"
	"strings"
	"testing"

	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// looking is what net/http does at its slowest: it sends the body, the caller gets the
// response and closes the body, and only then it looks whether more follows.
type looking struct{ more error }

func (l *looking) Do(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, io.LimitReader(r.Body, r.ContentLength)); err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	_, l.more = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// TestReplyIsKept builds requests as the SDK does. If the SDK's bodies no longer fail by
// themselves, the package has had its day.
func TestReplyIsKept(t *testing.T) {
	request := func() *http.Request {
		r := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		r, err := r.SetStream(strings.NewReader(`{"TableName":"t"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = 17
		return r.Build(t.Context())
	}
	var plain, mended looking
	for _, c := range []interface {
		Do(*http.Request) (*http.Response, error)
	}{&plain, &Client{&mended}} {
		res, err := c.Do(request())
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	if plain.more == nil {
		t.Error("the SDK's bodies do not fail after they were closed: this package is not needed any more")
	}
	if mended.more != nil {
		t.Errorf("looking for more in a body that was closed: %v, which ends the connection", mended.more)
	}
}

func TestRequestsWithoutABody(t *testing.T) {
	for name, body := range map[string]io.ReadCloser{"nil": nil, "NoBody": http.NoBody} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1", nil)
		r.Body = body
		seen := &seeing{}
		res, err := (&Client{seen}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if seen.body != body {
			t.Errorf("%s: the body became %v, which has an unknown length", name, seen.body)
		}
	}
}

type seeing struct{ body io.ReadCloser }

func (s *seeing) Do(r *http.Request) (*http.Response, error) {
	s.body = r.Body
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}
