package graphics_test

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
)

// TestPreview: a picture of any state in about the size that is wanted, which is not made
// again, is charged for to nobody, and is for whoever sees the canvas.
func TestPreview(t *testing.T) {
	l := &uses{}
	fns, blobs := studioOn(t, l)
	made := fns.REST(ops.Create, optest.Request{User: "usr_1", Body: `{"width":200,"height":100,"background":"red"}`})
	canvas := optest.Decode[ops.Canvas](t, made).ID
	fns.REST(ops.AddLayer, optest.Request{User: "usr_1", Path: map[string]string{"canvasId": canvas}, Body: `{"shape":"circle"}`})
	charged := len(*l)
	preview := func(user string, query map[string]string) optest.Answer {
		t.Helper()
		return fns.REST(ops.Preview, optest.Request{User: user, Path: map[string]string{"canvasId": canvas}, Query: query})
	}
	for query, wide := range map[string]int{"size=64": 100, "size=100": 100, "size=101": 200, "size=4096": 800, "scale=1": 200, "scale=0.3": 100, "seq=1&scale=4": 800} {
		q := map[string]string{}
		for _, pair := range strings.Split(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			q[name] = value
		}
		a, again := preview("usr_1", q), preview("usr_1", q)
		if a.Status != http.StatusSeeOther || location(a) == "" || path(a) != path(again) {
			t.Fatalf("%s: %d %s %v, then %v", query, a.Status, a.Body, a.Header, again.Header)
		}
		w := httptest.NewRecorder()
		blobs.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, location(a), nil))
		picture, err := png.Decode(w.Body)
		if err != nil || picture.Bounds().Dx() != wide || picture.Bounds().Dy() != wide/2 {
			t.Errorf("%s: %v, %v", query, picture, err)
		}
		if r, g, b, _ := picture.At(1, 1).RGBA(); r>>8 != 255 || g+b != 0 {
			t.Errorf("%s: %s", query, fmt.Sprint(r, g, b))
		}
	}
	for name, c := range map[string]struct {
		user   string
		query  map[string]string
		status int
	}{
		"a stranger":          {"usr_2", nil, http.StatusNotFound},
		"a later state":       {"usr_1", map[string]string{"seq": "99"}, http.StatusNotFound},
		"a size of nothing":   {"usr_1", map[string]string{"size": "1"}, http.StatusUnprocessableEntity},
		"a scale of too much": {"usr_1", map[string]string{"scale": "5"}, http.StatusUnprocessableEntity},
	} {
		if a := preview(c.user, c.query); a.Status != c.status {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if len(*l) != charged {
		t.Errorf("%d uses, %d before", len(*l), charged)
	}
}

// path is where an answer leads, without its signature.
func path(a optest.Answer) string {
	before, _, _ := strings.Cut(location(a), "?")
	return before
}

func location(a optest.Answer) string { return http.Header(a.Header).Get("Location") }
