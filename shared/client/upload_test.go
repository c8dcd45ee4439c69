package client_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

// uploads is a server that takes one file, and is busy as often as it is told.
type uploads struct {
	t            *testing.T
	limited      int // times that announcing is refused
	busy         int // times that a signed request is
	refused      int // status of the signed request; 0 takes it
	inParts      bool
	puts         int
	got          map[string][]byte
	tokenWithPut bool
}

func (u *uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			u.t.Error(err)
		}
	}
	problem := func(status int, code, after string) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Retry-After", after)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"status":%d,"code":%q,"detail":"No."}`, status, code) // a client that is gone
	}
	switch {
	case r.URL.Path == "/api/v1/uploads" && u.limited > 0:
		u.limited--
		problem(http.StatusTooManyRequests, "rate_limited", "1")
	case r.URL.Path == "/api/v1/uploads":
		up := artifactops.Upload{ID: "upl_1", State: "waiting", Bytes: 10}
		if u.inParts {
			up.Parts, up.PartBytes, up.Arrived = 3, 4, []int{2}
		} else {
			up.Put = &artifactops.SignedRequest{Method: http.MethodPut, URL: "/blob/a?x=1", Headers: map[string]string{"Content-Length": "10", "X-Sum": "s"}}
		}
		answer(http.StatusCreated, up)
	case strings.HasSuffix(r.URL.Path, "/parts"):
		var wanted artifactops.PartsWanted
		if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil {
			u.t.Error(err)
		}
		var out artifactops.SignedParts
		for _, p := range wanted.Parts {
			out.Items = append(out.Items, artifactops.SignedRequest{Number: p.Number, Method: http.MethodPut, URL: "/blob/part" + string(rune('0'+p.Number))})
		}
		answer(http.StatusOK, out)
	case strings.HasPrefix(r.URL.Path, "/blob/"):
		u.puts++
		u.tokenWithPut = u.tokenWithPut || r.Header.Get("Authorization") != ""
		body, err := io.ReadAll(r.Body)
		if err != nil {
			u.t.Error(err)
		}
		switch {
		case u.refused != 0:
			problem(u.refused, "signature_invalid", "")
		case u.busy > 0:
			u.busy--
			problem(http.StatusServiceUnavailable, "unavailable", "")
		default:
			u.got[r.URL.Path] = body
		}
	case strings.HasSuffix(r.URL.Path, "/complete"):
		answer(http.StatusCreated, artifactops.Artifact{ID: "art_1"})
	default:
		u.t.Errorf("%s %s", r.Method, r.URL)
	}
}

func TestUpload(t *testing.T) {
	const data = "0123456789"
	for name, c := range map[string]struct {
		server uploads
		puts   int
		got    map[string]string
		status int // of a refusal
	}{
		"whole":                  {uploads{}, 1, map[string]string{"/blob/a": data}, 0},
		"after its turn":         {uploads{limited: 1}, 1, map[string]string{"/blob/a": data}, 0},
		"to a busy store":        {uploads{busy: 2}, 3, map[string]string{"/blob/a": data}, 0},
		"only missing parts":     {uploads{inParts: true}, 2, map[string]string{"/blob/part1": "0123", "/blob/part3": "89"}, 0},
		"refused":                {uploads{refused: 403}, 1, map[string]string{}, 403},
		"not for ever to a busy": {uploads{busy: 100}, 5, map[string]string{}, 503},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.server
			s.t, s.got = t, map[string][]byte{}
			srv := httptest.NewServer(&s)
			defer srv.Close()
			cl := client.New(srv.URL, client.Options{Rand: func() float64 { return 0 }})
			cl.Restore(client.Session{AccessToken: "a token"})
			last := int64(0)
			a, err := cl.Upload(t.Context(), client.File{Name: "a.txt", Bytes: int64(len(data)), Data: strings.NewReader(data), Progress: func(sent, total int64) {
				if sent < last || total != int64(len(data)) {
					t.Errorf("%d of %d after %d", sent, total, last)
				}
				last = sent
			}})
			switch {
			case c.status != 0 && !client.HasStatus(err, c.status):
				t.Errorf("%v, want %d", err, c.status)
			case c.status == 0 && (err != nil || a.ID != "art_1" || last != int64(len(data))):
				t.Errorf("%+v, %v, %d sent", a, err, last)
			}
			if s.puts != c.puts || s.tokenWithPut || len(s.got) != len(c.got) {
				t.Errorf("%d requests, with a token: %v, stored %v", s.puts, s.tokenWithPut, s.got)
			}
			for path, want := range c.got {
				if !bytes.Equal(s.got[path], []byte(want)) {
					t.Errorf("%s got %q", path, s.got[path])
				}
			}
		})
	}
}
