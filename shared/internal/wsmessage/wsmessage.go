// Package wsmessage writes WebSocket messages as API Gateway carries them, for both ends
// of a connection: a larger message travels in several frames (RFC 6455 section 5.4).
package wsmessage

import (
	"context"

	"github.com/coder/websocket"
)

// MaxFrame is the most bytes of payload in one frame: API Gateway's limit, either way.
const MaxFrame = 32 << 10

// Write sends one text message, in frames of at most MaxFrame bytes.
func Write(ctx context.Context, ws *websocket.Conn, data []byte) error {
	if len(data) <= MaxFrame {
		return ws.Write(ctx, websocket.MessageText, data)
	}
	w, err := ws.Writer(ctx, websocket.MessageText)
	if err != nil {
		return err
	}
	for len(data) > 0 {
		n := min(len(data), MaxFrame)
		if _, err := w.Write(data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return w.Close()
}
