package local

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/mail/outbox"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// MailPath is where the mails of this machine can be read, behind the inspector's secret.
const MailPath = localPrefix + "mail"

// mailsShown is how many mails one page shows.
const mailsShown = 50

//go:embed mail.html
var mailPage string

// mailData is what the page shows.
type mailData struct {
	Now   time.Time
	Mails []outbox.Mail
	Next  string // cursor of the page after, "" at the end
}

// mailbox serves the page of the outbox.
func mailbox(e edge, box *outbox.Outbox, now func() time.Time) http.Handler {
	page := template.Must(template.New("mail.html").Parse(mailPage))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			e.refuse(w, r, methodNotAllowed("GET, HEAD"))
			return
		}
		mails, next, err := box.List(r.Context(), mailsShown, r.URL.Query().Get("cursor"))
		if store.CodeOf(err) == store.CodeInvalid {
			e.refuse(w, r, operation.Invalid("query.cursor", operation.CodeInvalid, "The cursor is not one of this list."))
			return
		}
		var out strings.Builder
		if err == nil {
			err = page.Execute(&out, mailData{Now: now().UTC(), Mails: mails, Next: next})
		}
		if err != nil {
			e.refuse(w, r, operation.AsProblem(fmt.Errorf("local: mail page: %w", err)))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		e.page(w.Header(), r)
		_, _ = io.WriteString(w, out.String()) // the client may be gone: nothing to do about it
	})
}
