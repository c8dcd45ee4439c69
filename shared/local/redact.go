package local

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// redacted stands where a secret or personal data was.
const redacted = "[redacted]"

// maxRedactDepth bounds nesting: what is deeper is not shown.
const maxRedactDepth = 64

// secretKeys are the names whose values nobody may see, in the form of keyOf.
func secretKeys() map[string]bool {
	return map[string]bool{
		"password": true, "newpassword": true, "newemail": true, "currentpassword": true, "oldpassword": true, "token": true, "accesstoken": true,
		"refreshtoken": true, "idtoken": true, "ticket": true, "authorization": true, "cookie": true, "setcookie": true,
		"email": true, "displayname": true, "address": true, "device": true, "secret": true, "clientsecret": true, "apikey": true, "xapikey": true,
		"xaioorigin": true, "signature": true, "sig": true, "sourceip": true, "xforwardedfor": true, "forwarded": true, "xaioclientip": true,
	}
}

// keyOf makes accessToken, access_token and Access-Token one name.
func keyOf(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}

var (
	// A JSON Web Token anywhere in a text: its header always begins with {" in base64url.
	jwtPattern = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*`)
	// Secrets in the query of a URL.
	queryPattern = regexp.MustCompile(`(?i)\b((?:ticket|token|access_token|refresh_token|secret|password|signature|sig|code|x-amz-[a-z-]+)=)[^&\s"']+`)
	// An e-mail address anywhere in a text.
	mailPattern = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
)

// redactor takes secrets and personal data out of events and answers.
type redactor struct{ secret map[string]bool }

func newRedactor() redactor { return redactor{secret: secretKeys()} }

// JSON gives the indented JSON without what nobody may see. What is not JSON is not shown at all.
func (r redactor) JSON(data []byte) string {
	v, ok := decode(data)
	if !ok {
		return redacted
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r.value(v, 0)); err != nil {
		return redacted
	}
	return strings.TrimSpace(out.String())
}

func decode(data []byte) (any, bool) {
	if !utf8.Valid(data) {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return nil, false
	}
	return v, true
}

func (r redactor) value(v any, depth int) any {
	if depth > maxRedactDepth {
		return redacted
	}
	switch v := v.(type) {
	case map[string]any:
		return r.object(v, depth)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = r.value(e, depth+1)
		}
		return out
	case string:
		return r.text(v, depth)
	}
	return v
}

// object redacts by name. A body in base64 is opened, so that what it holds is seen too.
func (r redactor) object(v map[string]any, depth int) map[string]any {
	encoded, _ := v["isBase64Encoded"].(bool)
	mail := isMail(v)
	out := make(map[string]any, len(v))
	for name, e := range v {
		body, isText := e.(string)
		switch {
		case (mail || r.secret[keyOf(name)]) && !empty(e):
			out[r.plain(name)] = redacted
		case name == "body" && encoded && isText:
			out[name] = r.bytes(body)
		default:
			out[r.plain(name)] = r.value(e, depth+1)
		}
	}
	return out
}

// isMail recognizes a mail: whom it goes to and what it says are all personal.
func isMail(v map[string]any) bool {
	fields := 0
	for name := range v {
		switch keyOf(name) {
		case "to", "subject", "text":
			fields++
		}
	}
	const whole = 3
	return fields == whole
}

// empty keeps visible that a secret was not given.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// text redacts inside a text; a text that is itself JSON is opened.
func (r redactor) text(s string, depth int) any {
	trimmed := strings.TrimSpace(s)
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, `"`) {
		if v, ok := decode([]byte(s)); ok {
			return r.value(v, depth+1)
		}
	}
	return r.plain(s)
}

func (r redactor) plain(s string) string {
	s = jwtPattern.ReplaceAllString(s, redacted)
	s = queryPattern.ReplaceAllString(s, "${1}"+redacted)
	return mailPattern.ReplaceAllString(s, redacted)
}

// bytes says only how large a body of bytes is: it is no text, so there is nothing to read.
func (r redactor) bytes(body string) string {
	return "[" + sizeText(base64.StdEncoding.DecodedLen(len(body))) + " of binary]"
}
