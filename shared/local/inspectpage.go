package local

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

//go:embed inspector.html inspector.css
var inspectorFiles embed.FS

// maxFaults bounds the body of a request that sets faults.
const maxFaults = 64 << 10

// View is a Record as the inspector shows it: redacted.
type View struct {
	Time        time.Time       `json:"time"`
	Function    string          `json:"function"`
	Trigger     string          `json:"trigger"`
	Status      string          `json:"status"` // of the answer, or "fault"
	Failed      bool            `json:"failed"`
	DurationMS  float64         `json:"durationMs"`
	EventBytes  int             `json:"eventBytes"`
	AnswerBytes int             `json:"answerBytes"`
	Error       string          `json:"error,omitempty"`
	Event       json.RawMessage `json:"event,omitempty"`  // absent if it was too large to keep
	Answer      json.RawMessage `json:"answer,omitempty"` // likewise
}

// Recent gives what is kept, the latest first, at most limit of it, redacted. A function
// name selects its calls only.
func (i *Inspector) Recent(name string, limit int) []View {
	if i == nil {
		return nil
	}
	i.mu.Lock()
	records := slices.Clone(i.ring)
	i.mu.Unlock()
	slices.Reverse(records)
	r := newRedactor()
	views := []View{}
	for _, rec := range records {
		if len(views) == limit {
			break
		}
		if name == "" || rec.Function == name {
			views = append(views, r.view(rec))
		}
	}
	return views
}

func (r redactor) view(rec Record) View {
	v := View{Time: rec.Time, Function: rec.Function, Trigger: triggerOf(rec.Event), DurationMS: float64(rec.Duration.Microseconds()) / 1000,
		EventBytes: rec.eventBytes, AnswerBytes: rec.answerBytes, Event: r.kept(rec.Event), Answer: r.kept(rec.Answer)}
	v.Status, v.Failed = statusOf(rec)
	var f *call.Fault
	switch {
	case errors.As(rec.Err, &f):
		v.Error = r.plain(f.Type + ": " + f.Message)
	case rec.Err != nil:
		v.Error = r.plain(rec.Err.Error())
	}
	return v
}

func (r redactor) kept(data []byte) json.RawMessage {
	if len(data) == 0 {
		return nil
	}
	text := r.JSON(data)
	if text == redacted {
		return json.RawMessage(`"` + redacted + `"`)
	}
	return json.RawMessage(text)
}

// triggerOf names what set a call off.
func triggerOf(event []byte) string {
	var p struct {
		AIO            int    `json:"aio"`
		Type           string `json:"type"`
		HTTPMethod     string `json:"httpMethod"`
		DetailType     string `json:"detail-type"`
		RequestContext struct {
			RouteKey string `json:"routeKey"`
		} `json:"requestContext"`
	}
	if len(event) == 0 || json.Unmarshal(event, &p) != nil {
		return ""
	}
	switch {
	case p.AIO != 0:
		return "call"
	case p.Type == "REQUEST":
		return string(operation.Authorizer)
	case p.RequestContext.RouteKey != "":
		return string(operation.Socket)
	case p.HTTPMethod != "":
		return string(operation.Rest)
	case p.DetailType == function.ScheduledType:
		return string(operation.Schedule)
	case p.DetailType != "":
		return string(operation.Event)
	}
	return string(operation.Task)
}

// statusOf reads the status from the forms an answer has.
func statusOf(rec Record) (string, bool) {
	var p struct {
		StatusCode int    `json:"statusCode"`
		Status     int    `json:"status"`
		Body       string `json:"body"`
	}
	var inner struct {
		Status int `json:"status"`
	}
	switch {
	case rec.Err != nil:
		return "fault", true
	case len(rec.Answer) == 0 || json.Unmarshal(rec.Answer, &p) != nil && p.StatusCode == 0 && p.Status == 0:
		return "done", false
	case triggerOf(rec.Event) == string(operation.Socket) && json.Unmarshal([]byte(p.Body), &inner) == nil && inner.Status != 0:
		return fmt.Sprint(inner.Status), inner.Status >= http.StatusBadRequest
	case p.StatusCode != 0:
		return fmt.Sprint(p.StatusCode), p.StatusCode >= http.StatusBadRequest
	case p.Status != 0:
		return fmt.Sprint(p.Status), p.Status >= http.StatusBadRequest
	}
	return "done", false
}

// inspectorPages serves the page, its data and the fault switches. It is behind the secret.
func (s *Server) inspectorPages() http.Handler {
	page := template.Must(template.New("inspector.html").Funcs(template.FuncMap{"size": sizeText}).ParseFS(inspectorFiles, "inspector.html"))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_local/{$}", func(w http.ResponseWriter, r *http.Request) { s.inspectorPage(w, r, page) })
	mux.HandleFunc("GET /_local/inspector.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, inspectorFiles, "inspector.css")
	})
	mux.HandleFunc("GET /_local/events", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, struct {
			Items []View `json:"items"`
		}{s.o.Inspector.Recent(r.URL.Query().Get("function"), inspectorRecords)})
	})
	if s.o.Faults != nil {
		mux.HandleFunc("GET /_local/faults", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.o.Faults.All()) })
		mux.HandleFunc("PUT /_local/faults", s.putFaults)
	}
	mux.HandleFunc("/_local/", func(w http.ResponseWriter, r *http.Request) { s.edge.refuse(w, r, notFound()) })
	// Other pages on this machine are of the same site to a browser, so the cookie alone is not enough to write.
	return http.NewCrossOriginProtection().Handler(mux)
}

// pageData is what the page shows.
type pageData struct {
	Version, Function      string
	Now                    time.Time
	Operations, Open, Kept int
	Faults                 map[string]Fault
	Views                  []View
}

func (s *Server) inspectorPage(w http.ResponseWriter, r *http.Request, page *template.Template) {
	data := pageData{Version: s.o.Version, Function: r.URL.Query().Get("function"), Now: s.o.Now().UTC(),
		Operations: len(s.o.Functions.Specs())}
	data.Views = s.o.Inspector.Recent(data.Function, inspectorRecords)
	data.Kept = len(data.Views)
	if s.o.Hub != nil {
		data.Open = s.o.Hub.Open()
	}
	if s.o.Faults != nil {
		data.Faults = s.o.Faults.All()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.edge.page(w.Header(), r)
	var out strings.Builder
	if err := page.Execute(&out, data); err != nil {
		s.edge.refuse(w, r, operation.AsProblem(fmt.Errorf("local: inspector page: %w", err)))
		return
	}
	_, _ = io.WriteString(w, out.String()) // the client may be gone: nothing to do about it
}

// putFaults replaces all fault switches: {"graphics.export":{"kind":"throttle","times":2}}.
func (s *Server) putFaults(w http.ResponseWriter, r *http.Request) {
	var faults map[string]Fault
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxFaults))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&faults); err != nil || dec.More() {
		s.edge.refuse(w, r, operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest,
			`Send {"operation": {"kind": "throttle", "times": 1}}; kinds are throttle, timeout, lost_reply and lost_connection.`))
		return
	}
	if err := s.o.Faults.replace(faults); err != nil {
		s.edge.refuse(w, r, operation.Invalid("body", operation.CodeInvalid, err.Error()))
		return
	}
	writeJSON(w, s.o.Faults.All())
}

// sizeText writes a number of bytes for people.
func sizeText(n int) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
