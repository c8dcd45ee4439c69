package csp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/csp"
)

// directives reads a policy.
func directives(t *testing.T, policy string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for d := range strings.SplitSeq(policy, "; ") {
		words := strings.Fields(d)
		if _, twice := out[words[0]]; twice {
			t.Errorf("%s stands twice", words[0])
		}
		out[words[0]] = words[1:]
	}
	return out
}

func TestPages(t *testing.T) {
	for name, c := range map[string]struct {
		site csp.Site
		want map[string]string
	}{
		"one host": {csp.Site{}, map[string]string{"connect-src": "'self'", "img-src": "'self' data: blob:", "upgrade-insecure-requests": "-"}},
		"files elsewhere": {csp.Site{Blobs: "https://b.s3.eu-central-1.amazonaws.com", Sockets: "wss://aio.example:8443", Secure: true}, map[string]string{
			"connect-src": "'self' https://b.s3.eu-central-1.amazonaws.com wss://aio.example:8443", "upgrade-insecure-requests": "",
			"media-src": "'self' blob: https://b.s3.eu-central-1.amazonaws.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			policy, err := c.site.Pages()
			if err != nil {
				t.Fatal(err)
			}
			got := directives(t, policy)
			for directive, want := range c.want {
				values, there := got[directive]
				if there != (want != "-") || there && strings.Join(values, " ") != want {
					t.Errorf("%s is %v", directive, values)
				}
			}
			for directive, only := range map[string]string{"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'"} {
				if !slices.Equal(got[directive], []string{only}) {
					t.Errorf("%s is %v", directive, got[directive])
				}
			}
			if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
				t.Error(policy)
			}
		})
	}
}

func TestNoOrigin(t *testing.T) {
	for _, bad := range []string{"example.org", "https://", "https://a/", "https://a b", "https://a;script-src *", "https://*.example.org", "javascript:alert(1)",
		"https://u:p@a", "https://a?x", "https://a#x", "wss://a'", "https://a, https://b", "HTTPS://a"} {
		if _, err := (csp.Site{Blobs: bad}).Pages(); err == nil {
			t.Errorf("%q was taken", bad)
		}
		if _, err := (csp.Site{Sockets: bad}).Pages(); err == nil {
			t.Errorf("%q was taken for a socket", bad)
		}
	}
}
