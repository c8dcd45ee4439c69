package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/internal/served"
	"github.com/aio-creative-hub/aio/shared/client"
)

// beAIO makes the test binary the command itself, so that tests run the real thing.
const beAIO = "AIO_TEST_BE_AIO"

func TestMain(m *testing.M) {
	if os.Getenv(beAIO) == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

// aioCommand runs the command with arguments.
func aioCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), beAIO+"=1")
	return cmd
}

// server is `aio serve` in a process of its own.
type server struct {
	*served.Server
	t   *testing.T
	dir string
	url string

	canaries canaries
}

// serveIn starts a server on a data directory, with cheap passwords: bcrypt's own cost
// takes seconds under the race detector.
func serveIn(t *testing.T, dir string, args ...string) *server {
	t.Helper()
	process, err := served.Start(context.Background(), served.Command{Bin: os.Args[0], Dir: dir, Env: []string{beAIO + "=1"},
		Flags: append([]string{"--password-cost", "4", "--log", "debug"}, args...)})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, dir: dir, url: process.URL, Server: process}
	t.Cleanup(s.checkLog) // after it was killed: the last first
	t.Cleanup(s.Kill)
	return s
}

// stop asks the server to end and expects that it does so cleanly.
func (s *server) stop() {
	s.t.Helper()
	if err := s.Stop(); err != nil {
		s.t.Error(err)
	}
}

const testPassword = "plum-tuba-44-cavern"

// register makes an account on the server.
func (s *server) register(email string) *client.Client {
	s.t.Helper()
	c := client.New(s.url, client.Options{HTTP: &http.Client{Transport: learning{&s.canaries}}})
	if _, err := c.Register(context.Background(), email, testPassword, ""); err != nil {
		s.t.Fatalf("register: %v", err)
	}
	return c
}

// raw makes a request as it is told, without the client's help.
func (s *server) raw(method, path, token, body string, header ...string) (int, http.Header, string) {
	s.t.Helper()
	s.canaries.learn(body)
	req, err := http.NewRequestWithContext(context.Background(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return s.do(req)
}

func (s *server) do(req *http.Request) (int, http.Header, string) {
	s.t.Helper()
	noRedirect := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := noRedirect.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		s.t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(data)
}
