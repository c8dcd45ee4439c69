package files

import (
	"cmp"
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Handler serves signed URLs below PathPrefix: GET and HEAD (with Range, If-Range and
// If-None-Match), and PUT. Errors are problem documents (RFC 9457) with a stable code.
// Whatever is served cannot run as a page of this host: browsers may not guess another
// type, and a document opened by itself is in a sandbox.
func (s *Store) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Cross-Origin-Resource-Policy", "same-site")
		h.Set("Referrer-Policy", "no-referrer") // the URL is a secret
		h.Set("Cache-Control", "private, no-cache")
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			s.serveGet(w, r)
		case http.MethodPut:
			s.servePut(w, r)
		default:
			h.Set("Allow", "GET, HEAD, PUT")
			problem(w, http.StatusMethodNotAllowed, "method_not_allowed", "This address takes GET, HEAD or PUT, as it was signed.")
		}
	})
}

// admit reads the claim of a request and checks signature and expiry; it has answered if
// ok is false.
func (s *Store) admit(w http.ResponseWriter, r *http.Request, c claim) (claim, bool) {
	key, q, ok := parse(r)
	c.key, c.expires = key, q.Get(paramExpires)
	c.disposition, c.answerType = q.Get(paramDisposition), q.Get(paramType)
	c.upload, c.part = q.Get(paramUpload), q.Get(paramPart)
	// The signature is checked first and in constant time: what was not signed learns
	// nothing, not even the time.
	if !hmac.Equal([]byte(q.Get(paramSignature)), []byte(s.signature(c))) || !ok || blob.CheckKey(key) != nil {
		problem(w, http.StatusForbidden, "signature_invalid", "This request is not the one that was signed. Ask for a new link.")
		return c, false
	}
	expires, err := strconv.ParseInt(c.expires, 10, 64)
	if err != nil || s.opt.Now().UnixMilli() >= expires {
		problem(w, http.StatusForbidden, "url_expired", "This link has expired. Ask for a new one.")
		return c, false
	}
	return c, true
}

// parse takes key and query from a request's URL, which must be written just as it was signed.
func parse(r *http.Request) (key string, q url.Values, ok bool) {
	key, ok = strings.CutPrefix(r.URL.EscapedPath(), PathPrefix)
	q, err := url.ParseQuery(r.URL.RawQuery)
	ok = ok && err == nil && q.Encode() == r.URL.RawQuery
	for name, values := range q {
		switch name {
		case paramExpires, paramDisposition, paramType, paramUpload, paramPart, paramSignature:
			ok = ok && len(values) == 1 && values[0] != ""
		default:
			ok = false
		}
	}
	return key, q, ok
}

func (s *Store) serveGet(w http.ResponseWriter, r *http.Request) {
	c, ok := s.admit(w, r, claim{method: http.MethodGet})
	if !ok {
		return
	}
	f, rec, err := openRecord(s, s.objectPath(c.key))
	if err != nil {
		refuse(w, err)
		return
	}
	defer func() { _ = f.Close() }() // only read
	h := w.Header()
	h.Set("ETag", `"`+rec.ETag+`"`)
	h.Set("Content-Type", cmp.Or(c.answerType, rec.ContentType, blob.DefaultType))
	h.Set("Content-Disposition", cmp.Or(c.disposition, "attachment"))
	http.ServeContent(w, r, "", rec.Modified, f)
}

func (s *Store) servePut(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength < 0 {
		problem(w, http.StatusLengthRequired, "length_required", "An upload says its length.")
		return
	}
	c, ok := s.admit(w, r, claim{
		method: http.MethodPut, contentType: strings.Join(r.Header.Values("Content-Type"), "\n"),
		length:    strconv.FormatInt(r.ContentLength, 10),
		sha256Hex: strings.Join(r.Header.Values(ChecksumHeader), "\n"),
	})
	if !ok {
		return
	}
	etag, err := s.receive(r.Context(), c, r)
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("ETag", `"`+etag+`"`)
	w.WriteHeader(http.StatusOK)
}

// receive stores the body of an admitted upload.
func (s *Store) receive(ctx context.Context, c claim, r *http.Request) (etag string, err error) {
	if c.upload != "" {
		number, err := strconv.Atoi(c.part)
		if err != nil {
			return "", blob.ErrInvalid
		}
		part, err := s.putPart(ctx, c.key, c.upload, number, r.Body, r.ContentLength, c.sha256Hex)
		return part.ETag, err
	}
	info, err := s.Put(ctx, c.key, r.Body, r.ContentLength, blob.PutOptions{ContentType: c.contentType, SHA256: c.sha256Hex})
	return info.ETag, err
}

// refuse answers with what an error of the store means to the client; its text stays here.
func refuse(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, blob.ErrNotFound):
		problem(w, http.StatusNotFound, "not_found", "There is nothing at this address.")
	case errors.Is(err, blob.ErrNoUpload):
		problem(w, http.StatusNotFound, "upload_not_found", "This upload has ended. Begin a new one.")
	case errors.Is(err, blob.ErrChecksum):
		problem(w, http.StatusBadRequest, "checksum_mismatch", "The bytes are not those that were announced. Send them again.")
	case errors.Is(err, blob.ErrInvalid), isSource(err):
		problem(w, http.StatusBadRequest, "upload_incomplete", "The upload broke off or is malformed. Send it again.")
	default:
		w.Header().Set("Retry-After", retryAfter)
		problem(w, http.StatusServiceUnavailable, "unavailable", "The store cannot answer now. Try again shortly.")
	}
}

// retryAfter is in seconds: a busy or full disk does not recover faster.
const retryAfter = "5"

func isSource(err error) bool {
	var src *sourceError
	return errors.As(err, &src)
}

func problem(w http.ResponseWriter, status int, code, detail string) {
	body, err := json.Marshal(map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status, "code": code, "detail": detail,
	})
	if err != nil {
		body = nil // strings and a number always marshal
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that is gone needs no answer
}
