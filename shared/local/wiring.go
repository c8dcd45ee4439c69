package local

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/aio-creative-hub/aio/shared/artifact"
	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	busoutbox "github.com/aio-creative-hub/aio/shared/bus/outbox"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/chat"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/errortrack"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/graphics"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/identity"
	identityapi "github.com/aio-creative-hub/aio/shared/identity/api"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
	"github.com/aio-creative-hub/aio/shared/live"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/mail/outbox"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	nlpops "github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
	"github.com/aio-creative-hub/aio/shared/system"
	systemops "github.com/aio-creative-hub/aio/shared/system/ops"
	"github.com/aio-creative-hub/aio/shared/usage"
	usageops "github.com/aio-creative-hub/aio/shared/usage/ops"
)

// Tokens name who made them and for whom. On one machine that is always this system,
// whatever address it is reached at.
const (
	issuer   = "urn:aio:local"
	audience = "urn:aio:api"
)

// wiring joins adapters, services and operations: the only place, beside each
// functions/…/main.go, that knows which adapter stands behind a port.
type wiring struct {
	Config
	sqlite *sqlite.Store
	files  *files.Store
	bus    *busoutbox.Bus
	ids    *ids.Source

	store store.Store // the adapters, with what is around them
	blob  blob.Store
	keys  keys.Keys
	call  call.Invoker

	functions *Functions
	hub       *Hub
	docs      *docapi.Guarded
	nlp       *nlp.Recognizer
	identity  *identity.Service
	errors    *errortrack.Tracker
	ledger    *usage.Service
}

// server builds everything behind the listener.
func (w *wiring) server() (*Server, error) {
	faults, inspector := NewFaults(), NewInspector(w.Now)
	metrics := NewMetrics()
	w.functions = NewFunctions(FunctionsOptions{Log: w.Log, Now: w.Now, Faults: faults, Inspector: inspector})
	w.call = around[call.Invoker](w.Around.Call, w.functions)
	w.hub = NewHub(w.functions, HubOptions{Log: w.Log, Now: w.Now, NewID: w.ids.New})
	docs, err := document.New(document.Config{Store: w.store, Blob: w.blob, Schemas: []document.Schema{model.Schema{}}, Now: w.Now, NewID: w.ids.New})
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	w.docs = docapi.Guard(docs, w.store, w.Now, w.ids.New)
	if w.nlp, err = nlp.Default(); err != nil {
		return nil, fmt.Errorf("language model: %w", err)
	}
	limiter := around(w.Around.Limit, limit.RememberDenials(gcra.New(gcra.Options{Now: w.Now}), w.Now))
	mails, err := outbox.New(outbox.Config{Store: w.store, Sealer: w.keys, Now: w.Now, NewID: func() string { return w.ids.New("mail") }})
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	w.identity, err = identity.New(identity.Config{Store: w.store, Keys: w.keys, Now: w.Now, NewID: w.ids.New, Issuer: issuer, Audience: audience,
		Limit: limiter, LoginRule: w.Accounts.Passwords, MailRule: w.Accounts.Mails, Mail: around[mail.Sender](w.Around.Mail, mails), PasswordCost: w.PasswordCost})
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	w.ledger = usage.New(usage.Config{Store: w.store, Now: w.Now, NewID: w.ids.New})
	w.errors = errortrack.New(errortrack.Config{Store: w.store, Log: w.Log, Now: w.Now, Release: w.Version})
	runtime := &function.Runtime{Verify: identityapi.Verifier{V: w.identity.Verifier()}, Limit: limiter, Limits: w.Limits, Once: w.store, Secure: w.TLS,
		Log: w.Log, Now: w.Now, NewID: w.ids.New, Observe: metrics.Observe,
		Ledger: w.ledger, Charged: metrics.Charged,
		Errors: w.errors, Fault: faults.fail}
	bounds := slices.Concat(w.accounts(w.identity), w.chat(), w.ownModels(), w.graphics(), w.documents(), w.artifacts(), w.usage(), w.live(), w.health(), planned())
	if err := w.functions.Register(runtime, bounds...); err != nil {
		return nil, err
	}
	return NewServer(ServerOptions{Addr: w.Addr, TLS: w.TLS, Hosts: w.Hosts, DataDir: w.DataDir, Functions: w.functions, Hub: w.hub,
		Blob: w.files.Handler(), Bus: w.bus, Store: w.sqlite, Metrics: metrics, Inspector: inspector, Faults: faults,
		Extra:   w.pages(mails),
		Tickers: w.tickers(), Log: w.Log, Now: w.Now, NewID: w.ids.New, Version: w.Version})
}

// pages are what is served for people beside the home page and the inspector.
func (w *wiring) pages(mails *outbox.Outbox) map[string]http.Handler {
	e := edge{newID: w.ids.New, secure: w.TLS}
	pages := map[string]http.Handler{MailPath: mailbox(e, mails, w.Now)}
	if w.Pages != nil {
		pages["/"] = appPages{edge: e, files: w.Pages}
	}
	return pages
}

func (w *wiring) accounts(a *identity.Service) []*operation.Bound {
	s := identityapi.New(identityapi.Config{Identity: a, Keys: w.keys, Secure: w.TLS, Now: w.Now, Origin: identityapi.SameOrigin})
	return []*operation.Bound{
		identityops.Register.Bind(s.Register), identityops.Login.Bind(s.Login), identityops.Refresh.Bind(s.Refresh), identityops.Logout.Bind(s.Logout),
		identityops.GetMe.Bind(s.GetMe), identityops.UpdateMe.Bind(s.UpdateMe), identityops.JWKS.Bind(s.JWKS),
		identityops.CreateTicket.Bind(s.CreateTicket), identityops.AuthorizeSocket.Bind(s.AuthorizeSocket),
		identityops.RotateKeys.Bind(s.RotateKeys),
		identityops.ListSessions.Bind(s.ListSessions), identityops.EndSession.Bind(s.EndSession), identityops.LogoutEverywhere.Bind(s.LogoutEverywhere),
		identityops.ChangePassword.Bind(s.ChangePassword), identityops.ForgotPassword.Bind(s.ForgotPassword), identityops.ResetPassword.Bind(s.ResetPassword),
		identityops.ResendVerification.Bind(s.ResendVerification), identityops.ChangeEmail.Bind(s.ChangeEmail),
		identityops.ConfirmEmail.Bind(s.ConfirmEmail), identityops.DeleteAccount.Bind(s.DeleteAccount), identityops.SendMail.Bind(s.SendMail),
		identityops.PurgeAccount.Bind(s.PurgeAccount), identityops.CreateKey.Bind(s.CreateKey), identityops.ListKeys.Bind(s.ListKeys),
		identityops.RevokeKey.Bind(s.RevokeKey), identityops.GetPreferences.Bind(s.GetPreferences), identityops.UpdatePreferences.Bind(s.UpdatePreferences),
		identityops.People.Bind(s.People), identityops.FindAddressee.Bind(s.FindAddressee), identityops.Invite.Bind(s.Invite), identityops.AdminListUsers.Bind(s.AdminListUsers), identityops.AdminFindUsers.Bind(s.AdminFindUsers),
		identityops.AdminGetUser.Bind(s.AdminGetUser), identityops.AdminUpdateUser.Bind(s.AdminUpdateUser),
	}
}

func (w *wiring) chat() []*operation.Bound {
	own := custom.NewModels(custom.ModelsConfig{Store: w.store, Blob: w.blob, Base: w.nlp, Log: w.Log, Now: w.Now})
	understands := func(ctx context.Context, user string) chat.Understander { return own.For(ctx, user) }
	s := chat.New(chat.Config{Store: w.store, NLP: understands, Call: w.call, Log: w.Log, Now: w.Now, NewID: w.ids.New})
	return []*operation.Bound{
		chatops.CreateSession.Bind(s.CreateSession), chatops.ListSessions.Bind(s.ListSessions), chatops.RenameSession.Bind(s.RenameSession),
		chatops.DeleteSession.Bind(s.DeleteSession), chatops.Send.Bind(s.Send), chatops.ListMessages.Bind(s.ListMessages), chatops.PurgeAccount.Bind(s.PurgeAccount),
		chatops.GetSession.Bind(s.GetSession), chatops.Share.Bind(s.Share), chatops.ListShares.Bind(s.ListShares), chatops.RevokeShare.Bind(s.RevokeShare),
		chatops.AcceptShare.Bind(s.AcceptShare), chatops.Leave.Bind(s.Leave), chatops.People.Bind(s.People), chatops.ClaimInvitations.Bind(s.ClaimInvitations),
		chatops.DeliverInvitation.Bind(s.DeliverInvitation), chatops.EndAccess.Bind(s.EndAccess),
		nlpops.Process.Bind(s.Process),
	}
}

func (w *wiring) ownModels() []*operation.Bound {
	s := custom.New(custom.Config{Store: w.store, Blob: w.blob, Call: w.call, Log: w.Log, Now: w.Now, NewID: w.ids.New})
	learner := w.Learn
	if learner == nil { // made when it is first needed: it reads ten thousand messages
		made := sync.OnceValues(learn.Embedded)
		learner = func(ctx context.Context, examples []lesson.Example) (*lesson.Outcome, error) {
			l, err := made()
			if err != nil {
				return nil, err
			}
			return l.Learn(ctx, examples)
		}
	}
	run := func(ctx context.Context, in *nlpops.RunTrainingInput) (*operation.None, error) {
		return s.RunTraining(ctx, in, learner)
	}
	return []*operation.Bound{
		nlpops.AddExamples.Bind(s.AddExamples), nlpops.ImportExamples.Bind(s.ImportExamples), nlpops.ListExamples.Bind(s.ListExamples),
		nlpops.DeleteExample.Bind(s.DeleteExample), nlpops.TrainModel.Bind(s.TrainModel), nlpops.ListModels.Bind(s.ListModels), nlpops.GetModel.Bind(s.GetModel),
		nlpops.PromoteModel.Bind(s.PromoteModel), nlpops.RollbackModel.Bind(s.RollbackModel), nlpops.DeleteModel.Bind(s.DeleteModel),
		nlpops.RunTraining.Bind(run), nlpops.PurgeAccount.Bind(s.PurgeAccount),
	}
}

func (w *wiring) graphics() []*operation.Bound {
	s := graphics.New(graphics.Config{Docs: w.docs, Blob: w.blob, Call: w.call, Now: w.Now, NewID: w.ids.New})
	return []*operation.Bound{
		graphicsops.Create.Bind(s.Create), graphicsops.Get.Bind(s.Get), graphicsops.AddLayer.Bind(s.AddLayer), graphicsops.EditLayer.Bind(s.EditLayer),
		graphicsops.DeleteLayer.Bind(s.DeleteLayer), graphicsops.Transform.Bind(s.Transform), graphicsops.Undo.Bind(s.Undo),
		graphicsops.Redo.Bind(s.Redo), graphicsops.Export.Bind(s.Export), graphicsops.Preview.Bind(s.Preview), graphicsops.Picture.Bind(s.Picture),
	}
}

func (w *wiring) documents() []*operation.Bound {
	s := docapi.New(w.docs, w.call)
	return []*operation.Bound{
		docops.List.Bind(s.List), docops.Get.Bind(s.Get), docops.Catchup.Bind(s.Catchup), docops.History.Bind(s.History),
		docops.Apply.Bind(s.Apply), docops.Delete.Bind(s.Delete), docops.Share.Bind(s.Share), docops.ListShares.Bind(s.ListShares), docops.RevokeShare.Bind(s.RevokeShare),
		docops.AcceptShare.Bind(s.AcceptShare),
		docops.Say.Bind(s.Say), docops.ListComments.Bind(s.ListComments), docops.EditComment.Bind(s.EditComment), docops.DeleteComment.Bind(s.DeleteComment),
		docops.NameVersion.Bind(s.NameVersion), docops.ListVersions.Bind(s.ListVersions), docops.DeleteVersion.Bind(s.DeleteVersion), docops.Restore.Bind(s.Restore),
		docops.People.Bind(s.People), docops.ClaimInvitations.Bind(s.ClaimInvitations), docops.DeliverInvitation.Bind(s.DeliverInvitation), docops.Leave.Bind(s.Leave), docops.ListActivity.Bind(s.ListActivity), docops.Maintain.Bind(s.Maintain), docops.PurgeAccount.Bind(s.PurgeAccount),
	}
}

func (w *wiring) artifacts() []*operation.Bound {
	s := artifact.New(artifact.Config{Store: w.store, Blob: w.blob, Log: w.Log, Now: w.Now, NewID: w.ids.New})
	return []*operation.Bound{
		artifactops.Create.Bind(s.Create), artifactops.List.Bind(s.List), artifactops.Get.Bind(s.Get), artifactops.Content.Bind(s.Content),
		artifactops.Thumbnail.Bind(s.Thumbnail), artifactops.Update.Bind(s.Update), artifactops.Copy.Bind(s.Copy),
		artifactops.Delete.Bind(s.Delete), artifactops.Restore.Bind(s.Restore), artifactops.Purge.Bind(s.Purge), artifactops.EmptyTrash.Bind(s.EmptyTrash),
		artifactops.PurgeExpired.Bind(s.PurgeExpired), artifactops.PurgeAccount.Bind(s.PurgeAccount),
		artifactops.ListVersions.Bind(s.ListVersions), artifactops.RestoreVersion.Bind(s.RestoreVersion),
		artifactops.BeginUpload.Bind(s.BeginUpload), artifactops.GetUpload.Bind(s.GetUpload), artifactops.SignParts.Bind(s.SignParts),
		artifactops.CompleteUpload.Bind(s.CompleteUpload), artifactops.AbortUpload.Bind(s.AbortUpload),
		artifactops.Share.Bind(s.Share), artifactops.ListShares.Bind(s.ListShares), artifactops.RevokeShare.Bind(s.RevokeShare),
		artifactops.OpenShared.Bind(s.OpenShared), artifactops.AcceptShare.Bind(s.AcceptShare),
		artifactops.GetStorage.Bind(s.GetStorage), artifactops.AdminGetStorage.Bind(s.AdminGetStorage), artifactops.AdminSetQuota.Bind(s.AdminSetQuota),
	}
}

func (w *wiring) usage() []*operation.Bound {
	s := w.ledger
	return []*operation.Bound{usageops.Get.Bind(s.Get), usageops.ListEntries.Bind(s.ListEntries), usageops.AdminGet.Bind(s.AdminGet)}
}

func (w *wiring) live() []*operation.Bound {
	s := live.New(live.Config{Store: w.store, Docs: w.docs, Push: around[push.Pusher](w.Around.Push, w.hub), Log: w.Log, Now: w.Now, NewID: w.ids.New})
	return []*operation.Bound{
		liveops.Connect.Bind(s.Connect), liveops.Disconnect.Bind(s.Disconnect), liveops.Unknown.Bind(s.Unknown), liveops.Ping.Bind(s.Ping),
		liveops.Subscribe.Bind(s.Subscribe), liveops.Unsubscribe.Bind(s.Unsubscribe), liveops.Fanout.Bind(s.Fanout),
		liveops.Publish.Bind(s.Publish), liveops.EndSession.Bind(s.EndSession), liveops.EndAccess.Bind(s.EndAccess), liveops.Presence.Bind(s.Presence),
	}
}

func (w *wiring) health() []*operation.Bound {
	database, blobs := system.StoreCheck(w.store, w.Now), system.BlobCheck(w.blob)
	model := system.ModelCheck(func(text string) bool { return w.nlp.Understand(text, nlp.State{}).Tool != "" })
	health := func(checks ...system.Check) *system.Health {
		return &system.Health{Version: w.Version, Now: w.Now, Log: w.Log, Checks: checks}
	}
	return []*operation.Bound{
		systemops.Root.Bind(health(database, blobs, model).Get), systemops.API.Bind(health(database, blobs, model).Get),
		systemops.Graphics.Bind(health(database, blobs).Get), systemops.Chat.Bind(health(database, model).Get), systemops.NLP.Bind(health(model).Get),
		systemops.AdminListErrors.Bind(w.errors.List), systemops.AdminGetError.Bind(w.errors.Get), systemops.AdminResolveError.Bind(w.errors.Resolve),
	}
}

// planned binds what is declared and not built: it answers tool_not_available.
func planned() []*operation.Bound {
	var out []*operation.Bound
	for _, d := range catalog.All() {
		if operation.SpecOf(d).Planned {
			out = append(out, operation.Unavailable(d))
		}
	}
	return out
}

func (w *wiring) tickers() []Ticker {
	return []Ticker{
		{Name: "store", Every: storeSweep, Do: func(ctx context.Context) error {
			for {
				n, err := w.sqlite.Sweep(ctx, sweepItems)
				if err != nil || n < sweepItems {
					return err
				}
			}
		}},
		{Name: "errors", Every: errorFlush, Do: func(ctx context.Context) error {
			w.errors.Flush(ctx)
			return nil
		}},
		{Name: "blob", Every: blobSweep, Do: func(ctx context.Context) error {
			_, err := w.files.Sweep(ctx)
			return err
		}},
	}
}
