// Package csp makes the Content-Security-Policy of a deployment's pages (W3C, Content
// Security Policy Level 3) from where its parts are: one host serves everything on one
// machine and behind CloudFront; signed addresses of files may be another's.
package csp

import (
	"fmt"
	"net/url"
	"strings"
)

// API is the policy of answers that are no pages: nothing may run, load or frame them.
const API = "default-src 'none'; frame-ancestors 'none'"

// Site says where the parts of a deployment are, as origins: scheme, host and, if it is
// not the usual one, port. "" means the page's own.
type Site struct {
	Blobs   string // signed addresses of files, e.g. https://bucket.s3.eu-central-1.amazonaws.com
	Sockets string // the WebSocket, e.g. wss://example.org; browsers disagree on whether 'self' has it
	Secure  bool   // served over TLS: what is named by http is fetched by https
}

// Pages is the policy of the pages: scripts and styles of the site alone, none inline,
// none made of text; pictures and sounds of the site, of files, and such as scripts make;
// no plug-ins, no frames in either direction. It fails if a part is no origin.
func (s Site) Pages() (string, error) {
	blobs, err := origin(s.Blobs, "http", "https")
	if err != nil {
		return "", err
	}
	sockets, err := origin(s.Sockets, "ws", "wss")
	if err != nil {
		return "", err
	}
	policy := []string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"font-src 'self'",
		sources("img-src 'self' data: blob:", blobs),
		sources("media-src 'self' blob:", blobs),
		sources("connect-src 'self'", blobs, sockets),
		"worker-src 'self'",
		"manifest-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}
	if s.Secure {
		policy = append(policy, "upgrade-insecure-requests")
	}
	return strings.Join(policy, "; "), nil
}

func sources(directive string, more ...string) string {
	for _, m := range more {
		if m != "" {
			directive += " " + m
		}
	}
	return directive
}

// origin checks that text is an origin and nothing else: a semicolon or a space in it
// would be another directive or source.
func origin(text string, schemes ...string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	ok := err == nil && u.Host != "" && u.User == nil && text == u.Scheme+"://"+u.Host && !strings.ContainsAny(u.Host, " ;,'\"*")
	for _, s := range schemes {
		if ok && u.Scheme == s {
			return text, nil
		}
	}
	return "", fmt.Errorf("csp: not an origin of the form %s://host", schemes[len(schemes)-1])
}
