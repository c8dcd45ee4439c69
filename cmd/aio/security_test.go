package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// securityDir holds the cases: one file each, named by what it is about.
const securityDir = "../../testdata/security"

// securityCase is a file of testdata/security: requests over HTTP, one after the other,
// and what must hold of each answer. {{name}} in a path, header or body is a variable:
// those of the actors (user.id, user.token, …), of forged tokens (forged.none, …), and
// what earlier steps kept.
type securityCase struct {
	Title  string         `json:"title"`
	ASVS   []string       `json:"asvs"`             // requirements of OWASP ASVS 5.0 that it covers
	Server string         `json:"server,omitempty"` // "" without limits, "limits" a new one with them, "tls"
	Steps  []securityStep `json:"steps"`
}

type securityStep struct {
	As      string            `json:"as,omitempty"` // user, other, admin, or a token; "" is nobody
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    json.RawMessage   `json:"body,omitempty"`   // JSON; a JSON string is sent as text if Text is set
	Text    bool              `json:"text,omitempty"`   // Body is a string to send as it is
	Repeat  int               `json:"repeat,omitempty"` // how often; the last answer counts
	Socket  bool              `json:"socket,omitempty"` // asks for a WebSocket
	Mail    string            `json:"mail,omitempty"`   // instead of a request: waits for the mail of this subject and keeps its code as "code"
	Want    securityWant      `json:"want"`
	Keep    map[string]string `json:"keep,omitempty"` // variable: dotted path in the answer's JSON, or "cookie:NAME", "header:NAME"
}

type securityWant struct {
	Status  int               `json:"status"`
	Code    string            `json:"code,omitempty"`    // of a problem
	Headers map[string]string `json:"headers,omitempty"` // "-" is absent, "~…" a regular expression
	JSON    map[string]any    `json:"json,omitempty"`    // by dotted path; "-" is absent, "~…" a regular expression
	Has     []string          `json:"has,omitempty"`     // in the body
	Lacks   []string          `json:"lacks,omitempty"`   // in body, headers and cookies
	Cookie  *securityCookie   `json:"cookie,omitempty"`
}

type securityCookie struct {
	Name     string `json:"name"`
	HTTPOnly bool   `json:"httpOnly"`
	Secure   bool   `json:"secure"`
	SameSite string `json:"sameSite"`
	Path     string `json:"path"`
	Domain   string `json:"domain"`
}

// readSecurityCases reads all files; an unknown field is an error.
func readSecurityCases(t *testing.T) map[string]securityCase {
	t.Helper()
	files, err := filepath.Glob(securityDir + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", securityDir, err)
	}
	out := map[string]securityCase{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c securityCase
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&c); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if c.Title == "" || len(c.ASVS) == 0 || len(c.Steps) == 0 {
			t.Fatalf("%s: a case has a title, requirements and steps", file)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".json")] = c
	}
	return out
}

// TestSecurity runs the cases.
func TestSecurity(t *testing.T) {
	var w securityWorld
	w.open(t)
	cases := readSecurityCases(t)
	for name, c := range cases {
		if c.Server == "tls" {
			w.openTLS(t)
		}
		t.Run(name, func(t *testing.T) {
			s := w.server(t, c.Server)
			vars := w.vars()
			for i, step := range c.Steps {
				step.run(t, s, vars, fmt.Sprintf("step %d", i+1))
				if t.Failed() {
					return
				}
			}
		})
	}
}

var variable = regexp.MustCompile(`\{\{([A-Za-z0-9_.-]+)\}\}`)

func fillVars(t *testing.T, text string, vars map[string]string) string {
	t.Helper()
	return variable.ReplaceAllStringFunc(text, func(m string) string {
		v, ok := vars[m[2:len(m)-2]]
		if !ok {
			t.Fatalf("no variable %s", m)
		}
		return v
	})
}

func (st securityStep) run(t *testing.T, s *securityServer, vars map[string]string, name string) {
	t.Helper()
	if st.Mail != "" {
		vars["code"] = s.latestCode(t, st.Mail)
		return
	}
	var res *http.Response
	var body string
	for range max(st.Repeat, 1) {
		res, body = s.send(t, st.request(t, s, vars))
	}
	st.Want.check(t, name+" "+st.Method+" "+st.Path, res, body, vars)
	for variable, from := range st.Keep {
		vars[variable] = kept(t, from, res, body)
	}
}

func (st securityStep) request(t *testing.T, s *securityServer, vars map[string]string) *http.Request {
	t.Helper()
	body := ""
	if len(st.Body) > 0 {
		body = fillVars(t, string(st.Body), vars)
		if st.Text {
			if err := json.Unmarshal([]byte(body), &body); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.canaries.learn(body)
	path := fillVars(t, st.Path, vars)
	if !strings.HasPrefix(path, "http") {
		path = s.url + path
	}
	req, err := http.NewRequestWithContext(context.Background(), st.Method, path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" && !st.Text {
		req.Header.Set("Content-Type", "application/json")
	}
	if st.As != "" {
		token, ok := vars[st.As+".token"]
		if !ok {
			token = fillVars(t, st.As, vars)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if st.Socket {
		for name, v := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
			req.Header.Set(name, v)
		}
	}
	for name, v := range st.Headers {
		req.Header.Set(name, fillVars(t, v, vars))
		if name == "Host" {
			req.Host = fillVars(t, v, vars)
		}
	}
	return req
}

func (want securityWant) check(t *testing.T, name string, res *http.Response, body string, vars map[string]string) {
	t.Helper()
	if res.StatusCode != want.Status {
		t.Errorf("%s: %d, want %d: %s", name, res.StatusCode, want.Status, body)
		return
	}
	var answer any
	_ = json.Unmarshal([]byte(body), &answer) // not every answer is JSON
	if want.Code != "" && fmt.Sprint(dotted(answer, "code")) != want.Code {
		t.Errorf("%s: code %v, want %s", name, dotted(answer, "code"), want.Code)
	}
	for header, v := range want.Headers {
		if got := strings.Join(res.Header.Values(header), ", "); !matches(got, len(res.Header.Values(header)) > 0, fillVars(t, v, vars)) {
			t.Errorf("%s: %s is %q, want %s", name, header, got, v)
		}
	}
	for path, v := range want.JSON {
		got := dotted(answer, path)
		text, isText := v.(string)
		if isText && !matches(fmt.Sprint(got), got != nil, fillVars(t, text, vars)) || !isText && fmt.Sprint(got) != fmt.Sprint(v) {
			t.Errorf("%s: %s is %v, want %v", name, path, got, v)
		}
	}
	for _, text := range want.Has {
		if !strings.Contains(body, fillVars(t, text, vars)) {
			t.Errorf("%s: the answer lacks %q: %s", name, text, body)
		}
	}
	all := body + fmt.Sprint(res.Header)
	for _, text := range want.Lacks {
		if text = fillVars(t, text, vars); strings.Contains(all, text) {
			t.Errorf("%s: the answer has %q: %s", name, text, all)
		}
	}
	if want.Cookie != nil {
		want.Cookie.check(t, name, res)
	}
}

func (want securityCookie) check(t *testing.T, name string, res *http.Response) {
	t.Helper()
	for _, c := range res.Cookies() {
		if c.Name != want.Name {
			continue
		}
		site := map[http.SameSite]string{http.SameSiteStrictMode: "Strict", http.SameSiteLaxMode: "Lax", http.SameSiteNoneMode: "None"}[c.SameSite]
		if got := (securityCookie{c.Name, c.HttpOnly, c.Secure, site, c.Path, c.Domain}); got != want {
			t.Errorf("%s: cookie %+v, want %+v", name, got, want)
		}
		return
	}
	t.Errorf("%s: no cookie %s among %v", name, want.Name, res.Cookies())
}

// matches compares a value with what is wanted: "-" nothing, "~…" a pattern, else the text.
func matches(got string, there bool, want string) bool {
	if want == "-" {
		return !there
	}
	if pattern, ok := strings.CutPrefix(want, "~"); ok {
		return there && regexp.MustCompile(pattern).MatchString(got)
	}
	return there && got == want
}

// dotted finds a value in JSON; a number is a place in a list.
func dotted(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

func kept(t *testing.T, from string, res *http.Response, body string) string {
	t.Helper()
	if name, ok := strings.CutPrefix(from, "cookie:"); ok {
		for _, c := range res.Cookies() {
			if c.Name == name {
				return c.Value
			}
		}
		t.Fatalf("no cookie %s", name)
	}
	if name, ok := strings.CutPrefix(from, "header:"); ok {
		return res.Header.Get(name)
	}
	var answer any
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	v := dotted(answer, from)
	if v == nil {
		t.Fatalf("the answer has no %s: %s", from, body)
	}
	return fmt.Sprint(v)
}

// generated are requirements that tests cover which are made from the catalogue.
var generated = map[string]string{
	"8.2.1": "TestRoleMatrix (every operation by every role)",
	"8.2.2": "TestThingsOfOthersAreUnknown (every operation with another's ids)",
}

// requirements are the items of OWASP ASVS 5.0 that must be covered.
var requirements = []string{"3.3.1", "3.3.4", "3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.6", "3.5.1", "4.1.3", "4.4.2", "4.4.4", "5.2.1", "5.2.2", "5.4.1", "5.4.2",
	"6.2.1", "6.2.4", "6.2.8", "6.3.1", "7.2.4", "7.4.1", "7.4.3", "8.2.1", "8.2.2", "8.2.3", "9.1.1", "9.1.2", "9.2.1", "9.2.2", "9.2.3", "14.2.1", "14.3.2", "16.5.1"}

// TestRequirementsAreCovered: every requirement has a case, and docs/security.md lists
// just those.
func TestRequirementsAreCovered(t *testing.T) {
	covered := map[string][]string{}
	for name, c := range readSecurityCases(t) {
		for _, id := range c.ASVS {
			covered[id] = append(covered[id], "`"+name+"`")
		}
	}
	for id, by := range generated {
		covered[id] = append(covered[id], by)
	}
	doc, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range requirements {
		slices.Sort(covered[id])
		if len(covered[id]) == 0 {
			t.Errorf("%s has no case", id)
		}
		if row := fmt.Sprintf("| %s | ", id); !strings.Contains(string(doc), row) {
			t.Errorf("docs/security.md has no row %q", row)
			continue
		}
		for _, by := range covered[id] {
			line := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(id) + ` \| .*$`).FindString(string(doc))
			if !strings.Contains(line, by) {
				t.Errorf("docs/security.md: the row of %s lacks %s", id, by)
			}
		}
	}
}
