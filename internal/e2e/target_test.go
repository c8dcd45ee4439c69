package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/dist"
	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/served"
)

// root is the module's, from this package's folder.
const root = "../.."

// EnvEndpoint names a real deployment, e.g. https://dxxxx.cloudfront.net.
const EnvEndpoint = "AIO_ENDPOINT"

// pretends are the kinds of resources that an emulator makes in appearance only.
var pretends = map[string][]string{"localstack": {"AWS::ApiGatewayV2::"}}

// target is something that serves the product.
type target struct {
	name  string
	url   string
	lacks map[need]string // what it cannot do, and why
}

// need is something that a step needs of its target.
type need string

const (
	sockets need = "sockets" // a WebSocket API
	// gatewayResponses are a gateway's own refusals in our words.
	gatewayResponses need = "gateway responses"
	mocks            need = "mocks" // answers that a gateway gives without a function
)

// lacks is what emulators cannot do.
var lacks = map[string]map[need]string{
	"ministack": {gatewayResponses: "ministack answers unknown routes in words of its own",
		mocks: "ministack answers 200 with an empty object where a gateway answers by itself"},
	"localstack": {sockets: "LocalStack's community edition has no WebSocket APIs",
		gatewayResponses: "LocalStack does not import gateway responses with an API's description"},
}

// TestTour walks the tour on every target.
func TestTour(t *testing.T) {
	t.Run("serve", func(t *testing.T) { walk(t, serve(t)) })
	emulator.EachAlone(t, "tour", func(t *testing.T, e emulator.Target) { walk(t, deployed(t, e)) })
	t.Run("account", func(t *testing.T) {
		url := os.Getenv(EnvEndpoint)
		if url == "" {
			t.Skip("tour: not run: " + EnvEndpoint + " is not set")
		}
		walk(t, target{name: "account", url: strings.TrimSuffix(url, "/")})
	})
}

// serve starts the server of one machine as a process of its own.
func serve(t *testing.T) target {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "aio")
	run(t, root, nil, "go", "build", "-o", bin, "./cmd/aio")
	s, err := served.Start(context.WithoutCancel(t.Context()), served.Command{Bin: bin, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Kill()
		if t.Failed() {
			t.Logf("the server's log:\n%s", s.Log())
		}
	})
	return target{name: "serve", url: s.URL}
}

// deployed deploys the stacks of a new stage to an emulator, and puts an edge before them.
func deployed(t *testing.T, e emulator.Target) target {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	stage, begun := emulator.Unique("e"), time.Now()
	out, err := deploy.ToEmulator(t.Context(), root, t.TempDir(), e, deploy.ForEmulator(stage, runtime.GOARCH), pretends[e.Name]...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("synthesized and deployed to %s in %.1f s", e.Name, time.Since(begun).Seconds())
	h, err := deploy.Edge(e, stage, out)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return target{name: e.Name, url: s.URL, lacks: lacks[e.Name]}
}

// build builds the functions once, for this machine's processor.
var build = sync.OnceValue(func() error {
	_, err := dist.Build(context.Background(), dist.Options{Root: root, Dir: filepath.Join(root, "dist"), Arch: runtime.GOARCH})
	return err
})

// run runs a command that must succeed.
func run(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// plain makes requests as they are told, without following redirects.
var plain = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
