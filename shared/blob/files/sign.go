package files

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// PathPrefix is where Handler serves signed URLs.
const PathPrefix = "/blob/"

// ChecksumHeader carries the SHA-256 of an upload, in lower-case hex; it is signed.
const ChecksumHeader = "X-Content-Sha256"

// The query parameters of signed URLs. Their texts are signed as they stand.
const (
	paramExpires     = "expires" // Unix time in milliseconds
	paramDisposition = "disposition"
	paramType        = "type" // overrides the content type of a download
	paramUpload      = "upload"
	paramPart        = "part"
	paramSignature   = "signature"
)

// claim is all that a signature covers, like the canonical request of AWS Signature
// Version 4.
type claim struct {
	method, key, expires           string
	contentType, length, sha256Hex string // of an upload
	disposition, answerType        string // of a download
	upload, part                   string
}

// signature is the HMAC-SHA256 of the claim's fields, each with its length before it, so
// that no two claims have one text.
func (s *Store) signature(c claim) string {
	mac := hmac.New(sha256.New, s.opt.SignKey)
	for _, field := range []string{
		"aio blob url v1", c.method, c.key, c.expires, c.contentType, c.length, c.sha256Hex,
		c.disposition, c.answerType, c.upload, c.part,
	} {
		_, _ = fmt.Fprintf(mac, "%d:", len(field)) // a hash never fails to write
		_, _ = io.WriteString(mac, field)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// request makes the signed request of a claim.
func (s *Store) request(c claim, life time.Duration) (blob.SignedRequest, error) {
	if life <= 0 || life > blob.MaxSignLife {
		return blob.SignedRequest{}, fmt.Errorf("%w: a signed URL lives up to %v", blob.ErrInvalid, blob.MaxSignLife)
	}
	expires := s.opt.Now().UTC().Add(life).Truncate(time.Millisecond)
	c.expires = strconv.FormatInt(expires.UnixMilli(), 10)
	q := url.Values{}
	for name, v := range map[string]string{
		paramExpires: c.expires, paramDisposition: c.disposition, paramType: c.answerType,
		paramUpload: c.upload, paramPart: c.part, paramSignature: s.signature(c),
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	header := http.Header{}
	for name, v := range map[string]string{
		"Content-Type": c.contentType, "Content-Length": c.length, ChecksumHeader: c.sha256Hex,
	} {
		if v != "" {
			header.Set(name, v)
		}
	}
	return blob.SignedRequest{
		Method: c.method, URL: s.opt.BaseURL() + PathPrefix + c.key + "?" + q.Encode(), Header: header, Expires: expires,
	}, nil
}

// SignGet implements blob.Store.
func (s *Store) SignGet(ctx context.Context, key string, g blob.GetGrant) (_ blob.SignedRequest, err error) {
	defer func() { err = wrap("sign get", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.SignedRequest{}, err
	}
	for _, v := range []string{g.Disposition, g.ContentType} {
		if v == "" {
			continue
		}
		if err := blob.CheckHeader(v); err != nil {
			return blob.SignedRequest{}, err
		}
	}
	return s.request(claim{method: http.MethodGet, key: key, disposition: g.Disposition, answerType: g.ContentType}, g.Life)
}

// SignPut implements blob.Store.
func (s *Store) SignPut(ctx context.Context, key string, g blob.PutGrant) (_ blob.SignedRequest, err error) {
	defer func() { err = wrap("sign put", err) }()
	c, err := putClaim(ctx, key, g)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	return s.request(c, g.Life)
}

// SignPart implements blob.Multipart.
func (s *Store) SignPart(ctx context.Context, key, id string, number int, g blob.PutGrant) (_ blob.SignedRequest, err error) {
	defer func() { err = wrap("sign part", err) }()
	c, err := putClaim(ctx, key, g)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	if err := blob.CheckNumber(number); err != nil {
		return blob.SignedRequest{}, err
	}
	_, release, err := s.holdUpload(ctx, key, id)
	if err != nil {
		return blob.SignedRequest{}, err
	}
	release()
	c.upload, c.part = id, strconv.Itoa(number)
	return s.request(c, g.Life)
}

func putClaim(ctx context.Context, key string, g blob.PutGrant) (claim, error) {
	if err := begin(ctx, key); err != nil {
		return claim{}, err
	}
	if err := blob.CheckGrant(&g); err != nil {
		return claim{}, err
	}
	return claim{
		method: http.MethodPut, key: key, contentType: g.ContentType,
		length: strconv.FormatInt(g.Length, 10), sha256Hex: g.SHA256,
	}, nil
}
