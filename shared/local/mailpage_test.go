package local

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/mail/outbox"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

func TestMailPage(t *testing.T) {
	clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	k, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{Bits: 1024})
	if err != nil {
		t.Fatal(err)
	}
	id := 0
	box, err := outbox.New(outbox.Config{Store: memory.New(memory.Options{Now: clock.Now}), Sealer: k, Now: clock.Now,
		NewID: func() string { id++; return fmt.Sprint(id) }})
	if err != nil {
		t.Fatal(err)
	}
	page := mailbox(edge{newID: func(prefix string) string { return prefix + "_1" }}, box, clock.Now)
	get := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		return w
	}
	if w := get("GET", MailPath); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "No mail has been sent yet") {
		t.Errorf("empty: %d %s", w.Code, w.Body)
	}
	for n := range mailsShown + 1 {
		clock.Advance(time.Second)
		m := mail.Message{ID: fmt.Sprint("m", n), To: "ada@example.org", Subject: fmt.Sprintf("Number %d.", n), Text: "a <script>alert(1)</script> & more\n"}
		if err := box.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	w := get("GET", MailPath)
	body := w.Body.String()
	csp := w.Header().Get("Content-Security-Policy")
	if strings.Contains(body, "<script") || !strings.Contains(body, "&lt;script&gt;") || !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("%s %s", csp, body)
	}
	if strings.Contains(body, "Number 0.") || strings.Index(body, "Number 50.") > strings.Index(body, "Number 49.") {
		t.Error("not the latest first, a page of them")
	}
	_, after, found := strings.Cut(body, `href="/_local/mail?cursor=`)
	cursor, _, _ := strings.Cut(after, `"`)
	if w := get("GET", MailPath+"?cursor="+cursor); !found || w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Number 0.") {
		t.Errorf("the next page: %d %s", w.Code, w.Body)
	}
	if w := get("GET", MailPath+"?cursor=AAAA"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a forged cursor: %d", w.Code)
	}
	if w := get("POST", MailPath); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}
