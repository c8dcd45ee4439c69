package wsmessage_test

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/internal/wsmessage"
)

// frameSizes accepts a WebSocket by hand and tells the size of each data frame.
func frameSizes(t *testing.T, sizes chan<- int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer close(sizes)
		sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		h, ok := w.(http.Hijacker)
		if !ok {
			t.Error("no hijacker")
			return
		}
		conn, rw, err := h.Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
			base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n")
		_ = rw.Flush() // a failure shows in the frames
		for {
			n, final, err := frameSize(rw.Reader)
			if err != nil {
				t.Error(err)
				return
			}
			sizes <- n
			if final {
				return
			}
		}
	}
}

// frameSize reads one masked frame (RFC 6455 section 5.2).
func frameSize(r *bufio.Reader) (n int, final bool, err error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, false, err
	}
	n = int(head[1] & 0x7F)
	switch n {
	case 126:
		var more [2]byte
		_, err = io.ReadFull(r, more[:])
		n = int(binary.BigEndian.Uint16(more[:]))
	case 127:
		var more [8]byte
		_, err = io.ReadFull(r, more[:])
		n = int(binary.BigEndian.Uint64(more[:]))
	}
	if err != nil {
		return 0, false, err
	}
	_, err = r.Discard(4 + n)
	return n, head[0]&0x80 != 0, err
}

func TestMessagesTravelInSmallFrames(t *testing.T) {
	const most = wsmessage.MaxFrame
	for bytes, want := range map[int][]int{
		0: {0}, 10: {10}, most: {most}, most + 1: {most, 1, 0}, 4 * most: {most, most, most, most, 0},
	} {
		sizes := make(chan int, 10)
		srv := httptest.NewServer(frameSizes(t, sizes))
		ws, _, err := websocket.Dial(t.Context(), srv.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := wsmessage.Write(t.Context(), ws, make([]byte, bytes)); err != nil {
			t.Error(err)
		}
		var got []int
		for n := range sizes {
			got = append(got, n)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d bytes: frames of %v, want %v", bytes, got, want)
		}
		_ = ws.CloseNow()
		srv.Close()
	}
}
