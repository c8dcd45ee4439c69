package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// step is one thing that the tour shows.
type step struct {
	name  string
	needs need // "" is nothing beside REST
	do    func(*testing.T, *visitor)
}

// steps are the tour, in its order; each goes on from what the ones before left.
var steps = []step{
	{"health", "", health},
	{"register", "", register},
	{"sign in", "", signIn},
	{"bad tokens", "", badTokens},
	{"unknown route", gatewayResponses, unknownRoute},
	{"planned operation", mocks, plannedOperation},
	{"bad input", "", badInput},
	{"make a banner by chat", "", makeBanner},
	{"change it by chat", "", changeByChat},
	{"edit by hand", "", editByHand},
	{"one change once", "", oneChangeOnce},
	{"export", "", export},
	{"upload and share", "", uploadAndShare},
	{"lists and cursors", "", listsAndCursors},
	{"usage", "", usageCounts},
	{"share a document", "", shareDocument},
	{"write beside a document", "", writeBeside},
	{"invite by address", "", inviteByAddress},
	{"follow live", sockets, followLive},
	{"follow what is shared", sockets, followShared},
	{"end what a link gave", "", endLink},
	{"told of the end", sockets, toldOfTheEnd},
	{"chat over the socket", sockets, chatOverSocket},
	{"share a conversation", "", shareConversation},
	{"bad tickets", sockets, badTickets},
	{"sign out", "", signOut},
	{"limits", "", limitsHold},
}

// stepTime bounds a step: on an emulator each function starts cold.
const stepTime = 3 * time.Minute

// visitor is who walks the tour.
type visitor struct {
	target
	ctx    context.Context
	c      *client.Client
	email  string
	banner *chatops.Reply

	friend   *client.Client // of the second account
	link     shareops.NewLink
	friendly *client.Conn // of the second account, from followShared on
}

const password = "plum-tuba-44-cavern"

func walk(t *testing.T, to target) {
	v := &visitor{target: to, email: fmt.Sprintf("tour%d@example.org", rand.Int64())}
	v.c = client.New(to.url, client.Options{})
	for _, s := range steps {
		ok := t.Run(s.name, func(t *testing.T) {
			if why, lacks := to.lacks[s.needs]; lacks {
				t.Skip("not run: " + why)
			}
			ctx, cancel := context.WithTimeout(t.Context(), stepTime)
			defer cancel()
			v.ctx = ctx
			s.do(t, v)
		})
		if !ok && (s.name == "register" || s.name == "make a banner by chat") {
			t.Fatalf("%s: nothing can be shown without %q", to.name, s.name)
		}
	}
}

// raw makes a request and gives what came back.
func (v *visitor) raw(t *testing.T, method, path, token, body string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(v.ctx, method, v.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := plain.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(data)
}

// refused checks that an answer is a problem with a status and a code.
func refused(t *testing.T, status int, h http.Header, body string, wantStatus int, wantCode string) {
	t.Helper()
	var p struct {
		Status int
		Code   string
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || status != wantStatus || p.Code != wantCode || h.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s %s, want %d %s", status, h.Get("Content-Type"), body, wantStatus, wantCode)
	}
}

func health(t *testing.T, v *visitor) {
	if status, _, body := v.raw(t, "GET", "/health", "", ""); status != 200 || !strings.Contains(body, `"status":"ok"`) {
		t.Errorf("%d %s", status, body)
	}
}

func unknownRoute(t *testing.T, v *visitor) {
	status, h, body := v.raw(t, "GET", "/api/v1/nothing/here", v.c.Session().AccessToken, "")
	refused(t, status, h, body, 404, "not_found")
}

func plannedOperation(t *testing.T, v *visitor) {
	status, h, body := v.raw(t, "POST", "/api/v1/tools/graphics/canvases/doc_01J8Z3KQ5V/layers/lay_1/filters", v.c.Session().AccessToken, `{"effect":["blur"]}`)
	refused(t, status, h, body, 501, "tool_not_available")
}

func badInput(t *testing.T, v *visitor) {
	token := v.c.Session().AccessToken
	for _, tt := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"POST", "/api/v1/tools/graphics/canvases", `{"width":-1}`, 422, "invalid_value"},
		{"POST", "/api/v1/tools/graphics/canvases", `{"width":`, 400, "bad_request"},
		{"GET", "/api/v1/artifacts?cursor=AAAA", "", 422, "invalid_value"},
		{"GET", "/api/v1/artifacts/art_01J8Z3KQ5V6W7X8Y9Z0ABCDEFG", "", 404, "not_found"},
	} {
		status, h, body := v.raw(t, tt.method, tt.path, token, tt.body)
		refused(t, status, h, body, tt.status, tt.code)
	}
}
