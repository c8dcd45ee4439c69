package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/dist"
	"github.com/aio-creative-hub/aio/internal/emulator"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// Measured is what a number of chats needed.
type Measured struct {
	Machine   string              `json:"machine"`
	Chats     int                 `json:"chats"`
	Functions map[string]Function `json:"functions"` // by artifact
	Calls     map[string]Used     `json:"calls"`     // by service and operation
	Requests  map[string]int      `json:"requests"`  // of the chats: REST, WebSocket, S3
}

// Function is what the invocations of a function took together.
type Function struct {
	Calls   int     `json:"calls"`
	CPU     float64 `json:"cpuSeconds"`
	Seconds float64 `json:"seconds"` // from event to answer, on the emulator
	Memory  int     `json:"memoryMB"`
	Log     int     `json:"logBytes"` // with Lambda's own lines
}

const (
	stage    = "cost"
	password = "plum-tuba-44-cavern" //nolint:gosec // of nobody
	warm     = 3                     // chats before those that count, so that every function runs already
	chats    = 15                    // that count; with them, fewer than one person may sign in in a quarter of an hour
	// settle is for what chats set off to be over.
	settle = 5 * time.Second
)

// sentences are what is said in a chat; each makes a picture, which is fetched.
var sentences = []string{"Create a 1200x630 banner with a navy background and the title Launch Day in white", "Add a red circle in the bottom right"}

// measure deploys the stacks to an emulator and has chats there.
func measure(ctx context.Context) (*Measured, error) {
	calls := newCounter()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	between := &httptest.Server{Listener: listener, Config: &http.Server{Handler: calls, ReadHeaderTimeout: time.Minute}}
	running, err := emulator.StartMinistackBehind("http://" + listener.Addr().String()) //nolint:contextcheck // Stop ends it
	if err != nil {
		return nil, err
	}
	defer func() { _ = running.Stop() }()
	if err := calls.to(running.Endpoint); err != nil {
		return nil, err
	}
	between.Start()
	defer between.Close()
	front, err := deployed(ctx, running.Target)
	if err != nil {
		return nil, err
	}
	defer front.Close()
	return have(ctx, running.Target, front.URL, calls)
}

// deployed deploys the stage, and puts an edge before it.
func deployed(ctx context.Context, at emulator.Target) (*httptest.Server, error) {
	if _, err := dist.Build(ctx, dist.Options{Root: ".", Dir: "dist", Arch: runtime.GOARCH}); err != nil {
		return nil, err
	}
	assembly, err := os.MkdirTemp("", "aio-cost-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(assembly) }()
	settings := deploy.ForEmulator(stage, runtime.GOARCH)
	settings["limits"] = "auth=1000/1m,tools=1000/1m" // one person has all the chats
	out, err := deploy.ToEmulator(ctx, ".", assembly, at, settings)
	if err != nil {
		return nil, err
	}
	h, err := deploy.Edge(at, stage, out)
	if err != nil {
		return nil, err
	}
	return httptest.NewServer(h), nil
}

// have has the chats.
func have(ctx context.Context, at emulator.Target, url string, calls *counter) (*Measured, error) {
	v := &visitor{url: url, requests: map[string]int{}}
	if _, err := client.New(url, client.Options{}).Register(ctx, "cost@example.org", password, "Ada"); err != nil {
		return nil, err
	}
	for range warm {
		if err := v.chat(ctx); err != nil {
			return nil, err
		}
	}
	time.Sleep(settle)
	calls.begin()
	v.requests = map[string]int{}
	cpu, begun := processors(stage), time.Now()
	for range chats {
		if err := v.chat(ctx); err != nil {
			return nil, err
		}
	}
	time.Sleep(settle)
	m := &Measured{Machine: fmt.Sprintf("%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()), Chats: chats,
		Functions: map[string]Function{}, Calls: maps.Clone(calls.all()), Requests: v.requests}
	after := processors(stage)
	artifacts, err := dist.Sources()
	if err != nil {
		return nil, err
	}
	for artifact := range artifacts {
		f, err := reports(ctx, at, artifact, begun)
		if err != nil {
			return nil, err
		}
		if f.Calls == 0 {
			continue
		}
		f.CPU = (after[artifact] - cpu[artifact]).Seconds()
		m.Functions[artifact] = f
	}
	if len(m.Functions) == 0 {
		return nil, errors.New("no function reported anything")
	}
	return m, nil
}

// visitor chats.
type visitor struct {
	url      string
	requests map[string]int
}

// chat is one: sign in, connect, say the sentences, fetch the pictures, leave.
func (v *visitor) chat(ctx context.Context) error {
	c := client.New(v.url, client.Options{})
	if _, err := c.Login(ctx, "cost@example.org", password); err != nil {
		return err
	}
	conn, err := c.Dial(ctx) // asks for a ticket first
	if err != nil {
		return err
	}
	v.requests["REST"] += 2
	v.requests["connection"]++
	var session string
	for _, text := range sentences {
		reply, err := conn.Send(ctx, chatops.NewMessage{SessionID: session, Text: text})
		if err != nil {
			return errors.Join(err, conn.Close())
		}
		if len(reply.Artifacts) == 0 {
			return errors.Join(fmt.Errorf("%q made no picture", text), conn.Close())
		}
		session = reply.SessionID
		n, err := fetch(ctx, c, reply.Artifacts[0].ID)
		if err != nil {
			return errors.Join(err, conn.Close())
		}
		v.requests["WebSocket"]++ // what it answers and pushes is counted where it is posted
		v.requests["REST"]++
		v.requests["bytes out"] += n
	}
	return conn.Close()
}

// fetch reads a picture as a browser does, and gives its bytes.
func fetch(ctx context.Context, c *client.Client, id string) (int, error) {
	body, _, err := c.Artifact(ctx, id)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, body)
	return int(n), errors.Join(err, body.Close())
}

// reports reads from a function's log how often it ran since a time, and for how long.
func reports(ctx context.Context, at emulator.Target, artifact string, since time.Time) (Function, error) {
	body, err := json.Marshal(map[string]any{"logGroupName": "/aws/lambda/" + cloud.Name(stage, artifact), "startTime": since.UnixMilli(), "limit": 10_000})
	if err != nil {
		return Function{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at.Endpoint, strings.NewReader(string(body)))
	if err != nil {
		return Function{}, err
	}
	req.Header.Set("X-Amz-Target", "Logs_20140328.FilterLogEvents")
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/"+emulator.Region+"/logs/aws4_request, SignedHeaders=host, Signature=none")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return Function{}, err
	}
	defer func() { _ = res.Body.Close() }()
	var out struct{ Events []struct{ Message string } }
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return Function{}, fmt.Errorf("the log of %s: %w", artifact, err)
	}
	var f Function
	for _, e := range out.Events {
		f.Log += len(e.Message)
		if strings.HasPrefix(e.Message, "REPORT ") {
			if err := f.report(e.Message); err != nil {
				return f, fmt.Errorf("the log of %s: %w", artifact, err)
			}
		}
	}
	return f, nil
}

// report adds what Lambda says of an invocation.
func (f *Function) report(line string) error {
	var ms float64
	for field := range strings.SplitSeq(line, "\t") {
		switch name, value, _ := strings.Cut(field, ": "); name {
		case "Duration":
			if _, err := fmt.Sscanf(value, "%f ms", &ms); err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
		case "Memory Size":
			if _, err := fmt.Sscanf(value, "%d MB", &f.Memory); err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
		}
	}
	if ms == 0 || f.Memory == 0 {
		return fmt.Errorf("%q says no duration or no memory", line)
	}
	f.Calls++
	f.Seconds += ms / 1000
	return nil
}
