package local

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/aio-creative-hub/aio/shared/internal/durable"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// SecretFile is the file in the data directory that holds the inspector's secret. Who
// can read it may read the inspector, switch faults and use the @connections API.
const SecretFile = "inspector-secret"

// inspectorCookie carries a value made from the secret: browsers send cookies to every
// port of a host, so the secret itself stays out of it.
const inspectorCookie = "aio_inspector"

// secretKeeper guards what only the owner of the data directory may use.
type secretKeeper struct {
	edge
	secret string
}

// openSecret reads the secret, or makes it at the first start.
func openSecret(dir string) (string, error) {
	path := filepath.Join(dir, SecretFile)
	fresh := rand.Text() // 128 bits at least
	err := durable.Create(path, []byte(fresh+"\n"), 0o600)
	if err == nil {
		return fresh, nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("local: inspector secret: %w", err)
	}
	data, err := os.ReadFile(path) //nolint:gosec // inside the data directory
	if err != nil {
		return "", fmt.Errorf("local: inspector secret: %w", err)
	}
	const leastSecret = 16
	secret := strings.TrimSpace(string(data))
	if len(secret) < leastSecret {
		return "", fmt.Errorf("local: inspector secret: %s is damaged; remove it to get a new one", path)
	}
	return secret, nil
}

// token is the cookie's value.
func (k secretKeeper) token() string {
	mac := hmac.New(sha256.New, []byte(k.secret))
	mac.Write([]byte("inspector cookie"))
	return hex.EncodeToString(mac.Sum(nil))
}

// bearer reports whether the request shows the secret as a Bearer token.
func (k secretKeeper) bearer(r *http.Request) bool {
	scheme, given, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return ok && strings.EqualFold(scheme, "Bearer") && same(given, k.secret)
}

// knows reports whether the request shows the secret, or the cookie made from it.
func (k secretKeeper) knows(r *http.Request) bool {
	if k.bearer(r) {
		return true
	}
	cookie, err := r.Cookie(inspectorCookie)
	return err == nil && same(cookie.Value, k.token())
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// page lets those in who know the secret; ?secret= is turned into a cookie once, and
// taken out of the address.
func (k secretKeeper) page(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if given := r.URL.Query().Get("secret"); r.Method == http.MethodGet && given != "" && same(given, k.secret) {
			k.dress(w.Header())
			http.SetCookie(w, &http.Cookie{Name: inspectorCookie, Value: k.token(), Path: localPrefix, //nolint:gosec // Secure if there is TLS
				HttpOnly: true, Secure: k.secure, SameSite: http.SameSiteStrictMode})
			w.Header().Set("Location", r.URL.EscapedPath())
			w.WriteHeader(http.StatusSeeOther)
			return
		}
		if !k.knows(r) {
			k.refuse(w, r, k.unknown())
			return
		}
		k.dress(w.Header())
		next.ServeHTTP(w, r)
	})
}

// machine lets programs in that send the secret as a Bearer token.
func (k secretKeeper) machine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !k.bearer(r) {
			k.refuse(w, r, k.unknown())
			return
		}
		k.dress(w.Header())
		next.ServeHTTP(w, r)
	})
}

// nearby lets callers on this machine in, and those who know the secret. A proxy on this
// machine does not vouch for whom it forwards.
func (k secretKeeper) nearby(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !k.bearer(r) && (!fromLoopback(r) || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "") {
			k.refuse(w, r, k.unknown())
			return
		}
		k.dress(w.Header())
		next.ServeHTTP(w, r)
	})
}

func (k secretKeeper) unknown() *operation.Problem {
	return operation.NewProblem(http.StatusUnauthorized, operation.CodeUnauthorized,
		"This needs the secret in the file "+SecretFile+" of the data directory.").
		WithHeader("WWW-Authenticate", `Bearer realm="aio local"`)
}

func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}
