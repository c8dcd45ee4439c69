package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// pipes is a network in memory, so that tests run on synctest's clock.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// fake is a server that can be told to misbehave.
type fake struct {
	t    *testing.T
	mux  *http.ServeMux
	http *http.Client
	ctx  context.Context

	mu       sync.Mutex
	tokens   map[string]bool // access tokens that are good
	tickets  map[string]bool
	issued   int
	closedTo time.Time // no connection before
	fitting  bool      // pages over the WebSocket end before what does not fit; otherwise too large ones are complained of
	socks    map[*websocket.Conn]map[string]bool
	opened   int
	log      map[string][]docops.Commit
	gone     map[string]bool
	done     map[string]int                           // chat messages carried out, by id
	frames   []string                                 // actions as they came
	onFrame  func(ws *websocket.Conn, f frameIn) bool // true: handled
}

type frameIn struct {
	ID, Action string
	Args       json.RawMessage
}

// newFake starts a server that ends with the test (or synctest bubble).
func newFake(t *testing.T) *fake {
	ctx, cancel := context.WithCancel(context.Background())
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	tr := &http.Transport{DialContext: p.dial, DisableKeepAlives: true}
	f := &fake{t: t, ctx: ctx, mux: http.NewServeMux(), http: &http.Client{Transport: tr}, tokens: map[string]bool{"good": true}, tickets: map[string]bool{},
		socks: map[*websocket.Conn]map[string]bool{}, log: map[string][]docops.Commit{}, gone: map[string]bool{}, done: map[string]int{}}
	f.mux.HandleFunc("POST /api/v1/auth/ws-ticket", f.ticket)
	f.mux.HandleFunc("GET /ws", f.socket)
	f.mux.HandleFunc("GET /api/v1/documents/{doc}/commits", f.commits)
	srv := &http.Server{Handler: f.mux, ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	go func() { _ = srv.Serve(p); close(served) }()
	t.Cleanup(func() {
		cancel()
		close(p.done)
		_ = srv.Close()
		f.cut()
		<-served
	})
	return f
}

func (f *fake) client(o Options) *Client {
	o.HTTP = f.http
	if o.Rand == nil {
		o.Rand = func() float64 { return 0.5 }
	}
	c := New("http://server.test", o)
	c.Restore(Session{AccessToken: "good", Expires: time.Now().Add(24 * time.Hour)})
	return c
}

func (f *fake) authorized(w http.ResponseWriter, r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if f.tokens[token] {
		return true
	}
	problem(w, operation.NewProblem(401, "unauthorized", "Sign in first."))
	return false
}

func problem(w http.ResponseWriter, p *operation.Problem) {
	res := p.Response("req_12345678")
	for name, v := range res.Header {
		w.Header()[name] = v
	}
	w.WriteHeader(res.Status)
	_, _ = w.Write(res.Body)
}

func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (f *fake) ticket(w http.ResponseWriter, r *http.Request) {
	if !f.authorized(w, r) {
		return
	}
	f.mu.Lock()
	f.issued++
	t := "ticket" + strconv.Itoa(f.issued)
	f.tickets[t] = true
	f.mu.Unlock()
	answerJSON(w, 201, map[string]any{"ticket": t, "expiresIn": 30})
}

func (f *fake) socket(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	t := r.URL.Query().Get("ticket")
	ok, closed := f.tickets[t], time.Now().Before(f.closedTo)
	delete(f.tickets, t)
	f.mu.Unlock()
	if closed {
		problem(w, operation.NewProblem(503, "unavailable", "The service is busy."))
		return
	}
	if !ok || r.Header.Get("Authorization") != "" {
		problem(w, operation.NewProblem(401, "unauthorized", "The ticket is not good."))
		return
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	ws.SetReadLimit(MaxMessage)
	f.mu.Lock()
	f.socks[ws] = map[string]bool{}
	f.opened++
	f.mu.Unlock()
	f.serve(ws)
	f.mu.Lock()
	delete(f.socks, ws)
	f.mu.Unlock()
}

func (f *fake) serve(ws *websocket.Conn) {
	var work sync.WaitGroup
	defer work.Wait()
	for {
		_, data, err := ws.Read(f.ctx)
		if err != nil {
			return
		}
		var in frameIn
		if json.Unmarshal(data, &in) != nil {
			f.t.Errorf("not a frame: %.100s", data)
			return
		}
		f.mu.Lock()
		f.frames = append(f.frames, in.Action)
		hook := f.onFrame
		f.mu.Unlock()
		work.Go(func() {
			if hook == nil || !hook(ws, in) {
				f.handle(ws, in)
			}
		})
	}
}

func (f *fake) handle(ws *websocket.Conn, in frameIn) {
	var args struct {
		DocumentID, ID, Text string
		After                int64
		Limit                int
	}
	if len(in.Args) > 0 && json.Unmarshal(in.Args, &args) != nil {
		f.t.Errorf("%s: arguments %s", in.Action, in.Args)
	}
	switch in.Action {
	case "ping":
		f.reply(ws, in.ID, 200, map[string]any{"time": time.Now()})
	case "subscribe":
		f.mu.Lock()
		if subs := f.socks[ws]; subs != nil {
			subs[args.DocumentID] = true
		}
		f.mu.Unlock()
		f.replyLog(ws, in.ID, args.DocumentID, args.After, 7)
	case "unsubscribe":
		f.mu.Lock()
		delete(f.socks[ws], args.DocumentID)
		f.mu.Unlock()
		f.reply(ws, in.ID, 204, nil)
	case "document.log":
		f.replyLog(ws, in.ID, args.DocumentID, args.After, args.Limit)
	case "chat.send":
		f.mu.Lock()
		f.done[args.ID]++
		f.mu.Unlock()
		f.reply(ws, in.ID, 200, map[string]any{"sessionId": "cnv_1", "message": map[string]any{"text": "re " + args.Text}})
	default:
		f.reply(ws, in.ID, 404, map[string]any{"status": 404, "code": "unknown_action", "detail": "No operation has this action.", "field": "action", "correlationId": "req_1"})
	}
}

func (f *fake) page(doc string, after int64, limit int) (docops.Log, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.log[doc]
	out := docops.Log{Items: []docops.Commit{}, Head: int64(len(all))}
	for _, c := range all {
		if c.Seq > after && len(out.Items) < limit {
			out.Items = append(out.Items, c)
		}
	}
	return out, !f.gone[doc]
}

// replyLog answers with as many commits as fit a message, which may be none.
func (f *fake) replyLog(ws *websocket.Conn, id, doc string, after int64, limit int) {
	log, ok := f.page(doc, after, limit)
	for size, n := 0, 0; f.fitting && n < len(log.Items); n++ {
		if size += len(log.Items[n].ID); size > 100<<10 {
			log.Items = log.Items[:n]
		}
	}
	if !ok {
		f.reply(ws, id, 404, map[string]any{"status": 404, "code": "not_found", "detail": "There is no such document."})
		return
	}
	f.reply(ws, id, 200, log)
}

func (f *fake) commits(w http.ResponseWriter, r *http.Request) {
	if !f.authorized(w, r) {
		return
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	log, ok := f.page(r.PathValue("doc"), after, limit)
	if !ok {
		problem(w, operation.NotFound("document"))
		return
	}
	answerJSON(w, 200, log)
}

// reply answers a frame; what is too large becomes the gateway's complaint.
func (f *fake) reply(ws *websocket.Conn, id string, status int, body any) {
	data, err := json.Marshal(map[string]any{"re": id, "status": status, "body": body})
	if err != nil {
		f.t.Error(err)
	}
	if len(data) > MaxMessage {
		f.complain(ws)
		return
	}
	_ = ws.Write(f.ctx, websocket.MessageText, data) // the client may be gone
}

func (f *fake) complain(ws *websocket.Conn) {
	_ = ws.Write(f.ctx, websocket.MessageText, []byte(`{"message":"Internal server error","connectionId":"c","requestId":"r"}`))
}

// commit adds a commit to a document and gives its push.
func (f *fake) commit(doc string, bytes int) Push {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := docops.Commit{Seq: int64(len(f.log[doc])) + 1, Op: "test", Edits: []docops.Edit{}}
	c.ID = fmt.Sprintf("cmt_%d_%s", c.Seq, strings.Repeat("x", bytes))
	f.log[doc] = append(f.log[doc], c)
	p := Push{ID: fmt.Sprintf("evt_%s_%d", doc, c.Seq), Type: TypeCommit, Topic: doc, Seq: c.Seq}
	if data, err := json.Marshal(c); err == nil && len(data) <= 100<<10 {
		p.Data = data
	}
	return p
}

// push sends to every connection that follows the topic, or to all if it is no document.
func (f *fake) push(p Push) {
	data, err := json.Marshal(p)
	if err != nil {
		f.t.Error(err)
	}
	f.mu.Lock()
	var to []*websocket.Conn
	for ws, docs := range f.socks {
		if p.Type != TypeCommit || docs[p.Topic] {
			to = append(to, ws)
		}
	}
	f.mu.Unlock()
	for _, ws := range to {
		_ = ws.Write(f.ctx, websocket.MessageText, data) // the client may be gone
	}
}

// cut breaks every connection without a word.
func (f *fake) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ws := range f.socks {
		_ = ws.CloseNow()
	}
}

func (f *fake) connections() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opened
}

func (f *fake) total() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.frames)
}

func (f *fake) count(action string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, a := range f.frames {
		if a == action {
			n++
		}
	}
	return n
}
