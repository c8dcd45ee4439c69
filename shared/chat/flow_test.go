package chat_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/artifact"
	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/chat"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/graphics"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// world is the chat with real tools over a given store.
type world struct {
	functions map[string]lambda.Handler
	docs      *document.Documents
	user      string
	runtime   *function.Runtime
	start     func(id string, payload []byte) // what is started; nil: nothing is
	before    func(id string)                 // each call; nil: nothing
	after     func(id string)

	mu       sync.Mutex
	speakers []string // whose messages were understood
}

// Invoke implements call.Invoker.
func (w *world) Invoke(ctx context.Context, id string, payload []byte) ([]byte, error) {
	h, ok := w.functions[id]
	if !ok {
		return nil, fmt.Errorf("%w: %s", call.ErrUnknown, id)
	}
	if w.before != nil {
		w.before(id)
	}
	out, err := h.Invoke(ctx, payload)
	if w.after != nil {
		w.after(id)
	}
	return out, err
}

// Start implements call.Invoker: notices go nowhere here.
func (w *world) Start(_ context.Context, id string, payload []byte) error {
	if w.start != nil {
		w.start(id, payload)
	}
	return nil
}

// newWorld makes the chat over a store; the configuration may be changed.
func newWorld(t *testing.T, s store.Store, with ...func(*chat.Config)) *world {
	t.Helper()
	id := ids.NewSource(time.Now, nil)
	blobs, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := document.New(document.Config{Store: s, Blob: blobs, Schemas: []document.Schema{model.Schema{}}, Now: time.Now, NewID: id.New})
	if err != nil {
		t.Fatal(err)
	}
	recognizer, err := nlp.Default()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{functions: map[string]lambda.Handler{}, docs: docs, user: "usr_1"}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	config := chat.Config{Store: s, NLP: w.understands(recognizer), Call: w, Log: log, Now: time.Now, NewID: id.New,
		Pause: func(ctx context.Context, _ int) error { return ctx.Err() }}
	for _, change := range with {
		change(&config)
	}
	c := chat.New(config)
	g := graphics.New(graphics.Config{Docs: docapi.Guard(docs, s, time.Now, id.New), Blob: blobs, Call: w, Now: time.Now, NewID: id.New})
	a := artifact.New(artifact.Config{Store: s, Blob: blobs, Log: log, Now: time.Now, NewID: id.New})
	limits := function.DefaultLimits()
	for class, rule := range limits {
		rule.Events = 1_000_000
		limits[class] = rule
	}
	r := &function.Runtime{Verify: nobody{}, Limit: gcra.New(gcra.Options{}), Limits: limits, Log: log, Now: time.Now, NewID: id.New}
	w.runtime = r
	w.bind(t,
		chatops.Send.Bind(c.Send), chatops.ListMessages.Bind(c.ListMessages), chatops.CreateSession.Bind(c.CreateSession),
		chatops.DeleteSession.Bind(c.DeleteSession), chatops.PurgeAccount.Bind(c.PurgeAccount),
		chatops.ListSessions.Bind(c.ListSessions), chatops.RenameSession.Bind(c.RenameSession), chatops.GetSession.Bind(c.GetSession),
		chatops.Share.Bind(c.Share), chatops.ListShares.Bind(c.ListShares), chatops.RevokeShare.Bind(c.RevokeShare), chatops.AcceptShare.Bind(c.AcceptShare),
		chatops.Leave.Bind(c.Leave), chatops.People.Bind(c.People), chatops.ClaimInvitations.Bind(c.ClaimInvitations),
		chatops.DeliverInvitation.Bind(c.DeliverInvitation), chatops.EndAccess.Bind(c.EndAccess),
		graphicsops.Create.Bind(g.Create), graphicsops.Get.Bind(g.Get), graphicsops.AddLayer.Bind(g.AddLayer), graphicsops.EditLayer.Bind(g.EditLayer),
		graphicsops.DeleteLayer.Bind(g.DeleteLayer), graphicsops.Transform.Bind(g.Transform), graphicsops.Undo.Bind(g.Undo), graphicsops.Redo.Bind(g.Redo),
		graphicsops.Export.Bind(g.Export), artifactops.Create.Bind(a.Create), artifactops.List.Bind(a.List), artifactops.Get.Bind(a.Get), artifactops.Delete.Bind(a.Delete), artifactops.Share.Bind(a.Share), artifactops.ListShares.Bind(a.ListShares),
	)
	return w
}

// understands notes by whose model a message is understood.
func (w *world) understands(by chat.Understander) chat.Understanders {
	return func(ctx context.Context, user string) chat.Understander {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.speakers = append(w.speakers, user)
		return chat.Always(by)(ctx, user)
	}
}

// bind adds functions to the world.
func (w *world) bind(t *testing.T, bounds ...*operation.Bound) {
	t.Helper()
	for _, b := range bounds {
		h, err := w.runtime.Handler(b)
		if err != nil {
			t.Fatal(err)
		}
		w.functions[b.Spec.ID] = h
	}
}

type nobody struct{}

func (nobody) Verify(context.Context, string) (operation.Principal, error) {
	return operation.Principal{}, operation.NewProblem(401, operation.CodeUnauthorized, "no")
}

func (nobody) VerifyFresh(context.Context, string) (operation.Principal, error) {
	return operation.Principal{}, operation.NewProblem(401, operation.CodeUnauthorized, "no")
}

func (w *world) ctx() context.Context {
	return operation.WithMeta(context.Background(), operation.Meta{Principal: operation.Principal{UserID: w.user}})
}

func (w *world) say(t *testing.T, session, text string) chatops.Reply {
	t.Helper()
	r, err := w.send(chatops.NewMessage{SessionID: session, Text: text})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return r
}

func (w *world) send(m chatops.NewMessage) (chatops.Reply, error) {
	out, err := chatops.Send.Call(w.ctx(), w, &chatops.SendInput{Body: m})
	if err != nil {
		return chatops.Reply{}, err
	}
	return out.Body, nil
}

func (w *world) canvas(t *testing.T, id string) graphicsops.Canvas {
	t.Helper()
	out, err := graphicsops.Get.Call(w.ctx(), w, &graphicsops.CanvasInput{CanvasID: id})
	if err != nil {
		t.Fatal(err)
	}
	return out.Body
}
