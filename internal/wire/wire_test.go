package wire_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/internal/wire"
)

// A cut is a reset: the other side sees an error, not an orderly end.
func TestCut(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	w := wire.New(nil)
	mine, err := w.Dial(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = theirs.Close() }()
	w.Cut()
	w.Cut()
	if _, err := mine.Write([]byte("x")); err == nil {
		t.Error("the wire still carries")
	}
	if n, err := theirs.Read(make([]byte, 1)); n != 0 || err == nil || errors.Is(err, io.EOF) {
		t.Errorf("the other side read %d bytes, %v", n, err)
	}
}

func TestDown(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	w := wire.New(net.IPv4(127, 0, 0, 1))
	get := func() error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := w.Client().Do(req)
		if err == nil {
			_ = res.Body.Close()
		}
		return err
	}
	if err := get(); err != nil {
		t.Error(err)
	}
	w.Down()
	if err := get(); !errors.Is(err, wire.ErrDown) {
		t.Errorf("down: %v", err)
	}
	w.Up()
	if err := get(); err != nil {
		t.Error(err)
	}
}

// Messages of all sizes come whole and in order, but those that are lost.
func TestLose(t *testing.T) {
	sent := []string{"keep 1", "lose 2", "keep " + strings.Repeat("3", 200), "lose " + strings.Repeat("4", 200), "keep " + strings.Repeat("5", 30<<10), "keep 6"}
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(rw, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		for _, m := range sent {
			if err := c.Write(r.Context(), websocket.MessageText, []byte(m)); err != nil {
				t.Error(err)
			}
		}
		_ = c.Close(websocket.StatusNormalClosure, "")
	}))
	defer s.Close()
	w := wire.New(nil)
	w.Lose(func(m []byte) bool { return strings.HasPrefix(string(m), "lose") })
	c, _, err := websocket.Dial(t.Context(), s.URL, &websocket.DialOptions{HTTPClient: w.Client()})
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(1 << 20)
	for _, want := range sent {
		if strings.HasPrefix(want, "lose") {
			continue
		}
		if _, got, err := c.Read(t.Context()); err != nil || string(got) != want {
			t.Fatalf("%d bytes, %v; want %d", len(got), err, len(want))
		}
	}
	if _, _, err := c.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("the end: %v", err)
	}
}
